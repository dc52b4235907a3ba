import { add, input, mul, param, prev, recur, ref, sigmoid, tanh } from "../../lib/expr.ts";
import { defineCell } from "../cell.ts";
import { forgetBiasField } from "../fields.ts";

/**
 * LSTM whose gates also look at the cell state through one weight per unit (a diagonal matrix).
 *
 * `i` and `f` see the old c, `o` the new one: the output gate closes when there is something to hide, which an LSTM only
 * learns from h. The weights start at 0, so an untrained cell is the LSTM of the same seed.
 *
 * Source: Gers & Schmidhuber 2000, "Recurrent nets that time and count". Order of gates as in the LSTM.
 */
export const peephole = defineCell({
  kind: "peephole",
  title: "LSTM with peepholes",
  short: "Peephole",
  doc: "An LSTM with gates that also read the cell state, through one weight per unit.",
  source: "doi:10.1109/IJCNN.2000.861302",
  gates: ["i", "f", "g", "o"],
  states: ["h", "c"],
  carry: "c'",
  words: { i: "input", f: "forget", g: "candidate", o: "output", c: "cell state", h: "hidden state" },
  fields: { unitForgetBias: forgetBiasField },
  equations: ({ useBias }) => {
    const pre = (gate: string) => add(input(gate, useBias), recur(gate, "h"));
    return [
      { name: "i", expr: sigmoid(add(pre("i"), mul(param("pi"), prev("c")))) },
      { name: "f", expr: sigmoid(add(pre("f"), mul(param("pf"), prev("c")))) },
      { name: "g", expr: tanh(pre("g")) },
      { name: "c'", expr: add(mul(ref("f"), prev("c")), mul(ref("i"), ref("g"))) },
      { name: "o", expr: sigmoid(add(pre("o"), mul(param("po"), ref("c'")))) },
      { name: "h'", expr: mul(ref("o"), tanh(ref("c'"))) },
    ];
  },
  initialBias: ({ unitForgetBias }) => ({ f: unitForgetBias ? 1 : 0 }),
});
