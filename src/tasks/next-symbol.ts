import type { TaskIO, Track } from "./task.ts";

/** What a task of next-symbol prediction reads and answers: `symbols` in, `symbols` out, an answer at every step. */
export const nextSymbolIo = (steps: number, symbols: readonly string[]): TaskIO => ({
  steps,
  input: { kind: "tokens", symbols },
  output: { kind: "classes", symbols },
  readout: "every",
});

/** A row of quiet tiles, one a step: `codes` [T] index `signs`, which say how a symbol is drawn. */
export const quietTrack = (
  name: string,
  codes: ArrayLike<number>,
  signs: readonly string[],
): Track & { readonly kind: "symbols" } => ({
  kind: "symbols",
  name,
  symbols: Array.from(codes, (code) => signs[code] ?? ""),
  emphasis: Array.from(codes, () => 0),
});
