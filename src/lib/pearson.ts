/**
 * Pearson's correlation of two series of equal length, −1 to 1; NaN where one of them is constant, or not finite.
 * @param at of the second series by place: it need not be an array of its own
 */
export function pearson(a: ArrayLike<number>, at: (place: number) => number): number {
  const n = a.length;
  let [meanA, meanB] = [0, 0];
  for (let t = 0; t < n; t++) {
    meanA += (a[t] as number) / n;
    meanB += at(t) / n;
  }
  let [both, squareA, squareB] = [0, 0, 0];
  for (let t = 0; t < n; t++) {
    const x = (a[t] as number) - meanA;
    const y = at(t) - meanB;
    both += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  // What is left of a constant series is its rounding.
  const least = 1e-24 * n;
  return squareA > least && squareB > least ? both / Math.sqrt(squareA * squareB) : Number.NaN;
}
