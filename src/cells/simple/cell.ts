import { act, add, input, recur } from "../../lib/expr.ts";
import { defineCell } from "../cell.ts";
import { activationField, activationVariant } from "../fields.ts";

/**
 * Plain recurrent network: the new state is one activation of input and old state.
 *
 * Each step back multiplies the gradient by Uᵀ·diag(slope), so it shrinks or grows geometrically with the distance.
 *
 * Source: Elman 1990, "Finding Structure in Time", doi:10.1207/s15516709cog1402_1. Keras: SimpleRNN.
 */
export const simple = defineCell({
  kind: "simple",
  title: "Plain RNN",
  short: "RNN",
  doc: "The new state is an activation function of the input and the old state.",
  source: "doi:10.1207/s15516709cog1402_1",
  pytorch: "nn.RNN",
  gates: ["h"],
  states: ["h"],
  carry: "h'",
  words: { h: "hidden state" },
  fields: { activation: activationField },
  equations: ({ activation, useBias }) => [
    { name: "h'", expr: act(activation, add(input("h", useBias), recur("h", "h"))) },
  ],
  variant: ({ activation }) => activationVariant(activation),
});
