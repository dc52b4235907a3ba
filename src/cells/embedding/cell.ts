import { input } from "../../lib/expr.ts";
import { defineCell } from "../cell.ts";

/**
 * Learned embedding: a vector for every symbol instead of a one-hot row, under the recurrent layers. It remembers nothing.
 *
 * For tokens W·x is a row of the kernel [V, E], looked up; for floats, or above another layer, a linear projection.
 *
 * Source: Bengio, Ducharme, Vincent & Jauvin 2003, "A Neural Probabilistic Language Model". Keras: Embedding.
 */
export const embedding = defineCell({
  kind: "embedding",
  title: "Embedding (no memory)",
  short: "Emb",
  doc: "Maps each symbol to a learned vector for the next layer. It has no memory.",
  source: "https://www.jmlr.org/papers/v3/bengio03a.html",
  gates: ["h"],
  states: ["h"],
  carry: "h'",
  words: { h: "embedded input" },
  fields: {},
  equations: ({ useBias }) => [{ name: "h'", expr: input("h", useBias) }],
});
