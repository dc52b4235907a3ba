import type { Equation } from "../lib/expr.ts";
import type { AnyValues, Fields, Values } from "../lib/fields.ts";

/**
 * A recurrent cell as data. Its equations are the only description of what it computes: the oracle, the engines, the
 * formulas on screen and the parameter count are all derived from them.
 */
export interface CellDef<F extends Fields = Fields> {
  readonly kind: string;
  readonly title: string;
  /** Shorter than the title, for lanes and cards ("RNN", "LSTM"). */
  readonly short: string;
  /** One sentence: what the cell is. */
  readonly doc: string;
  readonly source: string;
  /** PyTorch's layer, where it has this cell: `nn.LSTM`. */
  readonly pytorch?: string;
  /**
   * Blocks of kernel, recurrent kernel and bias, in Keras' order; frozen, since snapshots depend on it. Each has those that the
   * equations use there. A state's name stands for its own sum, whose letters need no index.
   */
  readonly gates: readonly string[];
  /** The first state is the output. */
  readonly states: readonly string[];
  /** Settings beside those which every layer has (units, bias, initialisers; see experiment/layer-fields). */
  readonly fields: F;
  equations(options: Values<F> & { readonly useBias: boolean }): readonly Equation[];
  /**
   * A choice of two that only says what a gate's 0 and 1 mean: negating the gate's weights turns one into the other,
   * σ(−a) = 1 − σ(a), so that it may change while a run goes on.
   */
  readonly mirror?: { readonly field: string; readonly gate: string };
  /** First value of a gate's bias where it is not 0 (the LSTM's forget gate). */
  initialBias?(options: Values<F>): { readonly [gate: string]: number };
  /** Which equation carries the state from step to step: shown alone where there is room for one line. */
  readonly carry: string;
  /** Words for gates and intermediates, e.g. f: "forget". */
  readonly words: { readonly [name: string]: string };
  /** A choice or so that tells variants apart in one or two words ("tanh", "reset before"). */
  variant?(options: Values<F>): string;
}

/** A cell with its field types forgotten, as the registry holds it. */
export interface AnyCell extends Omit<CellDef, "equations" | "initialBias" | "variant"> {
  equations(options: AnyValues): readonly Equation[];
  initialBias(options: AnyValues): { readonly [gate: string]: number };
  variant(options: AnyValues): string;
}

/** Forgets the field types in one place: options that reach a cell have been checked against its fields. */
export function defineCell<const K extends string, F extends Fields>(
  def: CellDef<F> & { readonly kind: K },
): AnyCell & { readonly kind: K } {
  return {
    ...def,
    equations: (options) => def.equations(options as Values<F> & { useBias: boolean }),
    initialBias: (options) => def.initialBias?.(options as Values<F>) ?? {},
    variant: (options) => def.variant?.(options as Values<F>) ?? "",
  };
}
