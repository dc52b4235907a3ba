import type { Signal } from "../../lib/stroke.ts";

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

/** The stretch so many times in a row: something to foretell. Three digits are more than a hand has. */
export const repeated = (signal: Signal, times: number): readonly number[] =>
  Array.from({ length: signal.length * times }, (_, step) =>
    Number((signal[step % signal.length] as number).toFixed(3)),
  );
