/** What the workbench shows: the weights of one model as they stand, and in float64 what they make of the sequence that is shown. */
import { inForceAt } from "../../experiment/describe.ts";
import { readTyped, type TypedWeight } from "../../experiment/typed-weights.ts";
import { type Batch, collate } from "../../lib/batch.ts";
import { rngFrom } from "../../lib/rng.ts";
import { planLike } from "../../model/build.ts";
import { planOf } from "../../model/counted.ts";
import { traceOracle } from "../../model/oracle/run.ts";
import { layersInOtherSense } from "../../model/other-sense.ts";
import { type ParamSpec, type Plan, scansOf } from "../../model/plan.ts";
import type { Floats } from "../../model/results.ts";
import { misfits, rowsAndColumns, withTyped } from "../../model/typed-weights.ts";
import { initialWeights, type Weights } from "../../model/weights.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { shownMoment } from "../../store/shown-moment.ts";
import { heldOutSample } from "../../tasks/held-out.ts";
import { weightsNow } from "../weights-now.ts";

/** Units of a layer whose weights and states are all shown. */
export const mostUnits = 4;
/** Time steps and numbers of a parameter likewise. */
export const mostSteps = 64;
const mostNumbers = 160;

export interface Bench {
  readonly plan: Plan;
  /** Updates made; the weights are those after them. */
  readonly update: number;
  /** What was typed at that update is here as it was typed; the rest as the engine has it. */
  readonly weights: Weights<Float64Array>;
  /** Of this model at this update. */
  readonly typed: readonly TypedWeight[];
  /** Typed for places that the network does not have. */
  readonly misfits: readonly TypedWeight[];
}

/** Why a model has no weights to type: it counts, a gate of it is held or turned round, or nothing is known of it yet. */
export type NoBench = "counted" | "held" | "unknown";

/** The weights of a model at the moment that is shown. */
export function benchOf(record: RunRecord, model: number): Bench | NoBench {
  const free = planOf(record.plans[model]);
  if (!free) return "counted";
  const snapshot = shownMoment(record, record.snapshot);
  const { training } = record.spec;
  const all = readTyped(training.typed).filter((one) => one.model === model);
  const update = snapshot?.update ?? record.update;
  const spec = snapshot?.spec ?? record.spec;
  const [base, now] = [inForceAt(spec, 0).models[model], inForceAt(spec, update).models[model]];
  if (!base || !now) return "unknown";
  // Typed weights have their places in the network with all its gates, as at the start.
  const isHeld = scansOf(planLike(free, now)).some(({ held }) => held.length > 0);
  if (isHeld || layersInOtherSense(base, now).length > 0) return "held";
  // A run that has not begun has no snapshot yet, and its weights are known all the same.
  const weights =
    update === 0 ? initialWeights(free, rngFrom(training.seed)) : weightsNow(record, model)?.weights;
  if (!weights) return "unknown";
  const typed = all.filter((one) => one.update === update);
  const whole = new Map([...weights].map(([path, values]) => [path, Float64Array.from(values)]));
  return {
    plan: free,
    update,
    weights: withTyped(whole, free, typed),
    typed,
    misfits: misfits(free, all),
  };
}

export const isBench = (bench: Bench | NoBench): bench is Bench => typeof bench !== "string";

/** Whether everything has room: else one weight at a time. */
export const isSmall = (plan: Plan): boolean =>
  scansOf(plan).every(({ units }) => units <= mostUnits) &&
  plan.params.every(({ size }) => size <= mostNumbers);

export interface Column {
  /** What it is: "x" of inputs, a state, "y" of outputs. */
  readonly name: string;
  /** From 0; null where there is one alone. */
  readonly index: number | null;
  /** Null where the model has one layer alone. */
  readonly layer: number | null;
  /** By step. */
  readonly values: readonly (number | string)[];
}

const columnsOf = (
  name: string,
  values: Floats,
  steps: number,
  layer: number | null = null,
): readonly Column[] => {
  const width = values.length / steps;
  return Array.from({ length: width }, (_, k) => ({
    ...{ name, layer, index: width === 1 ? null : k },
    values: Array.from({ length: steps }, (_, t) => values[t * width + k] as number),
  }));
};

/** Inputs, every state and the outputs at each step, computed from what stands in the bench; null where that is too much. */
export function sequenceOf(
  { plan, weights }: Bench,
  batch: Batch,
  symbols: readonly string[] | null,
): readonly Column[] | null {
  const { steps } = batch;
  if (!isSmall(plan) || steps > mostSteps) return null;
  const { trajectories, outputs } = traceOracle(plan, weights, batch);
  const scans = scansOf(plan);
  const inputs = symbols
    ? [{ name: "x", index: null, layer: null, values: Array.from(batch.x, (x) => symbols[x] ?? "") }]
    : columnsOf("x", batch.x as Float32Array, steps);
  return [
    ...inputs,
    ...scans.flatMap((scan, s) =>
      scan.states.flatMap((state) =>
        columnsOf(
          state,
          trajectories[s]?.[state] ?? new Float64Array(0),
          steps,
          scans.length > 1 ? scan.layer + 1 : null,
        ),
      ),
    ),
    ...columnsOf("y", outputs, steps),
  ];
}

/** The sequence that is shown, alone. */
export const batchOf = (record: RunRecord, probe: number): Batch =>
  collate([heldOutSample(record.task, record.spec.training.seed, probe)]);

export const symbolsOf = ({ task }: RunRecord): readonly string[] | null =>
  task.io.input.kind === "tokens" ? task.io.input.symbols : null;

export interface Grid {
  readonly param: ParamSpec;
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

export const gridsOf = ({ plan, weights }: Bench): readonly Grid[] =>
  plan.params.map((param) => {
    const [rows, columns] = rowsAndColumns(param);
    return { param, rows, columns, values: weights.get(param.path) ?? new Float64Array(param.size) };
  });

const number = /^[+\-−]?(\d+\.?\d*|\.\d+)(e[+\-−]?\d+)?$/i;

/** What was typed into a cell as a number; undefined where it is none, or too large to be kept. */
export function readNumber(text: string): number | undefined {
  const plain = text.trim();
  if (!number.test(plain)) return undefined;
  const value = Number(plain.replaceAll("−", "-")) + 0;
  return Math.abs(value) < 1e7 ? value : undefined;
}

/** Cells that were pasted, row by row: tabs or spaces between them. */
export const pastedRows = (text: string): readonly (readonly string[])[] =>
  text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.trim().split(/[\t ;]+/));
