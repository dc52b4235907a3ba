/** What tells one run from another. */
export const differs = {
  otherData: "other data",
  from: (what: string, update: string) => `${what} from update ${update}`,
} as const;

/** Words of the list of runs that this device keeps. */
export const compare = {
  title: "Runs on this device",
  note: "newest first · training loss on one logarithmic scale for all",
  none: "This browser keeps no runs yet. A run is saved while it trains, and kept for two weeks.",
  unreadable: (reason: string) =>
    `The saved runs could not be read: ${reason}. Check whether storage is allowed for this page.`,
  loading: "Reading the saved runs.",
  columns: {
    choose: "Show in one chart",
    curve: "Loss",
    differs: "Differs from the run below by",
    models: "Models, held-out loss",
    run: "Run",
    model: "Model",
    loss: "Held-out loss",
    solved: "Solved at",
    update: "Updates",
    saved: "Saved",
    acts: "Open or forget",
  },
  unit: "updates",
  solved: (update: string) => `solved at ${update}`,
  ago: (time: string) => `${time} ago`,
  states: { training: "interrupted", resting: "paused", finished: "finished" },
  open: "Open",
  openRun: (names: string, update: string) => `Open the run of ${names} with ${update} updates`,
  forget: "Forget",
  forgetRun: (names: string, update: string) => `Forget the run of ${names} with ${update} updates`,
  forgotten: (count: number, names: string) =>
    count === 1 ? `The run of ${names} was forgotten.` : `${count} runs were forgotten.`,
  choose: (names: string, update: string) => `Show the run of ${names} with ${update} updates in one chart`,
  keep: "Keep",
  keepRun: (names: string, update: string) =>
    `Keep the run of ${names} with ${update} updates until you forget it`,
  nameOf: (names: string, update: string) => `Name of the run of ${names} with ${update} updates`,
  namePlaceholder: "kept: name it",
  refused:
    "The browser did not save that: its storage for this page is full or forbidden. Forget other runs to make room.",
  more: (count: number) => `Show ${count} more`,
  overlay: "Chosen runs",
  overlaid: (count: number) =>
    `${count === 1 ? "1 run" : `${count} runs`} over updates; the numbers are in the table below.`,
  measures: { heldOut: "held-out loss", loss: "training loss", gradientNorm: "gradient norm" },
  clear: "Clear the choice",
  forgetChosen: (count: number) => `Forget ${count === 1 ? "it" : `these ${count}`}`,
  nothing: "There is nothing to draw: none of these runs has such a number above zero.",
  undo: "Undo",
  curves: (names: string) => `Training losses of ${names} over updates`,
} as const;
