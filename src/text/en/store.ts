const wentOn = (from: string, trains: boolean): string =>
  trains ? `training went on from update ${from}` : `the run went back to update ${from}`;

/** Sentences that the store makes: milestones and refusals. */
export const store = {
  solved: (name: string, update: string) => `${name} solved the task at update ${update}.`,
  stuck: (name: string, update: string, answer: string) =>
    `${name} is still where a network stands that learnt nothing (${answer}) at update ${update}.`,
  fifthModel: (most: number) =>
    `A race has room for ${most} models: remove one before adding another, so that each keeps a lane of its own.`,
  lastModel: "A race needs at least one model: add another before removing the last.",
  mended: "What was mended",
  converted: (name: string, update: string, worst: number) =>
    `The update gate of ${name} has its other sense from update ${update} on: its weights were negated, and the function stayed. On the probe the outputs differ by at most ${worst === 0 ? "0" : worst.toExponential(1)}.`,
  /** Held at 0.3 it would have to be held at 0.7. */
  heldCannotTurn: (gate: string) =>
    `Set the ${gate} gate free first: its other sense is reached by negating its weights, and a held gate does not use them.`,
  deviceLost: (at: string, from: string, trains: boolean) =>
    `The graphics device was lost at update ${at}; ${wentOn(from, trains)}.`,
  workerLost: (at: string, from: string, trains: boolean) =>
    `The training worker stopped at update ${at} and was started again; ${wentOn(from, trains)}.`,
  deviceGone: (at: string) =>
    `The graphics device was lost again and again within a minute, so training stopped at update ${at}.`,
  workerGone: (at: string, message: string) =>
    `The training worker stopped again and again at update ${at}: ${message}.`,
  goOnFrom: (from: string) => `Try again goes on from update ${from}. The link holds the experiment.`,
  takenElsewhere: "Another tab goes on with that run, so this one starts anew.",
  notKept: (reason: string | null) =>
    `That run can no longer be read, so this one starts anew.${reason === null ? "" : ` ${reason}`}`,
  offer: {
    heading: "A run that can go on",
    training: (update: string, ago: string) =>
      `This experiment stopped at update ${update} when its page was closed, ${ago} ago.`,
    resting: (update: string, ago: string) =>
      `A run of this experiment rests at update ${update}, ${ago} old.`,
    finished: (update: string, ago: string) =>
      `A run of this experiment was finished at update ${update}, ${ago} ago.`,
    goOn: "Go on",
    bringBack: "Bring it back",
    startAnew: "Start anew",
    seconds: (count: string) => `${count} s`,
    minutes: (count: string) => `${count} min`,
    hours: (count: string) => `${count} h`,
    days: (count: string) => `${count} days`,
  },
  unkept:
    "This browser keeps nothing for the page (a private window, a frame or a full disk): training goes on, but closing or reloading the page loses the run. The link still holds the experiment.",
  clipboardRefused:
    "The browser did not let the page copy. The address bar holds the same link: copy it from there.",
  unknownPreset: (id: string) => `There is no preset “${id}”.`,
} as const;
