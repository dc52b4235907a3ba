import type { Sample } from "../lib/batch.ts";
import { rngFrom } from "../lib/rng.ts";
import type { PreparedTask } from "./task.ts";

/** Held-out sequence `index` of an experiment: the trainer evaluates on the same ones that the page draws. */
export const heldOutSample = (task: PreparedTask, seed: number, index: number): Sample =>
  task.sample(rngFrom(seed).fork(`heldOut/${index}`), "heldOut");
