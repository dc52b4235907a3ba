/** A signal drawn by hand: values in −1 … 1 at evenly spaced steps. */
export type Signal = readonly number[];

const within = (value: number): number => Math.min(1, Math.max(-1, value));

/**
 * The signal with a straight stroke from one point to another; the pointer jumps over steps, the line does not.
 * Steps may be fractions, and outside; what lies outside is cut.
 */
export function withStroke(
  signal: Signal,
  from: readonly [step: number, value: number],
  to: readonly [step: number, value: number],
): Signal {
  const [start, end] = from[0] <= to[0] ? [from, to] : [to, from];
  const first = Math.max(0, Math.round(start[0]));
  const last = Math.min(signal.length - 1, Math.round(end[0]));
  return signal.map((value, step) => {
    if (step < first || step > last) return value;
    const share = end[0] === start[0] ? 1 : (step - start[0]) / (end[0] - start[0]);
    const along = Math.min(1, Math.max(0, share));
    return within(start[1] + along * (end[1] - start[1]));
  });
}
