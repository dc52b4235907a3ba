/** What a lab's figures show, without React. */
import { axisValueText, type Job, type Lab } from "../../../lab/lab.ts";
import { type Cell, cellsOf, type LabResult, type LabResults } from "../../../lab/results.ts";
import { decadesOfValues, pathOf } from "../log-lines.ts";

/** The runs with one value of the first setting, by model. */
export interface Column {
  /** "40 steps"; empty where nothing is varied. */
  readonly text: string;
  /** The same without its unit. */
  readonly short: string;
  /** By model. */
  readonly cells: readonly Cell[];
}

/** @param second the place on the second axis that is looked at */
export function columnsOf(
  lab: Lab,
  jobs: readonly Job[],
  results: LabResults,
  second: number,
): readonly Column[] {
  const [first, other] = lab.axes;
  const cells = cellsOf(jobs, results).filter(({ at }) => !other || at[1] === second);
  return (first?.values ?? [""]).map((value, k) => ({
    text: first ? axisValueText(lab, first, value) : "",
    short: first ? axisValueText(lab, first, value, true) : "",
    cells: lab.base.models.flatMap(
      (_, m) => cells.find((cell) => cell.model === m && (!first || cell.at[0] === k)) ?? [],
    ),
  }));
}

/** The column that is looked at first: where models differ most, the last of these. */
export function mostTelling(columns: readonly Column[]): number {
  const spreads = columns.map(({ cells }) => {
    const shares = cells.map(({ solved, runs }) => (runs === 0 ? 0 : solved / runs));
    return Math.max(...shares) - Math.min(...shares);
  });
  return spreads.lastIndexOf(Math.max(...spreads));
}

/** How much ink a run's cell has, 0 to 1: sooner is darker, by the logarithm of its update. */
export function inkOf(solvedAt: number, soonest: number, latest: number): number {
  if (!(latest > soonest) || !(soonest > 0)) return 1;
  return 1 - Math.log(solvedAt / soonest) / Math.log(latest / soonest);
}

/** The run in the middle of a cell's: of those that are over, by when they solved it, then by their last loss. */
export function medianRun({ jobs }: Cell, results: LabResults): Job | null {
  const over = jobs.filter(({ index }) => results[index] !== undefined);
  const rank = (job: Job): readonly [number, number] => {
    const result = results[job.index] as LabResult;
    return [result.solvedAt ?? Number.POSITIVE_INFINITY, result.evaluations.at(-1)?.loss ?? Number.NaN];
  };
  const sorted = over.toSorted((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return x[0] === y[0] ? x[1] - y[1] : x[0] < y[0] ? -1 : 1;
  });
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/** Decades that the losses of runs span; null where there is no loss above 0. */
export const lossDecades = (results: readonly LabResult[]): readonly [number, number] | null =>
  decadesOfValues(results.flatMap(({ evaluations }) => evaluations.map(({ loss }) => loss)));

/** The held-out losses of a run as the path of an SVG. */
export const lossPath = (
  { evaluations }: LabResult,
  x: (update: number) => number,
  y: (loss: number) => number,
): string =>
  pathOf(
    evaluations.map(({ update, loss }) => [update, loss] as const),
    x,
    y,
  );
