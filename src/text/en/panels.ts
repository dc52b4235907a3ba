import { throughTime } from "./through-time.ts";

/** Words of the panels that the first picture needs: those of the other panels come with them. */
export const panels = {
  throughTime,
  titles: {
    throughTime: throughTime.title,
    gradientFlow: "Gradient flow",
    samples: "Samples",
    forecast: "Forecast",
    answers: "Answers",
    loss: "Loss",
    gradientNorm: "Gradient norm",
    equations: "Equations",
    memory: "Memory",
    saturation: "Saturation",
    activation: "Activation",
    reachMap: "Which loss reaches which step",
    stepBack: "One step back",
    horizon: "Memory horizon",
    cliff: "The cliff",
    unrolled: "One cell, used at every step",
    unrolledAll: "All steps, unfolded",
    unitsOverText: "Units over text",
    nextSymbol: "Next symbol",
    writing: "What it writes",
    symbolMap: "Symbols in two axes",
    workbench: "Workbench",
  },
} as const;
