/** What a model of a race can be asked, whatever it learns by. Engines know networks only; a model that counts needs none. */
import type { Batch } from "../lib/batch.ts";
import type { CountedModel, CountedState } from "../model/counted.ts";
import type { Evaluation, Member, UpdateTelemetry } from "./engine.ts";

/** A model that counts, beside the networks of a race. It has no trace: there are no states and no gradients to look at. */
export interface CountedMember {
  readonly counted: CountedModel;
  evaluate(batch: Batch): Promise<Evaluation>;
  read(): Promise<CountedState>;
  restore(state: CountedState): void;
}

export type Racer = Member | CountedMember;

/** What an update tells of a model that counts: no norms, since there is no gradient. */
export interface CountedTelemetry {
  readonly loss: number;
  /** False where the loss was not finite. */
  readonly applied: boolean;
}

export type RacerTelemetry = UpdateTelemetry | CountedTelemetry;

export const isNetwork = (racer: Racer): racer is Member => "plan" in racer;
export const hasGradient = (told: RacerTelemetry): told is UpdateTelemetry => "gradientNorm" in told;

/** A model that counts as a member of a race, with its updates. Whatever is called sees the updates called before it. */
export interface CountedNetwork extends CountedMember {
  update(batch: Batch): CountedTelemetry;
}

export function countedMember(counted: CountedModel): CountedNetwork {
  const counter = counted.begin();
  return {
    counted,
    update: (batch) => {
      const loss = counter.update(batch);
      return { loss, applied: Number.isFinite(loss) };
    },
    evaluate: async (batch) => counter.evaluate(batch),
    read: async () => counter.read(),
    restore: (state) => counter.restore(state),
  };
}
