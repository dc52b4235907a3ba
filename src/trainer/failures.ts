import type { RacerTelemetry } from "../engine/racers.ts";
import { phrase } from "../lib/phrase.ts";
import { saidBy } from "../lib/said.ts";
import type { Evaluator } from "./evaluator.ts";
import { divergence, failureCode } from "./failure-code.ts";
import type { Instruments } from "./instruments.ts";
import type { LiveSpec } from "./live-spec.ts";
import type { Metrics } from "./metrics.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Progress } from "./progress.ts";
import type { Snapshot } from "./protocol.ts";
import type { Emit } from "./run.ts";
import type { Snapshots } from "./snapshots.ts";
import type { Updates } from "./updates.ts";

/** A roll back goes at least this far before the failure: the weights right before it are finite, but already wild. */
const rollBackAtLeast = 10;

/** What becomes of a run that fails, and how it goes back to before it did. */
export interface Failures {
  /** An update was not applied: what is under way behind it was not applied either. */
  fail(update: number, model: number, told: RacerTelemetry): void;
  /** What the engine has to be done with after a failure, told once; null if nothing is. Rejects with what broke it. */
  dropped(): Promise<void> | null;
  /** The engine or the loop broke: nothing is asked of either from now on. */
  crash(error: unknown): void;
  /** Goes back to a snapshot and trains on with another clip norm, if that was asked for. */
  goBackIfAsked(): void;
}

export interface FailuresOptions {
  readonly progress: Progress;
  readonly spec: Pick<LiveSpec, "forgetAfter" | "record">;
  readonly pipeline: Pick<Pipeline, "discard">;
  readonly metrics: Pick<Metrics, "flush" | "drop">;
  readonly snapshots: Pick<Snapshots, "before" | "goBackTo" | "abandon" | "list">;
  readonly updates: Pick<Updates, "gradientNorm" | "goBackTo">;
  readonly evaluator: Pick<Evaluator, "goBackTo">;
  readonly instruments: Pick<Instruments, "forget">;
  /** By model, as people call them. */
  readonly names: readonly string[];
  /** Gives all models the states of a snapshot. */
  readonly restore: (snapshot: Snapshot) => void;
  readonly emit: Emit;
}

export function createFailures(options: FailuresOptions): Failures {
  const { progress, spec, pipeline, metrics, snapshots, updates, evaluator, instruments, names } = options;
  const { restore, emit } = options;
  let dropping: Promise<void> | null = null;
  /** To which a failure at an update leads back. */
  const lastGood = (update: number) => snapshots.before(update - rollBackAtLeast);

  function goBack(clipNorm: number): void {
    const { failedAt, update: reached } = progress.run;
    const kept = lastGood(failedAt ?? reached);
    if (!kept) return;
    const { update } = kept;
    snapshots.goBackTo(update);
    restore(kept);
    metrics.drop();
    evaluator.goBackTo(kept);
    updates.goBackTo(kept.seconds);
    instruments.forget();
    spec.forgetAfter(update);
    emit("rolledBack", { update });
    spec.record({ update, field: "training.clipNorm", value: clipNorm });
    progress.step({ type: "wentBack", update });
  }

  return {
    fail: (update, model, told) => {
      // The pump awaits it; until then a rejection must not count as unhandled.
      dropping = pipeline.discard();
      dropping.catch(() => undefined);
      metrics.flush();
      progress.stepSilently({ type: "notApplied", update });
      const what = divergence(names[model] ?? "", told);
      emit("failed", {
        code: "diverged",
        what,
        message: phrase`${what} at update ${update}.`,
        update,
        model,
        gradientNorm: updates.gradientNorm(model),
        lastGood: lastGood(update)?.update ?? null,
      });
      progress.tell();
    },
    dropped: () => {
      const now = dropping;
      dropping = null;
      return now;
    },
    crash: (error) => {
      if (progress.run.life === "dead") return;
      progress.stepSilently({ type: "crashed" });
      snapshots.abandon();
      // Told once; what else was under way rejects with the same.
      pipeline.discard().catch(() => undefined);
      emit("failed", {
        code: failureCode(error),
        message: saidBy(error),
        update: progress.run.update,
        model: null,
        gradientNorm: null,
        lastGood: snapshots.list().at(-1)?.update ?? null,
      });
    },
    goBackIfAsked: () => {
      const { rollBackTo } = progress.run;
      if (rollBackTo === null) return;
      progress.step({ type: "rollingBack" });
      goBack(rollBackTo);
    },
  };
}
