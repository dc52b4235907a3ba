/** Words of the samples panel. */
export const samples = {
  title: "Samples",
  temperature: "Temperature",
  at: (update: string) => `update ${update}`,
  moment: (update: string, temperature: string) => `update ${update}, temperature ${temperature}`,
  newest: "newest",
  earlier: "earlier moments",
  none: "Text appears here with the first evaluation.",
  newline: "↵",
} as const;
