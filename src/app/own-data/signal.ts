/** A signal drawn by hand: values in −1 … 1 at evenly spaced steps. */
export type Signal = readonly number[];

/** Steps of one drawn stretch. */
export const signalSteps = 100;

export const shapes = {
  sine: (t: number) => Math.sin(2 * Math.PI * t),
  square: (t: number) => (t < 0.5 ? 0.8 : -0.8),
  sawtooth: (t: number) => 2 * t - 1,
  heartbeat: (t: number) =>
    0.18 * bump(t, 0.22, 0.035) -
    0.2 * bump(t, 0.36, 0.012) +
    bump(t, 0.4, 0.014) -
    0.3 * bump(t, 0.44, 0.014) +
    0.3 * bump(t, 0.64, 0.05),
} as const satisfies { readonly [name: string]: (t: number) => number };
export type ShapeName = keyof typeof shapes;

function bump(t: number, at: number, width: number): number {
  return Math.exp(-(((t - at) / width) ** 2) / 2);
}

export const shapeSignal = (name: ShapeName): Signal =>
  Array.from({ length: signalSteps }, (_, step) => shapes[name](step / signalSteps));

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

/** The stretch so many times in a row: something to foretell. Three digits are more than a hand has. */
export const repeated = (signal: Signal, times: number): readonly number[] =>
  Array.from({ length: signal.length * times }, (_, step) =>
    Number((signal[step % signal.length] as number).toFixed(3)),
  );
