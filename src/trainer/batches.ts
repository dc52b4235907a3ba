import { type Batch, collate } from "../lib/batch.ts";
import type { Rng } from "../lib/rng.ts";
import { heldOutSample } from "../tasks/held-out.ts";
import type { PreparedTask } from "../tasks/task.ts";

/** Held-out sequences that every evaluation uses. */
export const heldOutCount = 256;

/** The batch of update `update` (1 is the first): a function of seed and number alone, the same for every model. */
export function trainingBatch(
  task: Pick<PreparedTask, "sample">,
  root: Rng,
  update: number,
  size: number,
): Batch {
  const rng = root.fork(`batch/${update}`);
  return collate(Array.from({ length: size }, () => task.sample(rng, "train")));
}

export const heldOutBatch = (task: PreparedTask, seed: number): Batch =>
  collate(Array.from({ length: heldOutCount }, (_, index) => heldOutSample(task, seed, index)));

export const probeBatch = (task: PreparedTask, seed: number, index: number): Batch =>
  collate([heldOutSample(task, seed, index)]);
