/** Words of the walk back through a computation, and of what every step adds to the gradient of a weight. */
export const walkBack = {
  place: (step: string, unit: string, scan: string, update: string | null) =>
    `t = ${step}, unit ${unit}${scan && `, ${scan}`}${update === null ? "" : `, update ${update}`}`,
  /** A part of a gradient, in a formula: from the readout, or from the layer on top. */
  above: "above",
  waiting: "The numbers appear with the first examination of the network.",
  loss: {
    label: "Loss to differentiate",
    title: "L: the loss of the whole sequence. Lₜ: the loss of one time step alone.",
    all: "all losses",
    one: "loss at",
    step: "Step of the loss",
  },
  say: {
    nothing: "Nothing arrives: no later loss depends on this value.",
    above: (from: string) => `All of it comes from ${from}.`,
    later: (from: string) => `All of it comes from ${from}; the loss at this step adds nothing.`,
    both: (share: string, from: string, rest: string, later: string) =>
      `${share} of it comes from ${from}, ${rest} from ${later}.`,
    against: (from: string, first: string, later: string, second: string) =>
      `${from} (${first}) and ${later} (${second}) pull in opposite directions.`,
    readout: "the loss at this step",
    layer: (layer: number) => `layer ${layer}`,
    within: "this step’s own equations",
    laterSteps: "later steps",
    earlierSteps: "earlier steps",
    value: (letter: string, what: string) =>
      `How much the loss changes per unit of change in ${letter} (${what}).`,
    held: (letter: string, what: string) => `${letter} (${what}) is held: what arrives here goes no further.`,
    delta: {
      sigmoid: (slope: string) => `Through σ: its slope is ${slope} here, at most 0.25.`,
      tanh: (slope: string) => `Through tanh: its slope is ${slope} here, at most 1.`,
      relu: (slope: string) => `Through ReLU: its slope is ${slope} here.`,
    },
    sent: (step: string) => `Goes to step ${step}.`,
    first: "Goes to the first state.",
    learned: "Goes to the learned first state, as its gradient.",
    nowhere: "Goes nowhere: the sequence begins here.",
    cut: "Truncated backpropagation stops it here.",
  },
  weights: {
    parameter: "Parameter",
    from: {
      kernel: "Input that the weight multiplies",
      recurrentKernel: "Unit of the state that the weight multiplies",
    },
    fromWord: { kernel: "× input", recurrentKernel: "× unit" },
    of: (count: string) => `of ${count}`,
    /** @param quoted in quotation marks. */
    symbol: (quoted: string) => quoted,
    term: (unit: string, step: string, term: string) => `unit ${unit}, t = ${step}: term ${term}`,
    soFar: (sum: string) => `sum up to here ${sum}`,
    total: (total: string) => `total ${total}`,
    product: (from: string, to: string, norm: string) => `‖∂s(${from})/∂s(${to})‖ = ${norm}`,
    largest: (step: string, term: string) => `The largest term is that of step ${step}: ${term}.`,
    zero: "All terms are zero.",
    half: (first: string, last: string) =>
      first === last
        ? `Step ${first} alone has more than half of all magnitudes.`
        : `More than half of all magnitudes are those of steps ${first} to ${last}.`,
    image: (letter: string, steps: string, total: string, largest: string) =>
      `Terms of the gradient of ${letter} at ${steps} time steps and their running sum; total ${total}. ${largest}`,
    binned: (bin: number) => `${bin} steps share a bar, which shows the largest term.`,
    legend: "bars: terms · line: their sum on the way back, on a scale of its own",
    columns: { step: "t", term: "term", sum: "sum on the way back", product: "norm of the product" },
  },
} as const;
