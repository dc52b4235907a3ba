/**
 * Reference values from elsewhere (e2e/golden): read into our plans, weights and batches, and compared with what an
 * oracle or an engine makes of them. The files are batch-first; everything here is time-major.
 */

import { cells } from "../cells/index.ts";
import type { Batch } from "../lib/batch.ts";
import type { AnyValues } from "../lib/fields.ts";
import { quote } from "../lib/quote.ts";
import { type Plan, scansOf } from "../model/plan.ts";
import type { InitialStates } from "../model/results.ts";
import type { Weights } from "../model/weights.ts";
import { type GoldenJacobians, readJacobians } from "./golden-jacobians.ts";
import {
  flat,
  type GoldenLayers,
  type GoldenWeights,
  kindsOf,
  knownCells,
  type Layers,
  layersOf,
  object,
  readParams,
  readProblem,
  readShape,
  readTrajectories,
  readWeights,
  type Shape,
  timeMajor,
} from "./golden-layout.ts";
import { isJson, type Json, type LeftOut, withoutSentences } from "./golden-left-out.ts";

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
  | GoldenJacobians
  | { readonly kind: "skipped"; readonly name: string; readonly reason: string };

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

function readLoss(
  name: GoldenLoss["name"],
  file: Json,
  json: Json,
  shape: Shape,
  layers: Layers,
): GoldenLoss {
  const { plan, batch } = readProblem(file, name === "mse_sum" ? "mse" : "ce", shape, layers);
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
function readInitial(json: Json, layers: Layers): InitialStates {
  return kindsOf(layers).map((cell, layer) => {
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
  if (json.kind === "jacobians") return readJacobians(name, json, layers, leftOut);
  const shape = readShape(json);
  const forward = object(json, "forward") ?? {};
  const trajectories = readTrajectories(forward, layers);
  const losses = (["mse_sum", "ce_mean"] as const).flatMap((loss) => {
    const values = object(object(json, "losses") ?? {}, loss);
    const isGiven = json[loss === "mse_sum" ? "target_mse" : "target_ce"] !== undefined;
    return values && isGiven ? [readLoss(loss, json, values, shape, layers)] : [];
  });
  if (losses.length === 0) return skip("it has no loss with a target");
  return {
    kind: "case",
    name,
    weights: readWeights(json, layers),
    initial: readInitial(json, layers),
    trajectories,
    ...(forward.y !== undefined && { outputs: timeMajor(forward.y) }),
    losses,
    leftOut,
  };
}
