import { add, constant, input, mul, prev, recur, ref, sigmoid, sub, tanh } from "../../lib/expr.ts";
import { defineCell } from "../cell.ts";

/**
 * Minimal gated unit: one gate does the work of the GRU's two, update and reset.
 *
 * The candidate sees f ⊙ h, so its product waits for the gate's: two products a step, as in a GRU with the reset before.
 *
 * Source: Zhou, Wu, Zhang & Zhou 2016, "Minimal Gated Unit for Recurrent Neural Networks", arXiv:1603.09420.
 */
export const mgu = defineCell({
  kind: "mgu",
  title: "Minimal gated unit",
  short: "MGU",
  doc: "A simplified GRU with a single gate for both reset and update.",
  source: "arXiv:1603.09420",
  gates: ["f", "n"],
  states: ["h"],
  carry: "h'",
  words: { f: "forget", n: "candidate", fh: "gated state", h: "hidden state" },
  fields: {},
  equations: ({ useBias }) => [
    { name: "f", expr: sigmoid(add(input("f", useBias), recur("f", "h"))) },
    { name: "fh", expr: mul(ref("f"), prev("h")) },
    { name: "n", expr: tanh(add(input("n", useBias), recur("n", "fh", { lag: 0 }))) },
    { name: "h'", expr: add(mul(sub(constant(1), ref("f")), prev("h")), mul(ref("f"), ref("n"))) },
  ],
});
