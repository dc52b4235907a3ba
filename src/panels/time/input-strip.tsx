import { memo, useLayoutEffect, useRef } from "react";
import { shareOf } from "../../lib/share-of.ts";
import { symbolSign } from "../../lib/symbol-sign.ts";
import { useApp } from "../../store/hooks.ts";
import type { Track } from "../../tasks/task.ts";
import { en } from "../../text/en.ts";
import { useText, useWords } from "../../ui/words.ts";
import { centreOf, type Geometry } from "./geometry.ts";
import { useStep } from "./hooks.ts";
import { sizeOfLetter } from "./letter-size.ts";
import { inputAt, type Picture } from "./picture.ts";
import { bars, clear, inkOf, overhang, rule, stepLine } from "./step-lines.ts";
import { Strip, Value } from "./strip.tsx";

/** Blanks and the like as signs that can be seen; a drawing's symbols may be signs already. */
export const visible = (symbol: string): string => ([...symbol].length === 1 ? symbolSign(symbol) : symbol);

type Symbols = Extract<Track, { kind: "symbols" }>;
type Series = Extract<Track, { kind: "series" }>;
type Marks = Extract<Track, { kind: "marks" }>;

/** Letters in tiles where they fit; else dots, and tiles for what matters. */
const Letters = memo(function Letters({ track, geometry }: { track: Symbols; geometry: Geometry }) {
  const matters = track.emphasis.some((emphasis) => emphasis > 0);
  const fits = geometry.bin === 1 && geometry.cell >= (matters ? 10 : 7);
  const heights = [...new Set(track.symbols.filter((symbol) => symbol !== ""))].sort();
  return [...track.symbols.keys()].map((step) => {
    const symbol = track.symbols[step] ?? "";
    const emphasis = track.emphasis[step] ?? 0;
    if (symbol === "") return null;
    const left = centreOf(geometry, step);
    if (fits || emphasis > 0) {
      const letter = visible(symbol);
      const fontSize = matters ? undefined : sizeOfLetter(letter, geometry.cell);
      return (
        <span
          key={step}
          className="tt-letter"
          data-emphasis={matters ? emphasis : "plain"}
          style={{ left, fontSize }}
        >
          {letter}
        </span>
      );
    }
    const top = 5 + (10 * heights.indexOf(symbol)) / Math.max(1, heights.length - 1);
    return <i key={step} className="tt-dot" style={{ left, top }} />;
  });
});

interface CurvesProps {
  readonly series: readonly Series[];
  readonly marks: Marks | undefined;
  readonly geometry: Geometry;
  readonly height: number;
}

/** Numbers that go in: bars where some steps are marked, a curve where none are. */
const Curves = memo(function Curves({ series, marks, geometry, height }: CurvesProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useApp((state) => state.theme);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides which colours the style sheet gives.
  useLayoutEffect(() => {
    if (!canvas.current) return;
    const ink = inkOf(canvas.current);
    const context = clear(canvas.current, geometry, height);
    if (!context) return;
    rule(context, geometry, height, ink.grid);
    series.forEach((track, i) => {
      const [low, high] = track.range;
      if (marks)
        bars(context, geometry, track.values, height, track.range, (t) => (marks.at[t] ? ink.ink : ink.base));
      else
        stepLine(
          context,
          geometry,
          Float64Array.from(track.values),
          (value) => height * (1 - shareOf(value, low, high)),
          i === 0 ? ink.ink : ink.base,
          1.6,
        );
    });
  }, [series, marks, geometry, height, theme]);
  return (
    <canvas
      ref={canvas}
      className="tt-lines"
      style={{
        left: -overhang,
        top: -overhang,
        width: geometry.plot + 2 * overhang,
        height: height + 2 * overhang,
      }}
    />
  );
});

function InputValues({ picture: { drawing, length } }: { picture: Picture }) {
  const say = useText();
  const words = useWords(en.panels.throughTime);
  const step = useStep();
  if (step === null)
    return (
      <p className="tt-hint" data-page-only>
        {words.hint}
      </p>
    );
  if (step >= length) return <p className="tt-hint">{words.afterEnd}</p>;
  return inputAt(drawing, step).map(({ name, value, unit }) => (
    <Value key={name} name={say(name)} value={visible(value)} unit={unit && say(unit)} />
  ));
}

export function InputStrip({ picture, geometry }: { picture: Picture; geometry: Geometry }) {
  const words = useWords(en.panels.throughTime);
  const say = useText();
  const { drawing } = picture;
  const symbols = drawing.input.filter((track): track is Symbols => track.kind === "symbols");
  const series = drawing.input.filter((track): track is Series => track.kind === "series");
  const marks = drawing.input.find((track): track is Marks => track.kind === "marks");
  const height = (geometry.compact ? 18 : 20) * Math.max(1, symbols.length) + (series.length > 0 ? 12 : 0);
  return (
    <Strip
      name={symbols.length > 0 ? "input" : "input tt-curves"}
      label={<b>{words.input}</b>}
      height={height}
      geometry={geometry}
      readout={<InputValues picture={picture} />}
    >
      <div role="img" aria-label={words.image.input(say(drawing.sentence))} className="tt-fill">
        {symbols.map((track) => (
          <div key={track.name} className="tt-letters">
            <Letters track={track} geometry={geometry} />
          </div>
        ))}
        {series.length > 0 && <Curves series={series} marks={marks} geometry={geometry} height={height} />}
      </div>
    </Strip>
  );
}
