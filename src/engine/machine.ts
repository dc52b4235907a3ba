import type { GoldenMachine } from "../model/golden-compare.ts";
import type { Engine } from "./engine.ts";

/** An engine as the golden files want it: a fresh network for every question, disposed after it. */
export const machineOf = (engine: Engine): GoldenMachine => ({
  async trace(plan, weights, batch, initial) {
    const network = engine.createNetwork(plan, weights);
    const trace = await network.trace(batch, initial);
    network.dispose();
    return trace;
  },
  async train(plan, weights, batch, settings, updates) {
    const network = engine.createNetwork(plan, weights);
    for (let n = 0; n < updates; n++) await network.update(batch, settings, { profiles: false });
    const state = await network.read();
    network.dispose();
    return state.weights;
  },
});
