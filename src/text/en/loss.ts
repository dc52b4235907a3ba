const answersIn = ["", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"] as const;

/** Words of the loss panel. */
export const loss = {
  note: (label: string, heldOut: boolean) => (heldOut ? `${label} · dotted: held out` : label),
  summed: (label: string) => `${label}, summed over steps`,
  atLastStep: (label: string) => `${label}, last step only`,
  earlier: "clear earlier",
  earlierTitle: "Remove the lighter curves of earlier runs",
  /** `answers`: one in so many is right, where the metric is an accuracy and says so. */
  startsAt: (head: string, value: string, answers: number | null, metric: string) => {
    const words = answers === null ? undefined : answersIn[answers];
    // One word is a place ("at chance, ln 4 = 1.386"); more are a way to answer.
    const place = head.includes(" ") ? `like “${head}”` : `at ${head}`;
    return `All start ${place}, ${value}: ${words ? `one answer in ${words} is correct` : metric}.`;
  },
  startsBetween: (least: string, largest: string, metric: string) =>
    `Untrained, they score ${least === largest ? least : `${least}–${largest}`}; ${metric}.`,
  solvedMeans: (criterion: string) => `Solved: ${criterion}, in two evaluations in a row.`,
  solvedBelow: "Solved below this line.",
  metric: (label: string, value: string, unit: string) =>
    `${label}${/\d$/.test(label) ? ":" : ""} ${value}${unit === "" ? "" : ` ${unit}`}`,
  sentence: (name: string, value: string, update: string, state: string) =>
    `${name}: loss ${value} at update ${update}${state}`,
  untrained: (name: string, value: string) => `${name}: loss ${value} before training`,
  stuckAt: (label: string) => `, at ${label}`,
  solvedAt: (update: string) => `, solved at ${update}`,
  empty: "No loss yet.",
  columns: {
    update: "update",
    /** `unit` with what the loss is: "cross-entropy, nats". */
    train: (name: string, unit: string) => `${name} training loss (${unit})`,
    heldOut: (name: string, unit: string) => `${name} held-out loss (${unit})`,
    metric: (name: string, metric: string, unit: string) =>
      `${name} held-out ${metric}${unit === "" ? "" : ` (${unit})`}`,
  },
} as const;
