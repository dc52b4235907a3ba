/**
 * Reference values from elsewhere (e2e/golden): read into our plans, weights and batches, and compared with what an
 * oracle or an engine makes of them. The files are batch-first; everything here is time-major.
 */

import { type CellKind, cells } from "../cells/index.ts";
import { layerFields } from "../experiment/layer-fields.ts";
import { stackModel } from "../experiment/spec.ts";
import type { Batch } from "../lib/batch.ts";
import { type AnyValues, defaults } from "../lib/fields.ts";
import { quote } from "../lib/quote.ts";
import { planModel } from "../model/build.ts";
import { type Plan, scansOf } from "../model/plan.ts";
import type { InitialStates } from "../model/results.ts";
import type { Weights } from "../model/weights.ts";
import { isJson, type Json, type LeftOut, withoutSentences } from "./golden-left-out.ts";

const object = (parent: Json, key: string): Json | undefined => {
  const value = parent[key];
  return isJson(value) ? value : undefined;
};

/** Our cell and options for a cell of the files. */
const knownCells: { readonly [name: string]: { readonly cell: CellKind; readonly options: AnyValues } } = {
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
function flat(value: unknown): number[] {
  if (typeof value === "number") return [value];
  if (!Array.isArray(value))
    throw new TypeError(`wanted numbers in lists, got ${JSON.stringify(value)?.slice(0, 40)}`);
  return value.flatMap(flat);
}

/** [B, T, …] to [T, B, …], flat. */
function timeMajor(value: unknown): number[] {
  const rows = value as unknown[][];
  return (rows[0] ?? []).flatMap((_, t) => rows.flatMap((row) => flat(row[t])));
}

/** By layer and name: [T, B, H]. */
export type GoldenLayers = readonly { readonly [name: string]: readonly number[] }[];
export type GoldenWeights = ReadonlyMap<string, readonly number[]>;

/** Weights after some updates on one batch. */
export interface GoldenUpdate {
  readonly name: string;
  readonly optimizer: "sgd" | "adam";
  readonly values: AnyValues;
  readonly clipNorm: number;
  readonly updates: number;
  readonly weights: GoldenWeights;
}

export interface GoldenLoss {
  readonly name: "mse_sum" | "ce_mean";
  readonly plan: Plan;
  readonly batch: Batch;
  readonly value?: number;
  readonly gradients: GoldenWeights;
  readonly gradientNorm?: number;
  /** Total ∂L/∂s_t by layer and state. */
  readonly stateGradients: GoldenLayers;
  /** ‖∂L/∂s_t‖ by layer and state: over batch and units together, [T], and by sample, [T, B]. */
  readonly joint: GoldenLayers;
  readonly perSample: GoldenLayers;
  /** By what clipping at `clipNorm` multiplies the gradient, and the product where the file holds it. */
  readonly clipped?: {
    readonly clipNorm: number;
    readonly factor: number;
    readonly gradients: GoldenWeights;
  };
  readonly updates: readonly GoldenUpdate[];
}

export interface GoldenCase {
  readonly kind: "case";
  readonly name: string;
  readonly weights: Weights;
  readonly initial: InitialStates;
  /** States and gates by layer and our names. */
  readonly trajectories: GoldenLayers;
  /** Logits, [T, B, V]. */
  readonly outputs?: readonly number[];
  readonly losses: readonly GoldenLoss[];
  /** What is not compared because the file has a sentence in its place. */
  readonly leftOut: readonly LeftOut[];
}

/** Numbers of the lectures' exercises: see golden-answers.ts. */
export interface GoldenAnswersFile {
  readonly kind: "answers";
  readonly name: string;
  readonly json: Json;
}

export type Golden =
  | GoldenCase
  | GoldenAnswersFile
  | { readonly kind: "skipped"; readonly name: string; readonly reason: string };

/** The file's scans: a layer each, or both directions of one. */
interface Layers {
  /** By scan. */
  readonly cells: readonly string[];
  readonly isBidirectional: boolean;
  /** Before the names of a scan's weights: ours, and the file's: "", "l0." or "fw.". */
  path(scan: number): string;
  prefix(scan: number): string;
  /** A scan's part of `forward` or of a norm. */
  part(of: Json | undefined, scan: number): Json | undefined;
}

function layersOf(json: Json): Layers | undefined {
  const named = (names: readonly string[]) => ({
    prefix: (scan: number) => `${names[scan]}.`,
    part: (of: Json | undefined, scan: number) => of && object(of, names[scan] as string),
  });
  const stacked = { isBidirectional: false, path: (scan: number) => `layers.${scan}` };
  if (json.kind === "single_layer")
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
function readParams(json: Json, layers: Layers): GoldenWeights {
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

/** Files say "unchanged" or "as sgd_lr0p1" where clipping did nothing; those are left out. */
function readUpdates(after: Json, layers: Layers): readonly GoldenUpdate[] {
  const updates: GoldenUpdate[] = [];
  const sgd = { optimizer: "sgd", values: { learningRate: 0.1, momentum: 0 }, updates: 1 } as const;
  const plain = object(after, "sgd_lr0p1");
  if (plain) updates.push({ ...sgd, name: "sgd", clipNorm: 0, weights: readParams(plain, layers) });
  const clip = object(after, "clip_norm_1");
  const clipped = clip && object(clip, "sgd_lr0p1");
  if (clipped)
    updates.push({ ...sgd, name: "clipped sgd", clipNorm: 1, weights: readParams(clipped, layers) });
  for (const [key, epsilon] of [
    ["adam_torch_eps1e-8", 1e-8],
    ["adam_tfjs_eps1e-7", 1e-7],
  ] as const)
    for (const [step, weights] of Object.entries(object(after, key) ?? {}))
      if (/^step\d+$/.test(step) && isJson(weights))
        updates.push({
          name: `${key} ${step}`,
          optimizer: "adam",
          values: { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon },
          clipNorm: 0,
          updates: Number(step.slice(4)),
          weights: readParams(weights, layers),
        });
  return updates;
}

interface Shape {
  readonly steps: number;
  readonly size: number;
  readonly inputs: number;
  readonly outputs: number;
}

function readLoss(
  name: GoldenLoss["name"],
  file: Json,
  json: Json,
  { steps, size, inputs, outputs }: Shape,
  layers: Layers,
): GoldenLoss {
  const mse = name === "mse_sum";
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
  const target = timeMajor(mse ? file.target_mse : file.target_ce);
  const batch: Batch = {
    steps,
    size,
    x: Float32Array.from(timeMajor(file.x)),
    y: mse ? Float32Array.from(target) : Int32Array.from(target),
    weight: new Float32Array(steps * size).fill(1),
  };
  const byState = (
    keyOf: (state: string) => string,
    read: (value: unknown) => number[] | undefined,
  ): GoldenLayers =>
    scansOf(plan).map(({ states }, layer) => {
      const found = states.flatMap((state) => {
        const key = keyOf(state);
        // Stacked files nest norms by layer, and hold no arrays of ∂L/∂s_t.
        const value = isJson(json[key]) ? layers.part(json[key], layer) : json[key];
        const values = value === undefined ? undefined : read(value);
        return values ? [[state, values] as const] : [];
      });
      return Object.fromEntries(found);
    });
  const norms = (kind: string, read: (value: unknown) => number[]) =>
    byState(
      (state) => `dL_d${state}_norm`,
      (value) => (isJson(value) && value[kind] !== undefined ? read(value[kind]) : undefined),
    );
  const after = object(json, "after_update") ?? {};
  const clip = object(after, "clip_norm_1");
  const clippedGradients = clip && object(clip, "grads");
  return {
    name,
    plan,
    batch,
    ...(json.value !== undefined && { value: json.value as number }),
    gradients: readParams(object(json, "grads") ?? {}, layers),
    ...(json.global_grad_norm !== undefined && { gradientNorm: json.global_grad_norm as number }),
    stateGradients: byState((state) => `dL_d${state}`, timeMajor),
    joint: norms("joint", flat),
    perSample: norms("per_sample", timeMajor),
    ...(clip?.coef !== undefined && {
      clipped: {
        clipNorm: 1,
        factor: clip.coef as number,
        gradients: clippedGradients ? readParams(clippedGradients, layers) : new Map(),
      },
    }),
    updates: readUpdates(after, layers),
  };
}

/** First states [B, H] by layer, where the file has them. */
function readInitial(json: Json, kinds: readonly CellKind[], layers: Layers): InitialStates {
  return kinds.map((cell, layer) => {
    const given = cells[cell].states.flatMap((state) => {
      const whole = json[`${state}0`];
      const value = isJson(whole) ? whole[`l${layer}`] : json[`${layers.prefix(layer)}${state}0`];
      return value === undefined ? [] : [[state, Float32Array.from(flat(value))] as const];
    });
    return Object.fromEntries(given);
  });
}

const baseOf = (json: Json): string => String(json.base_file).split(" ")[0] ?? "";

/**
 * A file on truncated BPTT with the weights, inputs and forward values of the file that it names; any other as it is. What its
 * `sgd_per_chunk` says is left out: an update in the middle of a sequence is none of ours.
 * @param read the parsed file of that name, if there is one
 */
export function completeGolden(json: unknown, read: (file: string) => unknown): unknown {
  if (!isJson(json) || json.kind !== "truncated_bptt") return json;
  const base = read(baseOf(json));
  const losses = object(json, "losses") ?? {};
  if (!isJson(base)) return json;
  return {
    ...base,
    k: json.k,
    losses: Object.fromEntries(
      Object.entries(losses).flatMap(([name, loss]) =>
        isJson(loss) && isJson(loss.accumulated) ? [[name, loss.accumulated]] : [],
      ),
    ),
  };
}

/** Without these of a file nothing can be computed; a target is needed for its own loss alone. */
const isNeeded = ({ path }: LeftOut): boolean => /^(weights|x|dims|(l\d\.|fw\.|bw\.)?[hc]0)(\.|$)/.test(path);

/** What a file holds, or why it cannot be compared. `file` is the parsed file, complete. */
export function readGolden(name: string, file: unknown): Golden {
  const skip = (reason: string): Golden => ({ kind: "skipped", name, reason });
  if (!isJson(file)) return skip("it is no JSON object");
  if (file.kind === "seed_answers") return { kind: "answers", name, json: file };
  if (file.kind === "truncated_bptt")
    return skip(`${quote(baseOf(file))}, which it builds on, is not in the folder`);
  const { json, leftOut } = withoutSentences(file);
  const layers = layersOf(json);
  if (!layers) return skip(`kind ${quote(String(json.kind))} is not known yet`);
  const unknown = layers.cells.find((cell) => !Object.hasOwn(knownCells, cell));
  if (unknown !== undefined) return skip(`cell ${quote(unknown)} is not known yet`);
  const needed = leftOut.find(isNeeded);
  if (needed) return skip(`it leaves out ${needed.path}: ${quote(needed.sentence, 120)}`);
  const dims = object(json, "dims") ?? {};
  const shape: Shape = {
    steps: dims.T as number,
    size: dims.B as number,
    inputs: dims.I as number,
    outputs: dims.O as number,
  };
  const forward = object(json, "forward") ?? {};
  const kinds = layers.cells.map((theirs) => (knownCells[theirs] as (typeof knownCells)[string]).cell);
  const trajectories = kinds.map((cell, layer) => {
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
  const losses = (["mse_sum", "ce_mean"] as const).flatMap((loss) => {
    const values = object(object(json, "losses") ?? {}, loss);
    const isGiven = json[loss === "mse_sum" ? "target_mse" : "target_ce"] !== undefined;
    return values && isGiven ? [readLoss(loss, json, values, shape, layers)] : [];
  });
  if (losses.length === 0) return skip("it has no loss with a target");
  const weights = readParams(object(json, "weights") ?? {}, layers);
  return {
    kind: "case",
    name,
    weights: new Map([...weights].map(([path, values]) => [path, Float32Array.from(values)])),
    initial: readInitial(json, kinds, layers),
    trajectories,
    ...(forward.y !== undefined && { outputs: timeMajor(forward.y) }),
    losses,
    leftOut,
  };
}
