import type { InitializerDef } from "./initializer.ts";

/** Uniform within ±1/√H, PyTorch's start for every recurrent weight. */
export const uniform: InitializerDef = {
  kind: "uniform",
  title: "±1/√H",
  doc: "Uniform within ±1/√units. Default in PyTorch.",
  source: "pytorch.org/docs/stable/generated/torch.nn.RNN.html",
  fill: (rng, { rows, columns, units }) => {
    const limit = 1 / Math.sqrt(units);
    return Float64Array.from({ length: rows * columns }, () => (2 * rng.uniform() - 1) * limit);
  },
};
