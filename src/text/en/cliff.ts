/** Words of the panel about one unit and the wall in its loss. */
export const cliff = {
  note: (steps: number) => `one unit over ${steps} steps, hₜ = w·σ(hₜ₋₁) + b: its loss for every w and b`,
  noteShort: (steps: number) => `one unit over ${steps} steps: its loss for every w and b`,
  w: "w",
  b: "b",
  start: "start",
  startName: "Start of both descents. Move it with the arrow keys, in smaller steps with Shift.",
  startAt: (w: string, b: string) => `w ${w}, b ${b}`,
  startTitle: "Drag to start elsewhere",
  default: "default start",
  rate: "rate",
  rateName: "Learning rate of both descents. ↑ and ↓ change it.",
  loss: "loss",
  least: "0",
  free: "without clipping",
  clipped: (norm: string) => `clipped at ${norm}`,
  /** Each is half a sentence under one of these names. */
  said: {
    stuck: (update: number, norm: string, loss: string) =>
      `meets the wall at update ${update}, gradient ${norm}, and is thrown off the map: its loss stays at ${loss}`,
    thrown: (update: number, norm: string, loss: string, updates: number) =>
      `meets the wall at update ${update}, gradient ${norm}, and is thrown off the map: loss ${loss} after ${updates} updates`,
    thrownLater: (first: number, update: number, norm: string, loss: string) =>
      `meets the wall at update ${first}; at update ${update} a gradient of ${norm} throws it off the map: loss ${loss}`,
    stays: (update: number, norm: string, loss: string, updates: number) =>
      `meets the wall at update ${update}, gradient ${norm}, and stays on the map: loss ${loss} after ${updates} updates`,
    leaves: (update: number, norm: string, loss: string) =>
      `leaves the map at update ${update} and meets no wall in it: no gradient above ${norm}, loss ${loss}`,
    noWall: (norm: string, loss: string, updates: number) =>
      `meets no wall in ${updates} updates: no gradient above ${norm}, loss ${loss} at the end`,
    edge: (loss: string) =>
      `same wall, same direction, a shorter move: it comes down along the edge to loss ${loss}`,
    onMap: (above: number, loss: string, updates: number) =>
      `${above} of ${updates} moves shortened: it stays on the map, at loss ${loss} after ${updates} updates`,
    offMap: (above: number, loss: string, updates: number) =>
      `${above} of ${updates} moves shortened, yet it leaves the map: loss ${loss} after ${updates} updates`,
    same: (norm: string) => `no gradient is above ${norm}: nothing to clip, and the path is the same`,
  },
  image: (free: string, clipped: string) =>
    `Loss of one unit over its two weights, with a wall across it, and two descents from the same start. Without clipping, the descent ${free}. Clipped: ${clipped}.`,
  column: {
    update: "update",
    free: (what: string) => `${what} without clipping`,
    clipped: (what: string) => `${what} clipped`,
    norm: "gradient norm",
  },
} as const;
