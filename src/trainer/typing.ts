/** Typed weights in a run: put into snapshots that it begins from, and into the models when it comes to their update. */
import type { TypedWeight } from "../experiment/typed-weights.ts";
import { type ModelState, networkState, planOf, type RaceModel } from "../model/counted.ts";
import { withTyped } from "../model/typed-weights.ts";
import type { Instruments } from "./instruments.ts";
import type { Progress } from "./progress.ts";
import type { Snapshot } from "./protocol.ts";
import type { Racers } from "./racers.ts";
import type { Snapshots } from "./snapshots.ts";

/** The state of one model with weights typed; the same object where none is its. */
function typedState(
  state: ModelState,
  model: RaceModel | undefined,
  m: number,
  typed: readonly TypedWeight[],
): ModelState {
  const [plan, network] = [planOf(model), networkState(state)];
  const own = typed.filter((one) => one.model === m);
  if (!plan || !network || own.length === 0) return state;
  return { ...network, weights: withTyped(network.weights, plan, own) };
}

/**
 * A snapshot with what was typed at its update, whether it was taken before or after that: typing twice is typing once.
 * @param plans of the free models
 */
export function typedSnapshot(
  snapshot: Snapshot,
  plans: readonly RaceModel[],
  typed: readonly TypedWeight[],
): Snapshot {
  const now = typed.filter(({ update }) => update === snapshot.update);
  if (now.length === 0) return snapshot;
  return {
    ...snapshot,
    models: snapshot.models.map((model, m) => ({
      ...model,
      state: typedState(model.state, plans[m], m, now),
    })),
  };
}

export interface Typing {
  /** The run has come to an update with typed weights, and does not have them yet. */
  isDue(): boolean;
  /** Types them. Nothing may be under way. */
  apply(): Promise<void>;
  /** The models are as they were after so many updates, with what was typed then. */
  goBackTo(update: number): void;
}

export interface TypingOptions {
  readonly progress: Progress;
  readonly racers: Pick<Racers, "whole">;
  readonly plans: readonly RaceModel[];
  readonly typed: readonly TypedWeight[];
  readonly snapshots: Pick<Snapshots, "settled">;
  readonly instruments: Pick<Instruments, "forget" | "wantSample">;
}

/** What a run begins with, or goes back to, has its typed weights already: see `typedSnapshot`. */
export function createTyping({
  progress,
  racers,
  plans,
  typed,
  snapshots,
  instruments,
}: TypingOptions): Typing {
  const updates = new Set(typed.map(({ update }) => update));
  /** Update of those that the models have. */
  let done = progress.run.update;
  return {
    isDue: () => updates.has(progress.run.submitted) && progress.run.submitted !== done,
    goBackTo: (update) => {
      done = update;
    },
    apply: async () => {
      await snapshots.settled();
      const { submitted } = progress.run;
      const now = typed.filter(({ update }) => update === submitted);
      for (const [m, model] of racers.whole.entries()) {
        if (now.every((one) => one.model !== m)) continue;
        model.restore(typedState(await model.read(), plans[m], m, now));
      }
      done = submitted;
      instruments.forget();
      if (!progress.run.training) instruments.wantSample();
    },
  };
}
