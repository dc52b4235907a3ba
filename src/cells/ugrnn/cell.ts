import { add, constant, input, mul, prev, recur, ref, sigmoid, sub, tanh } from "../../lib/expr.ts";
import { defineCell } from "../cell.ts";

/**
 * Update gate RNN: the GRU without its reset gate.
 *
 * `u` weighs the *new* state, as lectures write it (0 keeps, 1 renews); the paper's gate is 1 − u.
 *
 * Source: Collins, Sohl-Dickstein & Sussillo 2016, "Capacity and Trainability in Recurrent Neural Networks",
 * arXiv:1611.09913.
 */
export const ugrnn = defineCell({
  kind: "ugrnn",
  title: "UGRNN",
  short: "UGRNN",
  doc: "A GRU without a reset gate: one update gate mixes the old state and the candidate.",
  source: "arXiv:1611.09913",
  gates: ["u", "n"],
  states: ["h"],
  carry: "h'",
  words: { u: "update", n: "candidate", h: "hidden state" },
  fields: {},
  equations: ({ useBias }) => {
    const pre = (gate: string) => add(input(gate, useBias), recur(gate, "h"));
    return [
      { name: "u", expr: sigmoid(pre("u")) },
      { name: "n", expr: tanh(pre("n")) },
      { name: "h'", expr: add(mul(ref("u"), ref("n")), mul(sub(constant(1), ref("u")), prev("h"))) },
    ];
  },
});
