import { memo } from "react";
import { readingDirection } from "../lib/reading-direction.ts";
import { shareOf } from "../lib/share-of.ts";
import type { Drawing, Track } from "../tasks/task.ts";
import { en } from "../text/en.ts";
import { useText, useWords } from "../ui/words.ts";

/** Letters in a row up to this many steps; beyond it only those that matter, between dots. */
const lettersUpTo = 24;
/** So many characters of a text fit the rail. */
const charactersShown = 22;

const percent = (share: number): string => `${(100 * share).toFixed(3)}%`;

/** One sample, as small as a line of text: what goes in, and the answer at its end. */
export const TaskDrawing = memo(function TaskDrawing({ drawing }: { readonly drawing: Drawing }) {
  const all = useWords(en);
  const say = useText();
  const { input, target, answer, sentence } = drawing;
  // Where there is no single answer, the target is a row of its own.
  const rows = answer === undefined ? [...input, target] : input;
  const isText = rows.every((track) => track.kind === "symbols") && answer === undefined;
  const dir = isText ? directionOf(rows) : "ltr";
  return (
    <div
      className={`drawing${isText ? " drawing-text" : ""}`}
      role="img"
      aria-label={all.app.task.picture(answer, say(sentence))}
    >
      <div className="drawing-rows">
        {isText ? (
          rows.map((track, row) =>
            track.kind === "symbols" ? (
              <TextRow key={track.name} track={track} target={row === rows.length - 1} dir={dir} />
            ) : null,
          )
        ) : (
          <svg width="100%" height="100%" aria-hidden="true">
            {input.map((track) => (
              <TrackPicture key={track.name} track={track} input={input} />
            ))}
          </svg>
        )}
      </div>
      {answer !== undefined && (
        <b className="drawing-answer number" translate="no">
          {answer}
        </b>
      )}
    </div>
  );
});

/** Of a text, by whether more of its characters are of a script that is read from the right. */
function directionOf(rows: readonly Track[]): "ltr" | "rtl" {
  const text = rows.flatMap((track) => (track.kind === "symbols" ? track.symbols : [])).join("");
  return readingDirection(text);
}

type SymbolTrack = Extract<Track, { kind: "symbols" }>;
type SeriesTrack = Extract<Track, { kind: "series" }>;
type MarkTrack = Extract<Track, { kind: "marks" }>;

interface TextRowProps {
  readonly track: SymbolTrack;
  readonly target: boolean;
  readonly dir: "ltr" | "rtl";
}

function TextRow({ track, target, dir }: TextRowProps) {
  return (
    // A text that is read from the right begins there.
    <span className={target ? "drawing-line drawing-target" : "drawing-line"} dir={dir} aria-hidden="true">
      {track.symbols.slice(0, charactersShown).map((symbol, t) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a letter is its place; the row never reorders
        <i key={t} className={[...symbol].length > 1 && !symbol.startsWith("◌") ? "drawing-name" : undefined}>
          {symbol === "␣" ? "·" : symbol}
        </i>
      ))}
    </span>
  );
}

function TrackPicture({ track, input }: { readonly track: Track; readonly input: readonly Track[] }) {
  switch (track.kind) {
    case "symbols":
      return <SymbolPicture track={track} />;
    case "series":
      return <SeriesPicture track={track} marks={input.find((other) => other.kind === "marks")} />;
    case "marks":
      // Drawn on the series that it marks.
      return input.some(({ kind }) => kind === "series") ? null : <MarkPicture track={track} />;
    default:
      return track satisfies never;
  }
}

function SymbolPicture({ track: { symbols, emphasis } }: { readonly track: SymbolTrack }) {
  const steps = symbols.length;
  const quiet = [...new Set(symbols.filter((symbol, t) => emphasis[t] === 0 && symbol !== ""))].sort();
  const at = (t: number) => (t + 0.5) / steps;
  const asLetters = steps <= lettersUpTo;
  return (
    <>
      {symbols.map((symbol, t) => {
        const key = `${t}`;
        if (emphasis[t] !== 0 || symbol === "") return null;
        const level = quiet.length < 2 ? 0.5 : quiet.indexOf(symbol) / (quiet.length - 1);
        return asLetters ? (
          <text key={key} className="drawing-quiet" x={percent(at(t))} y="50%">
            {symbol}
          </text>
        ) : (
          <rect
            key={key}
            className="drawing-dot"
            x={percent(at(t))}
            y={percent(0.32 + 0.36 * level)}
            width="1.8"
            height="1.8"
          />
        );
      })}
      {symbols.map((symbol, t) => {
        const key = `${t}`;
        const strength = emphasis[t] ?? 0;
        if (strength === 0) return null;
        return (
          <g key={key} className={strength === 1 ? "drawing-first" : "drawing-second"}>
            <svg x={percent(at(t))} y="50%" width="1" height="1" overflow="visible" aria-hidden="true">
              <rect x="-5.5" y="-7" width="11" height="14" rx="2" />
              <text>{symbol}</text>
            </svg>
          </g>
        );
      })}
    </>
  );
}

function SeriesPicture({
  track: { values, range },
  marks,
}: {
  readonly track: SeriesTrack;
  readonly marks: MarkTrack | undefined;
}) {
  const steps = values.length;
  const there = values.filter(Number.isFinite);
  const low = marks ? range[0] : Math.min(...there);
  const high = marks ? range[1] : Math.max(...there);
  const y = (value: number) => 1 - shareOf(value, low, high);
  if (!marks) {
    const points = values.map((value, t) => `${t + 0.5},${(0.1 + 0.8 * y(value)).toFixed(3)}`).join(" ");
    return (
      <svg
        width="100%"
        height="100%"
        viewBox={`0 0 ${steps} 1`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <polyline className="drawing-curve" points={points} vectorEffect="non-scaling-stroke" />
      </svg>
    );
  }
  return values.map((value, t) => {
    const key = `${t}`;
    // After the end.
    if (Number.isNaN(value)) return null;
    const top = 0.12 + 0.76 * y(value);
    return (
      <rect
        key={key}
        className={marks.at[t] ? "drawing-marked" : "drawing-bar"}
        x={percent(t / steps)}
        width={percent(0.7 / steps)}
        y={percent(top)}
        height={percent(0.94 - top)}
      />
    );
  });
}

function MarkPicture({ track: { at } }: { readonly track: MarkTrack }) {
  return at.map((marked, t) => {
    const key = `${t}`;
    return marked ? (
      <rect key={key} className="drawing-marked" x={percent(t / at.length)} width="2" y="20%" height="60%" />
    ) : null;
  });
}
