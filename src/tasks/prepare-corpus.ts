import { phrase, phraseOf } from "../lib/phrase.ts";
import { type Rng, rngFrom } from "../lib/rng.ts";
import { Refused } from "../lib/said.ts";
import { symbolSign } from "../lib/symbol-sign.ts";
import { percentRight } from "./metrics.ts";
import { nextSymbolIo, quietTrack } from "./next-symbol.ts";
import type { PreparedTask, Split } from "./task.ts";
import { trivialAnswer } from "./trivial.ts";

/** What tasks of next-character prediction share: windows within pieces of a text, and what frequencies alone score. */
export interface Corpus {
  /** Sonnets, chapters: a window lies within one of them. A single one is too short to hold a part of it out. */
  readonly pieces: readonly string[];
  /** "sonnet", "chapter". */
  readonly piece: string;
  /** Whose generator chooses the held-out pieces: frozen, links depend on it. */
  readonly kind: string;
}

/** Windows of one split: characters [start, start + T] of `codes` are one, target of the last step included. */
interface Part {
  readonly codes: Int32Array;
  readonly starts: Int32Array;
}

function partOf(texts: readonly Int32Array[], length: number): Part {
  const codes = new Int32Array(texts.reduce((sum, text) => sum + text.length, 0));
  const starts: number[] = [];
  let at = 0;
  for (const text of texts) {
    codes.set(text, at);
    for (let start = 0; start + length < text.length; start++) starts.push(at + start);
    at += text.length;
  }
  return { codes, starts: Int32Array.from(starts) };
}

/** A tenth of the pieces, at least one, is held out by the seed, whole. */
function splitPieces(
  pieces: readonly Int32Array[],
  length: number,
  random: Rng,
): { readonly [S in Split]: Part } {
  const count = Math.max(1, Math.round(pieces.length / 10));
  const heldOut = new Set<number>();
  while (heldOut.size < count) heldOut.add(random.below(pieces.length));
  return {
    train: partOf(
      pieces.filter((_, index) => !heldOut.has(index)),
      length,
    ),
    heldOut: partOf(
      pieces.filter((_, index) => heldOut.has(index)),
      length,
    ),
  };
}

/** A tenth of the windows, at least one, is held out: by the seed the first or the last ones. The others overlap them. */
function splitWindows(piece: Int32Array, length: number, random: Rng): { readonly [S in Split]: Part } {
  const { starts } = partOf([piece], length);
  const count = Math.max(1, Math.round(starts.length / 10));
  const some = (from: number, to: number): Part => {
    const within = starts.slice(from, to);
    const [first = 0, last = 0] = [within[0], within.at(-1)];
    return { codes: piece.slice(first, last + length + 1), starts: within.map((start) => start - first) };
  };
  if (random.below(2) === 0) return { heldOut: some(0, count), train: some(count, starts.length) };
  const rest = starts.length - count;
  return { heldOut: some(rest, starts.length), train: some(0, rest) };
}

/** Mean of `cost(previous, next)` over all steps of all windows: what a fixed guesser is expected to score. */
function meanCost(
  { codes, starts }: Part,
  length: number,
  cost: (last: number, next: number) => number,
): number {
  const until = new Float64Array(codes.length);
  for (let i = 1; i < codes.length; i++)
    until[i] = (until[i - 1] ?? 0) + cost(codes[i - 1] ?? 0, codes[i] ?? 0);
  let sum = 0;
  for (const start of starts) sum += (until[start + length] ?? 0) - (until[start] ?? 0);
  return sum / (starts.length * length);
}

/**
 * Next character of a text.
 *
 * x: [T] tokens, one a character (capitals, marks, spaces and line ends included); y: [T] classes, the character that
 * follows each. All windows of a split are equally likely. Loss is cross-entropy in nats.
 *
 * Held out: a tenth of the pieces, whole, by the seed; windows of the others train. Of a single piece a tenth of the
 * windows, which the others overlap.
 * @throws RangeError if no piece of a split is longer than `length` characters.
 */
export function prepareCorpus({ pieces, piece, kind }: Corpus, length: number, seed: number): PreparedTask {
  const symbols = [...new Set(pieces.join(""))].sort();
  const codeOf = new Map(symbols.map((symbol, code) => [symbol, code]));
  const coded = pieces.map((text) => Int32Array.from([...text], (symbol) => codeOf.get(symbol) ?? 0));

  const random = rngFrom(seed).fork(`tasks/${kind}/held-out`);
  const [only] = coded;
  const parts =
    only && coded.length === 1 ? splitWindows(only, length, random) : splitPieces(coded, length, random);
  for (const { starts } of Object.values(parts))
    if (starts.length === 0)
      throw new Refused(
        phrase`No ${phraseOf(piece)} is longer than ${length} characters: choose a shorter length.`,
      );

  // Counts of the training text; one more for every character, since a rare one may be in held-out pieces only.
  const width = symbols.length;
  const single = new Float64Array(width).fill(1);
  for (const code of parts.train.codes) single[code] = (single[code] ?? 0) + 1;
  const total = parts.train.codes.length + width;
  const ofLetter = (next: number): number => (single[next] ?? 0) / total;
  // Pairs fall back on single letters with the weight of one count.
  const pairs = new Float64Array(width * width);
  const before = new Float64Array(width);
  parts.train.codes.forEach((next, i) => {
    if (i === 0) return;
    const last = parts.train.codes[i - 1] ?? 0;
    pairs[last * width + next] = (pairs[last * width + next] ?? 0) + 1;
    before[last] = (before[last] ?? 0) + 1;
  });
  const ofPair = (last: number, next: number): number =>
    ((pairs[last * width + next] ?? 0) + ofLetter(next)) / ((before[last] ?? 0) + 1);
  const guessing = Math.log(width);
  const letterLoss = meanCost(parts.heldOut, length, (_, next) => -Math.log(ofLetter(next)));
  const pairLoss = meanCost(parts.heldOut, length, (last, next) => -Math.log(ofPair(last, next)));

  const signs = symbols.map(symbolSign);
  const said = phraseOf(piece);
  return {
    io: nextSymbolIo(length, symbols),
    sample(random, split) {
      const { codes, starts } = parts[split];
      const start = starts[random.below(starts.length)] ?? 0;
      return {
        x: codes.slice(start, start + length),
        y: codes.slice(start + 1, start + length + 1),
        weight: new Float32Array(length).fill(1),
      };
    },
    trivial: [
      trivialAnswer("guess", "guessing", guessing, { formula: `ln ${width}` }),
      trivialAnswer("letters", "letter frequencies", letterLoss),
      trivialAnswer("pairs", "pair frequencies", pairLoss),
    ],
    metric: { label: "correct characters", unit: "%", better: "higher", of: percentRight },
    drawing({ x, y }) {
      const next = signs[y[length - 1] ?? 0] ?? "";
      return {
        input: [quietTrack("input", x, signs)],
        target: quietTrack("next", y, signs),
        sentence: phrase`${length} characters of a ${said}; the next character is “${next}”`,
      };
    },
    generate: { start: [codeOf.get("\n") ?? 0], length: 200, heldOut: parts.heldOut.codes },
  };
}
