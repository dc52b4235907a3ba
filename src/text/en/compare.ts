/** Words of the list of runs that this device keeps. */
export const compare = {
  title: "Runs on this device",
  note: "newest first · training loss on one logarithmic scale for all",
  none: "This browser keeps no runs yet. A run is saved while it trains, and kept for two weeks.",
  unreadable: (reason: string) =>
    `The saved runs could not be read: ${reason}. Check whether storage is allowed for this page.`,
  loading: "Reading the saved runs.",
  columns: {
    curve: "Loss",
    models: "Models, held-out loss",
    task: "Task",
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
  forgotten: (names: string) => `The run of ${names} was forgotten.`,
  undo: "Undo",
  curves: (names: string) => `Training losses of ${names} over updates`,
} as const;
