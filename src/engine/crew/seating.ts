/**
 * Which seat each model gets, the longest first, each where the least is to be done so far. Seat 0 is the lead's own
 * thread, which has batches to make and results to judge besides: where two seats are level it comes last.
 * @param loads of the models, larger than 0.
 * @param seats at most as many as models, so that none stays empty.
 */
export function seating(loads: readonly number[], seats: number): readonly number[] {
  const order = loads.map((_, m) => m).sort((a, b) => (loads[b] as number) - (loads[a] as number));
  const sums = Array.from({ length: seats }, () => 0);
  const seatOf = loads.map(() => 0);
  const candidates = [...sums.keys()].slice(1).concat(0);
  for (const m of order) {
    const least = candidates.reduce((best, seat) =>
      (sums[seat] as number) < (sums[best] as number) ? seat : best,
    );
    seatOf[m] = least;
    sums[least] = (sums[least] as number) + (loads[m] as number);
  }
  return seatOf;
}
