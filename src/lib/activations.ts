/**
 * The activations of cells, and what is true of each wherever it is computed. One that is added here is offered by every
 * cell whose activation can be chosen, and does not compile until the oracle (`acts`, `slopes`), the printers of TeX, GLSL
 * and WASM, the tfjs reference and the panel that draws activations say what it is there: each has a table by `ActName`.
 */
interface ActivationFacts {
  /** On menus and in names of models. */
  readonly label: string;
  /** Whether all its values lie between 0 and 1, so that what it opens can be held so far open. */
  readonly isShare: boolean;
  /** Arithmetic operations of its slope, computed from its value. */
  readonly slopeOperations: number;
  /** The largest absolute value that its slope takes anywhere. */
  readonly steepest: number;
}

/** In menu order. */
export const activations = {
  tanh: { label: "tanh", isShare: false, slopeOperations: 2, steepest: 1 }, // 1 − y²
  relu: { label: "ReLU", isShare: false, slopeOperations: 1, steepest: 1 }, // a comparison
  sigmoid: { label: "sigmoid", isShare: true, slopeOperations: 2, steepest: 0.25 }, // y(1 − y)
} as const satisfies { readonly [name: string]: ActivationFacts };

export type ActName = keyof typeof activations;
export const actNames = Object.keys(activations) as readonly ActName[];
