/** Words of the drawing of a cell with its neighbours in time. */
export const unrolled = {
  title: (times: number) => `One cell, used ${times === 1 ? "once" : `${times} times`}`,
  loading: "The cell appears here once the data is loaded.",
  models: "Model to draw",
  layers: "Layer to draw",
  layer: "layer",
  arrow: { forward: "→", backward: "←" },
  scanName: (layer: number, direction: "forward" | "backward" | null) =>
    `layer ${layer + 1}${direction === null ? "" : `, read ${direction}`}`,
  slider: "Steps drawn",
  folded: "folded",
  unfolded: (steps: string) => `unfolded: all ${steps}`,
  unfolding: {
    folded: "the loop",
    three: (steps: number) =>
      steps === 1 ? "one step" : `${["", "", "two", "three"][steps] ?? steps} steps`,
    all: "every step",
  },
  walkBack: "Walk back",
  walkBackTitle:
    "Step through back-propagation in this cell, equation by equation, with the numbers of one unit. Esc returns here.",
  copy: "Copy numbers",
  copied: "Copied",
  copyTitle:
    "Copy states, gates and gradients of this layer as a table: tab-separated, one row per time step.",
  counted: "Learns by counting: there is no cell, no weight and no gradient.",
  matrices: (count: number) =>
    count === 1 ? "One matrix" : `${["", "", "Two", "Three", "Four"][count] ?? count} matrices, shared`,
  hint: "Point at one, and its uses light up.",
  weightsAt: (update: string) => `weights of update ${update}`,
  shape: (rows: number, columns: number) => `${rows} × ${columns}`,
  blocks: (gates: number, shape: string) => (gates === 1 ? shape : `${gates} × ${shape}`),
  equals: (count: string) => ` = ${count}`,
  used: (least: number, most: number) =>
    most === 1 ? "used once" : `used ${least === most ? most : `${least} to ${most}`} times`,
  roles: {
    kernel: (below: boolean) => (below ? "from the layer below" : "from the input"),
    recurrentKernel: "from state to state",
    readoutKernel: "from state to output",
  },
  adds: "the gradients of all add up",
  typeOne: "double-click a weight to type it",
  largest: (value: string) => `largest singular value ${value}`,
  bar: "Scale of the weights; larger ones have the colour of its end",
  stateBar: "Scale of the states",
  matrixTitle: (role: "kernel" | "recurrentKernel" | "readoutKernel") =>
    ({
      kernel: "One row per input, one column per unit.",
      recurrentKernel: "One row per unit of the earlier state, one column per unit of the new state.",
      readoutKernel: "One row per output, one column per unit.",
    })[role],
  binned: "Several weights share a cell; the largest is shown.",
  vectors: (sizes: string) => `and ${sizes}`,
  stepLabel: "step t",
  first: "first state: zeros",
  firstLearned: "first state: learned",
  gradient: "gradient",
  gradientOf: "gradient of",
  factor: (value: string) => `× ${value}`,
  cut: "gradient stops here",
  farther: (lags: string) => `also reads ${lags} steps back`,
  held: "held",
  heldTitle: (word: string, value: string) => `${word}: held at ${value}`,
  openTitle: (word: string, value: string) =>
    `${word}: mean of all units ${value}, 0 is closed and 1 is open`,
  asked: (step: number) => `asked only at step ${step}`,
  askedLast: (steps: number) => `asked at the last ${steps} steps`,
  toLayer: (layer: number) => `to layer ${layer}`,
  more: "···",
  symbolOf: (all: number) => `1 of ${all}`,
  target: "target",
  largestUnits: (units: number) => `${units} units per cell; the largest is shown`,
  largestSteps: (steps: number) => `${steps} steps per place; the largest is shown`,
  image: (name: string, letter: string, units: number, drawn: string, factors: string) =>
    `${name}: one cell of ${units} units, drawn at ${drawn}. Each step back multiplies the gradient of ${letter} by ${factors}.`,
  described: (name: string, units: number, steps: number) =>
    `${name}: one cell of ${units} units, used at ${steps} ${steps === 1 ? "step" : "steps"}.`,
  describedFactors: (letter: string, factors: string) =>
    `Each step back multiplies the gradient of ${letter} by ${factors}.`,
  imageNoGradient: (name: string, units: number, drawn: string) =>
    `${name}: one cell of ${units} units, drawn at ${drawn}.`,
  drawn: {
    folded: (step: number) => `step ${step}, as a loop`,
    some: (first: number, last: number) => (first === last ? `step ${first}` : `steps ${first} to ${last}`),
  },
  between: (low: string, high: string) => (low === high ? low : `${low} to ${high}`),
  columns: {
    mean: (letter: string) => `mean ${letter}`,
    factor: (letter: string) => `factor |dL/d${letter}| to the step before`,
    norm: (letter: string) => `|dL/d${letter}|`,
  },
} as const;
