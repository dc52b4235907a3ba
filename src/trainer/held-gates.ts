import type { Evaluator } from "./evaluator.ts";
import type { Instruments } from "./instruments.ts";
import type { LiveSpec } from "./live-spec.ts";
import type { Progress } from "./progress.ts";
import type { Racers } from "./racers.ts";
import type { Emit } from "./run.ts";
import type { Snapshots } from "./snapshots.ts";

/** Gates of the models that race, as the settings of the next update hold them. */
export interface HeldGates {
  /** They are to be held otherwise than they are. */
  differ(): boolean;
  /** Holds them so, and tells of models that were converted. Nothing may be under way. */
  follow(): Promise<void>;
}

export interface HeldGatesOptions {
  readonly progress: Progress;
  readonly spec: Pick<LiveSpec, "after">;
  readonly racers: Pick<Racers, "differs" | "follow">;
  readonly snapshots: Pick<Snapshots, "settled">;
  readonly evaluator: Pick<Evaluator, "gap">;
  readonly instruments: Pick<Instruments, "forget" | "wantSample">;
  readonly emit: Emit;
}

export function createHeldGates(options: HeldGatesOptions): HeldGates {
  const { progress, spec, racers, snapshots, evaluator, instruments, emit } = options;
  const wanted = () => spec.after(progress.run.submitted);
  return {
    differ: () => racers.differs(wanted().models),
    follow: async () => {
      await snapshots.settled();
      const { models, view } = wanted();
      for (const { model, before, after } of await racers.follow(models)) {
        const worst = evaluator.gap(before, after, view.probe);
        emit("converted", { update: progress.run.update, model, worst });
      }
      instruments.forget();
      if (!progress.run.training) instruments.wantSample();
    },
  };
}
