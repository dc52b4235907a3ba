/** Words of the next update, in the enlarged form of Gradient norm. */
export const nextUpdate = {
  /** @param update its number, one more than the updates made. */
  title: (update: string) => `What update ${update} does`,
  titleNone: "What the next update does",
  note: (optimizer: string) =>
    `the update after the weights shown: its own training batch, its gradient, and the step that ${optimizer} makes of it`,
  clipped: (before: string, after: string) => `gradient norm ${before}, clipped to ${after}`,
  unclipped: (norm: string) => `gradient norm ${norm}`,
  columns: {
    weights: "weights w",
    gradients: "gradient |g|, before clipping",
    ratios: "ratio |Δw| / |w|",
  },
  norms: { weights: "‖w‖", gradients: "‖g‖", ratios: "‖Δw‖/‖w‖" },
  rule: "dotted: 10⁻³",
  ruleTitle:
    "Rule of thumb from Stanford’s CS231n notes (Karpathy): a ratio around 10⁻³ per update is healthy. Much lower: the learning rate is probably too low. Much higher: too high.",
  rows: "Histograms by parameter",
  rowsTitle: "Each weight is counted once. The highest bar of each histogram has the same height.",
  zeroWeights: (count: string) => `w = 0: ${count}`,
  zeroGradients: (count: string) => `g = 0: ${count}`,
  zeroSteps: (count: string) => `Δw = 0: ${count}`,
  broken: (count: string) => `${count} not finite`,
  waiting: "The next update is being computed.",
  counted: (name: string) => `${name} learns by counting: it has no weights and no gradient.`,
  refused: (name: string, why: string) => `${name}: ${why}`,
  image: {
    weights: (what: string, count: string, limit: string, norm: string) =>
      `${what}: ${count} weights within ±${limit}, norm ${norm}.`,
    gradients: (what: string, norm: string) => `${what}: magnitudes of the gradient, norm ${norm}.`,
    ratios: (what: string, ratio: string) => `${what}: update to weight ratios, ${ratio} overall.`,
  },
  table: {
    parameter: "parameter",
    weightNorm: "weight norm",
    gradientNorm: "gradient norm",
    updateNorm: "update norm",
    kind: "histogram",
    low: "from",
    high: "to",
    count: "weights",
  },
} as const;
