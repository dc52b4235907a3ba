import { act, add, type Expr, input, recur } from "../../lib/expr.ts";
import { int } from "../../lib/fields.ts";
import { defineCell } from "../cell.ts";
import { activationField, activationVariant } from "../fields.ts";

/** Highest order: its rings of states and deltas still fit what every WebGL2 device can read in one program. */
const most = 4;

/**
 * Plain RNN of order n: the last n states enter, each through a matrix of its own.
 *
 * Every step offers the gradient n ways back, 1 to n steps long. What lies before the first state is zero.
 *
 * Source: Soltani & Jiang 2016, "Higher Order Recurrent Neural Networks", arXiv:1605.00064.
 */
export const higherOrder = defineCell({
  kind: "higher-order",
  title: "Higher-order RNN",
  short: "HORNN",
  doc: "A plain RNN that reads its last n states instead of only the last one.",
  source: "arXiv:1605.00064",
  // "h" is the input's block, "1" to "4" those of the states so many steps back.
  gates: ["h", ...Array.from({ length: most }, (_, i) => String(i + 1))],
  states: ["h"],
  carry: "h'",
  words: { h: "hidden state" },
  fields: {
    activation: activationField,
    order: int({
      label: "Order n",
      default: 2,
      min: 2,
      max: most,
      unit: "states",
      doc: "Number of previous states used. Each has its own recurrent matrix.",
    }),
  },
  equations: ({ activation, order, useBias }) => {
    let sum: Expr = input("h", useBias);
    for (let lag = 1; lag <= order; lag++) sum = add(sum, recur(String(lag), "h", { lag }));
    return [{ name: "h'", expr: act(activation, sum) }];
  },
  variant: ({ activation, order }) =>
    activation === "tanh" ? `n = ${order}` : `${activationVariant(activation)} n = ${order}`,
});
