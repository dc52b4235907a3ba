import { onlyShare } from "./only-share.ts";

/** Words of the map of which loss reaches which step. */
export const reachMap = {
  note: "row: the loss, if it were asked at step t · column: the step k that its gradient reaches",
  noteShort: "row: loss at step t · column: step k",
  reading: {
    heading: "How to read it",
    diagonal:
      "The diagonal is 1: a loss always reaches its own step. To the left, its gradient travels back.",
    least: (name: string, row: string, share: string) =>
      `${name}: ${onlyShare(share)} of the gradient of step ${row} is left at step 1.`,
    most: (name: string, row: string, share: string) =>
      `${name}: ${share} of the gradient of step ${row} reaches step 1.`,
    even: (share: string) => `In all models at least ${share} of it reaches step 1.`,
  },
  cell: (row: number, column: number) => `row ${row} at k = ${column}`,
  share: "share",
  shareTitle: "‖∂Lₜ/∂hₖ‖ divided by ‖∂Lₜ/∂hₜ‖, for one held-out sequence",
  waiting: "The map appears with the first examination of the network.",
  counted: "counts; has no gradient",
  image: (name: string, steps: number, row: string, share: string) =>
    `${name}: how much of the gradient of the loss at each of ${steps} steps reaches each step before it; of that of step ${row}, ${share} reaches step 1.`,
  binned: (bin: number) => `${bin} × ${bin} steps share a cell, which shows the largest.`,
  thinned: (every: number) => `one row in ${every} is computed`,
  at: (update: string) => `at update ${update}`,
  columns: {
    model: "model",
    row: "t of the loss",
    column: (step: number) => `share at k = ${step}`,
  },
  why: (name: string, reason: string) => `${name}: ${reason}`,
  none: "no map has been computed yet",
} as const;
