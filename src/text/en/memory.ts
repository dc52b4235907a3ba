/** Words of the panel Memory: gates and states of one model over the shared time axis. */
export const memory = {
  note: "each row is the same unit in all of them",
  models: "Model to show",
  letters: "Gate or state to show",
  noStates: "This model learns by counting: it has no gates and no states.",
  loading: "The gates and states appear here once the data is loaded.",
  of: (all: string) => `of ${all}`,
  range: (limit: string) => `−${limit} … +${limit}`,
  held: (percent: string) => `${percent} %`,
  free: "free",
  freeName: (gate: string) => `Free the ${gate} gate`,
  hold: (gate: string) => `Hold the ${gate} gate`,
  holdTitle: (gate: string) =>
    `Drag to hold the ${gate} gate at a value between closed and open, or drag in its heat map with Shift.`,
  holdFree: "free",
  holdAt: (percent: string) => `held at ${percent} %`,
  unitTitle: (unit: number) => `Unit ${unit}`,
  unitNote: "its states, and its gates as ribbons: dark is closed",
  unitNoteUngated: "its state over time",
  previousUnit: "Previous unit",
  nextUnit: "Next unit",
  binned: (steps: number) => `${steps} steps per column; the largest is shown`,
  place: {
    symbol: (symbol: string, step: string) => `the ${symbol} at step ${step}`,
    step: (step: string) => `step ${step}`,
  },
  say: {
    up: (place: string) => `It turns positive after ${place}.`,
    down: (place: string) => `It turns negative after ${place}.`,
    sinksThenUp: (first: string, then: string) => `It sinks after ${first} and turns positive after ${then}.`,
    risesThenDown: (first: string, then: string) =>
      `It rises after ${first} and turns negative after ${then}.`,
  },
  image: {
    signal: (model: string, letter: string, word: string, units: number, steps: number, mean: string) =>
      `${model}: ${letter}, ${word}, of ${units} units over ${steps} time steps, mean magnitude ${mean}.`,
    line: (letter: string, unit: number, first: string, last: string, least: string, largest: string) =>
      `${letter} of unit ${unit}: from ${first} at the first step to ${last} at the last, between ${least} and ${largest}.`,
    ribbon: (letter: string, unit: number, mean: string) =>
      `${letter} of unit ${unit} at every time step, mean ${mean}.`,
  },
} as const;
