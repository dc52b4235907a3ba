import { phrase } from "../../lib/phrase.ts";
import { Failed } from "../../lib/said.ts";
import { characterModel, windowLength } from "../character-corpus.ts";
import { defineTask } from "../task.ts";

/** What the build writes to data/source.json, beside title, licence and address. */
export interface SourceAsset {
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

function checkAsset(data: unknown): SourceAsset["files"] {
  const files = (data as SourceAsset | null)?.files;
  if (!Array.isArray(files) || files.length < 20)
    throw new Failed(
      phrase`The data file “source” does not hold twenty source files. Build the page again to regenerate it.`,
    );
  return files;
}

/**
 * Next character of the TypeScript source of the page that shows it.
 *
 * x: [T] tokens, one a character; y: [T] classes, the character that follows each. A window lies within one file; all
 * windows of a split are equally likely. Loss is cross-entropy in nats.
 *
 * The text is that of the build, so it changes with every release, and curves with it: the one task whose links do not
 * promise the same data for ever.
 *
 * Held out: a tenth of the files, whole, by the seed; windows of the others train. Files begin alike and repeat lines, so
 * that a few held-out windows read like trained ones.
 */
export const source = defineTask({
  kind: "source",
  title: "This page's source",
  summary:
    "The source code of this page, one character at a time. It changes with every release, and the curves change with it.",
  ...characterModel,
  fields: { length: windowLength(60) },
  data: {
    title: "Source of Unrolled, as this page was built from it",
    licence: "MIT",
    url: "https://opensource.org/license/mit",
  },
  async prepare({ length }, seed, load) {
    const [data, { prepareCorpus }] = await Promise.all([load("source"), import("../prepare-corpus.ts")]);
    const pieces = checkAsset(data).map(({ text }) => text);
    return prepareCorpus({ pieces, piece: "source file", kind: "source" }, length, seed);
  },
});
