import { add, constant, input, mul, prev, recur, ref, sigmoid, sub, tanh } from "../../lib/expr.ts";
import { defineCell } from "../cell.ts";
import { forgetBiasField } from "../fields.ts";

/**
 * LSTM with coupled input and forget gate (CIFG): what is forgotten makes room for what is taken in, 1 − f in place of i.
 *
 * Three blocks instead of four; c is an average of old and new, so it cannot grow beyond 1.
 *
 * Source: Greff et al. 2015, "LSTM: A Search Space Odyssey", arXiv:1503.04069. Gate order is the LSTM's without `i`.
 */
export const coupled = defineCell({
  kind: "coupled",
  title: "LSTM with coupled gates",
  short: "CIFG",
  doc: "An LSTM with coupled input and forget gates (CIFG): the input gate is 1 minus the forget gate.",
  source: "arXiv:1503.04069",
  gates: ["f", "g", "o"],
  states: ["h", "c"],
  carry: "c'",
  words: { f: "forget", g: "candidate", o: "output", c: "cell state", h: "hidden state" },
  fields: { unitForgetBias: forgetBiasField },
  equations: ({ useBias }) => {
    const pre = (gate: string) => add(input(gate, useBias), recur(gate, "h"));
    return [
      { name: "f", expr: sigmoid(pre("f")) },
      { name: "g", expr: tanh(pre("g")) },
      { name: "o", expr: sigmoid(pre("o")) },
      { name: "c'", expr: add(mul(ref("f"), prev("c")), mul(sub(constant(1), ref("f")), ref("g"))) },
      { name: "h'", expr: mul(ref("o"), tanh(ref("c'"))) },
    ];
  },
  initialBias: ({ unitForgetBias }) => ({ f: unitForgetBias ? 1 : 0 }),
});
