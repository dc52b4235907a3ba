import { useRef } from "react";
import { rdbu, shareIndex, signedIndex, slate } from "../../lib/colour-maps.ts";
import { formatFixed, formatSigned } from "../../lib/format.ts";
import { useApp, usePaint } from "../../store/hooks.ts";
import type { Theme } from "../../store/state.ts";
import { en } from "../../text/en.ts";
import { type Cells, largestIn, newCells, putCells } from "../../ui/heatmap.ts";
import { useWords } from "../../ui/words.ts";
import { SignalLetter } from "../letter.tsx";
import type { Geometry, Lane } from "./geometry.ts";
import { useStep } from "./hooks.ts";
import { type Picture, pictureOf, type SignalPicture } from "./picture.ts";
import { Value } from "./strip.tsx";
import "./heat.css";

function paint(
  cells: Cells,
  { values, isGate, order, units }: SignalPicture,
  { bin, steps, columns }: Geometry,
  lane: Lane,
  theme: Theme,
  limit: number,
) {
  const table = isGate ? slate[theme] : rdbu[theme];
  const unitAt = (k: number) => order[k] as number;
  const length = values.length / units;
  for (let row = 0; row < lane.rows; row++) {
    const from = row * lane.unitsPerRow;
    const to = Math.min(units, from + lane.unitsPerRow);
    for (let column = 0; column < columns; column++) {
      const block = [column * bin, Math.min(steps, length, (column + 1) * bin)] as const;
      if (block[0] >= length) {
        cells.pixels[row * columns + column] = 0;
        continue;
      }
      const value = largestIn(values, units, block, unitAt, [from, to]);
      cells.pixels[row * columns + column] = table[
        isGate ? shareIndex(value) : signedIndex(value, limit)
      ] as number;
    }
  }
}

/** Mean magnitude over the units of a step, or over all steps. */
export const meanMagnitude = ({ values, units }: SignalPicture, step: number | null): number => {
  const part = step === null ? values : values.subarray(step * units, (step + 1) * units);
  return part.reduce((sum, value) => sum + Math.abs(value), 0) / part.length;
};

interface HeatProps {
  readonly geometry: Geometry;
  readonly lane: Lane;
  readonly label: string;
  /** What the newest picture shows here, and on which scale. */
  readonly find: (picture: Picture) => { readonly signal: SignalPicture; readonly limit: number } | null;
}

/** A heat map of a state or gate: one row per unit, one column per step. */
export function Heat({ geometry, lane, label, find }: HeatProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painted = useRef<readonly unknown[]>([]);
  const cells = useRef<Cells | null>(null);
  usePaint((state) => {
    const now = pictureOf(state);
    const found = now && find(now);
    if (!canvas.current || !found) return;
    const { signal, limit } = found;
    const key = [signal.values, signal.order, limit, state.theme, geometry, lane.rows, canvas.current];
    if (key.every((part, i) => part === painted.current[i])) return;
    painted.current = key;
    if (cells.current?.columns !== geometry.columns || cells.current.rows !== lane.rows)
      cells.current = newCells(geometry.columns, lane.rows);
    paint(cells.current, signal, geometry, lane, state.theme, limit);
    putCells(canvas.current, cells.current);
  });
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={label}
      className="tt-heat"
      data-rows={lane.rows}
      data-units-per-row={lane.unitsPerRow}
      style={{ width: geometry.plot, height: lane.height }}
    />
  );
}

interface HeatValuesProps {
  readonly signal: SignalPicture | undefined;
  /** There is room for one of the two: for the unit's while one is pointed at. */
  readonly oneLine?: boolean;
}

/** The mean at the step pointed at, and the value of the unit pointed at. */
export function HeatValues({ signal, oneLine = false }: HeatValuesProps) {
  const words = useWords(en.panels.throughTime);
  const step = useStep();
  const unit = useApp(({ pointed }) => (pointed.model === signal?.model ? pointed.unit : null));
  if (!signal || step === null || (step + 1) * signal.units > signal.values.length) return null;
  const size = signal.isGate ? "" : words.size;
  const isUnit = unit !== null && unit < signal.units;
  const value = signal.values[step * signal.units + (unit ?? 0)] ?? Number.NaN;
  return (
    <>
      {!(isUnit && oneLine) && (
        <Value
          name={
            <>
              {words.mean} {size}
              <SignalLetter name={signal.name} />
              {size}
            </>
          }
          value={formatFixed(meanMagnitude(signal, step), 2)}
        />
      )}
      {isUnit && (
        <Value
          name={words.unit(unit + 1)}
          value={signal.isGate ? formatFixed(value, 2) : formatSigned(value)}
        />
      )}
    </>
  );
}

/** Least height of the unit's label: under the model's name. */
const underName = 23;

interface UnitRowProps {
  readonly signal: SignalPicture;
  readonly lane: Lane;
  /** Whether the unit's name stands beside it. */
  readonly isNamed: boolean;
  /** The unit; without it the one that is pointed at. */
  readonly of?: number;
}

/** Two lines around the row of a unit, and its name in the gutter. */
export function UnitRow({ signal, lane, isNamed, of }: UnitRowProps) {
  const words = useWords(en.panels.throughTime);
  const pointed = useApp((app) => (app.pointed.model === signal.model ? app.pointed.unit : null));
  const unit = of ?? pointed;
  if (unit === null) return null;
  const row = Math.floor(signal.order.indexOf(unit) / lane.unitsPerRow);
  if (row < 0) return null;
  const top = row * lane.rowHeight;
  return (
    <>
      <i className="tt-unit-row" style={{ top, height: lane.rowHeight }} />
      {isNamed && (
        <span className="tt-unit-name" style={{ top: Math.max(underName, top + lane.rowHeight / 2) }}>
          {words.unit(unit + 1)}
        </span>
      )}
    </>
  );
}
