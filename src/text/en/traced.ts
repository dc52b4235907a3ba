/** Words of the trace of a number. */
export const traced = {
  start: "trace this number",
  startTitle: "Show every number that this one came from, back through time",
  stop: "stop tracing",
  stopTitle: "All numbers have their full colour again",
  equals: (place: string) => `${place} = `,
  dueTo: "mostly due to",
  note: "slope times value, to first order",
  place: (letter: string, unit: string, step: string) => `${letter}, unit ${unit}, t = ${step}`,
  input: (name: string, step: string) => `input ${name}, t = ${step}`,
  layer: (place: string, layer: string) => `${place}, layer ${layer}`,
  go: (place: string) => `Trace ${place}`,
  none: "Nothing earlier has a part in this number.",
  waiting: "The number is traced when the weights are there.",
  tooMuch: (millions: string) =>
    `Tracing takes ${millions} million multiply-adds here. Fewer steps or units need less.`,
} as const;
