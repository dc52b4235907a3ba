/**
 * Moduli of the eigenvalues of a real matrix. The largest, the spectral radius, says what the matrix does to a vector in the long run:
 * ‖Aᵏ‖ grows or shrinks as its k-th power, whatever a single product does.
 *
 * Source: Francis 1961, doi:10.1093/comjnl/4.3.265; as in EISPACK's `hqr` (Martin, Peters & Wilkinson 1970, doi:10.1007/BF02163025).
 */

/** Steps that one eigenvalue may take; few need more than four. */
const mostSteps = 60;
/** After so many without success the shift is another one, since some matrices return to themselves. */
const oddSteps = 10;

/** A square matrix that changes in place. */
interface Square {
  readonly n: number;
  at(row: number, column: number): number;
  set(row: number, column: number, value: number): void;
}

function squareOf(values: Float64Array, n: number): Square {
  return {
    n,
    at: (row, column) => values[row * n + column] as number,
    set: (row, column, value) => {
      values[row * n + column] = value;
    },
  };
}

/** A vector v with |v|² = 2: I − v vᵀ mirrors. Null where the vector that is to be cut short is 0 below its first entry. */
function mirrorOf(h: Square, column: number): Float64Array | null {
  const { n, at } = h;
  let rest = 0;
  for (let i = column + 2; i < n; i++) rest += at(i, column) ** 2;
  if (rest === 0) return null;
  const head = at(column + 1, column);
  const length = Math.sqrt(head * head + rest);
  const first = head > 0 ? head + length : head - length;
  const scale = Math.sqrt(2 / (first * first + rest));
  const v = new Float64Array(n);
  v[column + 1] = first * scale;
  for (let i = column + 2; i < n; i++) v[i] = at(i, column) * scale;
  return v;
}

/** Makes the matrix zero below its first subdiagonal, by reflections from both sides: its eigenvalues stay. */
function makeHessenberg(h: Square): void {
  const { n, at, set } = h;
  for (let column = 0; column + 2 < n; column++) {
    const v = mirrorOf(h, column);
    if (!v) continue;
    for (let j = 0; j < n; j++) {
      let dot = 0;
      for (let i = column + 1; i < n; i++) dot += (v[i] as number) * at(i, j);
      for (let i = column + 1; i < n; i++) set(i, j, at(i, j) - dot * (v[i] as number));
    }
    for (let i = 0; i < n; i++) {
      let dot = 0;
      for (let j = column + 1; j < n; j++) dot += at(i, j) * (v[j] as number);
      for (let j = column + 1; j < n; j++) set(i, j, at(i, j) - dot * (v[j] as number));
    }
    for (let i = column + 2; i < n; i++) set(i, column, 0);
  }
}

/** The first row of the block that ends in row `last`: above it the subdiagonal is as good as zero. */
function blockStart({ at }: Square, last: number, norm: number): number {
  let first = last;
  while (first > 0) {
    const beside = Math.abs(at(first - 1, first - 1)) + Math.abs(at(first, first)) || norm;
    if (Math.abs(at(first, first - 1)) <= Number.EPSILON * beside) break;
    first--;
  }
  return first;
}

/** What both shifts of a double step are: their sum and product are those of two eigenvalues that are nearly found. */
interface Shifts {
  readonly x: number;
  readonly y: number;
  readonly w: number;
}

/** Three numbers in proportion, the largest of them about 1. */
type Three = readonly [p: number, q: number, r: number];

function inProportion(p: number, q: number, r: number): Three {
  const size = Math.abs(p) + Math.abs(q) + Math.abs(r);
  return size === 0 ? [0, 0, 0] : [p / size, q / size, r / size];
}

/** Where the step may begin, since two subdiagonal entries in a row are small, and with what. */
function stepStart({ at }: Square, first: number, last: number, { x, y, w }: Shifts) {
  for (let m = last - 2; ; m--) {
    const z = at(m, m);
    const [p, q, r] = inProportion(
      ((x - z) * (y - z) - w) / at(m + 1, m) + at(m, m + 1),
      at(m + 1, m + 1) - z - (x - z) - (y - z),
      at(m + 2, m + 1),
    );
    if (m === first) return { m, three: [p, q, r] as Three };
    const small = Math.abs(at(m, m - 1)) * (Math.abs(q) + Math.abs(r));
    const beside = Math.abs(at(m - 1, m - 1)) + Math.abs(z) + Math.abs(at(m + 1, m + 1));
    if (small <= Number.EPSILON * Math.abs(p) * beside) return { m, three: [p, q, r] as Three };
  }
}

/** A reflection of rows and columns k, k + 1 and, but for the last, k + 2. */
function reflect(h: Square, k: number, first: number, last: number, [p, q, r]: Three, s: number): void {
  const { at, set } = h;
  const isLast = k === last - 1;
  const [x, y, z] = [(p + s) / s, q / s, r / s];
  const [b, c] = [q / (p + s), r / (p + s)];
  for (let j = k; j <= last; j++) {
    const sum = at(k, j) + b * at(k + 1, j) + (isLast ? 0 : c * at(k + 2, j));
    set(k, j, at(k, j) - sum * x);
    set(k + 1, j, at(k + 1, j) - sum * y);
    if (!isLast) set(k + 2, j, at(k + 2, j) - sum * z);
  }
  for (let i = first; i <= Math.min(last, k + 3); i++) {
    const sum = x * at(i, k) + y * at(i, k + 1) + (isLast ? 0 : z * at(i, k + 2));
    set(i, k, at(i, k) - sum);
    set(i, k + 1, at(i, k + 1) - sum * b);
    if (!isLast) set(i, k + 2, at(i, k + 2) - sum * c);
  }
}

/** One double step: two steps of the QR algorithm with both shifts at once, so that no number is complex. */
function doubleStep(h: Square, first: number, last: number, shifts: Shifts): void {
  const { at, set } = h;
  const { m, three } = stepStart(h, first, last, shifts);
  for (let i = m + 2; i <= last; i++) {
    set(i, i - 2, 0);
    if (i > m + 2) set(i, i - 3, 0);
  }
  let [p, q, r] = three;
  for (let k = m; k < last; k++) {
    let size = 0;
    if (k > m) {
      [p, q, r] = [at(k, k - 1), at(k + 1, k - 1), k === last - 1 ? 0 : at(k + 2, k - 1)];
      size = Math.abs(p) + Math.abs(q) + Math.abs(r);
      if (size === 0) continue;
      [p, q, r] = inProportion(p, q, r);
    }
    const length = Math.hypot(p, q, r);
    if (length === 0) continue;
    const s = p < 0 ? -length : length;
    if (k > m) set(k, k - 1, -s * size);
    else if (first !== m) set(k, k - 1, -at(k, k - 1));
    reflect(h, k, first, last, [p, q, r], s);
  }
}

/** Moduli of both eigenvalues of the block [[a, b], [c, d]] with bc = w. */
function pairModuli(a: number, d: number, w: number): readonly [number, number] {
  const half = (a - d) / 2;
  const square = half * half + w;
  if (square < 0) {
    const modulus = Math.hypot(d + half, Math.sqrt(-square));
    return [modulus, modulus];
  }
  const z = half >= 0 ? half + Math.sqrt(square) : half - Math.sqrt(square);
  return [Math.abs(d + z), Math.abs(z === 0 ? d : d - w / z)];
}

/**
 * Moduli of all eigenvalues of a matrix [n, n], the largest first. All are NaN where the matrix holds numbers that are not finite, or
 * where the algorithm does not come to an end.
 */
export function eigenvalueModuli(matrix: Float64Array, n: number): Float64Array {
  const largest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest === 0 || !Number.isFinite(largest))
    return new Float64Array(n).fill(largest === 0 ? 0 : Number.NaN);
  const h = squareOf(
    matrix.map((value) => value / largest),
    n,
  );
  makeHessenberg(h);
  const { at, set } = h;
  const moduli: number[] = [];
  /** What the diagonal was made smaller by. */
  let shifted = 0;
  let steps = 0;
  for (let last = n - 1; last >= 0; ) {
    const first = blockStart(h, last, 1);
    const x = at(last, last);
    if (first === last) {
      moduli.push(Math.abs(x + shifted));
      [last, steps] = [last - 1, 0];
      continue;
    }
    const y = at(last - 1, last - 1);
    const w = at(last, last - 1) * at(last - 1, last);
    if (first === last - 1) {
      moduli.push(...pairModuli(y + shifted, x + shifted, w));
      [last, steps] = [last - 2, 0];
      continue;
    }
    if (steps === mostSteps) return new Float64Array(n).fill(Number.NaN);
    steps++;
    let shifts: Shifts = { x, y, w };
    if (steps % oddSteps === 0) {
      shifted += x;
      for (let i = 0; i <= last; i++) set(i, i, at(i, i) - x);
      const s = Math.abs(at(last, last - 1)) + Math.abs(at(last - 1, last - 2));
      shifts = { x: 0.75 * s, y: 0.75 * s, w: -0.4375 * s * s };
    }
    doubleStep(h, first, last, shifts);
  }
  return Float64Array.from(moduli, (modulus) => modulus * largest)
    .sort()
    .reverse();
}

/** Multiply-adds of all moduli of a matrix [n, n], about. */
export const eigenvalueCost = (n: number): number => 10 * n ** 3;
