/** Words of what stands above the charts where something has to be said: they come with it. */
export const notices = {
  problems: "Problems with this link",
  unkept: "This run cannot be saved",
  dismiss: "Dismiss",
  failure: "Training stopped",
  diverged: (what: string, update: string, norm: string | null) =>
    `${what} at update ${update}${norm === null ? "" : ` (gradient norm ${norm} the update before)`}.`,
  becameNaN: (name: string | null) => `${name === null ? "Loss" : `${name}: loss`} became NaN`,
  goOn: (update: string) => `Clip gradients at 1 and continue from update ${update}?`,
  clip: "Clip at 1 and continue",
  noSnapshot:
    "There is no earlier checkpoint with finite weights. Lower the learning rate or clip the gradients, then press Reset.",
  tooLarge: "Reduce the batch size, units or sequence length, or press Undo.",
  dataMissing: "Choose another task or try again.",
  tryAgain: "Try again",
  unresponsive: "Worker not responding",
  silent:
    "The training worker is not responding. It can be busy compiling shaders or with one very long update. If nothing changes, restart it; the run continues from its last checkpoint.",
  restart: "Restart the worker",
  contextLost:
    "The GPU was lost (driver reset or sleep). Press Start again; the run will be reproduced exactly.",
  startAgain: "Start again",
  bug: "This is a bug in the page, not a problem with your settings. Press Start again, or report the text below.",
  copy: "Copy error report",
  copied: "Copied",
} as const;
