import { expect, test } from "vitest";
import { fingerprint } from "../lib/fingerprint.ts";
import { mostWords } from "./packed.ts";
import { v1 } from "./versions/v1.ts";

type List = "words" | "prefixes";

/** How many entries a list had at a release, and the fingerprint of these. Lines are only ever added. */
const released: { readonly [list in List]: readonly (readonly [count: number, print: string])[] } = {
  words: [
    [226, "c3406d7f453e17aa"],
    [227, "f5fef0410b57f9c5"],
  ],
  prefixes: [[22, "156a06da3f46eb24"]],
};

const printOf = (entries: readonly string[]): string => fingerprint(entries.join(" "));

/** What is wrong with a list of version 1, in one sentence; undefined if packed links keep their meaning. */
function whyNotFrozen(list: List, entries: readonly string[]): string | undefined {
  for (const [count, print] of released[list])
    if (printOf(entries.slice(0, count)) !== print)
      return `The first ${count} of the ${list} of version 1 are not those that were released, so packed links would change their meaning: put them back as they were in versions/v1-words.ts. A new one goes to the end of the list, and nowhere else.`;
  const twice = entries.find((entry, at) => entries.indexOf(entry) !== at);
  if (twice !== undefined)
    return `“${twice}” is twice among the ${list} of version 1: remove the one at the end.`;
  const frozen = released[list].at(-1)?.[0] ?? 0;
  if (entries.length > frozen)
    return `The ${list} of version 1 have grown at their end. Freeze them: add [${entries.length}, "${printOf(entries)}"] to “released” in words.test.ts.`;
  return undefined;
}

test.each(["words", "prefixes"] as const)("the %s of version 1 are those of released links", (list) => {
  const why = whyNotFrozen(list, v1[list]);
  if (why !== undefined) expect.fail(why);
});

// Planted mistakes: the rule above is only worth something if it catches these.
test.each([
  ["a word put beside its kin", v1.words.toSpliced(109, 0, "clampS"), /goes to the end of the list/],
  ["one in front", ["hidden", ...v1.words], /goes to the end of the list/],
  ["two that changed places", v1.words.toSpliced(224, 2, "shortest", "bidirectional"), /put them back/],
  ["one taken out", v1.words.toSpliced(40, 1), /put them back/],
  ["one renamed", v1.words.with(107, "clampForget"), /put them back/],
  ["the last one taken out", v1.words.slice(0, -1), /put them back/],
  ["a word that is there already", [...v1.words, "units"], /“units” is twice/],
  ["a new one at the end", [...v1.words, "clampS"], /add \[228, "[0-9a-f]{16}"\] to “released”/],
])("%s is noticed", (_, words, sentence) => {
  expect(whyNotFrozen("words", words)).toMatch(sentence);
});

test("the first prefix is empty, since packed links begin without one", () => {
  expect(v1.prefixes[0]).toBe("");
});

test("no word has a code that packed links give to names without a word", () => {
  expect(v1.words.length).toBeLessThanOrEqual(mostWords);
});
