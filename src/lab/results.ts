/** What the runs of a lab came to, and how sure one can be of it. */
import { encode } from "../experiment/link.ts";
import { axisField, axisValueText, type Job, type Lab, labModels } from "./lab.ts";

/** Of one run. Losses are as the trainer's evaluations give them, to the last bit. */
export interface LabResult {
  /** The first of two evaluations in a row that were good enough; null: not by the end. */
  readonly solvedAt: number | null;
  /** Made. */
  readonly updates: number;
  /** On held-out sequences, by evaluation. */
  readonly evaluations: readonly {
    readonly update: number;
    readonly loss: number;
    readonly metric: number;
  }[];
  /** Why the run broke, in English; null: it did not. */
  readonly failed: string | null;
}

/** By index of the job; undefined: not run yet. */
export type LabResults = readonly (LabResult | undefined)[];

/** 97.5 % of a standard normal distribution lies under it. */
const z = 1.959963984540054;

/**
 * The 95 % interval of a share by Wilson's score: unlike ±1.96 standard errors it is of use for 0 of 10 and 10 of 10.
 *
 * Source: Wilson 1927, doi:10.1080/01621459.1927.10502953.
 * @returns from and to, in [0, 1]; 0 and 1 of nothing.
 */
export function wilson(successes: number, runs: number): readonly [from: number, to: number] {
  if (runs === 0) return [0, 1];
  const share = successes / runs;
  const scale = 1 + (z * z) / runs;
  const middle = (share + (z * z) / (2 * runs)) / scale;
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / runs + (z * z) / (4 * runs * runs));
  return [successes === 0 ? 0 : middle - half, successes === runs ? 1 : middle + half];
}

/** Of an even number the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
}

/** The runs of one model with one value on each axis. */
export interface Cell {
  readonly model: number;
  readonly at: readonly number[];
  /** Seed by seed, in the order of the lab. */
  readonly jobs: readonly Job[];
  /** Runs that are over, and those of them that solved the task. */
  readonly runs: number;
  readonly solved: number;
  /** Of the share of solved runs. */
  readonly interval: readonly [number, number];
  /** Over solved runs, in updates; NaN where none is. */
  readonly medianSolvedAt: number;
}

/** Cells in the order of their first runs. */
export function cellsOf(jobs: readonly Job[], results: LabResults): readonly Cell[] {
  const groups = new Map<string, Job[]>();
  for (const job of jobs) {
    const key = `${job.at.join()}/${job.model}`;
    const group = groups.get(key);
    if (group) group.push(job);
    else groups.set(key, [job]);
  }
  return [...groups.values()].map((own): Cell => {
    const over = own.flatMap(({ index }) => results[index] ?? []);
    const solvedAt = over.flatMap((result) => result.solvedAt ?? []);
    const { model, at } = own[0] as Job;
    return {
      ...{ model, at, jobs: own, runs: over.length, solved: solvedAt.length },
      interval: wilson(solvedAt.length, over.length),
      medianSolvedAt: median(solvedAt),
    };
  });
}

export interface LabTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/**
 * One row a run, as CSV and `npm run lab` write it; runs that are not over are left out. Numbers have all their digits: the same table is the same
 * runs to the last bit.
 * @param variant of the engine: other variants have other bits.
 */
export function labTable(lab: Lab, jobs: readonly Job[], results: LabResults, variant: string): LabTable {
  const names = labModels(lab);
  const rows = jobs.flatMap((job) => {
    const result = results[job.index];
    if (!result) return [];
    const last = result.evaluations.at(-1);
    return [
      [
        names[job.model] ?? "",
        ...lab.axes.map((axis, a) => axisValueText(lab, axis, axis.values[job.at[a] as number] as never)),
        ...[job.seed, result.solvedAt, result.updates, last?.loss ?? null, last?.metric ?? null],
        ...[result.failed ?? "", variant, encode(job.spec)],
      ],
    ];
  });
  return {
    header: [
      "model",
      ...lab.axes.map((axis) => axisField(lab, axis)?.label ?? axis.path),
      ...["seed", "solved at update", "updates", "held-out loss", "metric", "failure", "engine", "link"],
    ],
    rows,
  };
}
