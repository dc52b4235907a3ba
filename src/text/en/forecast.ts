const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join("; ")} and ${names.at(-1)}`;

/** “1 month”, “24 months”. */
const steps = (count: string, unit: string): string =>
  `${count} ${count === "1" ? unit.replace(/s$/, "") : unit}`;

/** Words of the forecast panel. `unit` of a step is in the plural: "months". */
export const forecast = {
  title: "Forecast",
  horizon: "Horizon",
  steps,
  column: "Which series is shown",
  series: (name: string, unit: string) => (unit === "" ? name : `${name}, ${unit}`),
  value: (value: string, unit: string) => (unit === "" ? value : `${value} ${unit}`),
  error: (unit: string) => (unit === "" ? "mean abs. error" : `mean abs. error, ${unit}`),
  errorTitle:
    "Mean absolute error: how far off a forecast is on average, over all steps of the horizon, each counted alike.",
  at: (count: string, unit: string) => `${steps(count, unit)} on`,
  truth: "truth",
  persistence: "same as last",
  persistenceTitle: "What one gets by saying that everything stays as it was at the last step that was read.",
  none: "The forecast appears here as soon as the networks have been read.",
  /** What is fed back. `kept`: inputs that nothing foretells. */
  note: (read: string, unit: string, lag: number, kept: readonly string[], feeds: boolean) => {
    const after = `After ${read} ${unit} of data`;
    if (!feeds) return `${after} the models go on reading the data: nothing that they foretell is an input.`;
    const own =
      lag === 1
        ? `${after} each model reads its own last forecast`
        : `${after} each model reads what it foretold ${steps(String(lag), unit)} before`;
    return kept.length === 0
      ? `${own} instead of the data.`
      : `${own}; ${list(kept)} ${kept.length === 1 ? "goes" : "go"} on being the data’s own values.`;
  },
  sentence: (count: string, unit: string, probe: string, update: string, errors: string) =>
    `Free-running forecast over ${steps(count, unit)} behind held-out sequence ${probe}, at update ${update}. Mean absolute error: ${errors}.`,
  errorOf: (name: string, error: string) => `${name} ${error}`,
  columns: {
    step: (unit: string) => `${unit} after the last that was read`,
    truth: (series: string) => `${series} in the data`,
    model: (name: string) => `${name} forecast`,
    persistence: "same as the last step",
  },
} as const;
