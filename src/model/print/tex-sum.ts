/** Sums as they are printed: what stands where, and what needs parentheses. */

/** What binds tighter has a higher number. A matrix product is kept apart from ⊙, since U h ⊙ r could be U(h ⊙ r). */
export const SUM = 1;
export const MATRIX = 2;
export const PRODUCT = 2.5;
export const ATOM = 3;

/** Where a summand stands: products with W and U, what a gate lets through, biases, the rest. */
export type Rank = 0 | 1 | 2 | 3 | 4;
export const rank = { first: 0, second: 1, gated: 2, bias: 3, rest: 4 } as const;
export interface Summand {
  readonly tex: string;
  readonly minus: boolean;
  readonly rank: Rank;
  readonly precedence: number;
  /** It has a state of a step before in it. */
  readonly isOld?: boolean;
  /** It has a derivative of the loss in it. */
  readonly isAdjoint?: boolean;
  /** A product of a gate's matrix, which a sum may write as one with the gate's other. */
  readonly product?: {
    readonly parameter: "kernel" | "recurrentKernel";
    readonly gate: string;
    readonly vector: string;
  };
}
/** A sum; one summand is the summand itself. */
export type Tex = readonly Summand[];

export const sumTex = (summands: Tex): string =>
  summands.map(({ tex, minus }, i) => `${minus ? (i ? " - " : "-") : i ? " + " : ""}${tex}`).join("");

/** As an operand of ⊙ or of a matrix, in parentheses where it would be read otherwise. */
export function operand(value: Tex, least: number): string {
  const [only] = value;
  const precedence = value.length === 1 && only && !only.minus ? only.precedence : SUM;
  return precedence < least ? `(${sumTex(value)})` : sumTex(value);
}

export const summand = (tex: string, precedence: number, place: Rank = rank.rest): Summand => ({
  tex,
  minus: false,
  rank: place,
  precedence,
});
export const one = (tex: string, precedence: number, place: Rank = rank.rest): Tex => [
  summand(tex, precedence, place),
];
export const isOld = (value: Tex): boolean => value.some((each) => each.isOld);
