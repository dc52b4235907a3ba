/**
 * Singular values: by how much a matrix stretches vectors, from the most that it does to the least. Those of a Jacobian say whether
 * gradients grow or shrink at a step.
 */
import { activations } from "../lib/activations.ts";
import type { ActName, Expr } from "../lib/expr.ts";
import { type Formed, phrase } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { columnsOf, gateBlock } from "./blocks.ts";
import { normOf } from "./matrix.ts";
import type { ScanNode } from "./plan.ts";
import type { Floats } from "./results.ts";
import type { Weights } from "./weights.ts";

/** Matrices of up to this size get all their singular values; larger ones the largest alone. */
export const allValuesUpTo = 100;

/** Halvings from an upper bound of the largest value down to a rounding of it. */
const halvings = 52;

/** Its reciprocal is still a number. */
const smallestPivot = 2 ** -1022;

/** Largest absolute entry; NaN where an entry is no finite number. */
function largestEntry(values: Float64Array): number {
  let largest = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) return Number.NaN;
    largest = Math.max(largest, Math.abs(value));
  }
  return largest;
}

/** A vector in an array, and vectors of the same length beside it. */
interface Vectors {
  readonly start: number;
  readonly length: number;
  /** From one entry to the next. */
  readonly along: number;
  /** From one vector to the next, of which `beside` follow. */
  readonly across: number;
  readonly beside: number;
}

/**
 * Householder's reflection that leaves of a vector x its first entry α alone, applied to those beside it. x itself is overwritten by the
 * vector of the reflection, v = x − α e₁, with |v|² = 2 α (α − x₁).
 * @returns α
 */
function reflect(a: Float64Array, { start, length, along, across, beside }: Vectors): number {
  const entry = (i: number, vector: number) => a[start + i * along + vector * across] as number;
  let square = 0;
  for (let i = 0; i < length; i++) square += entry(i, 0) ** 2;
  if (square === 0) return 0;
  const head = entry(0, 0);
  const alpha = head > 0 ? -Math.sqrt(square) : Math.sqrt(square);
  a[start] = head - alpha;
  for (let vector = 1; vector <= beside; vector++) {
    let dot = 0;
    for (let i = 0; i < length; i++) dot += entry(i, 0) * entry(i, vector);
    const factor = dot / (alpha * (alpha - head));
    for (let i = 0; i < length; i++)
      a[start + i * along + vector * across] = entry(i, vector) - factor * entry(i, 0);
  }
  return alpha;
}

/**
 * The bidiagonal matrix with the same singular values: its diagonal and superdiagonal in turn, d₁, e₁, d₂, e₂, …, d_n.
 *
 * Source: Golub & Kahan 1965, doi:10.1137/0702016; Golub & Van Loan, Matrix Computations, §5.4.8.
 * @param a [n, n], overwritten
 */
function bidiagonal(a: Float64Array, n: number): Float64Array {
  const out = new Float64Array(2 * n - 1);
  for (let k = 0; k < n; k++) {
    const rest = n - k - 1;
    const corner = k * n + k;
    // The column from the diagonal down, then the row right of the diagonal.
    out[2 * k] = reflect(a, { start: corner, length: rest + 1, along: n, across: 1, beside: rest });
    if (rest > 0)
      out[2 * k + 1] = reflect(a, { start: corner + 1, length: rest, along: 1, across: n, beside: rest });
  }
  return out;
}

/**
 * How many singular values of a bidiagonal matrix are less than x > 0: one pass over the signs of a Sturm sequence. The symmetric
 * matrix with zeros on its diagonal and d₁, e₁, d₂, … beside it has the eigenvalues ±σ.
 *
 * Source: Demmel & Kahan 1990, doi:10.1137/0911052, §3.
 * @param squares of d₁, e₁, d₂, …
 */
function countBelow(squares: Float64Array, x: number): number {
  let below = 1;
  let q = -x;
  for (let i = 0; i < squares.length; i++) {
    // A pivot of 0 stands for a very small one.
    q = -x - (squares[i] as number) / (q === 0 ? smallestPivot : q);
    if (q < 0) below++;
  }
  return below - (squares.length + 1) / 2;
}

/**
 * The singular values of a matrix [n, n], the largest first, each right to a few roundings of the largest; NaN where the matrix holds
 * numbers that are not finite. The matrix is made bidiagonal by reflections, and each value found by halving intervals.
 * @param count how many of them
 */
export function singularValues(matrix: Float64Array, n: number, count = n): Float64Array {
  const largest = largestEntry(matrix);
  if (largest === 0 || Number.isNaN(largest)) return new Float64Array(count).fill(largest);
  // Squares of very small or very large entries would leave the range of numbers.
  const scaled = matrix.map((value) => value / largest);
  const beside = bidiagonal(scaled, n);
  const squares = beside.map((value) => value * value);
  // No eigenvalue is larger than the largest sum of a row.
  let top = 0;
  for (let i = 0; i <= beside.length; i++)
    top = Math.max(top, Math.abs(beside[i - 1] ?? 0) + Math.abs(beside[i] ?? 0));
  // No value is larger than the one before it.
  let above = top;
  return Float64Array.from({ length: count }, (_, i) => {
    let [low, high] = [0, above];
    while (high - low > top * Number.EPSILON) {
      const middle = (low + high) / 2;
      if (countBelow(squares, middle) >= n - i) high = middle;
      else low = middle;
    }
    above = high;
    return largest * low;
  });
}

/** The largest singular value as power iteration found it. */
export interface LargestValue {
  readonly value: number;
  readonly iterations: number;
  /** False where the iterations ran out first: then the value is a lower bound. */
  readonly isSettled: boolean;
  /** What is stretched by it, [n], of length 1: a start for a matrix that is much like this one. Null where nothing is stretched. */
  readonly vector: Float64Array | null;
}

/**
 * Within which power iteration ends, relative to σ², and after how many iterations at most. The singular values of a Jacobian lie close
 * together: the last digits would take most of the time, and no picture shows them.
 */
export const powerIteration = { tolerance: 3e-3, most: 300 } as const;

/** How many it takes on Jacobians of trained and untrained networks of 256 units: about 100 from a random start, half from a near one. */
const usualIterations = 100;

/** Length of what is random in a start that is near another matrix's vector of length 1. */
const nearness = 0.1;

/**
 * ‖A‖₂ of a matrix [n, n] by power iteration with AᵀA, from a random vector that is always the same. It ends when v is an eigenvector of
 * AᵀA but for a residual of `tolerance` · σ². Then σ² is within that of an eigenvalue, and much nearer where no other one is close to it.
 * @param near the `vector` of a matrix much like this one; what is random is added to it, so that no direction is left out
 */
export function largestSingularValue(
  matrix: Float64Array,
  n: number,
  { tolerance, most }: { readonly tolerance: number; readonly most: number } = powerIteration,
  near: Float64Array | null = null,
): LargestValue {
  const largest = largestEntry(matrix);
  if (largest === 0 || Number.isNaN(largest))
    return { value: largest, iterations: 0, isSettled: true, vector: null };
  const { normal } = rngFrom(0).fork("power iteration");
  const random = Float64Array.from({ length: n }, normal);
  const apart = near === null ? 1 : nearness / normOf(random);
  let v = random.map((value, i) => apart * value + (near?.[i] ?? 0));
  const length = normOf(v);
  v = v.map((value) => value / length);
  const scaled = matrix.map((value) => value / largest);
  for (let iterations = 1; ; iterations++) {
    // One pass over the rows gives A v and Aᵀ A v.
    const back = new Float64Array(n);
    let square = 0;
    for (let row = 0; row < n; row++) {
      let out = 0;
      for (let i = 0; i < n; i++) out += (scaled[row * n + i] as number) * (v[i] as number);
      square += out * out;
      for (let i = 0; i < n; i++) back[i] = (back[i] as number) + (scaled[row * n + i] as number) * out;
    }
    const residual = normOf(back.map((value, i) => value - square * (v[i] as number)));
    const isSettled = residual <= tolerance * square;
    if (isSettled || iterations === most)
      return { value: largest * Math.sqrt(square), iterations, isSettled, vector: v };
    const norm = normOf(back);
    v = back.map((value) => value / norm);
  }
}

/** What is computed of the singular values of a matrix [n, n]. */
export type Spectrum =
  /** The largest first. */
  | { readonly kind: "all"; readonly values: Float64Array }
  /** With a sentence that says so. */
  | ({ readonly kind: "largest"; readonly said: Formed } & LargestValue);

/** @param near the vector of a matrix much like this one, where only the largest value is computed */
export function spectrumOf(matrix: Float64Array, n: number, near: Float64Array | null = null): Spectrum {
  if (n <= allValuesUpTo) return { kind: "all", values: singularValues(matrix, n) };
  return {
    kind: "largest",
    said: phrase`Only the largest singular value is computed: the state has ${n} values, and all are computed up to ${allValuesUpTo}.`,
    ...largestSingularValue(matrix, n, powerIteration, near),
  };
}

/** ‖A‖₂ of a matrix [n, n]: its largest singular value, whatever its size. */
export const spectralNorm = (matrix: Float64Array, n: number): number =>
  n <= allValuesUpTo ? (singularValues(matrix, n, 1)[0] as number) : largestSingularValue(matrix, n).value;

/** Multiply-adds of `spectrumOf`, or of so many values: a pass of a Sturm sequence takes 2n divisions. Power iteration may take more. */
export const spectrumCost = (n: number, count = n): number =>
  n <= allValuesUpTo ? Math.ceil((4 / 3) * n ** 3) + 2 * halvings * n * count : 2 * usualIterations * n ** 2;

/** fn(W·x + U·h + b) with a single U: what the bound below is for. */
function plainStep(expr: Expr): { readonly fn: ActName; readonly gate: string } | null {
  if (expr.op !== "act") return null;
  const gates: string[] = [];
  const isSum = (term: Expr): boolean => {
    if (term.op === "add") return isSum(term.a) && isSum(term.b);
    if (term.op === "recur" && term.lag === 1) gates.push(term.gate);
    return term.op === "recur" ? term.lag === 1 : term.op === "input";
  };
  const [gate, ...others] = isSum(expr.a) ? gates : [];
  return gate === undefined || others.length > 0 ? null : { fn: expr.fn, gate };
}

/**
 * ‖U‖₂ · max |f′|: no step of a plain RNN multiplies a gradient by more, so that over q steps it changes by at most the q-th power. null
 * for every other cell, to which the bound does not apply.
 *
 * Source: Hochreiter 1991, "Untersuchungen zu dynamischen neuronalen Netzen"; with the spectral norm Pascanu, Mikolov & Bengio 2013,
 * arXiv:1211.5063, §2.1.
 */
export function hochreiterBound(scan: ScanNode, weights: Weights<Floats>): number | null {
  const [equation, ...others] = scan.equations;
  const plain = equation && others.length === 0 ? plainStep(equation.expr) : null;
  if (!plain) return null;
  const U = columnsOf(gateBlock(scan, weights, "recurrentKernel", plain.gate));
  return spectralNorm(U, scan.units) * activations[plain.fn].steepest;
}
