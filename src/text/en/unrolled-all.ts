/** Words of the chains of all steps. */
export const unrolledAll = {
  title: (steps: string) => `All ${steps} steps, unfolded`,
  loading: "The sequence appears here once the data is loaded.",
  ribbonBefore: "ribbon: share of ‖∂L/∂",
  ribbonAfter: "‖ on its way back, log scale from 10⁻¹² to all of it",
  rows: (units: string) => `${units} units per cell, the largest shown`,
  binned: (steps: number) => `${steps} steps per column`,
  lossEnters: "loss enters here",
  copy: "Copy numbers",
  copied: "Copied",
  copyTitle: "Copy the share of the gradient and the states of every step as a table, tab-separated.",
  time: "t =",
  of: (all: string) => `of ${all}`,
  used: (times: number) => (times === 1 ? "once" : `${times} times`),
  kernels: (count: number) => `${count} kernels`,
  noKernel: "no kernel",
  countedNamed: (name: string) => `${name} learns by counting and has no states and no gradients.`,
  counted: "Learns by counting: there are no states and no gradients.",
  shareAt: (step: number) => `t = ${step}`,
  toFirst: (step: number) => `t = ${step}`,
  image: (name: string, units: number, steps: number, share: string, step: number) =>
    `${name}: state of ${units} units at ${steps} time steps; ${share} of the gradient reaches step ${step}.`,
} as const;
