import { add, constant, input, mul, prev, recur, ref, sigmoid, sub, tanh } from "../../lib/expr.ts";
import { flag } from "../../lib/fields.ts";
import { defineCell } from "../cell.ts";

/**
 * Gated recurrent unit. `z` weighs the *old* state (Keras' and PyTorch's sense).
 *
 * With `resetAfter` the reset gate multiplies U·h (Keras' default, cuDNN, PyTorch; a recurrent bias of its own), one
 * matrix product a step; without, it multiplies h before the product (Cho et al. 2014), which makes two.
 *
 * Source: Cho et al. 2014, arXiv:1406.1078; reset after: Keras `GRU(reset_after=True)`, PyTorch `nn.GRU`.
 */
export const gru = defineCell({
  kind: "gru",
  title: "GRU",
  short: "GRU",
  doc: "One state; an update gate mixes old and new, a reset gate decides how much of the old the candidate sees.",
  source: "arXiv:1406.1078",
  gates: ["z", "r", "n"],
  states: ["h"],
  carry: "h'",
  words: { z: "update", r: "reset", n: "candidate", rh: "reset state", h: "hidden state" },
  fields: {
    resetAfter: flag({
      label: "Reset after",
      default: true,
      doc: "Applies the reset gate after the matrix product (Keras, PyTorch) instead of before it (Cho et al. 2014).",
    }),
  },
  equations: ({ resetAfter, useBias }) => {
    const gate = (name: string) =>
      sigmoid(add(input(name, useBias), recur(name, "h", { bias: resetAfter && useBias })));
    const mix = add(mul(ref("z"), prev("h")), mul(sub(constant(1), ref("z")), ref("n")));
    return resetAfter
      ? [
          { name: "z", expr: gate("z") },
          { name: "r", expr: gate("r") },
          {
            name: "n",
            expr: tanh(add(input("n", useBias), mul(ref("r"), recur("n", "h", { bias: useBias })))),
          },
          { name: "h'", expr: mix },
        ]
      : [
          { name: "z", expr: gate("z") },
          { name: "r", expr: gate("r") },
          { name: "rh", expr: mul(ref("r"), prev("h")) },
          { name: "n", expr: tanh(add(input("n", useBias), recur("n", "rh", { lag: 0 }))) },
          { name: "h'", expr: mix },
        ];
  },
  variant: ({ resetAfter }) => (resetAfter ? "" : "reset before"),
});
