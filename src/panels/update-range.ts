const openEnd = 1000;

/**
 * Updates that an axis spans: those planned, so that curves grow into empty space and axes never slide. Without an end
 * it doubles whenever it is full.
 */
export function updateRange(planned: number, update: number): number {
  let range = planned > 0 ? planned : openEnd;
  while (range < update) range *= 2;
  return range;
}
