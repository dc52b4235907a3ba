/** Words of what a model writes. */
export const writing = {
  prompt: "Prompt",
  promptHint: "text before the first symbol",
  decoding: "Decoding",
  kinds: { greedy: "greedy", temperature: "temperature", topK: "top-k" },
  temperature: "Temperature",
  k: "k",
  kHelp: "Sample among the k most probable symbols.",
  hold: (unit: string) => `Hold ${unit}`,
  holdAt: "Held value",
  at: (update: string) => `update ${update}`,
  /** In the head of a column: no longer than that of an update. */
  shortUnit: (state: string, unit: string, layer: number | null) =>
    layer === null ? `${state} ${unit}` : `layer ${layer + 1}, ${state} ${unit}`,
  atHeld: (unit: string, value: string) => `${unit} held at ${value}`,
  unknown: (unknown: string) =>
    `Not in the alphabet of this text, and left out of the prompt: ${unknown}. Use other characters.`,
  waiting: "Writing …",
  none: "Text appears here once the first weights are known.",
  unit: (state: string, unit: string, layer: number | null) =>
    `unit ${unit} of ${state}${layer === null ? "" : `, layer ${layer + 1}`}`,
  texts: "Text written by the model",
  sentence: (name: string, moments: string, decoding: string) =>
    `Text written by ${name} at update ${moments}; decoding: ${decoding}.`,
  sentenceHeld: (unit: string, value: string) => `Beside it the newest with ${unit} held at ${value}.`,
  columns: { update: "update", held: "held value", prompt: "prompt", text: "text" },
} as const;
