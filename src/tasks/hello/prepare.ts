import type { Sample } from "../../lib/batch.ts";
import { phrase } from "../../lib/phrase.ts";
import { rngFrom } from "../../lib/rng.ts";
import { percentRight } from "../metrics.ts";
import { nextSymbolIo, quietTrack } from "../next-symbol.ts";
import type { PreparedTask } from "../task.ts";
import { trivialAnswer } from "../trivial.ts";

const symbols = ["h", "e", "l", "o"];
const word = Int32Array.from([0, 1, 2, 2, 3]);
/** Places in the word where a window may start. Never at an l: which of the two it is could not be known. */
const starts = [0, 1, 4];

/** Of the stream from the held-out start: it repeats itself. */
const heldOutLetters = 200;

const windowAt = (start: number, length: number): Sample => {
  const stream = Int32Array.from({ length: length + 1 }, (_, t) => word[(start + t) % word.length] ?? 0);
  return { x: stream.slice(0, -1), y: stream.slice(1), weight: new Float32Array(length).fill(1) };
};

/** Loaded once somebody chooses the task. */
export function prepareHello({ length }: { readonly length: number }, seed: number): PreparedTask {
  const heldOut = rngFrom(seed).fork("tasks/hello/held-out").below(starts.length);
  const train = starts.filter((_, index) => index !== heldOut).map((start) => windowAt(start, length));
  const test = windowAt(starts[heldOut] ?? 0, length);

  const guessing = Math.log(symbols.length);
  // From counts over the training windows, measured on the held-out one.
  const ofLetter = new Float64Array(4);
  const ofPair = new Float64Array(16);
  const before = new Float64Array(4);
  for (const { x, y } of train)
    y.forEach((next, t) => {
      const last = x[t] ?? 0;
      ofLetter[next] = (ofLetter[next] ?? 0) + 1 / (train.length * length);
      ofPair[4 * last + next] = (ofPair[4 * last + next] ?? 0) + 1;
      before[last] = (before[last] ?? 0) + 1;
    });
  let letters = 0;
  let pairs = 0;
  test.y.forEach((next, t) => {
    const last = test.x[t] ?? 0;
    letters -= Math.log(ofLetter[next] ?? 0) / length;
    pairs -= Math.log((ofPair[4 * last + next] ?? 0) / (before[last] ?? 1)) / length;
  });

  return {
    io: nextSymbolIo(length, symbols),
    sample: (rng, split) => (split === "heldOut" ? test : (train[rng.below(train.length)] as Sample)),
    trivial: [
      trivialAnswer("guess", "guessing", guessing, { formula: "ln 4" }),
      trivialAnswer("letters", "letter frequencies", letters),
      trivialAnswer("pairs", "without memory", pairs, { condition: "from the last letter" }),
    ],
    metric: { label: "correct letters", unit: "%", better: "higher", of: percentRight },
    solved: {
      label: "every letter correct",
      reached: "100 % correct",
      source: "the four pairs of University of Oslo, INF5400, 2019, all learned",
      test: ({ metric }) => metric === 100,
    },
    drawing({ x, y }) {
      const [input, target] = [quietTrack("input", x, symbols), quietTrack("next", y, symbols)];
      return {
        input: [input],
        target,
        sentence: phrase`starts at ${input.symbols[0] ?? ""}; the letter after the last one, ${input.symbols.at(-1) ?? ""}, is ${target.symbols.at(-1) ?? ""}`,
      };
    },
    generate: {
      start: [0],
      length: 40,
      heldOut: windowAt(starts[heldOut] ?? 0, heldOutLetters).x as Int32Array,
    },
  };
}
