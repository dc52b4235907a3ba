/** Words of the panel Activation: curves, their slopes, and what goes in now. */
export const activation = {
  note: "curve, its slope (dashed), and where the values that go in are now",
  short: { sigmoid: "σ", tanh: "tanh", relu: "ReLU" },
  flat: "slope under ⅕",
  flatTitle: (percent: string) =>
    `At ${percent} % of all units and steps the slope is less than a fifth of its steepest value.`,
  percent: (value: string) => `${value} %`,
  gates: "Gate to show",
  counted: (name: string) => `${name} learns by counting: it has no activation functions.`,
  none: (name: string) => `Every gate of ${name} is held: nothing goes through an activation function.`,
  image: (model: string, what: string, act: string, percent: string) =>
    `${model}, ${what}: ${act} with its slope, and a histogram of the values that go in. At ${percent} % of units and steps the slope is less than a fifth of its steepest value.`,
  table: {
    from: "input from",
    to: "input to",
    count: (letter: string) => `${letter} (count of units and steps)`,
  },
  waiting: "There is no activation function to show yet.",
} as const;
