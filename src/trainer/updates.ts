import { hasGradient, type RacerTelemetry } from "../engine/racers.ts";
import type { Rng } from "../lib/rng.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { trainingBatch } from "./batches.ts";
import type { InFlight } from "./in-flight.ts";
import type { LiveSpec } from "./live-spec.ts";
import type { Metrics } from "./metrics.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Progress } from "./progress.ts";
import type { Racers } from "./racers.ts";
import { isComingToRest } from "./run-state.ts";
import type { Snapshots } from "./snapshots.ts";
import type { SpeedLimit } from "./speed-limit.ts";

/** Updates between two evaluations. */
const evaluateEvery = 20;

/** Updates of all models, as they are given to the engine and as their results are taken. */
export interface Updates {
  /** Gives the next one to the engine. */
  submit(): void;
  /** It is paused when no update is under way that would still count: the number shown then is the last one. */
  restIfDone(): void;
  /** What the updates of the run took to compute. */
  readonly seconds: number;
  /** Gradient norm of a model in the newest update that was applied; null where there is none. */
  gradientNorm(model: number): number | null;
  /** Whether updates tell the gradients through time as well. */
  wantProfiles(wanted: boolean): void;
  /** The run is again as it was after so many seconds of computing. */
  goBackTo(seconds: number): void;
}

export interface UpdatesOptions {
  readonly progress: Progress;
  readonly spec: Pick<LiveSpec, "after" | "announce">;
  readonly racers: Pick<Racers, "update">;
  readonly task: Pick<PreparedTask, "sample">;
  readonly seed: number;
  readonly root: Rng;
  /** Of the updates before the first one here. */
  readonly seconds: number;
  readonly pipeline: Pick<Pipeline, "push" | "count">;
  readonly inFlight: Pick<InFlight, "note">;
  readonly speedLimit: Pick<SpeedLimit, "beat">;
  readonly metrics: Pick<Metrics, "append" | "isDue" | "flush">;
  readonly snapshots: Pick<Snapshots, "due">;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** One was not applied, because of this model. */
  readonly fail: (update: number, model: number, told: RacerTelemetry) => void;
}

export function createUpdates(options: UpdatesOptions): Updates {
  const {
    progress,
    spec,
    racers,
    task,
    seed,
    root,
    pipeline,
    inFlight,
    speedLimit,
    metrics,
    snapshots,
    now,
    fail,
  } = options;
  let { seconds } = options;
  let norms: readonly (number | null)[] = [];
  let profiles = true;

  function restIfDone(): void {
    if (isComingToRest(progress.run) && pipeline.count("update") === 0) progress.step({ type: "rested" });
  }

  function take(results: readonly RacerTelemetry[], ms: number): void {
    const number = progress.run.update + 1;
    const broken = results.findIndex(({ applied }) => !applied);
    if (broken >= 0) {
      fail(number, broken, results[broken] as RacerTelemetry);
      return;
    }
    spec.announce(progress.run.update);
    const computed = inFlight.note(ms);
    norms = results.map((told) => (hasGradient(told) ? told.gradientNorm : null));
    progress.step({ type: "taken" });
    seconds += computed / 1000;
    metrics.append(number, results);
    // Every update where updates are slower than frames.
    if (!progress.run.training || metrics.isDue()) metrics.flush();
    restIfDone();
  }

  return {
    submit: () => {
      const { optimizer, training } = spec.after(progress.run.submitted);
      const { speed, batchSize, clipNorm } = training;
      speedLimit.beat(speed);
      const number = progress.run.submitted + 1;
      const batch = trainingBatch(task, root, number, batchSize);
      // An engine that computes at once is done when its call returns.
      const began = now();
      const randomKey = { seed, update: number };
      const results = racers.update(batch, { optimizer, clipNorm, randomKey }, { profiles });
      pipeline.push("update", results, take, began);
      const due = { evaluation: number % evaluateEvery === 0, snapshot: snapshots.due(number) };
      progress.step({ type: "submitted", due });
    },
    restIfDone,
    get seconds() {
      return seconds;
    },
    gradientNorm: (model) => norms[model] ?? null,
    wantProfiles: (wanted) => {
      profiles = wanted;
    },
    goBackTo: (then) => {
      seconds = then;
    },
  };
}
