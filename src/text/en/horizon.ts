/** Words of the memory horizon. */
export const horizon = {
  /** @param norm "‖∂h₄₀/∂h₄₀₋ₖ‖". @param threshold "1 %". */
  note: (norm: string, threshold: string) => `how far back ${norm} stays above ${threshold}, where examined`,
  noteShort: (threshold: string) => `steps back above ${threshold}, where examined`,
  noteTitle: (norm: string, threshold: string) =>
    `Number of steps k up to which every ${norm} is above ${threshold}. It is computed at the kept moments of the run, the newest first: the small ticks at the bottom. Dashed lines cross longer gaps between them.`,
  ofScan: (note: string, scan: string) => `${note} · ${scan}`,
  scan: (layer: number, direction: "forward" | "backward" | null) =>
    `layer ${layer + 1}${direction === null ? "" : `, read ${direction}`}`,
  all: (steps: string) => `all ${steps}`,
  steps: (count: number, steps: string) => `${steps} ${count === 1 ? "step" : "steps"}`,
  /** Followed so far back; it may be more. */
  least: (steps: string) => `${steps} or more steps`,
  symbolBack: (symbol: string, steps: number) =>
    `${symbol} is ${steps} ${steps === 1 ? "step" : "steps"} back`,
  symbolsBack: (far: number, near: number) => `symbols, ${near} to ${far} steps back`,
  markBack: (steps: number) => `a mark is ${steps} ${steps === 1 ? "step" : "steps"} back`,
  marksBack: (far: number, near: number) => `marks, ${near} to ${far} steps back`,
  waiting: "The first update is being examined.",
  counted: (name: string) => `${name} learns by counting: there is no state to look back from.`,
  refused: (name: string, why: string) => `${name}: ${why}`,
  sentence: (name: string, value: string, update: string) => `${name}: ${value} back at update ${update}`,
  empty: "No update has been examined yet.",
  column: (name: string) => `${name} horizon in steps`,
} as const;
