/** Words of the panel Saturation: how often the gates of each unit are shut and wide open. */
export const saturation = {
  note: "one dot per unit: share of steps with its gate shut (below 0.1) and wide open (above 0.9)",
  shut: "shut",
  open: "open",
  none: (name: string) => `${name} has no gates.`,
  counted: (name: string) => `${name} learns by counting: it has no gates.`,
  held: (percent: string) => `held at ${percent} %`,
  neither: "never shut, never wide open",
  neverShut: (open: string) => `never shut; wide open up to ${open} % of the time`,
  neverOpen: (shut: string) => `never wide open; shut up to ${shut} % of the time`,
  image: (model: string, gate: string, shut: string, open: string) =>
    `${model}, ${gate} gate: no unit is shut at more than ${shut} % of the steps or wide open at more than ${open} %.`,
  unit: (unit: number, shut: string, open: string) => `unit ${unit}: shut ${shut} %, open ${open} %`,
  table: {
    unit: "unit",
    shut: (gate: string) => `${gate} shut (share of steps)`,
    open: (gate: string) => `${gate} open (share of steps)`,
  },
  waiting: "There is no gate to show yet.",
} as const;
