/** Words that all charts over updates share. */
export const updateChart = {
  log: "log axis",
  linear: "linear axis",
  toLinear: "Log axis. Switch to linear.",
  toLog: "Linear axis. Switch to log.",
  smoothing: (weight: string) => (weight === "0" ? "no smoothing" : `smooth ${weight}`),
  smoothingTitle: "Smoothing",
  smoothingHelp:
    "Weight of past values in the moving average, per update. The raw values are shown in a lighter shade.",
  copy: "Copy numbers",
  copyTitle: "Copy all values as a tab-separated table",
  copied: "copied",
  /** @param reached "99 % correct". */
  reachedAt: (reached: string, updates: readonly string[]) =>
    `${reached} at ${updates.length === 1 ? "update" : "updates"} ${updates.join(", ")}`,
  solvedAt: (updates: readonly string[]) => `solved ${updates.join(", ")}`,
  at: "at",
  update: "update",
  name: (name: string) => `${name} `,
} as const;
