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
