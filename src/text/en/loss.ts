const answersIn = ["", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"] as const;

/** Words of the loss panel. */
export const loss = {
  title: "Loss",
  note: (label: string, heldOut: boolean) => (heldOut ? `${label} · dotted: held out` : label),
  summed: (label: string) => `${label}, summed over steps`,
  atLastStep: (label: string) => `${label}, last step only`,
  earlier: "clear earlier",
  earlierTitle: "Earlier runs are pale. Clear them.",
  /** `answers`: one in so many is right, where the metric is an accuracy and says so. */
  startsAt: (trivial: string, answers: number | null, metric: string) => {
    const words = answers === null ? undefined : answersIn[answers];
    const [, head = trivial, rest = ""] = trivial.match(/^([^,:]+)([,:].*)?$/) ?? [];
    // One word is a place ("at chance, ln 4 = 1.386"); more are a way to answer.
    const place = `${head.includes(" ") ? `like “${head}”` : `at ${head}`}${rest.replace(":", ",")}`;
    return `All start ${place}: ${words ? `one answer in ${words} is right` : metric}.`;
  },
  startsBetween: (least: string, largest: string, metric: string) =>
    `Untrained they score ${least === largest ? least : `${least} to ${largest}`}; ${metric}.`,
  solvedBelow: "Solved is down here.",
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
    train: (name: string) => `${name} train loss`,
    heldOut: (name: string) => `${name} held-out loss`,
    metric: (name: string, metric: string) => `${name} held-out ${metric}`,
  },
} as const;
