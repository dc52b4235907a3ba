import { memo, useLayoutEffect, useRef } from "react";
import { formatCount } from "../../lib/format.ts";
import { useApp } from "../../store/hooks.ts";
import { newCells, putCells } from "../../ui/heatmap.ts";
import { shownSymbol } from "../text-ask.ts";
import { inkOn, pixelOf, type TextLine } from "./lines.ts";

/** Of one symbol, in CSS pixels: those of the style sheet. */
export const cellWidth = 8;
export const lineHeight = 21;
/** For the numbers of lines. */
export const gutter = 34;

interface LineProps extends TextLine {
  readonly number: number;
  readonly symbols: readonly string[];
  /** Of the state, [N, units]. */
  readonly values: Float64Array;
  readonly units: number;
  readonly unit: number;
  readonly limit: number;
}

/** Symbols that are as wide as all others in the font; any other one stands in a cell of its own. */
const isEven = (symbol: string): boolean => /^[\u0020-\u007e\u00a0]$/.test(symbol);

interface Run {
  readonly from: number;
  readonly text: string;
  readonly ink: string;
  readonly isEven: boolean;
}

/** Neighbours with one ink as one text: a line of a hundred elements takes too long to change. */
function runsOf(texts: readonly string[], inks: readonly string[]): readonly Run[] {
  const runs: Run[] = [];
  texts.forEach((text, k) => {
    const ink = inks[k] as string;
    const last = runs.at(-1);
    if (last?.isEven && isEven(text) && last.ink === ink)
      runs[runs.length - 1] = { ...last, text: last.text + text };
    else runs.push({ from: k, text, ink, isEven: isEven(text) });
  });
  return runs;
}

/** A line of the text over its colours, one pixel per symbol. */
export const Line = memo(function Line(props: LineProps) {
  const { number, from, to, symbols, values, units, unit, limit } = props;
  const theme = useApp((app) => app.theme);
  const canvas = useRef<HTMLCanvasElement>(null);
  const valueAt = (t: number) => values[t * units + unit] ?? 0;
  useLayoutEffect(() => {
    if (!canvas.current) return;
    const cells = newCells(to - from, 1);
    for (let t = from; t < to; t++)
      cells.pixels[t - from] = pixelOf(values[t * units + unit] ?? 0, limit, theme);
    putCells(canvas.current, cells);
  }, [from, to, values, units, unit, limit, theme]);
  const texts = symbols.slice(from, to).map(shownSymbol);
  const inks = texts.map((_, k) => inkOn(valueAt(from + k), limit, theme));
  return (
    <div className="ut-line" style={{ height: lineHeight }}>
      <small>{formatCount(number)}</small>
      <canvas ref={canvas} style={{ width: (to - from) * cellWidth }} />
      {runsOf(texts, inks).map((run) => (
        <span
          key={run.from}
          data-odd={!run.isEven || undefined}
          style={{ left: gutter + run.from * cellWidth, color: run.ink }}
        >
          {run.text}
        </span>
      ))}
    </div>
  );
});
