/** What the models answer to the sequence that is shown, and which answers they give to the held-out ones. */
import type { OrWhy } from "../../examiner/protocol.ts";
import { formatCount, formatFixed } from "../../lib/format.ts";
import { isFormed } from "../../lib/phrase.ts";
import { type Confusion, rowTotal, totalsOf } from "../../model/confusion.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { answers as english } from "../../text/en/answers.ts";
import type { Words } from "../../text/language.ts";
import { distinct, rounded, type Table } from "../table.ts";
import { visible } from "../time/input-strip.tsx";
import { fixed, type Picture, softmaxRows } from "../time/picture.ts";

type AnswerWords = Words<typeof english>;

/** A matrix of more classes is no picture: its largest entries are listed. */
export const mostClasses = 12;

/** Steps at which an answer is right or wrong. */
const askedSteps = ({ sample, length }: Picture): readonly number[] =>
  [...sample.weight.keys()].filter((t) => t < length && (sample.weight[t] as number) > 0);

/** The step that answers are shown of: the one that is pointed at, else the last that asks for one, else the last. */
export function answerStep(picture: Picture, pointed: number | null): number {
  if (pointed !== null && pointed < picture.length) return pointed;
  return askedSteps(picture).at(-1) ?? picture.length - 1;
}

export interface ClassAnswers {
  readonly kind: "classes";
  readonly step: number;
  readonly symbols: readonly string[];
  /** Index of the right class; null where none is asked for. */
  readonly truth: number | null;
  /** By model, [K]. */
  readonly probabilities: readonly Float32Array[];
}

export interface ValueAnswers {
  readonly kind: "values";
  readonly step: number;
  readonly name: string;
  readonly unit: string;
  /** NaN where none is asked for. */
  readonly truth: number;
  readonly range: readonly [number, number];
  /** By model. */
  readonly values: readonly number[];
}

/** What every model answers at a step; null before there is a trace. */
export function answersAt(picture: Picture, pointed: number | null): ClassAnswers | ValueAnswers | null {
  const { trace, record, sample, output } = picture;
  if (!trace) return null;
  const step = answerStep(picture, pointed);
  const { io } = record.task;
  if (io.output.kind === "classes") {
    const { symbols } = io.output;
    const width = symbols.length;
    return {
      ...{ kind: "classes", step, symbols: symbols.map(visible) },
      truth: (sample.weight[step] as number) > 0 ? (sample.y[step] as number) : null,
      probabilities: trace.models.map(({ outputs }) =>
        softmaxRows(outputs.slice(step * width, (step + 1) * width), width),
      ),
    };
  }
  if (output.kind !== "values") return null;
  const { name, unit, range, target, lines } = output;
  const truth = target[step] ?? Number.NaN;
  const values = lines.map((line) => line[step] ?? Number.NaN);
  return { ...({ kind: "values", step, name, unit } as const), truth, range, values };
}

/** Classes in the order of the task; of many, the right one and the likeliest of every model. */
export function shownClasses({ symbols, truth, probabilities }: ClassAnswers, most = 6): readonly number[] {
  const all = [...symbols.keys()];
  if (symbols.length <= mostClasses) return all;
  const best = (k: number) => Math.max(...probabilities.map((row) => row[k] as number));
  const likely = all.sort((a, b) => best(b) - best(a)).slice(0, most);
  return truth === null || likely.includes(truth) ? likely : [truth, ...likely.slice(0, most - 1)];
}

const likeliest = (row: Float32Array): number => row.indexOf(Math.max(...row));

export const percent = (share: number): string => formatFixed(100 * share, 0);

/** By model: its confusion matrix, why there is none, or null where none is known. */
export const confusions = ({ confused, plans }: RunRecord): readonly (OrWhy<Confusion> | null)[] =>
  plans.map((_, m) =>
    confused === null ? null : isFormed(confused) ? confused : (confused.models[m] ?? null),
  );

export const shareWords = (words: AnswerWords, confusion: Confusion): string => {
  const { all, right } = totalsOf(confusion);
  return words.share(formatCount(right), formatCount(all), percent(right / all));
};

export interface Mistake {
  readonly truth: number;
  readonly answer: number;
  readonly count: number;
  /** Of all answers to that class. */
  readonly share: number;
}

/** The most frequent mistakes, the most frequent first. */
export function mistakesOf(confusion: Confusion, most: number): readonly Mistake[] {
  const { counts, classes } = confusion;
  const found: Mistake[] = [];
  counts.forEach((count, cell) => {
    const [truth, answer] = [Math.floor(cell / classes), cell % classes];
    if (truth !== answer && count > 0)
      found.push({ truth, answer, count, share: count / rowTotal(confusion, truth) });
  });
  return found.sort((a, b) => b.count - a.count).slice(0, most);
}

/** What a screen reader hears of a step. */
export function answersSentence(
  words: AnswerWords,
  { names }: Picture,
  told: ClassAnswers | ValueAnswers,
): string {
  const step = formatCount(told.step + 1);
  if (told.kind === "values") {
    const { truth, range, values } = told;
    const all = names.map((name, m) => words.toldValue(name, fixed(values[m] ?? Number.NaN, range)));
    return words.answerSentence(step, Number.isNaN(truth) ? null : fixed(truth, range), all.join(", "));
  }
  const { truth, symbols, probabilities } = told;
  const all = probabilities.map((row, m) => {
    const best = likeliest(row);
    return words.told(names[m] ?? "", symbols[best] ?? "", formatFixed(row[best] ?? Number.NaN, 2));
  });
  return words.answerSentence(step, truth === null ? null : (symbols[truth] ?? null), all.join(", "));
}

/** Classes with the answers at a step and of the held-out sequences; of values, the steps with their answers. */
export function answersTable(words: AnswerWords, picture: Picture, told: ClassAnswers | ValueAnswers): Table {
  const { columns } = words;
  const { names, output, record, length } = picture;
  if (told.kind === "values") {
    const lines = output.kind === "values" ? output : null;
    return {
      header: distinct([columns.step, columns.target, ...names.map(columns.output)]),
      rows: Array.from({ length }, (_, t) => [
        t + 1,
        rounded(lines?.target[t]),
        ...names.map((_name, m) => rounded(lines?.lines[m]?.[t])),
      ]),
    };
  }
  const { symbols, truth, probabilities } = told;
  const known = confusions(record).flatMap((confusion, m) =>
    confusion && !isFormed(confusion) ? [{ confusion, name: names[m] ?? "" }] : [],
  );
  return {
    header: distinct([
      columns.class,
      columns.isRight,
      ...names.map(columns.probability),
      ...known.flatMap(({ name }) => symbols.map((answer) => columns.count(name, answer))),
    ]),
    rows: symbols.map((symbol, k) => [
      symbol,
      truth === null ? null : Number(truth === k),
      ...names.map((_name, m) => rounded(probabilities[m]?.[k])),
      ...known.flatMap(({ confusion: { counts, classes } }) => [
        ...counts.subarray(k * classes, (k + 1) * classes),
      ]),
    ]),
  };
}
