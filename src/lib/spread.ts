/**
 * Which of many updates are shown: the first, the newest, and between them those nearest to even steps of the logarithm of
 * the update, since most is learned early.
 *
 * @param updates ascending.
 * @returns places in the list, ascending.
 */
export function spreadByLog(updates: readonly number[], most: number): readonly number[] {
  const last = updates.length - 1;
  if (last < most) return updates.map((_, k) => k);
  const log = (update: number) => Math.log(1 + update);
  const [from, to] = [log(updates[0] as number), log(updates[last] as number)];
  const shown = new Set([0, last]);
  for (let step = 1; step < most - 1; step++) {
    const wanted = from + ((to - from) * step) / (most - 1);
    let best = -1;
    for (let k = 0; k <= last; k++)
      if (
        !shown.has(k) &&
        (best < 0 ||
          Math.abs(log(updates[k] as number) - wanted) < Math.abs(log(updates[best] as number) - wanted))
      )
        best = k;
    if (best >= 0) shown.add(best);
  }
  return [...shown].sort((a, b) => a - b);
}
