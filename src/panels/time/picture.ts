import { factsOf } from "../../cells/facts.ts";
import { cells } from "../../cells/index.ts";
import type { Sample } from "../../lib/batch.ts";
import { formatFixed, formatNumber } from "../../lib/format.ts";
import { isCounted, planOf } from "../../model/counted.ts";
import { type ScanNode, scansOf } from "../../model/plan.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { AppState, ShownLayer } from "../../store/state.ts";
import { heldOutSample } from "../../tasks/held-out.ts";
import type { Drawing } from "../../tasks/task.ts";
import { type Events, networkTrace } from "../../trainer/protocol.ts";
import { shownScan } from "../shown-scan.ts";
import { orderOf } from "./unit-order.ts";

/** A gate or state of a model, as a heat map shows it. */
export interface SignalPicture {
  readonly model: number;
  readonly name: string;
  /** "forget". */
  readonly word: string;
  /** Between 0 and 1 since it comes from a sigmoid; else of either sign. */
  readonly isGate: boolean;
  readonly units: number;
  /** [T, H]. */
  readonly values: Float32Array;
  /** Unit of each row: the same in all strips of a model. */
  readonly order: Int32Array;
}

/** One network on the probe, as the strips show it. */
export interface NetworkPicture {
  /** Its place in the race. */
  readonly lane: number;
  readonly name: string;
  /** Index of the scan whose states are shown, and all scans of the model. */
  readonly scan: number;
  readonly scans: readonly Pick<ScanNode, "layer" | "direction">[];
  readonly units: number;
  readonly states: readonly string[];
  /** Its first state, which is always shown. */
  readonly hidden: SignalPicture;
  /** The others, and its gates, in the order of the cell's equations: each may get a strip. */
  readonly signals: readonly SignalPicture[];
  /** ‖∂L/∂s_t‖ by state, [T]. */
  readonly norms: { readonly [state: string]: Float32Array };
}

/** A value per step. */
export type StepValues = Float32Array | Float64Array;

/** What the output strip draws: a line a model, [T], NaN where nothing is to be said. */
export type Output = { readonly lines: readonly StepValues[] } & (
  | {
      readonly kind: "right";
      readonly classes: number;
      readonly answer: string | null;
      readonly readAt: readonly number[];
    }
  | {
      readonly kind: "values";
      readonly name: string;
      readonly unit: string;
      readonly target: Float64Array;
      readonly range: readonly [number, number];
    }
  | {
      readonly kind: "guesses";
      readonly symbols: readonly string[];
      readonly target: Int32Array;
      /** By model, [T, V]. */
      readonly probabilities: readonly Float32Array[];
    }
);

/** All that one refresh shows: everything in it belongs to one update and one sequence. */
export interface Picture {
  readonly record: RunRecord;
  readonly trace: RunRecord["trace"];
  /** Of the axis; and those of this sequence, after whose end there is nothing. */
  readonly steps: number;
  readonly length: number;
  readonly probe: number;
  readonly drawing: Drawing;
  readonly sample: Sample;
  /** In the order of the race, without models that count: these have outputs, but no states and no gradients. */
  readonly networks: readonly NetworkPicture[];
  readonly output: Output;
  /** Names of the models, and the gates and further states that may have a strip, also before the first trace. */
  readonly names: readonly string[];
  readonly signals: readonly Pick<SignalPicture, "model" | "name" | "word">[];
}

/** The network of a lane; undefined of a model that counts, and before the first trace. */
export const networkAt = ({ networks }: Picture, lane: number | null): NetworkPicture | undefined =>
  networks.find((network) => network.lane === lane);

/** Lanes of the models that count, also before the first trace. */
export const countedLanes = ({ record }: Picture): readonly number[] =>
  record.plans.flatMap((model, lane) => (isCounted(model) ? [lane] : []));

/** Softmax over each row of a [T, V] array. */
export function softmaxRows(logits: Float32Array, width: number): Float32Array {
  const out = new Float32Array(logits.length);
  for (let from = 0; from < logits.length; from += width) {
    let largest = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < width; k++) largest = Math.max(largest, logits[from + k] as number);
    let sum = 0;
    for (let k = 0; k < width; k++) {
      const value = Math.exp((logits[from + k] as number) - largest);
      out[from + k] = value;
      sum += value;
    }
    for (let k = 0; k < width; k++) out[from + k] = (out[from + k] as number) / sum;
  }
  return out;
}

/** Indices of the `count` largest entries of one row, largest first. */
export function bestOf(row: Float32Array, count: number): readonly number[] {
  return [...row.keys()].sort((a, b) => (row[b] as number) - (row[a] as number)).slice(0, count);
}

function classesOutput(record: RunRecord, sample: Sample, outputs: readonly Float32Array[]): Output {
  const { io } = record.task;
  const symbols = io.output.kind === "classes" ? io.output.symbols : [];
  const [steps, width] = [io.steps, symbols.length];
  const probabilities = outputs.map((logits) => softmaxRows(logits, width));
  const readAt = [...sample.weight.keys()].filter((t) => (sample.weight[t] as number) > 0);
  const last = readAt.at(-1) ?? steps - 1;
  // Read at one step only, the right class is asked for all the way: how the answer forms is the picture.
  const classAt = (t: number) =>
    io.readout === "last" && readAt.length > 0
      ? sample.y[last]
      : (sample.weight[t] as number) > 0
        ? sample.y[t]
        : undefined;
  const lines = probabilities.map((all) =>
    Float32Array.from({ length: steps }, (_, t) => {
      const right = classAt(t);
      return right === undefined ? Number.NaN : (all[t * width + right] as number);
    }),
  );
  if (io.readout === "every")
    return { kind: "guesses", symbols, target: Int32Array.from(sample.y), probabilities, lines };
  const answer =
    io.readout === "last" && readAt.length > 0 ? (symbols[sample.y[last] as number] ?? null) : null;
  return { kind: "right", classes: width, answer, readAt, lines };
}

function valuesOutput(
  record: RunRecord,
  sample: Sample,
  drawing: Drawing,
  outputs: readonly Float32Array[],
): Output {
  const { io, unscale = (value: number) => value } = record.task;
  const names = io.output.kind === "values" ? io.output.names : [];
  const width = names.length || 1;
  // In people's units, which single precision may not hold: 1e300, or 1e9 and a little.
  const target = Float64Array.from({ length: io.steps }, (_, t) =>
    (sample.weight[t] as number) > 0 ? unscale(sample.y[t * width] as number) : Number.NaN,
  );
  const lines = outputs.map((values) =>
    Float64Array.from({ length: io.steps }, (_, t) => unscale(values[t * width] as number)),
  );
  const known = target.filter((value) => !Number.isNaN(value));
  const range =
    drawing.target.kind === "series"
      ? drawing.target.range
      : ([Math.min(0, ...known), Math.max(1, ...known)] as const);
  const unit = (io.output.kind === "values" && io.output.unit) || "";
  return { kind: "values", name: names[0] ?? "", unit, target, range, lines };
}

/** Names that have letters of their own, in the order of the equations; "rh" is no signal that anybody named. */
export const signalsOf = ({ traced, gates, states }: ScanNode): readonly string[] =>
  traced.filter((name) => gates.includes(name) || states.includes(name));

const isGate = ({ equations }: ScanNode, name: string): boolean => factsOf(equations).shares.includes(name);

function networkPicture(
  record: RunRecord,
  trace: Events["trace"],
  m: number,
  shownLayer: ShownLayer | null,
): NetworkPicture | null {
  const [plan, model] = [planOf(record.plans[m]), networkTrace(trace.models[m])];
  if (!plan || !model) return null;
  const scan = shownScan(plan, shownLayer);
  if (!scan) return null;
  const trajectories = model.trajectories[scan.index];
  const first = scan.states[0] ?? "h";
  const state = trajectories?.[first];
  if (!trajectories || !state) return null;
  const { units } = scan;
  const order = orderOf(record, m, scan.index, state, units);
  const signal = (name: string): readonly SignalPicture[] => {
    const values = trajectories[name];
    const word = cells[scan.cell].words[name] ?? name;
    return values ? [{ model: m, name, word, isGate: isGate(scan, name), units, values, order }] : [];
  };
  return {
    lane: m,
    name: record.names[m] ?? "",
    scan: scan.index,
    scans: scansOf(plan),
    units,
    states: scan.states,
    hidden: { model: m, name: first, word: "", isGate: false, units, values: state, order },
    signals: signalsOf(scan)
      .filter((name) => name !== first)
      .flatMap(signal),
    norms: model.gradientNorms[scan.index] ?? {},
  };
}

function build(record: RunRecord, probe: number, shownLayer: ShownLayer | null): Picture {
  const { trace, task, spec } = record;
  const sample = trace?.own?.sample ?? heldOutSample(task, spec.training.seed, probe);
  const drawing = trace?.own?.drawing ?? task.drawing(sample);
  const outputs = trace ? trace.models.map((model) => model.outputs) : [];
  return {
    record,
    trace,
    steps: task.io.steps,
    length: sample.length ?? task.io.steps,
    probe,
    sample,
    drawing,
    names: record.names,
    signals: record.plans.flatMap((own, model) => {
      const plan = planOf(own);
      const scan = plan && shownScan(plan, shownLayer);
      if (!scan) return [];
      const all = signalsOf(scan).filter((name) => name !== scan.states[0]);
      return all.map((name) => ({ model, name, word: cells[scan.cell].words[name] ?? name }));
    }),
    networks: trace ? trace.models.flatMap((_, m) => networkPicture(record, trace, m, shownLayer) ?? []) : [],
    output:
      task.io.output.kind === "classes"
        ? classesOutput(record, sample, outputs)
        : valuesOutput(record, sample, drawing, outputs),
  };
}

let newest: { readonly key: readonly unknown[]; readonly picture: Picture } | null = null;

/** The picture of the newest trace. Made once a trace; every strip and readout that asks gets the same one. */
export function pictureOf({ record, spec, shownLayer }: AppState): Picture | null {
  if (!record) return null;
  const probe = record.trace ? record.trace.probe : spec.view.probe;
  const key = [record, record.trace, probe, shownLayer];
  if (newest && key.every((part, i) => part === newest?.key[i])) return newest.picture;
  newest = { key, picture: build(record, probe, shownLayer) };
  return newest.picture;
}

/** After the units were put in another order. */
export const forgetPicture = (): void => {
  newest = null;
};

const limits = new WeakMap<RunRecord, Map<string, number>>();

/**
 * Scale of signed signals, −limit … +limit: 1, doubled whenever a value exceeds it, the same for all models. Hidden states
 * have one of their own: a cell state grows larger.
 */
export function stateLimit(record: RunRecord, signals: readonly SignalPicture[]): number {
  const known = limits.get(record) ?? new Map<string, number>();
  limits.set(record, known);
  const signed = signals.filter(({ isGate }) => !isGate);
  const key = signed.map(({ model, name }) => `${model} ${name}`).join();
  let limit = known.get(key) ?? 1;
  for (const { values } of signed)
    for (const value of values)
      if (Number.isFinite(value)) while (Math.abs(value) > limit * 1.0001 && limit < 2 ** 40) limit *= 2;
  known.set(key, limit);
  return limit;
}

/** What the readout says of the input at a step: by track, a name, the value, its unit. */
export function inputAt(
  drawing: Drawing,
  step: number,
): readonly { name: string; value: string; unit: string }[] {
  return drawing.input.map((track) => {
    switch (track.kind) {
      case "symbols":
        return { name: track.name, value: track.symbols[step] ?? "", unit: "" };
      case "series": {
        const value = track.values[step] ?? Number.NaN;
        return {
          name: track.name,
          value: Number.isNaN(value) ? "–" : fixed(value, track.range),
          unit: track.unit ?? "",
        };
      }
      case "marks":
        return { name: track.name, value: track.at[step] ? "✓" : "–", unit: "" };
      default:
        return track satisfies never;
    }
  });
}

/** Ranges under this have no fixed number of decimals. */
const leastFixed = 1e-5;

/** Always as many decimals as the range asks for, so that nothing jumps. */
export function fixed(value: number, [low, high]: readonly [number, number]): string {
  const span = high - low;
  if (!(span >= leastFixed)) return formatNumber(value, 4);
  return formatFixed(value, Math.max(0, Math.min(6, 2 - Math.floor(Math.log10(span / 2)))));
}
