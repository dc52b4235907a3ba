/** What a source's notation consists of. */
import type { CellKind } from "../cells/index.ts";

/** A letter with what stands at it. */
export interface Letter {
  /** "W", "Γ", "recurrent_kernel". */
  readonly base: string;
  readonly accent?: "tilde" | "hat";
  readonly sub?: string;
  readonly sup?: string;
  /** Written without the step that it is of. */
  readonly isTimeless?: boolean;
}

/** By name in our equations; z and u are both update gates, g and n both candidates. */
export interface Letters {
  readonly [name: string]: Letter;
}

/** Parameters of a layer and of the readout that have a letter; "joint": a gate's two matrices side by side, on [h, x]. */
export type Lettered =
  | "kernel"
  | "recurrentKernel"
  | "joint"
  | "bias"
  | "recurrentBias"
  | "perUnit"
  | "initial"
  | "readoutKernel"
  | "readoutBias";

/** "#" in `sub` or `sup` is the gate's index; `plain` stands there where the cell has only one of them. */
export interface Pattern extends Letter {
  readonly plain?: string;
  /** Gates whose block is written without an index. */
  readonly without?: readonly string[];
}

export type Parameters = { readonly [P in Lettered]?: Pattern };

/** How a source writes one family of cells. */
export interface Style {
  /** Where they differ from the notation's. */
  readonly letters: Letters;
  readonly parameters: Parameters;
  /** What a gate becomes as an index where that is not its letter; a combining tilde is one over the letter before. */
  readonly index: { readonly [gate: string]: string };
  /** h_t, h_i, h^⟨t⟩, or h and h^⟨t−1⟩. */
  readonly time: "t" | "i" | "⟨t⟩" | "⟨t⟩ of the past";
  /** TeX of the product unit by unit. */
  readonly times: string;
  /** Whether W x or U h comes first in a sum. */
  readonly first: "x" | "h";
  /** Our names of the equations, those of other cells among them; the rest comes after. Empty: as the cell has them. */
  readonly order: readonly string[];
  /** Whether the old or the new comes first where a state is mixed of both; null: as the cell has it. */
  readonly carry: "old" | "new" | null;
  /** What is multiplied by a gate or a weight per unit stands before the bias. */
  readonly gatedFirst: boolean;
  /** r ∘ U h, without parentheses. */
  readonly bareProduct: boolean;
  /** W [h, x] where a gate reads both through matrices of its own. */
  readonly isJoint: boolean;
}

export interface Notation {
  /** Where no cell is meant. */
  readonly letters: Letters;
  /** Cells without a gate, with a cell state, and the other gated ones. */
  readonly rnn: Style;
  readonly lstm: Style;
  readonly gru: Style;
  /** Cells with a slide of their own. */
  readonly cells?: { readonly [C in CellKind]?: Style };
}
