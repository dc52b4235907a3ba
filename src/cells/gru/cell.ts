import { add, constant, input, mul, prev, recur, ref, sigmoid, sub, tanh } from "../../lib/expr.ts";
import { choice, flag } from "../../lib/fields.ts";
import { defineCell } from "../cell.ts";

/**
 * Gated recurrent unit. `z` weighs the *old* state (Keras' and PyTorch's sense), or with `updateGate` "new" the candidate, as
 * most lectures write it: the same cell with z in place of 1 − z, so negating z's weights turns one into the other.
 *
 * With `resetAfter` the reset gate multiplies U·h (Keras' default, cuDNN, PyTorch; a recurrent bias of its own, which lectures
 * leave out), one matrix product a step; without, it multiplies h before the product (Cho et al. 2014), which makes two.
 *
 * Source: Cho et al. 2014, arXiv:1406.1078; reset after: Keras `GRU(reset_after=True)`, PyTorch `nn.GRU`.
 */
export const gru = defineCell({
  kind: "gru",
  title: "GRU",
  short: "GRU",
  doc: "One state. An update gate mixes the old state and the candidate; a reset gate controls how much of the old state the candidate sees.",
  source: "arXiv:1406.1078",
  pytorch: "nn.GRU",
  gates: ["z", "r", "n"],
  states: ["h"],
  carry: "h'",
  mirror: { field: "updateGate", gate: "z" },
  words: { z: "update", r: "reset", n: "candidate", rh: "reset state", h: "hidden state" },
  fields: {
    resetAfter: flag({
      label: "Reset after",
      default: true,
      doc: "Applies the reset gate after the matrix product (Keras, PyTorch) instead of before it (Cho et al. 2014). The two forms cannot be converted into each other, because the product mixes units. Changing this starts a new run.",
    }),
    recurrentBias: flag({
      label: "Recurrent bias",
      default: true,
      showIf: { field: "resetAfter", value: true },
      doc: "Adds a second bias per gate, inside the reset product (Keras, PyTorch). The lectures use one bias per gate.",
    }),
    updateGate: choice({
      label: "Update gate",
      default: "old",
      options: [
        { value: "old", label: "keeps old" },
        { value: "new", label: "takes new" },
      ],
      live: true,
      doc: "Meaning of a gate value of 1: keep the old state (Keras, PyTorch) or take the candidate (most lectures). Changing this during a run negates the weights of the gate, which leaves the function unchanged.",
    }),
  },
  equations: ({ resetAfter, recurrentBias, updateGate, useBias }) => {
    const bias = resetAfter && recurrentBias && useBias;
    const gate = (name: string) => sigmoid(add(input(name, useBias), recur(name, "h", { bias })));
    const rest = sub(constant(1), ref("z"));
    const mix =
      updateGate === "old"
        ? add(mul(ref("z"), prev("h")), mul(rest, ref("n")))
        : add(mul(ref("z"), ref("n")), mul(rest, prev("h")));
    return resetAfter
      ? [
          { name: "z", expr: gate("z") },
          { name: "r", expr: gate("r") },
          {
            name: "n",
            expr: tanh(add(input("n", useBias), mul(ref("r"), recur("n", "h", { bias })))),
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
  variant: ({ resetAfter, recurrentBias, updateGate }) =>
    [
      resetAfter ? "" : "reset before",
      resetAfter && !recurrentBias ? "one bias" : "",
      updateGate === "new" ? "takes new" : "",
    ]
      .filter((word) => word !== "")
      .join(", "),
});
