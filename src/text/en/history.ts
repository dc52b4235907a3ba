/** Words of the strip under every view. */
export const history = {
  slider: "Moment of the run",
  now: (update: string) => `update ${update}, now`,
  past: (update: string) => `update ${update}, looking back`,
  back: "Back to now",
  backTitle: "Show the newest weights again (Esc)",
  fork: "Fork here",
  forkTitle: "Start a new run from these weights; this one stays in a lighter shade, and Undo returns to it",
  film: "Play the run as a film",
  stop: "Stop the film",
  kept: (moments: string, megabytes: string) => `${moments} moments kept · ${megabytes} MB`,
  keptTitle:
    "Moments that can be returned to exactly. At most 64 MB: a long run keeps fewer, evenly spread. Between two of them, the nearest is shown.",
  solved: (name: string) => `${name} solved`,
  forgot: (name: string) => `${name} forgets`,
} as const;
