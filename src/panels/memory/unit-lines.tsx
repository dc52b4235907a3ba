import { useRef } from "react";
import { shareIndex, slate } from "../../lib/colour-maps.ts";
import { formatFixed, formatSigned } from "../../lib/format.ts";
import { letterOf, letterText } from "../../model/notation.ts";
import { useActions, useApp, usePaint } from "../../store/hooks.ts";
import { memory as english } from "../../text/en/memory.ts";
import { type Cells, newCells, putCells } from "../../ui/heatmap.ts";
import { useText, useWords } from "../../ui/words.ts";
import { chosenUnit, useChosenUnit } from "../chosen-unit.ts";
import { SignalLetter } from "../letter.tsx";
import { keptState, type Memory, type MemorySignal, memoryOf } from "../memory-signals.ts";
import type { Geometry } from "../time/geometry.ts";
import { stepOf, useStep } from "../time/hooks.ts";
import { type Picture, pictureOf, type SignalPicture, stateLimit } from "../time/picture.ts";
import { clear, inkOf, largestOf, mark, overhang, rule, stepLine } from "../time/step-lines.ts";
import { Strip, Value } from "../time/strip.tsx";
import { limitText } from "./signal-strip.tsx";
import { markedSteps, unitSentence } from "./unit-sentence.ts";

/** One unit of a trajectory, [T]. */
export const unitValues = ({ values, units }: SignalPicture, unit: number): Float32Array =>
  Float32Array.from({ length: values.length / units }, (_, t) => values[t * units + unit] as number);

/**
 * Scale of one unit's line, −limit … +limit: that of the heat map while that is 1; of a state that grows larger, the least
 * round number over the unit's own values, since most units stay far below the largest.
 */
function unitLimit(picture: Picture, signal: MemorySignal, values: Float32Array): number {
  if (stateLimit(picture.record, [signal]) === 1) return 1;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const power = 10 ** Math.floor(Math.log10(largest));
  const lead = [1, 2, 4, 6, 8].find((round) => round * power >= largest) ?? 10;
  return lead * power;
}

interface UnitProps {
  readonly picture: Picture;
  readonly geometry: Geometry;
  readonly memory: Memory;
}

interface UnitSignalProps extends UnitProps {
  readonly signal: MemorySignal;
}

function UnitValue({ memory, signal }: Pick<UnitSignalProps, "memory" | "signal">) {
  const say = useText();
  const step = useStep();
  const unit = useChosenUnit(memory);
  const value = step === null ? undefined : signal.values[step * signal.units + unit];
  if (value === undefined) return null;
  return (
    <Value
      name={signal.kind === "state" ? <SignalLetter name={signal.name} /> : say(signal.word)}
      value={signal.isGate ? formatFixed(value, 2) : formatSigned(value)}
    />
  );
}

/** What a paint function shows now: the newest picture's memory of a lane, a signal of it, and the unit chosen. */
function paintedSignal(state: Parameters<Parameters<typeof usePaint>[0]>[0], lane: number, name: string) {
  const picture = pictureOf(state);
  const memory = picture && memoryOf(picture, lane);
  const signal = memory?.signals.find((one) => one.name === name);
  return memory && signal ? { picture, signal, unit: chosenUnit(state, memory) } : null;
}

/** A state of the chosen unit as a line, on the scale of that state's heat map. */
function UnitCurve({
  picture,
  geometry,
  memory,
  signal,
  height,
}: UnitSignalProps & { readonly height: number }) {
  const words = useWords(english);
  const canvas = useRef<HTMLCanvasElement>(null);
  const unit = useChosenUnit(memory);
  const notation = useApp((app) => app.notation);
  const { lane } = memory.network;
  const values = unitValues(signal, unit);
  const high = unitLimit(picture, signal, values);
  usePaint((state) => {
    const now = paintedSignal(state, lane, signal.name);
    if (!canvas.current || !now) return;
    const context = clear(canvas.current, geometry, height);
    if (!context) return;
    const ink = inkOf(canvas.current);
    const values = unitValues(now.signal, now.unit);
    const most = unitLimit(now.picture, now.signal, values);
    const least = now.signal.isGate ? 0 : -most;
    const y = (value: number) => height * (1 - (value - least) / (most - least));
    rule(context, geometry, y(0), ink.rule);
    stepLine(context, geometry, values, y, ink.lanes[lane % 4] as string, 1.9);
    const step = stepOf(state);
    if (step !== null) mark(context, geometry, ink, lane, step, y(values[step] ?? Number.NaN), true);
  });
  const letter = letterText(letterOf(notation, signal.name));
  return (
    <div className="mem-curve">
      <Strip
        name="unit"
        label={<SignalName signal={signal} isShort={!geometry.phone} />}
        height={height}
        geometry={geometry}
        axis={
          <CurveTicks
            limit={limitText(high)}
            isShare={signal.isGate}
            height={height}
            isShort={geometry.compact}
          />
        }
        readout={<UnitValue memory={memory} signal={signal} />}
      >
        <canvas
          ref={canvas}
          role="img"
          aria-label={words.image.line(
            letter,
            unit + 1,
            formatSigned(values[0] ?? Number.NaN),
            formatSigned(values.at(-1) ?? Number.NaN),
            formatSigned(Math.min(...values)),
            formatSigned(Math.max(...values)),
          )}
          className="tt-lines"
          style={{
            left: -overhang,
            top: -overhang,
            width: geometry.plot + 2 * overhang,
            height: height + 2 * overhang,
          }}
        />
      </Strip>
    </div>
  );
}

/** A gate of the chosen unit: a valve, not a curve. */
function Ribbon({ geometry, memory, signal, height }: UnitSignalProps & { readonly height: number }) {
  const words = useWords(english);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cells = useRef<Cells | null>(null);
  const unit = useChosenUnit(memory);
  const notation = useApp((app) => app.notation);
  const { lane } = memory.network;
  usePaint((state) => {
    const now = paintedSignal(state, lane, signal.name);
    if (!canvas.current || !now) return;
    if (cells.current?.columns !== geometry.columns) cells.current = newCells(geometry.columns, 1);
    const values = unitValues(now.signal, now.unit);
    for (let column = 0; column < geometry.columns; column++) {
      const value = largestOf(values, geometry, column);
      cells.current.pixels[column] = Number.isNaN(value)
        ? 0
        : (slate[state.theme][shareIndex(value)] as number);
    }
    putCells(canvas.current, cells.current);
  });
  const values = unitValues(signal, unit);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return (
    <Strip
      name="ribbon"
      label={<SignalName signal={signal} />}
      height={height}
      geometry={geometry}
      readout={<UnitValue memory={memory} signal={signal} />}
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label={words.image.ribbon(
          letterText(letterOf(notation, signal.name)),
          unit + 1,
          formatFixed(mean, 2),
        )}
        className="mem-ribbon"
        style={{ width: geometry.plot, height }}
      />
    </Strip>
  );
}

interface CurveTicksProps {
  /** Of the largest value on the scale. */
  readonly limit: string;
  /** From 0 on; else from −limit on. */
  readonly isShare: boolean;
  readonly height: number;
  /** There is no height for a label at either end. */
  readonly isShort: boolean;
}

function CurveTicks({ limit, isShare, height, isShort }: CurveTicksProps) {
  if (isShort) return <span style={{ top: height / 2 }}>{isShare ? `0 … ${limit}` : `±${limit}`}</span>;
  return (
    <>
      <span style={{ top: 0 }}>{isShare ? limit : `+${limit}`}</span>
      <span style={{ top: height }}>{isShare ? "0" : `−${limit}`}</span>
    </>
  );
}

interface SignalNameProps {
  readonly signal: MemorySignal;
  /** The letter alone, beside the ends of a scale. */
  readonly isShort?: boolean;
}

function SignalName({ signal, isShort = false }: SignalNameProps) {
  const say = useText();
  return (
    <span className="mem-name">
      <b>
        <SignalLetter name={signal.name} />
      </b>
      {!isShort && <span>{say(signal.word)}</span>}
    </span>
  );
}

/** The unit by name, the two buttons that go to its neighbours in the rows above, and what it does in a sentence. */
function UnitHead({ picture, geometry, memory }: UnitProps) {
  const words = useWords(english);
  const { show } = useActions();
  const unit = useChosenUnit(memory);
  const { lane, scans, scan, hidden, units } = memory.network;
  const go = (by: number) => {
    const row = hidden.order.indexOf(unit);
    const next = hidden.order[(row + by + units) % units];
    if (next !== undefined) show({ pinnedUnit: { model: lane, unit: next } });
  };
  // What reads backward comes to a mark after what follows it.
  const isForward = scans[scan]?.direction === "forward";
  const marks = isForward ? markedSteps(picture.drawing) : [];
  const sentence = unitSentence(words, unitValues(keptState(memory), unit), marks);
  const hasGates = memory.signals.some(({ kind }) => kind === "gate");
  return (
    <div className="tt-subhead mem-unit-head">
      <h3>{words.unitTitle(unit + 1)}</h3>
      <span className="mem-steps">
        <button
          type="button"
          aria-label={words.previousUnit}
          title={words.previousUnit}
          onClick={() => go(-1)}
        >
          ‹
        </button>
        <button type="button" aria-label={words.nextUnit} title={words.nextUnit} onClick={() => go(1)}>
          ›
        </button>
      </span>
      <p>{!geometry.phone && (hasGates ? words.unitNote : words.unitNoteUngated)}</p>
      {sentence !== null && <span className="mem-sentence">{sentence}</span>}
    </div>
  );
}

/** The chosen unit: its states as lines, then its gates as ribbons. */
export function UnitLines({ picture, geometry, memory }: UnitProps) {
  const states = memory.signals.filter(({ kind }) => kind === "state");
  const gates = memory.signals.filter(({ kind }) => kind === "gate");
  const [tall, low] = geometry.compact ? [20, 16] : [30, 20];
  return (
    <div className="mem-unit">
      <UnitHead picture={picture} geometry={geometry} memory={memory} />
      {states.map((signal, k) => (
        <UnitCurve
          key={signal.name}
          {...{ picture, geometry, memory, signal }}
          height={k === 0 ? tall : low}
        />
      ))}
      {gates.map((signal) => (
        <Ribbon key={signal.name} {...{ picture, geometry, memory, signal }} height={12} />
      ))}
    </div>
  );
}
