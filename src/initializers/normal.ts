import type { InitializerDef } from "./initializer.ts";

/** Normal with mean 0 and the given standard deviation. */
export const normal: InitializerDef = {
  kind: "normal",
  title: "normal",
  doc: "Normal distribution with mean 0 and the standard deviation σ set below.",
  source: "Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, §4.1",
  fill: (rng, { rows, columns, stddev }) =>
    Float64Array.from({ length: rows * columns }, () => rng.normal() * stddev),
};
