/**
 * Large files of reference values leave arrays out and have a sentence in their place, as "omitted: 48,000 numbers". Such an
 * array counts as absent: the rest of the file is compared, and the sentence is printed.
 */

export type Json = { readonly [key: string]: unknown };
export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export interface LeftOut {
  /** As "forward.gates.z". */
  readonly path: string;
  readonly sentence: string;
}

/** What a file says about itself: texts that stand for no array. */
const facts = new Set([
  ...["schema", "kind", "cell", "cells", "size_name", "conventions", "base_file"],
  ...["options", "loss_name"],
]);

/** Where clipping changed nothing the files say so instead of repeating an array: nothing is left out there. */
const isRemark = (path: string): boolean => /\.after_update\.clip_norm_\w+\.(grads|sgd_lr0p1)$/.test(path);

/** The file with the sentences taken out, and what they stood for. */
export function withoutSentences(file: Json): { readonly json: Json; readonly leftOut: readonly LeftOut[] } {
  const leftOut: LeftOut[] = [];
  const cleaned = (json: Json, at: string): Json =>
    Object.fromEntries(
      Object.entries(json).flatMap(([key, value]): [string, unknown][] => {
        const path = at + key;
        if (facts.has(path)) return [[key, value]];
        if (typeof value === "string") {
          if (!isRemark(path)) leftOut.push({ path, sentence: value });
          return [];
        }
        return [[key, isJson(value) ? cleaned(value, `${path}.`) : value]];
      }),
    );
  return { json: cleaned(file, ""), leftOut };
}

/** One text for each sentence, with the arrays that it stands for. */
export function sayLeftOut(leftOut: readonly LeftOut[]): readonly string[] {
  const paths = new Map<string, string[]>();
  for (const { path, sentence } of leftOut) paths.set(sentence, [...(paths.get(sentence) ?? []), path]);
  return [...paths].map(([sentence, of]) => `${of.join(", ")}: “${sentence}”`);
}
