/** How far back the inputs are that a task is about. */
import { symbolSign } from "../lib/symbol-sign.ts";
import type { Drawing } from "../tasks/task.ts";
import type { ScanNode } from "./plan.ts";

/** An input that the task is about, or several at steps one after another. */
export interface Lag {
  /** Steps from the end of the scan's time back to the farthest and to the nearest of them. */
  readonly far: number;
  readonly near: number;
  /** The symbol, of one alone; null of a mark. */
  readonly symbol: string | null;
  readonly kind: "symbols" | "marks";
}

/**
 * How far back the inputs are that a drawing emphasises or marks, the farthest first.
 * @param length of the sequence, in steps
 * @param direction in which a scan reads: one that reads backward ends at the first step
 */
export function lagsOf(drawing: Drawing, length: number, direction: ScanNode["direction"]): readonly Lag[] {
  const back = (t: number) => (direction === "forward" ? length - 1 - t : t);
  return drawing.input
    .flatMap((track): Lag[] => {
      if (track.kind === "series") return [];
      const isIt = (t: number) => (track.kind === "marks" ? track.at[t] : (track.emphasis[t] ?? 0) > 0);
      const runs: number[][] = [];
      for (let t = 0; t < length; t++) {
        if (!isIt(t)) continue;
        if (runs.at(-1)?.at(-1) === t - 1) runs.at(-1)?.push(t);
        else runs.push([t]);
      }
      return runs.map((run) => {
        const lags = [run[0] as number, run.at(-1) as number].map(back);
        const symbol = track.kind === "symbols" && run.length === 1 ? track.symbols[run[0] as number] : null;
        return {
          far: Math.max(...lags),
          near: Math.min(...lags),
          symbol: symbol == null ? null : symbolSign(symbol),
          kind: track.kind,
        };
      });
    })
    .sort((a, b) => b.far - a.far);
}
