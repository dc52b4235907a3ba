/** Words of the waterfalls. */
export const gradientFlow = {
  title: "Gradient flow",
  share: "the same share at every update, training batch: down is back in time, across is training",
  absolute: "the norm at every update, training batch: down is back in time, across is training",
  empty: "Each update will add one column to these pictures.",
  reaches: "reaches t = 1",
  first: "t = 1",
  at: (update: string, step: number) => `update ${update}, t = ${step}`,
  time: "t",
  copy: "Copy numbers",
  copied: "Copied",
  copyRefused: "Not copied",
  copyTitle: "Copies these pictures as a table: a row an update, a column a step.",
  solved: (name: string, update: string) => `${name} solved at update ${update}`,
  image: (name: string, updates: string, value: string) =>
    `${name}: gradient at every step over ${updates} updates; ${value} reaches step 1 at the newest.`,
  imageEmpty: (name: string) => `${name}: no update yet.`,
} as const;
