/** Words of the gradient-norm panel. */
export const gradientNorm = {
  title: "Gradient norm",
  note: "all weights, before clipping",
  noteClipped: (clipped: string) => `before clipping · ${clipped}`,
  clippedOne: (share: string, name: string) => `${share} of the ${name}’s updates clipped`,
  clippedSome: (list: string) => `clipped: ${list} of updates`,
  clippedItem: (name: string, share: string) => `${name} ${share}`,
  clipAt: (norm: string) => `clip at ${norm}`,
  parameters: (count: number) => (count === 0 ? "by parameter" : `by parameter (${count})`),
  parametersTitle: "Gradient norm of single parameters",
  parametersHelp: "Thin lines, before clipping; models that lack a parameter have no line.",
  layer: (layer: number, count: number) => (count > 1 ? `layer ${layer + 1}, ` : ""),
  readout: "readout, ",
  roles: {
    kernel: "input weights",
    recurrentKernel: "recurrent weights",
    bias: "bias",
    recurrentBias: "recurrent bias",
    perUnit: "weights a unit",
    readoutKernel: "weights",
    readoutBias: "bias",
  },
  sentence: (name: string, value: string, update: string) =>
    `${name}: gradient norm ${value} at update ${update}`,
  empty: "No gradient yet.",
  column: (name: string) => `${name} gradient norm`,
  clippedColumn: (name: string) => `${name} clipped norm`,
} as const;
