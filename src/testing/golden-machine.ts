import type { Engine, Member } from "../engine/engine.ts";
import type { Plan } from "../model/plan.ts";
import type { Floats } from "../model/results.ts";
import type { Weights } from "../model/weights.ts";
import type { GoldenMachine } from "./golden-compare.ts";

/**
 * An engine as the golden files want it: a fresh race of equal models for every question, disposed after it. The last of
 * them is asked: of several in a crew it is one that a worker computes.
 */
export function machineOf(engine: Engine, models = 1): GoldenMachine {
  const start = (plan: Plan, given: Weights<Floats>) => {
    const weights = new Map([...given].map(([path, values]) => [path, Float32Array.from(values)]));
    const race = engine.createRace(Array.from({ length: models }, () => ({ plan, weights })));
    return { race, member: race.members[models - 1] as Member };
  };
  return {
    async trace(plan, weights, batch, initial) {
      const { race, member } = start(plan, weights);
      const trace = await member.trace(batch, initial);
      race.dispose();
      return trace;
    },
    async train(plan, weights, batch, settings, updates) {
      const { race, member } = start(plan, weights);
      for (let n = 0; n < updates; n++) await race.update(batch, settings, { profiles: false });
      const state = await member.read();
      race.dispose();
      return state.weights;
    },
  };
}
