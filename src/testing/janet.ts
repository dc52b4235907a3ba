import { defineCell } from "../cells/cell.ts";
import { add, constant, input, mul, prev, recur, ref, sigmoid, sub, tanh } from "../lib/expr.ts";

/** How much further open the input's gate is than the forget gate is closed; the paper's value. */
const beta = 1;

/**
 * JANET with β: s = W x + U h + b, c̃ = tanh(…), c′ = σ(s) ⊙ c + (1 − σ(s − β)) ⊙ c̃, h = c. Two gates read one projection, so that
 * neither can be held: the other would still read it. No cell of the registry is like that.
 *
 * Source: van der Westhuizen & Lasenby 2018, arXiv:1804.04849.
 */
export const janet = defineCell({
  kind: "janet",
  title: "JANET",
  short: "JANET",
  doc: "An LSTM with nothing but its forget gate.",
  source: "arXiv:1804.04849",
  gates: ["f", "h"],
  states: ["h"],
  carry: "h'",
  words: { s: "sum", f: "forget", j: "input", n: "candidate", h: "hidden state" },
  fields: {},
  equations: ({ useBias }) => [
    { name: "s", expr: add(input("f", useBias), recur("f", "h")) },
    { name: "f", expr: sigmoid(ref("s")) },
    { name: "j", expr: sigmoid(sub(ref("s"), constant(beta))) },
    { name: "n", expr: tanh(add(input("h", useBias), recur("h", "h"))) },
    { name: "h'", expr: add(mul(ref("f"), prev("h")), mul(sub(constant(1), ref("j")), ref("n"))) },
  ],
});
