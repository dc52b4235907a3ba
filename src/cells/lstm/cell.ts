import { add, input, mul, prev, recur, ref, sigmoid, tanh } from "../../lib/expr.ts";
import { defineCell } from "../cell.ts";
import { forgetBiasField } from "../fields.ts";

/**
 * Long short-term memory with a forget gate.
 *
 * `f` multiplies the carry, so at f ≈ 1 the gradient through `c` passes nearly unchanged; `unitForgetBias` starts it
 * there.
 *
 * Source: Gers, Schmidhuber & Cummins 2000 (no peepholes). Gate order i, f, g, o is PyTorch's; Keras calls `g` "c" and
 * keeps the same order.
 */
export const lstm = defineCell({
  kind: "lstm",
  title: "LSTM",
  short: "LSTM",
  doc: "A separate cell state carries memory across time steps. Three gates control what it keeps, what it adds and what it outputs.",
  source: "doi:10.1162/089976600300015015",
  pytorch: "nn.LSTM",
  gates: ["i", "f", "g", "o"],
  states: ["h", "c"],
  carry: "c'",
  words: { i: "input", f: "forget", g: "candidate", o: "output", c: "cell state", h: "hidden state" },
  fields: { unitForgetBias: forgetBiasField },
  equations: ({ useBias }) => {
    const pre = (gate: string) => add(input(gate, useBias), recur(gate, "h"));
    return [
      { name: "i", expr: sigmoid(pre("i")) },
      { name: "f", expr: sigmoid(pre("f")) },
      { name: "g", expr: tanh(pre("g")) },
      { name: "o", expr: sigmoid(pre("o")) },
      { name: "c'", expr: add(mul(ref("f"), prev("c")), mul(ref("i"), ref("g"))) },
      { name: "h'", expr: mul(ref("o"), tanh(ref("c'"))) },
    ];
  },
  initialBias: ({ unitForgetBias }) => ({ f: unitForgetBias ? 1 : 0 }),
});
