const listed = new Intl.ListFormat("en", { type: "conjunction" });

/** Words of the menu of engines. */
export const engineMenu = {
  heading: "Engine",
  lead: "Measured on an experiment like this one, with all its models together.",
  choices: "Compute engine",
  auto: "Automatic",
  autoDetail: "fastest on this device",
  wasm: "on the CPU",
  reference: "TensorFlow.js",
  ms: (ms: string) => `${ms} ms per update`,
  notMeasured: "not measured",
  not: "not available",
  fastest: "fastest",
  runs: "in use",
  runsFor: (names: readonly string[]) => `in use for ${listed.format(names)}`,
  unmeasured:
    "Engines that take seconds to start and have been slower on every machine tested are not measured; choose one to try it.",
  moved: (to: string, from: string, update: string) =>
    `${to} took over from ${from} at update ${update}, with the weights that it had reached.`,
  bits: "An experiment is reproduced bit for bit on the same engine; the last digits can differ between engines. Choosing an engine starts a new run and is saved in the link.",
} as const;
