/** Words of the samples panel. */
export const samples = {
  title: "Samples",
  temperature: "Temperature",
  moment: (update: string, temperature: string) => `update ${update}, temperature ${temperature}`,
  newest: (update: string) => `newest: ${update}`,
  earlier: "earlier moments",
  texts: "What the models wrote",
  none: "Text appears here with the first evaluation.",
  newline: "↵",
} as const;
