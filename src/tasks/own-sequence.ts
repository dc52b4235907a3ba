/** A sequence that somebody types, in place of a held-out one: what models make of it, and nothing that they train on. */
import type { Sample } from "../lib/batch.ts";
import { type Formed, isFormed, phrase } from "../lib/phrase.ts";
import { quote } from "../lib/quote.ts";
import { heldOutSample } from "./held-out.ts";
import type { Drawing, PreparedTask, Track } from "./task.ts";

/** As it is typed and as it stands in the address. */
export interface Typed {
  /**
   * Inputs: symbols one after another, with spaces between them where some have several characters; or numbers, with a semicolon between
   * steps where a step has several.
   */
  readonly x: string;
  /** Right answers of the last steps, in the same way; empty where none are given. */
  readonly y: string;
}

export interface OwnSequence {
  /** Padded to the task's steps; the weight is 1 where an answer is given, and 0 everywhere where none is. */
  readonly sample: Sample;
  readonly drawing: Drawing;
}

/** Whether symbols are one character each, so that they need no spaces between them. */
export const isSingle = (symbols: readonly string[]): boolean =>
  symbols.every((symbol) => [...symbol].length === 1);

const partsOf = (text: string, symbols: readonly string[]): readonly string[] => {
  if (!isSingle(symbols)) return text.split(/\s+/).filter(Boolean);
  // A space that is no symbol is there for the eye.
  return [...text].filter((one) => symbols.includes(one) || !/\s/.test(one));
};

/** Indices of symbols. */
function symbolsIn(text: string, symbols: readonly string[]): readonly number[] | Formed {
  const indices: number[] = [];
  for (const part of partsOf(text, symbols)) {
    const index = symbols.indexOf(part);
    if (index < 0) {
      const known = symbols.slice(0, 12).join(" ");
      return phrase`${quote(part)} is not a symbol of this task. Its symbols are: ${known}${symbols.length > 12 ? " …" : ""}.`;
    }
    indices.push(index);
  }
  return indices;
}

/** Rows of numbers, one per step. */
function numbersIn(text: string, names: readonly string[]): readonly (readonly number[])[] | Formed {
  const steps = (names.length === 1 ? text.split(/[\s;]+/) : text.split(/[;\n]+/)).filter(
    (step) => step.trim() !== "",
  );
  const rows: number[][] = [];
  for (const step of steps) {
    const values = step.trim().split(/\s+/);
    const wrong = values.find((value) => !Number.isFinite(Number(value)));
    if (wrong !== undefined)
      return phrase`${quote(wrong)} is not a number. Write numbers with a decimal point and spaces between them.`;
    if (values.length !== names.length)
      return phrase`${quote(step.trim())} has ${values.length} numbers; a step of this task has ${names.length}: ${names.join(", ")}. Write a semicolon between steps.`;
    rows.push(values.map(Number));
  }
  return rows;
}

/** From what people read to what networks read and back, for an input or output of that name. */
function scaleOf({ io, unscale }: PreparedTask, name: string): (value: number) => number {
  const column = io.output.kind === "values" ? io.output.names.indexOf(name) : -1;
  if (!unscale || column < 0) return (value) => value;
  const origin = unscale(0, column);
  const unit = unscale(1, column) - origin;
  return (value) => (value - origin) / unit;
}

/** Steps, and numbers in the scale of networks; of one column per name. */
function readNumbers(task: PreparedTask, text: string, names: readonly string[]): Float32Array | Formed {
  const rows = numbersIn(text, names);
  if (isFormed(rows)) return rows;
  const scales = names.map((name) => scaleOf(task, name));
  return Float32Array.from(rows.flatMap((row) => row.map((value, k) => scales[k]?.(value) ?? value)));
}

const known = new WeakMap<PreparedTask, boolean>();

/** Whether the right answer of each step is the input of the next one, as in texts and series. */
export function isNextInput(task: PreparedTask): boolean {
  const found = known.get(task);
  if (found !== undefined) return found;
  const { x, y, weight } = heldOutSample(task, 0, 0);
  const width = x.length / weight.length;
  const isSame = y.length === x.length && weight.every((one) => one > 0);
  const isNext = isSame && y.subarray(0, y.length - width).every((value, i) => value === x[i + width]);
  known.set(task, isNext);
  return isNext;
}

/** A track with nothing after the end of the sequence. */
function cutTrack(track: Track, isThere: (step: number) => boolean): Track {
  switch (track.kind) {
    case "symbols":
      return {
        ...track,
        symbols: track.symbols.map((symbol, t) => (isThere(t) ? symbol : "")),
        emphasis: track.emphasis.map((emphasis, t) => (isThere(t) ? emphasis : 0)),
      };
    case "series":
      return { ...track, values: track.values.map((value, t) => (isThere(t) ? value : Number.NaN)) };
    case "marks":
      return { ...track, at: track.at.map((at, t) => at && isThere(t)) };
    default:
      return track satisfies never;
  }
}

/**
 * What was typed as a sequence of the task. Tasks that predict the next input have their answers in the input itself.
 * @returns a sentence where it is none
 */
export function ownSequence(task: PreparedTask, { x: typedX, y: typedY }: Typed): OwnSequence | Formed {
  const { io } = task;
  const { input, output } = io;
  const width = input.kind === "tokens" ? 1 : input.names.length;
  const read =
    input.kind === "tokens" ? symbolsIn(typedX, input.symbols) : readNumbers(task, typedX, input.names);
  if (isFormed(read)) return read;
  const steps = read.length / width;
  if (steps === 0) return phrase`The sequence is empty. Type at least one step.`;
  if (steps > io.steps)
    return phrase`The sequence has ${steps} steps; this experiment has up to ${io.steps}. Shorten it, or set a greater length.`;
  const outputs = output.kind === "classes" ? 1 : output.names.length;
  const isNext = typedY === "" && isNextInput(task);
  const asked = isNext
    ? [...read.slice(width)]
    : output.kind === "classes"
      ? symbolsIn(typedY, output.symbols)
      : readNumbers(task, typedY, output.names);
  if (isFormed(asked)) return asked;
  const answers = asked.length / outputs;
  const most = io.readout === "last" ? 1 : steps;
  if (answers > most)
    return phrase`${answers} answers are given; this sequence has room for ${most}. Remove some.`;
  const x = input.kind === "tokens" ? new Int32Array(io.steps) : new Float32Array(io.steps * width);
  x.set([...read]);
  const y = output.kind === "classes" ? new Int32Array(io.steps) : new Float32Array(io.steps * outputs);
  // The next input is the answer of the step before it.
  const first = isNext ? 0 : steps - answers;
  y.set([...asked], first * outputs);
  const weight = new Float32Array(io.steps);
  weight.fill(1, first, first + answers);
  const sample = { x, y, weight, ...(steps < io.steps && { length: steps }) };
  const drawing = task.drawing(sample);
  return {
    sample,
    drawing: {
      input: drawing.input.map((track) => cutTrack(track, (t) => t < steps)),
      target: cutTrack(drawing.target, (t) => (weight[t] ?? 0) > 0),
      ...(answers > 0 && drawing.answer !== undefined && { answer: drawing.answer }),
      sentence: phrase`your own input, ${steps} of up to ${io.steps} steps`,
    },
  };
}

/** A sequence of the task as it would be typed. */
export function typedOf(task: PreparedTask, { x, y, weight, length }: Sample): Typed {
  const { input, output, steps } = task.io;
  const end = length ?? steps;
  const symbolsText = (symbols: readonly string[], indices: readonly number[]) =>
    indices.map((index) => symbols[index] ?? "").join(isSingle(symbols) ? "" : " ");
  const numbersText = (names: readonly string[], values: Int32Array | Float32Array, from: number) => {
    const column = (name: string) => (output.kind === "values" ? output.names.indexOf(name) : -1);
    const shown = (value: number, k: number) => {
      const own = column(names[k] ?? "");
      const read = task.unscale && own >= 0 ? task.unscale(value, own) : value;
      return String(Number(read.toPrecision(4)));
    };
    return Array.from({ length: end - from }, (_, t) =>
      names.map((_name, k) => shown(values[(from + t) * names.length + k] as number, k)).join(" "),
    ).join(names.length === 1 ? " " : "; ");
  };
  const asked = Math.max(0, weight.indexOf(1));
  return {
    x:
      input.kind === "tokens"
        ? symbolsText(input.symbols, [...x.subarray(0, end)])
        : numbersText(input.names, x, 0),
    y: isNextInput(task)
      ? ""
      : output.kind === "classes"
        ? symbolsText(output.symbols, [...y.subarray(asked, end)])
        : numbersText(output.names, y, asked),
  };
}
