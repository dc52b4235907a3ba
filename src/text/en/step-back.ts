import { onlyShare } from "./only-share.ts";

/** Words of the strips about one step back. */
export const stepBack = {
  title: "One step back",
  note: (middle: boolean) =>
    `singular values of ∂s(t)/∂s(t−1): thick the largest${middle ? ", thin the median" : ""}`,
  filled: (name: string) => `${name} filled down to the smallest`,
  bound: (name: string, value: string) => `dotted: ${name}, ‖U‖ · max|f′| = ${value}`,
  boundTitle: "Hochreiter's bound: no step of a plain RNN multiplies a gradient by more.",
  grows: "grows",
  fades: "fades",
  smallest: "smallest",
  smallestTitle: (name: string) => `${name}, smallest singular value`,
  finding: (bound: string, passes: string) =>
    `the bound lets ${bound} through a step, but ${onlyShare(passes)} of the gradient passes: most directions fade.`,
  loss: {
    title: "Loss at each step",
    ask: (unit: string) => `${unit}, if the network had to answer at step t`,
    trained: (step: string) => ` · trained at step ${step} only`,
    trainedEach: " · trained at every step",
  },
  countedNamed: (name: string) => `${name} learns by counting: there is no state to look back from.`,
  counted: "counts",
  columns: {
    model: "model",
    step: "t",
    largest: "largest singular value of ds(t)/ds(t-1)",
    median: "median",
    smallest: "smallest",
    loss: (unit: string) => `loss if asked at t (${unit})`,
  },
  nothing: "No step has been examined yet.",
  none: "–",
  waiting: "The strips appear with the first examination of the network.",
  atUpdate: (update: string) => `at update ${update}`,
  image: {
    jacobian: (values: string) => `Largest singular value of one step back, mean over the steps: ${values}.`,
    loss: (values: string) => `Loss at each step. At the last step: ${values}.`,
    value: (name: string, value: string) => `${name} ${value}`,
  },
} as const;
