/** Words of the waterfalls. */
export const gradientFlow = {
  share: "share at every update, training batch · vertical: time step, horizontal: update",
  absolute: "norm at every update, training batch · vertical: time step, horizontal: update",
  over: (top: string) => `Values over ${top} have a colour of their own.`,
  opened: (floor: string) => `Scale starts at ${floor}: no share was lower before training.`,
  empty: "Each update adds one column.",
  countedNamed: (name: string) => `${name} learns by counting and has no gradient.`,
  counted: "Learns by counting: there is no gradient.",
  reaches: "reaches t = 1",
  first: "t = 1",
  at: (update: string, step: number) => `update ${update}, t = ${step}`,
  time: "t",
  copy: "Copy numbers",
  copied: "Copied",
  copyTitle: "Copy these values as a table: tab-separated, one row per update, one column per time step.",
  columns: {
    model: "model",
    update: "update",
    step: {
      share: (step: number) => `share at t = ${step}`,
      absolute: (step: number) => `norm at t = ${step}`,
    },
  },
  solved: (name: string, update: string) => `${name} solved at update ${update}`,
  image: (name: string, updates: string, value: string) =>
    `${name}: gradient at every time step over ${updates} updates; at the latest update ${value} reaches step 1.`,
  imageEmpty: (name: string) => `${name}: no update yet.`,
} as const;
