import { phrase } from "../../lib/phrase.ts";
import { type Plan, scansOf } from "../../model/plan.ts";
import type { Support } from "../engine.ts";
import { layoutOf } from "./layout.ts";
import { sizeOf } from "./nodes.ts";

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

/** Bytes of one sequence in a forward pass: a tidy scope keeps what the nodes leave to its end. */
export function forwardBytesPerSequence(plan: Plan): number {
  const floats = plan.nodes.reduce((sum, node) => sum + sizeOf(node).numbers, plan.input.size);
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
  const widest = Math.max(plan.input.size, ...plan.nodes.map((node) => sizeOf(node).widest));
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
