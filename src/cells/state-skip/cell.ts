import { act, add, input, recur } from "../../lib/expr.ts";
import { int } from "../../lib/fields.ts";
import { defineCell } from "../cell.ts";
import { activationField, activationVariant } from "../fields.ts";

/**
 * Plain RNN into which the state of `skip` steps ago enters too, through a matrix of its own.
 *
 * The gradient reaches a step `skip` times as far back with as many factors, so it fades more slowly. What lies before the
 * first state is zero.
 *
 * Source: Lin, Horne, Tiňo & Giles 1996, doi:10.1109/72.548162; Zhang et al. 2016, arXiv:1602.08210 (§3.3).
 */
export const stateSkip = defineCell({
  kind: "state-skip",
  title: "State skip",
  short: "State skip",
  doc: "A plain RNN that also reads its state from several time steps earlier.",
  source: "arXiv:1602.08210",
  // "h" is the input's block, "1" and "d" those of the states one and `skip` steps back.
  gates: ["h", "1", "d"],
  states: ["h"],
  carry: "h'",
  words: { h: "hidden state" },
  fields: {
    activation: activationField,
    skip: int({
      label: "Skip d",
      default: 4,
      min: 2,
      max: 16,
      unit: "steps",
      doc: "Distance to the second state, in time steps.",
    }),
  },
  equations: ({ activation, skip, useBias }) => [
    {
      name: "h'",
      expr: act(activation, add(add(input("h", useBias), recur("1", "h")), recur("d", "h", { lag: skip }))),
    },
  ],
  variant: ({ activation, skip }) =>
    activation === "tanh" ? `d = ${skip}` : `${activationVariant(activation)} d = ${skip}`,
});
