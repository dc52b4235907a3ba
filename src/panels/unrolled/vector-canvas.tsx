import { memo, useLayoutEffect, useRef } from "react";
import { rdbu, signedIndex } from "../../lib/colour-maps.ts";
import { useApp } from "../../store/hooks.ts";
import { largestIn, newCells, putCells } from "../../ui/heatmap.ts";
import type { SignalPicture } from "../time/picture.ts";

interface VectorCanvasProps {
  readonly signal: SignalPicture | undefined;
  /** The first step, 0-based, and how many share the picture: the largest is shown. */
  readonly step: number;
  readonly count: number;
  /** Cells; one may stand for several units. */
  readonly rows: number;
  readonly unitsPerRow: number;
  readonly limit: number;
  /** Laid on its side. */
  readonly isFlat?: boolean;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly opacity: number;
}

/** A state at a step as a column of cells, one per unit, in the order that all panels have. */
export const VectorCanvas = memo(function VectorCanvas({
  signal,
  step,
  count,
  rows,
  unitsPerRow,
  limit,
  isFlat = false,
  left,
  top,
  width,
  height,
  opacity,
}: VectorCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useApp((app) => app.theme);
  useLayoutEffect(() => {
    if (!canvas.current || !signal) return;
    const { values, units, order } = signal;
    const cells = isFlat ? newCells(rows, 1) : newCells(1, rows);
    const until = Math.min(values.length / units, step + count);
    for (let row = 0; row < rows; row++) {
      const own = [row * unitsPerRow, Math.min(units, (row + 1) * unitsPerRow)] as const;
      const value = largestIn(values, units, [step, until], (k) => order[k] as number, own);
      cells.pixels[row] = rdbu[theme][signedIndex(value, limit)] as number;
    }
    putCells(canvas.current, cells);
  }, [signal, step, count, rows, unitsPerRow, limit, isFlat, theme]);
  return (
    <canvas
      ref={canvas}
      className="un-vector"
      style={{ transform: `translate(${left}px, ${top}px)`, width, height, opacity }}
    />
  );
});
