import { quote } from "../../lib/quote.ts";

/** Words of the diagnosis of a run. */
export const diagnosis = {
  title: "Diagnosis",
  button: (count: number) => (count === 1 ? "1 finding" : `${count} findings`),
  buttonTitle: "What the numbers of this run suggest, and what to try",
  lead: "Rules look at the run’s own numbers. A remedy is tried on a fork or in a new run: this run stays as it is.",
  close: "Close",
  about: (name: string, what: string) => `${name}: ${what}`,
  tryFork: (what: string) => `Try ${what} on a fork`,
  tryNew: (what: string) => `Try ${what} in a new run`,
  nothing: "Nothing to do.",
  exploding: {
    name: "exploding gradient",
    seen: (norm: string, times: string, clip: string | null) =>
      `The gradient norm reached ${norm}, ${times} times its median over the last updates${clip === null ? ", and clipping is off" : ` (before clipping to ${clip})`}.`,
  },
  memoryless: {
    name: "no memory in use",
    seen: (loss: string, baseline: string, level: string) =>
      `The loss (${loss}) stands at the baseline ${quote(baseline)} (${level}), which needs no memory, although the gradient arrives. The network has not begun to use its state.`,
  },
  vanishing: {
    name: "vanishing gradient",
    seen: (share: string, step: string) =>
      `Of the gradient at the last step, ${share} arrives at step ${step}, the first that matters: it learns next to nothing from there.`,
  },
  falseAlarm: {
    name: "false alarm",
    seen: (share: string, step: string) =>
      `Only ${share} of the gradient at the last step arrives at step ${step}, but the task is solved. A small gradient is no fault once there is nothing left to learn.`,
  },
  saturated: {
    name: "saturated gates",
    open: (share: string, gate: string) =>
      `${share} of all values of the ${gate} gate are above 0.9, where it hardly learns.`,
    shut: (share: string, gate: string) =>
      `${share} of all values of the ${gate} gate are below 0.1, where it hardly learns.`,
  },
  overfitting: {
    name: "overfitting",
    seen: (now: string, best: string, update: string) =>
      `The held-out loss is ${now}; its best was ${best} at update ${update}. The training loss still falls.`,
  },
  tooFast: {
    name: "learning rate too high",
    rises: (share: string, updates: string) =>
      `The training loss rose by ${share} over the last ${updates} updates.`,
    broke: (update: string) => `The run broke at update ${update}: a loss or gradient was no number.`,
  },
} as const;
