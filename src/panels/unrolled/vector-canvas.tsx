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
  /** By step and unit, how much of a number that is traced is due to it; the rest fades. */
  readonly shares?: Float64Array | null;
  /** The largest share of all. */
  readonly mostShare?: number;
  /** Laid on its side. */
  readonly isFlat?: boolean;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly opacity: number;
}

/** What has no part in a number that is traced is still seen. */
const leastAlpha = 0.12;

/** A pixel that is as opaque as the root of a share: a tenth is still told from nothing. */
const faded = (pixel: number, share: number): number => {
  const alpha = leastAlpha + (1 - leastAlpha) * Math.sqrt(Math.min(1, share));
  return ((pixel & 0xffffff) | (Math.round(255 * alpha) << 24)) >>> 0;
};

/** A state at a step as a column of cells, one per unit, in the order that all panels have. */
export const VectorCanvas = memo(function VectorCanvas({
  signal,
  step,
  count,
  rows,
  unitsPerRow,
  limit,
  shares = null,
  mostShare = 1,
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
      const colour = rdbu[theme][signedIndex(value, limit)] as number;
      if (!shares) {
        cells.pixels[row] = colour;
        continue;
      }
      const share = largestIn(shares, units, [step, until], (k) => order[k] as number, own);
      cells.pixels[row] = faded(colour, Math.abs(share) / mostShare);
    }
    putCells(canvas.current, cells);
  }, [signal, step, count, rows, unitsPerRow, limit, shares, mostShare, isFlat, theme]);
  return (
    <canvas
      ref={canvas}
      className="un-vector"
      style={{ transform: `translate(${left}px, ${top}px)`, width, height, opacity }}
    />
  );
});
