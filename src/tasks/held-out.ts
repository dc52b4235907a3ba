import type { Sample } from "../lib/batch.ts";
import { type Rng, rngFrom } from "../lib/rng.ts";
import type { Forecast, Stretch } from "./forecast.ts";
import type { PreparedTask } from "./task.ts";

const heldOutRng = (seed: number, index: number): Rng => rngFrom(seed).fork(`heldOut/${index}`);

/** Held-out sequence `index` of an experiment: the trainer evaluates on the same ones that the page shows. */
export const heldOutSample = (task: PreparedTask, seed: number, index: number): Sample =>
  task.sample(heldOutRng(seed, index), "heldOut");

/** Held-out sequence `index` and how it goes on for `steps` steps. */
export const heldOutStretch = (forecast: Forecast, seed: number, index: number, steps: number): Stretch =>
  forecast.stretch(heldOutRng(seed, index), steps);
