import { quote } from "../../lib/quote.ts";
import { onlyShare } from "./only-share.ts";

/** "RNN", "RNN and GRU", "RNN, LSTM and GRU". */
const list = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? "") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
const be = (parts: readonly string[]): string => (parts.length === 1 ? "is" : "are");
const countsIn = ["no", "one", "two", "three", "four"] as const;
const updates = (count: string): string => (count === "1" ? "1 update" : `${count} updates`);

/** What happened in a run, in two sentences, and what to try next. Sentences are joined from clauses. */
export const verdict = {
  heading: "What happened",
  next: "Try next",
  showGradientNorm: "Gradient norm",
  /** A clause can be pressed: it shows the panel it speaks of. */
  goTo: (panel: string) => `Show ${panel}`,
  waiting: "Suggestions appear when training pauses or ends.",
  soFar: (update: string) => `Update ${update}`,
  joint: "; ",
  lastJoint: ", and ",
  solvedOne: (name: string, update: string) => `${name} solved the task at update ${update}`,
  solvedAll: (count: number, names: string) =>
    `${count === 2 ? "both" : `all ${countsIn[count] ?? count}`} models solved the task: ${names}`,
  solvedSome: (names: string) => `the task was solved by ${names}`,
  solvedFirst: (name: string, update: string) => `${name} at update ${update}`,
  solvedNext: (name: string, update: string) => `${name} at ${update}`,
  solvedList: (parts: readonly string[]) => list(parts),
  atUpdate: (update: string, rest: string) => `at update ${update} ${rest}`,
  atBaseline: (names: readonly string[], baseline: string, loss: string) =>
    `${list(names)} ${be(names)} at the baseline ${quote(baseline)} (loss ${loss})`,
  unsolved: (parts: readonly string[]) =>
    `${list(parts)} ${parts.length === 1 ? "has" : "have"} not solved it yet`,
  /** Solved is two evaluations in a row. */
  nearlySolved: (parts: readonly string[]) =>
    `${list(parts)} ${parts.length === 1 ? "needs" : "need"} one more evaluation like the last to count as solved`,
  /** Three and more: their numbers as a range, so that the sentence stays short. */
  unsolvedRange: (names: readonly string[], range: string) =>
    `${list(names)} have not solved it yet (${range})`,
  range: (least: string, largest: string) => (least === largest ? least : `${least} to ${largest}`),
  measured: (name: string, value: string) => `${name} (${value})`,
  metric: (value: string, unit: string, label: string) =>
    [value, unit, label].filter((part) => part !== "").join(" "),
  lossOf: (name: string, loss: string) => `${name} (held-out loss ${loss})`,
  beatsAll: (parts: readonly string[]) =>
    `${list(parts)} ${parts.length === 1 ? "beats" : "beat"} every baseline`,
  beats: (parts: readonly string[], baseline: string, missed: string) =>
    `${list(parts)} ${parts.length === 1 ? "beats" : "beat"} the baseline ${quote(baseline)} but not ${quote(missed)}`,
  beatsNone: (parts: readonly string[]) =>
    `${list(parts)} ${parts.length === 1 ? "beats" : "beat"} no baseline`,
  /** Where the task has no baseline. */
  reaches: (parts: readonly string[]) => `the result is ${list(parts)}`,
  early: (count: string, parts: readonly string[]) =>
    `after ${updates(count)} the training loss is ${list(parts)}`,
  earlyLoss: (name: string, loss: string) => `${loss} for ${name}`,
  notEvaluated: "the held-out set has not been evaluated since training began: there is no result yet",
  diverged: (name: string, update: string) =>
    `${name} diverged at update ${update}: its loss or gradient is no longer a finite number`,
  normBefore: (norm: string, clip: string | null) =>
    `its gradient norm was ${norm} one update earlier, ${clip === null ? "with clipping off" : `before clipping to ${clip}`}`,
  divergedFirst: "it was the first update: no earlier gradient norm was recorded",
  reach: (name: string, share: string, step: string) =>
    `${share} of the gradient of ${name} at the last step reaches step ${step}, the first that can matter`,
  reachLittle: (name: string, share: string, step: string) =>
    `${onlyShare(share)} of the gradient of ${name} at the last step reaches step ${step}, the first that can matter`,
  reachOther: (name: string, share: string) => `${share} for ${name}`,
  grows: (name: string, factor: string, step: string) =>
    `the gradient of ${name} grows ${factor}-fold from the last step back to step ${step}`,
  spikes: (name: string, largest: string, median: string, clip: string | null) =>
    `the gradient norm of ${name} peaks at ${largest} against a median of ${median}, ${clip === null ? "with clipping off" : `before clipping to ${clip}`}`,
  overfits: (name: string, best: string, update: string, now: string) =>
    `the held-out loss of ${name} rose from ${best} at update ${update} to ${now}`,
  overfitsTraining: (loss: string) => `its training loss fell to ${loss}`,
  falls: (name: string, percent: string, over: string) =>
    `the training loss of ${name} fell by ${percent} % over the last ${over} updates`,
  rises: (name: string, percent: string, over: string) =>
    `the training loss of ${name} rose by ${percent} % over the last ${over} updates`,
  flat: (name: string, over: string) =>
    `the training loss of ${name} changed by less than 1 % over the last ${over} updates`,
  norm: (name: string, norm: string) => `the gradient norm of ${name} is ${norm}`,
  edit: (label: string, value: string) => `${label} ${value}`,
  editOf: (name: string, label: string, value: string) => `${name}: ${label.toLowerCase()} ${value}`,
  orthogonal: (name: string) => `${name}: orthogonal start`,
  why: {
    lowerRate: "Smaller steps are less likely to diverge.",
    higherRate: "Larger steps make faster progress as long as they do not diverge.",
    clip: "Clipping limits how far one large gradient can move the weights.",
    orthogonal: "An orthogonal matrix keeps the length of the gradient from step to step.",
    shorter: "Over fewer steps, more of the gradient arrives.",
    longer: "More steps between the input and the answer are harder to bridge.",
    updates: "The run continues up to this update.",
    stopEarly: "A new run that stops where the held-out loss was lowest.",
    dropout: "Dropout makes it harder to memorize the training data.",
    fewerUnits: "A smaller model can show how much memory the task needs.",
    moreUnits: "A larger hidden state can hold more.",
    seed: "New initial weights and data show whether the result depends on chance.",
    batch: "A larger batch gives a less noisy gradient.",
  },
  tried: {
    heading: "Changed",
    change: (label: string, from: string, to: string) => `${label}: ${to} instead of ${from}.`,
    newRun:
      "Everything else is the same, including the seed. Press Train to compare; the earlier curves stay visible.",
    goesOn: "Press Train to continue this run.",
    undo: "Undo",
  },
} as const;
