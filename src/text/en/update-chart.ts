/** Words that all charts over updates share. */
export const updateChart = {
  log: "log axis",
  linear: "linear axis",
  toLinear: "Log axis. Press for a linear one.",
  toLog: "Linear axis. Press for a log one.",
  smoothing: (weight: string) => (weight === "0" ? "no smoothing" : `smooth ${weight}`),
  smoothingTitle: "Smoothing",
  smoothingHelp: "Weight of the past in the moving average, an update. The raw numbers stay behind it, pale.",
  copy: "Copy numbers",
  copyTitle: "Copy numbers as a table",
  copied: "copied",
  copyRefused: "the browser forbids it",
  solved: "solved",
  at: "at",
  update: "update",
  name: (name: string) => `${name} `,
} as const;
