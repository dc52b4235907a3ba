const list = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join("; ")} and ${names.at(-1)}`;

/** “1 month”, “24 months”. */
const steps = (count: string, unit: string): string =>
  `${count} ${count === "1" ? unit.replace(/s$/, "") : unit}`;

/** Words of the forecast panel. `unit` of a step is in the plural: "months". */
export const forecast = {
  horizon: "Horizon",
  steps,
  column: "Series shown",
  series: (name: string, unit: string) => (unit === "" ? name : `${name}, ${unit}`),
  value: (value: string, unit: string) => (unit === "" ? value : `${value} ${unit}`),
  error: (unit: string) => (unit === "" ? "mean abs. error" : `mean abs. error, ${unit}`),
  errorTitle:
    "Mean absolute error: the average distance between forecast and truth over all steps of the horizon.",
  at: (count: string, unit: string) => `${steps(count, unit)} ahead`,
  truth: "truth",
  persistence: "same as last",
  persistenceTitle: "Baseline: every future value equals the last value read.",
  noForecast: "no forecast",
  noForecastTitle: (name: string) =>
    `${name} learns by counting and cannot continue a series from its own output.`,
  none: "The forecast appears here after the first evaluation.",
  /** What is fed back. `kept`: inputs that no model predicts. */
  note: (read: string, unit: string, lag: number, kept: readonly string[], feeds: boolean) => {
    const after = `After ${read} ${unit} of data`;
    if (!feeds)
      return `${after}, the models keep reading the data, because none of the predicted columns is an input.`;
    const own =
      lag === 1
        ? `${after}, each model reads its own last forecast`
        : `${after}, each model reads its own forecast from ${steps(String(lag), unit)} before`;
    return kept.length === 0
      ? `${own} instead of the data.`
      : `${own}; ${list(kept)} still ${kept.length === 1 ? "comes" : "come"} from the data.`;
  },
  sentence: (count: string, unit: string, probe: string, update: string, errors: string) =>
    `Free-running forecast over ${steps(count, unit)} after held-out sequence ${probe}, at update ${update}. Mean absolute error: ${errors}.`,
  errorOf: (name: string, error: string) => `${name} ${error}`,
  columns: {
    step: (unit: string) => `${unit} after the last value read`,
    truth: (series: string, unit: string) => `${series} in the data${unit === "" ? "" : ` (${unit})`}`,
    model: (name: string, unit: string) => `${name} forecast${unit === "" ? "" : ` (${unit})`}`,
    persistence: (unit: string) => `same as the last step${unit === "" ? "" : ` (${unit})`}`,
  },
} as const;
