/** How files of reference values lay out what they hold, and the parts of them that several kinds share. Time-major, as everything of ours. */
import { type CellKind, cells } from "../cells/index.ts";
import { layerFields } from "../experiment/layer-fields.ts";
import { stackModel } from "../experiment/spec.ts";
import type { Batch } from "../lib/batch.ts";
import { type AnyValues, defaults } from "../lib/fields.ts";
import { planModel } from "../model/build.ts";
import type { Plan } from "../model/plan.ts";
import type { Weights } from "../model/weights.ts";
import { isJson, type Json } from "./golden-left-out.ts";

export const object = (parent: Json, key: string): Json | undefined => {
  const value = parent[key];
  return isJson(value) ? value : undefined;
};

/** Our cell and options for a cell of the files. */
export const knownCells: {
  readonly [name: string]: { readonly cell: CellKind; readonly options: AnyValues };
} = {
  rnn_tanh: { cell: "simple", options: { activation: "tanh" } },
  rnn_relu: { cell: "simple", options: { activation: "relu" } },
  rnn_sigmoid: { cell: "simple", options: { activation: "sigmoid" } },
  lstm: { cell: "lstm", options: {} },
  lstm_peephole: { cell: "peephole", options: {} },
  lstm_coupled: { cell: "coupled", options: {} },
  gru_reset_after: { cell: "gru", options: { resetAfter: true } },
  gru_reset_before: { cell: "gru", options: { resetAfter: false } },
  gru_seed_ugate_after: { cell: "gru", options: { recurrentBias: false, updateGate: "new" } },
  gru_seed_ugate_before: { cell: "gru", options: { resetAfter: false, updateGate: "new" } },
  gru_simplified: { cell: "ugrnn", options: {} },
};
/** Our names for gates of the files, by cell; a cell without a file of its own needs none. */
const gateNames: { readonly [K in CellKind]?: { readonly [theirs: string]: string } } = {
  simple: {},
  lstm: { i: "i", f: "f", c_tilde: "g", o: "o" },
  gru: { z: "z", u: "z", r: "r", h_tilde: "n" },
  peephole: { i: "i", f: "f", c_tilde: "g", o: "o" },
  coupled: { f: "f", c_tilde: "g", o: "o" },
  ugrnn: { u: "u", h_tilde: "n" },
};

/** All numbers of nested lists, in order. */
export function flat(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (!Array.isArray(value))
    throw new TypeError(`wanted numbers in lists, got ${JSON.stringify(value)?.slice(0, 40)}`);
  return value.flatMap(flat);
}

/** [B, T, …] to [T, B, …], flat. */
export function timeMajor(value: unknown): number[] {
  const rows = value as unknown[][];
  return (rows[0] ?? []).flatMap((_, t) => rows.flatMap((row) => flat(row[t])));
}

/** By layer and name: [T, B, H]. */
export type GoldenLayers = readonly { readonly [name: string]: readonly number[] }[];
export type GoldenWeights = ReadonlyMap<string, readonly number[]>;

/** The file's scans: a layer each, or both directions of one. */
export interface Layers {
  /** By scan. */
  readonly cells: readonly string[];
  readonly isBidirectional: boolean;
  /** Before the names of a scan's weights: ours, and the file's: "", "l0." or "fw.". */
  path(scan: number): string;
  prefix(scan: number): string;
  /** A scan's part of `forward` or of a norm. */
  part(of: Json | undefined, scan: number): Json | undefined;
}

export function layersOf(json: Json): Layers | undefined {
  const named = (names: readonly string[]) => ({
    prefix: (scan: number) => `${names[scan]}.`,
    part: (of: Json | undefined, scan: number) => of && object(of, names[scan] as string),
  });
  const stacked = { isBidirectional: false, path: (scan: number) => `layers.${scan}` };
  if (json.kind === "single_layer" || json.kind === "jacobians")
    return { ...stacked, cells: [String(json.cell)], prefix: () => "", part: (of) => of };
  if (json.kind === "stacked" && Array.isArray(json.cells))
    return { ...stacked, ...named(json.cells.map((_, l) => `l${l}`)), cells: json.cells.map(String) };
  if (json.kind === "bidir" && Array.isArray(json.cells) && json.cells.length === 2)
    return {
      ...named(["fw", "bw"]),
      cells: json.cells.map(String),
      isBidirectional: true,
      path: (scan) => (scan === 0 ? "layers.0" : "layers.0.backward"),
    };
  return undefined;
}

/** Rows of the files' peepholes, by our names. */
const peepholes = ["pi", "pf", "po"] as const;

/** A set of parameters of the file, by our paths, as far as they are there. A bias of two rows is ours and the recurrent one. */
export function readParams(json: Json, layers: Layers): GoldenWeights {
  const params = new Map<string, number[]>();
  const put = (path: string, value: unknown) => {
    if (value !== undefined) params.set(path, flat(value));
  };
  put("readout.kernel", json.head_kernel);
  put("readout.bias", json.head_bias);
  layers.cells.forEach((_, layer) => {
    const at = layers.path(layer);
    const value = (key: string) => json[`${layers.prefix(layer)}${key}`];
    put(`${at}.kernel`, value("kernel"));
    put(`${at}.recurrentKernel`, value("recurrent_kernel"));
    const perUnit = value("peephole");
    if (Array.isArray(perUnit))
      for (const [row, name] of peepholes.entries()) params.set(`${at}.${name}`, flat(perUnit[row]));
    const bias = value("bias");
    if (bias === undefined) return;
    const isPair = Array.isArray(bias) && Array.isArray(bias[0]);
    params.set(`${at}.bias`, flat(isPair ? bias[0] : bias));
    if (isPair) params.set(`${at}.recurrentBias`, flat(bias[1]));
  });
  return params;
}

/** Our cells of the file's scans, all of them known. */
export const kindsOf = ({ cells }: Layers): readonly CellKind[] =>
  cells.map((theirs) => (knownCells[theirs] as (typeof knownCells)[string]).cell);

export interface Shape {
  readonly steps: number;
  readonly size: number;
  readonly inputs: number;
  readonly outputs: number;
}

export function readShape(json: Json): Shape {
  const dims = object(json, "dims") ?? {};
  return {
    steps: dims.T as number,
    size: dims.B as number,
    inputs: dims.I as number,
    outputs: dims.O as number,
  };
}

/** All weights of the file; they are exact in float32. */
export const readWeights = (json: Json, layers: Layers): Weights =>
  new Map(
    [...readParams(object(json, "weights") ?? {}, layers)].map(([path, values]) => [
      path,
      Float32Array.from(values),
    ]),
  );

/** The network and the data of a file, with one of its two targets. */
export function readProblem(
  file: Json,
  target: "mse" | "ce",
  { steps, size, inputs, outputs }: Shape,
  layers: Layers,
): { readonly plan: Plan; readonly batch: Batch } {
  const mse = target === "mse";
  const models = (layers.isBidirectional ? layers.cells.slice(0, 1) : layers.cells).map((theirs, layer) => {
    const { cell, options } = knownCells[theirs] as (typeof knownCells)[string];
    const weights = object(file, "weights") ?? {};
    // Layers of one stack may differ in size, and a cell may have no bias: its own arrays say so.
    const units = (weights[`${layers.prefix(layer)}recurrent_kernel`] as unknown[]).length;
    const useBias = weights[`${layers.prefix(layer)}bias`] !== undefined;
    return {
      cell,
      values: {
        ...defaults({ ...layerFields, ...cells[cell].fields }),
        ...options,
        ...{ units, useBias, bidirectional: layers.isBidirectional },
      },
    };
  });
  const plan = planModel(stackModel(models), {
    steps,
    batch: size,
    input: { kind: "floats", size: inputs },
    outputs,
    loss: mse ? "mse" : "crossEntropy",
    reduction: mse ? "batch" : "mean",
    truncation: typeof file.k === "number" ? file.k : 0,
  });
  const targets = timeMajor(mse ? file.target_mse : file.target_ce);
  const batch: Batch = {
    steps,
    size,
    x: Float32Array.from(timeMajor(file.x)),
    y: mse ? Float32Array.from(targets) : Int32Array.from(targets),
    weight: new Float32Array(steps * size).fill(1),
  };
  return { plan, batch };
}

/** States and gates of the file's `forward`, by layer and our names. */
export function readTrajectories(forward: Json, layers: Layers): GoldenLayers {
  return kindsOf(layers).map((cell, layer) => {
    const part = layers.part(forward, layer) ?? {};
    const gates = Object.entries(object(part, "gates") ?? {}).flatMap(([theirs, values]) => {
      // A plain network's "pre" is a pre-activation, which our trajectories do not hold.
      const ours = gateNames[cell]?.[theirs];
      return ours === undefined ? [] : [[ours, timeMajor(values)] as const];
    });
    const states = cells[cell].states.flatMap((state) =>
      part[state] === undefined ? [] : [[state, timeMajor(part[state])] as const],
    );
    return Object.fromEntries([...states, ...gates]);
  });
}
