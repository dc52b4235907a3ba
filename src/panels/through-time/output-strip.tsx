import { useRef } from "react";
import { formatFixed } from "../../lib/format.ts";
import type { Phrase } from "../../lib/phrase.ts";
import { shareOf } from "../../lib/share-of.ts";
import { tickLabels } from "../../lib/ticks.ts";
import { usePaint } from "../../store/hooks.ts";
import type { AppState } from "../../store/state.ts";
import { en } from "../../text/en.ts";
import type { Words } from "../../text/language.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { centreOf, type Geometry } from "../time/geometry.ts";
import { stepOf, useStep } from "../time/hooks.ts";
import { fixed, type Output, type Picture, pictureOf } from "../time/picture.ts";
import { clear, inkOf, mark, overhang, rule, stepLine } from "../time/step-lines.ts";
import { Strip, Value } from "../time/strip.tsx";

const rangeOf = (output: Output): readonly [number, number] =>
  output.kind === "values" ? output.range : [0, 1];

export const outputLabel = (
  words: Words<typeof en.panels.throughTime>,
  say: (said: Phrase) => string,
  output: Output,
): string => {
  if (output.kind === "values")
    return output.unit ? `${say(output.name)}, ${say(output.unit)}` : say(output.name);
  return output.kind === "right" && output.answer
    ? words.probabilityOf(output.answer)
    : words.probabilityRight;
};

/** Always the same decimals: probabilities have three. */
export const outputText = (output: Output, model: number, step: number): string => {
  const value = output.lines[model]?.[step] ?? Number.NaN;
  return output.kind === "values" ? fixed(value, output.range) : formatFixed(value, 3);
};

/** The only step that has a target, which is ringed; null where several have one, or none. */
function ringedStep(output: Output): number | null {
  const known =
    output.kind === "right"
      ? output.readAt
      : output.kind === "values"
        ? [...output.target.keys()].filter((t) => !Number.isNaN(output.target[t]))
        : [];
  return known.length === 1 ? (known[0] ?? null) : null;
}

function paintTarget(
  context: CanvasRenderingContext2D,
  output: Output,
  geometry: Geometry,
  y: (value: number) => number,
  colours: { readonly ink: string },
): void {
  const step = ringedStep(output);
  if (step !== null) {
    const value = output.kind === "values" ? (output.target[step] as number) : 1;
    context.beginPath();
    context.arc(centreOf(geometry, step), y(value), 6, 0, 2 * Math.PI);
    context.strokeStyle = colours.ink;
    context.lineWidth = 1.8;
    context.stroke();
  } else if (output.kind === "values")
    stepLine(context, geometry, output.target, y, colours.ink, 1.2, [2, 2]);
}

function OutputValues({ picture }: { picture: Picture }) {
  const words = useWords(en.panels.throughTime);
  const step = useStep();
  if (step === null) return null;
  const { output, names } = picture;
  const target = output.kind === "values" ? output.target[step] : Number.NaN;
  return (
    <>
      {names.map((name, m) => (
        <Value
          key={name}
          name={
            <>
              <LaneMark lane={m} size={7} />
              {name}
            </>
          }
          value={outputText(output, m, step)}
        />
      ))}
      {output.kind === "values" && target !== undefined && !Number.isNaN(target) && (
        <Value name={words.target} value={fixed(target, output.range)} />
      )}
    </>
  );
}

/** How the target is drawn: a ring, or a dashed line. */
const Sample = ({ isRing }: { readonly isRing: boolean }) => (
  <svg className="tt-sample-mark" aria-hidden="true" width="14" height="10" viewBox="0 0 14 10">
    {isRing ? (
      <circle cx="7" cy="5" r="4" fill="none" stroke="currentColor" strokeWidth="1.6" />
    ) : (
      <path d="M0 5H14" stroke="currentColor" strokeWidth="1.2" strokeDasharray="2 2" />
    )}
  </svg>
);

/** Probability of the right class, or value and target, a line a model. */
export function OutputStrip({ picture, geometry }: { picture: Picture; geometry: Geometry }) {
  const words = useWords(en.panels.throughTime);
  const say = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { output, names, length } = picture;
  const rows = names.length + (output.kind === "values" ? 1 : 0);
  const height = geometry.phone
    ? 34
    : geometry.compact
      ? Math.max(38, 14 * rows - 10)
      : Math.max(42, 15 * rows - 7);
  const [low, high] = rangeOf(output);

  usePaint((state: AppState) => {
    const now = pictureOf(state);
    if (!canvas.current || !now) return;
    const context = clear(canvas.current, geometry, height);
    if (!context) return;
    const ink = inkOf(canvas.current);
    const y = (value: number) => height * (1 - shareOf(Math.min(high, Math.max(low, value)), low, high));
    rule(context, geometry, 0, ink.grid);
    rule(context, geometry, height, ink.grid);
    if (now.output.kind === "right") rule(context, geometry, y(1 / now.output.classes), ink.base, [2, 3]);
    const step = stepOf(state);
    now.output.lines.forEach((line, lane) => {
      stepLine(context, geometry, line, y, ink.lanes[lane % 4] as string, 1.6);
    });
    now.output.lines.forEach((line, lane) => {
      mark(context, geometry, ink, lane, now.length - 1, y(line[now.length - 1] as number), false);
      if (step !== null) mark(context, geometry, ink, lane, step, y(line[step] as number), true);
    });
    paintTarget(context, now.output, geometry, y, ink);
  });

  const values = names
    .map((name, m) => words.image.value(name, outputText(output, m, length - 1)))
    .join(", ");
  const ringed = ringedStep(output);
  // Named in the gutter, since words in the plot would cross the lines.
  const target = ringed ?? (output.kind === "values" ? length - 1 : null);
  return (
    <Strip
      name="output"
      label={
        <>
          <b>{words.output}</b>
          <small title={outputLabel(words, say, output)}>
            {(output.kind === "values" && output.unit && say(output.unit)) || outputLabel(words, say, output)}
          </small>
          {target !== null && (
            <small className="tt-target">
              <Sample isRing={ringed !== null} /> {words.target}
            </small>
          )}
        </>
      }
      height={height}
      geometry={geometry}
      axis={
        <>
          <span style={{ top: 0 }}>{tickLabels([low, high])[1]}</span>
          <span style={{ top: height }}>{tickLabels([low, high])[0]}</span>
        </>
      }
      readout={<OutputValues picture={picture} />}
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label={words.image.output(outputLabel(words, say, output), values)}
        className="tt-lines"
        style={{
          left: -overhang,
          top: -overhang,
          width: geometry.plot + 2 * overhang,
          height: height + 2 * overhang,
        }}
      />
    </Strip>
  );
}
