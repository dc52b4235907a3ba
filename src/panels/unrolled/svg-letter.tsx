import { baseText } from "../../model/notation.ts";
import type { Letter } from "../../model/notation-types.ts";
import { textWidth } from "../text-width.ts";

interface SvgLetterProps {
  readonly letter: Letter;
  readonly x: number;
  readonly y: number;
  readonly anchor?: "start" | "middle" | "end";
  readonly className?: string;
  /** Of a word: a longer one is broken behind its “_”, upwards from its place. */
  readonly room?: number | undefined;
  /** After the letter, upright. */
  readonly children?: string | undefined;
}

/** Between the lines of a word. */
const wordLine = 12;
/** Of a letter in an index, on average. */
const indexWidth = 5;

/** A letter of the notation in a drawing. */
export function SvgLetter({
  letter,
  x,
  y,
  anchor = "middle",
  className = "",
  room,
  children,
}: SvgLetterProps) {
  const isWord = letter.base.length > 1;
  const text = baseText(letter);
  const breakAt = room !== undefined && textWidth(text) > room ? text.indexOf("_") + 1 : 0;
  return (
    <text
      className={`un-letter ${isWord ? "un-letter-word" : ""} ${className}`}
      x={x}
      y={y}
      textAnchor={anchor}
    >
      {breakAt > 0 && (
        <tspan className="un-letter-base" dy={-wordLine}>
          {text.slice(0, breakAt)}
        </tspan>
      )}
      <tspan className="un-letter-base" {...(breakAt > 0 && { x, dy: wordLine })}>
        {text.slice(breakAt)}
      </tspan>
      {letter.sup && (
        <tspan className="un-letter-index" dy={-5}>
          {letter.sup}
        </tspan>
      )}
      {letter.sub && (
        // Under what stands above.
        <tspan
          className="un-letter-index"
          dx={-indexWidth * (letter.sup?.length ?? 0)}
          dy={letter.sup ? 8 : 3}
        >
          {letter.sub}
        </tspan>
      )}
      {children && (
        <tspan className="un-number" dx={5} dy={letter.sub ? -3 : letter.sup ? 5 : 0}>
          {children}
        </tspan>
      )}
    </text>
  );
}
