/** Norms put together from parts, in float64. */

/** ‖·‖ of rows `from` to `to` together, in float64, from what `scaledSquares` gave. NaN or ∞ where an entry was. */
export function normOfRows(pairs: Float32Array, from = 0, to = pairs.length / 2): number {
  const count = pairs.length / 2;
  let largest = 0;
  let isAllFinite = true;
  for (let r = from; r < to; r++) {
    isAllFinite &&= Number.isFinite(pairs[r]) && Number.isFinite(pairs[count + r]);
    largest = Math.max(largest, pairs[r] as number);
  }
  if (!isAllFinite) return largest === Number.POSITIVE_INFINITY ? largest : Number.NaN;
  if (largest === 0) return 0;
  let sum = 0;
  for (let r = from; r < to; r++) sum += ((pairs[r] as number) / largest) ** 2 * (pairs[count + r] as number);
  return largest * Math.sqrt(sum);
}

/** ‖·‖ over several arrays whose norms are known. */
export function normOfNorms(norms: ArrayLike<number>): number {
  const all = Array.from(norms);
  if (all.some(Number.isNaN)) return Number.NaN;
  const largest = Math.max(0, ...all);
  if (largest === 0 || largest === Number.POSITIVE_INFINITY) return largest;
  return largest * Math.sqrt(all.reduce((sum, norm) => sum + (norm / largest) ** 2, 0));
}
