/** Sentences that the store makes: milestones and refusals. */
export const store = {
  solved: (name: string, update: string) => `${name} solved the task at update ${update}.`,
  stuck: (name: string, update: string, answer: string) =>
    `${name} is still where a network stands that learnt nothing (${answer}) at update ${update}.`,
  fifthModel: (most: number) =>
    `A race has room for ${most} models: remove one before adding another, so that each keeps a lane of its own.`,
  lastModel: "A race needs at least one model: add another before removing the last.",
  workerBroke: (message: string) =>
    `The training worker stopped: ${message}. Reload the page to start again; the link holds the experiment.`,
  clipboardRefused:
    "The browser did not let the page copy. The address bar holds the same link: copy it from there.",
  unknownPreset: (id: string) => `There is no preset “${id}”.`,
} as const;
