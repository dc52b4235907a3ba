import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../../lib/batch.ts";
import { checkBatch } from "../../model/lengths.ts";
import { type Plan, scansOf } from "../../model/plan.ts";
import type { Masks } from "../../model/random.ts";
import type { InitialStates } from "../../model/results.ts";
import { feedTargets, oneHot } from "./loss.ts";
import type { Feed } from "./node.ts";
import { paddingOf } from "./signals.ts";

/** Uploads a batch; to be called inside `tf.tidy`. */
export function feed(
  plan: Plan,
  batch: Batch,
  denominator: number,
  initial: InitialStates = [],
  masks: Masks = [],
): Feed {
  checkBatch(plan, batch);
  const rows = batch.steps * batch.size;
  const directions = new Set(scansOf(plan).map(({ direction }) => direction));
  return {
    size: batch.size,
    x:
      plan.input.kind === "tokens"
        ? oneHot(batch.x as Int32Array, plan.input.size)
        : tf.tensor2d(batch.x as Float32Array, [rows, plan.input.size]),
    ...feedTargets(plan, batch, denominator),
    initial: scansOf(plan).map(({ units, index }) =>
      Object.fromEntries(
        Object.entries(initial[index] ?? {}).map(([state, values]) => [
          state,
          tf.tensor2d(values, [batch.size, units]),
        ]),
      ),
    ),
    masks: scansOf(plan).map(({ units, index }) => {
      const mask = masks[index];
      return mask && tf.tensor2d(mask, [rows, units]);
    }),
    lengths: batch.lengths,
    padding: {
      forward: paddingOf(batch, "forward"),
      backward: directions.has("backward") ? paddingOf(batch, "backward") : [],
    },
  };
}
