import { quote, withNames } from "../../lib/quote.ts";

const wentOn = (from: string, trains: boolean): string =>
  trains ? `training continued from update ${from}` : `the run returned to update ${from}`;

const noMoreChanges = {
  count:
    "This run already has 64 recorded changes, the most that its link can hold. The change was not made. Press Reset to start a new run with the current settings, then change it.",
  update:
    "Changes are recorded up to update 10,000,000, and this run is past it. The change was not made. Press Reset to start a new run with the current settings, then change it.",
} as const;

/** Sentences that the store makes: milestones and refusals. */
export const store = {
  solved: (name: string, update: string) => `${name} solved the task at update ${update}.`,
  /** @param answer "chance, ln 4 = 1.386"; its first words name it. */
  /** @param head the baseline's name, without its number. */
  stuck: (name: string, head: string) =>
    `${name} is still at ${/^[\p{L}-]+$/u.test(head) ? head : `the baseline “${head}”`}.`,
  fifthModel: (most: number) => `A race has at most ${most} models. Remove one before adding another.`,
  lastModel: "A race needs at least one model. Add another before removing the last one.",
  mended: "Corrected settings",
  converted: (name: string, update: string, worst: number) =>
    `From update ${update}, the update gate of ${name} uses the opposite convention: its weights were negated, and the function is unchanged. On the held-out sequence shown, the outputs differ by at most ${worst === 0 ? "0" : worst.toExponential(1)}.`,
  /** Held at 0.3 it would have to be held at 0.7. */
  heldCannotTurn: (gate: string) =>
    `Release the ${gate} gate first. Changing its convention negates its weights, and a held gate does not use its weights.`,
  deviceLost: (at: string, from: string, trains: boolean) =>
    `The GPU was lost at update ${at}; ${wentOn(from, trains)}.`,
  workerLost: (at: string, from: string, trains: boolean) =>
    `The training worker stopped at update ${at} and was restarted; ${wentOn(from, trains)}.`,
  deviceGone: (at: string) =>
    `The GPU was lost several times within a minute. Training stopped at update ${at}.`,
  workerGone: (at: string, message: string) =>
    `The training worker stopped repeatedly at update ${at}: ${message}.`,
  goOnFrom: (from: string) =>
    `Press Try again to continue from update ${from}. The link still contains the experiment.`,
  takenElsewhere: "Another tab is continuing that run. A new run was started here.",
  notKept: (reason: string | null) =>
    `The saved run could not be read. A new run was started.${reason === null ? "" : ` ${reason}`}`,
  offer: {
    heading: "Saved run",
    training: (update: string, ago: string) =>
      `This experiment stopped at update ${update} when its page was closed, ${ago} ago.`,
    resting: (update: string, ago: string) =>
      `A run of this experiment was paused at update ${update}, ${ago} ago.`,
    finished: (update: string, ago: string) =>
      `A run of this experiment finished at update ${update}, ${ago} ago.`,
    goOn: "Continue",
    bringBack: "Restore",
    startAnew: "Start over",
    seconds: (count: string) => `${count} s`,
    minutes: (count: string) => `${count} min`,
    hours: (count: string) => `${count} h`,
    days: (count: string) => `${count} days`,
  },
  noLink: (quoted: string) =>
    `The address now ends with ${quoted}, which is not a link to an experiment. The experiment on screen was kept.`,
  /** A link that holds more would not be read, and the run could not be repeated from it. */
  noMoreChangesCount: noMoreChanges.count,
  noMoreChangesUpdate: noMoreChanges.update,
  notSaved: (reason: string) =>
    `This run cannot be saved for later: ${reason} Training continues, but closing or reloading the page loses the run.`,
  unkept:
    "This browser does not let the page store data (private window, embedded frame or full disk). Training continues, but closing or reloading the page loses the run. The link still contains the experiment.",
  momentsNotSaved:
    "There is little room left on this device: after a reload, you can go back to fewer moments of this run. Training continues, and the run itself is saved.",
  fileTooLarge: (name: string, size: string) =>
    `${withNames(name)} is ${size}. Text is limited to 2 MB, tables to 4 MB, experiment files to 6 MB.`,
  fileSpreadsheet: (name: string) =>
    `${withNames(name)} is a spreadsheet file. Save the sheet as CSV, or copy its cells and paste them on the page.`,
  fileUnreadable: (name: string) =>
    `${withNames(name)} could not be read. It was probably moved or deleted; choose it again.`,
  inFile: (name: string, problem: string) => `${quote(name, 80)}: ${problem}`,
  unknownPreset: (id: string) => `There is no preset ${quote(id)}.`,
} as const;
