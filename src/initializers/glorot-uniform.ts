import type { InitializerDef } from "./initializer.ts";

/** Uniform within ±√(6/(fan in + fan out)). Source: Glorot & Bengio 2010. */
export const glorotUniform: InitializerDef = {
  kind: "glorotUniform",
  title: "Glorot uniform",
  doc: "Uniform within ±√(6/(inputs + outputs)). Default for input weights in Keras.",
  source: "Glorot & Bengio 2010, proceedings.mlr.press/v9/glorot10a",
  fill: (rng, { rows, columns }) => {
    const limit = Math.sqrt(6 / (rows + columns));
    return Float64Array.from({ length: rows * columns }, () => (2 * rng.uniform() - 1) * limit);
  },
};
