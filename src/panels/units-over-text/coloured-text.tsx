import { type KeyboardEvent, memo, type PointerEvent, useEffect, useMemo, useState } from "react";
import type { Reading } from "../../examiner/protocol.ts";
import { cssGradient, rdbuStops } from "../../lib/colour-maps.ts";
import { formatCount, formatNumber, formatSigned } from "../../lib/format.ts";
import { quote } from "../../lib/quote.ts";
import { symbolSign } from "../../lib/symbol-sign.ts";
import { useApp } from "../../store/hooks.ts";
import { unitsOverText as english } from "../../text/en/units-over-text.ts";
import { useWords } from "../../ui/words.ts";
import { type ChosenUnit, placeIn, textPlace } from "../text-ask.ts";
import { useSize } from "../use-size.ts";
import { cellWidth, gutter, Line, lineHeight } from "./line.tsx";
import { limitOf, linesOf } from "./lines.ts";

interface ColouredTextProps {
  readonly reading: Reading;
  /** Its symbols, one per entry. */
  readonly symbols: readonly string[];
  readonly unit: ChosenUnit;
  readonly name: string;
}

const nothing = new Float64Array(0);

/** The text, each symbol on the colour of the unit's value after it. As many lines as there is room for; the others are pages. */
export const ColouredText = memo(function ColouredText({ reading, symbols, unit, name }: ColouredTextProps) {
  const words = useWords(english);
  const theme = useApp((app) => app.theme);
  const [box, width, height] = useSize();
  const chosen = textPlace.use();
  const place = placeIn(reading, chosen);
  const columns = Math.max(12, Math.floor((width - gutter) / cellWidth));
  const lines = useMemo(() => linesOf(symbols, columns), [symbols, columns]);
  const rows = Math.max(1, Math.floor(height / lineHeight));
  const [first, setFirst] = useState(0);
  const start = Math.min(first, Math.max(0, lines.length - rows));
  const shown = lines.slice(start, start + rows);
  const state = reading.states[unit.at];
  const values = state?.values ?? nothing;
  const units = state?.units ?? 1;
  const limit = useMemo(() => limitOf(values, units, unit.unit), [values, units, unit.unit]);
  const valueAt = (t: number) => values[t * units + unit.unit] ?? Number.NaN;
  const { pinned } = chosen;

  // Where one goes with the keys, or from a list, comes into view.
  const line = lines.findIndex(({ to }) => pinned < to);
  useEffect(() => {
    if (line >= 0 && rows > 0)
      setFirst((now) => (line < now || line >= now + rows ? Math.max(0, line - 1) : now));
  }, [line, rows]);

  const pin = (to: number) =>
    textPlace.set({ pointed: null, pinned: Math.min(symbols.length - 1, Math.max(0, to)) });
  const onKeyDown = (event: KeyboardEvent) => {
    const from = lines[line]?.from ?? 0;
    const step = { ArrowRight: 1, ArrowLeft: -1, PageDown: rows * columns, PageUp: -rows * columns }[
      event.key
    ];
    const below = lines[line + { ArrowDown: 1, ArrowUp: -1 }[event.key as "ArrowUp"]];
    if (step === undefined && !below && event.key !== "Home" && event.key !== "End") return;
    event.preventDefault();
    // → makes an update elsewhere.
    event.stopPropagation();
    if (step !== undefined) pin(pinned + step);
    else if (below) pin(Math.min(below.to - 1, below.from + pinned - from));
    else pin(event.key === "Home" ? 0 : symbols.length - 1);
  };
  /** The symbol under the pointer; null beside the text. */
  const at = ({ clientX, clientY, currentTarget }: PointerEvent): number | null => {
    const { left, top } = currentTarget.getBoundingClientRect();
    const under = shown[Math.floor((clientY - top) / lineHeight)];
    const column = Math.floor((clientX - left - gutter) / cellWidth);
    if (!under || column < 0 || under.from + column >= under.to) return null;
    return under.from + column;
  };
  const point = (t: number | null) => {
    if (t !== chosen.pointed) textPlace.set({ pointed: t, pinned });
  };
  const row = place === null ? -1 : shown.findIndex(({ from, to }) => place >= from && place < to);
  const mark = place === null || row < 0 ? null : { place, row, from: shown[row]?.from ?? 0 };
  const valueText =
    place === null
      ? words.empty
      : words.place(
          formatCount(place + 1),
          quote(symbolSign(symbols[place] ?? "")),
          formatSigned(valueAt(place)),
        );
  return (
    <div className="ut-text">
      <div className="ut-scale">
        <span className="ut-name">{words.shown(name)}</span>
        <span className="ut-bar">
          {formatNumber(-limit, 2)}
          <i style={{ background: cssGradient(rdbuStops[theme], "to right") }} />
          {formatNumber(limit, 2)}
        </span>
        <span className="ut-value number">{valueText}</span>
        <span className="ut-pages" hidden={lines.length === 0}>
          <button
            type="button"
            className="ut-page"
            aria-label={words.pageBack}
            title={words.pageBack}
            disabled={start === 0}
            onClick={() => setFirst(Math.max(0, start - rows))}
          >
            ‹
          </button>
          {words.pages(formatCount(start + 1), formatCount(start + shown.length), formatCount(lines.length))}
          <button
            type="button"
            className="ut-page"
            aria-label={words.pageOn}
            title={words.pageOn}
            disabled={start + rows >= lines.length}
            onClick={() => setFirst(start + rows)}
          >
            ›
          </button>
        </span>
      </div>
      <div
        ref={box}
        className="ut-lines"
        role="slider"
        tabIndex={0}
        aria-label={`${words.text}: ${name}`}
        aria-valuemin={1}
        aria-valuemax={Math.max(1, symbols.length)}
        aria-valuenow={(place ?? 0) + 1}
        aria-valuetext={valueText}
        translate="no"
        onKeyDown={onKeyDown}
        onPointerMove={(event) => point(at(event))}
        onPointerLeave={() => point(null)}
        onPointerDown={(event) => {
          const t = at(event);
          if (t !== null) textPlace.set({ pointed: t, pinned: t });
        }}
      >
        {width > 0 &&
          shown.map((one, k) => (
            <Line
              // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place: another page takes its elements
              key={k}
              number={start + k + 1}
              from={one.from}
              to={one.to}
              symbols={symbols}
              values={values}
              units={units}
              unit={unit.unit}
              limit={limit}
            />
          ))}
        {mark && (
          <i
            className="ut-at"
            style={{
              left: gutter + (mark.place - mark.from) * cellWidth,
              top: mark.row * lineHeight,
              width: cellWidth,
            }}
          />
        )}
      </div>
    </div>
  );
});
