/**
 * The sample that a moment of the run has: the last that was written by then, and the first where all were written later. The newest
 * where no moment is looked back at, undefined where there is none.
 *
 * @param samples in order of update.
 */
export const sampleAt = <S extends { readonly update: number }>(
  samples: readonly S[],
  moment: number | null,
): S | undefined => samples.findLast(({ update }) => moment === null || update <= moment) ?? samples[0];

/**
 * Which samples are offered: the first, the newest, and between them those nearest to even steps of the logarithm of
 * the update, since most is learnt early.
 *
 * @param updates ascending.
 * @returns places in the list, ascending.
 */
export function momentsShown(updates: readonly number[], most: number): readonly number[] {
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
