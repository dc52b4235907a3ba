import { walk } from "../../lib/expr.ts";
import { phrase } from "../../lib/phrase.ts";
import { type Plan, scansOf } from "../../model/plan.ts";
import type { Support } from "../engine.ts";
import { layoutOf } from "./layout.ts";

/** What a device allows. */
export interface Limits {
  /** Most entries of one tensor: on WebGL the largest texture is this many texels. */
  readonly tensorEntries: number;
  /** Bytes that one update may take. */
  readonly bytes: number;
}

/** One update's bytes beyond which a network is refused: what a phone's or a laptop's browser still gives a page. */
export const UPDATE_BYTES = 1024 ** 3;
/** Bytes of one chunk of an evaluation. */
export const EVALUATION_BYTES = 256 * 1024 ** 2;

/**
 * Bytes of one sequence in a forward pass: every operation of every step leaves one [B, H] array, the products leave
 * [B, k·H] and their pieces, and a tidy scope keeps all of them to its end.
 */
export function forwardBytesPerSequence(plan: Plan): number {
  let floats = plan.input.size;
  for (const node of plan.nodes) if (node.op === "dense") floats += 4 * node.outputs;
  for (const { equations, blocks, units } of scansOf(plan)) {
    let nodes = 1;
    for (const { expr } of equations)
      walk(expr, ({ op }) => {
        if (op !== "const" && op !== "ref" && op !== "param" && op !== "held") nodes++;
      });
    floats += units * (nodes + 3 * Math.max(blocks.kernel.length, blocks.recurrentKernel.length));
  }
  return 4 * plan.steps * floats;
}

/** Bytes of one update: the forward pass is kept, the tape adds about as much twice over, and Adam's arrays a dozen. */
export const updateBytes = (plan: Plan): number =>
  3 * plan.batch * forwardBytesPerSequence(plan) + 12 * 4 * layoutOf(plan).size;

const readable = (bytes: number): string =>
  bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GiB` : `${Math.ceil(bytes / 1024 ** 2)} MiB`;

export function supportOf(plan: Plan, limits: Limits): Support {
  const { steps, batch } = plan;
  const scans = scansOf(plan);
  const widest = Math.max(
    plan.outputs,
    plan.input.size,
    ...scans.map(
      ({ blocks, units }) => Math.max(blocks.kernel.length, blocks.recurrentKernel.length) * units,
    ),
  );
  const entries = steps * batch * widest;
  if (entries > limits.tensorEntries)
    return {
      ok: false,
      reason: phrase`One array would hold ${steps} steps × ${batch} sequences × ${widest} columns = ${entries} numbers, but the limit of this device is ${limits.tensorEntries}. Reduce the batch size, the units or the length.`,
    };
  const { size } = layoutOf(plan);
  if (size > limits.tensorEntries)
    return {
      ok: false,
      reason: phrase`The model has ${plan.parameterCount} parameters, but the limit of this device is ${limits.tensorEntries}. Reduce the units.`,
    };
  const bytes = updateBytes(plan);
  if (bytes > limits.bytes)
    return {
      ok: false,
      reason: phrase`One update would need about ${readable(bytes)} (${steps} steps × ${batch} sequences × ${scans.map(({ units }) => units).join(" + ")} units), but the limit is ${readable(limits.bytes)}. Reduce the batch size, the units or the length.`,
    };
  return { ok: true };
}
