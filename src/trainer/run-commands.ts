import { isRecorded } from "../experiment/describe.ts";
import type { Instruments } from "./instruments.ts";
import type { LiveSpec } from "./live-spec.ts";
import type { Metrics } from "./metrics.ts";
import type { Progress } from "./progress.ts";
import type { Pump } from "./pump.ts";
import type { Loop } from "./run.ts";
import type { SpeedLimit } from "./speed-limit.ts";
import type { Updates } from "./updates.ts";

/** What a run is told while it goes on. A command only sets what is submitted next, and the pump takes it up. */
export type RunCommands = Pick<
  Loop,
  "train" | "pause" | "oneUpdate" | "change" | "rollBack" | "pullTrace" | "needs"
>;

export interface RunCommandsOptions {
  readonly progress: Progress;
  readonly pump: Pick<Pump, "go">;
  readonly spec: Pick<LiveSpec, "edit" | "record">;
  readonly updates: Pick<Updates, "restIfDone" | "wantProfiles">;
  readonly instruments: Pick<Instruments, "changed" | "pullTrace" | "needs">;
  readonly metrics: Pick<Metrics, "flush">;
  readonly speedLimit: Pick<SpeedLimit, "restart">;
  /** All planned updates are submitted. */
  readonly isPlanReached: () => boolean;
}

export function createRunCommands(options: RunCommandsOptions): RunCommands {
  const { progress, pump, spec, updates, instruments, metrics, speedLimit, isPlanReached } = options;
  return {
    train: () => {
      const { training } = progress.run;
      progress.step({ type: "train", isOver: isPlanReached() });
      if (training || !progress.run.training) return;
      speedLimit.restart();
      pump.go();
    },
    pause: () => {
      if (!progress.run.training && progress.run.singles === 0) return;
      progress.step({ type: "pause" });
      metrics.flush();
      updates.restIfDone();
    },
    oneUpdate: (count = 1) => {
      progress.step({ type: "oneUpdate", count });
      pump.go();
    },
    change: (field, value) => {
      // What moves no weight is no event of the run: it only replaces the setting.
      if (!isRecorded(field) || !progress.run.begun) spec.edit(field, value);
      else spec.record({ update: progress.run.submitted, field, value });
      instruments.changed(field);
      if (field === "training.updates" && !isPlanReached()) progress.step({ type: "extended" });
      pump.go();
    },
    rollBack: (clipNorm) => {
      progress.step({ type: "rollBack", clipNorm });
      pump.go();
    },
    pullTrace: () => {
      instruments.pullTrace();
      pump.go();
    },
    needs: (needs) => {
      updates.wantProfiles(needs.profiles);
      instruments.needs(needs);
      // The untrained evaluation comes first.
      if (progress.run.phase !== "preparing") pump.go();
    },
  };
}
