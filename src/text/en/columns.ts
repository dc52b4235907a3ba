/** Names of columns that several tables have. */
export const columns = {
  step: "t",
  named: (name: string, unit: string) => (unit === "" ? name : `${name} (${unit})`),
  target: (unit: string) => (unit === "" ? "target" : `target (${unit})`),
  output: (model: string, unit: string) => (unit === "" ? `${model} output` : `${model} output (${unit})`),
  norm: (model: string, letter: string) => `${model} |dL/d${letter}|`,
  share: (model: string, letter: string) => `${model} |dL/d${letter}| share`,
  unit: (model: string, letter: string, unit: number) => `${model} ${letter} ${unit}`,
} as const;
