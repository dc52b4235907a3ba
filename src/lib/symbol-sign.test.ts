import { expect, test } from "vitest";
import { shownPieces, symbolSign } from "./symbol-sign.ts";

const everyCharacter = function* () {
  for (let code = 0; code <= 0x10ffff; code++)
    if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code);
};
const unseen = /[\s\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;

test("every character of Unicode has a sign that can be seen, and no two have the same", {
  timeout: 60_000,
}, () => {
  const signs = new Map<string, string>();
  for (const character of everyCharacter()) {
    const sign = symbolSign(character);
    if (sign === character) {
      // Seen as it is; marks need something to stand on.
      if (unseen.test(character) || /\p{M}/u.test(character)) throw new Error(`no sign for ${character}`);
      continue;
    }
    const seen = sign.startsWith("◌") ? !/\p{Default_Ignorable_Code_Point}/u.test(sign) : !unseen.test(sign);
    const other = signs.get(sign);
    if (!seen || other !== undefined)
      throw new Error(`U+${character.codePointAt(0)?.toString(16)} is shown as “${sign}”, as is “${other}”`);
    signs.set(sign, character);
  }
  expect(signs.size).toBeGreaterThan(1000);
});

test.each([
  [" ", "␣"],
  ["\n", "↵"],
  ["\t", "⇥"],
  ["\r", "␍"],
  ["\0", "␀"],
  ["\u00a0", "⍽"],
  ["\u200d", "ZWJ"],
  ["\u00ad", "SHY"],
  ["\ufeff", "BOM"],
  ["\ufe0f", "VS16"],
  ["\u202e", "RLO"],
  ["\u0301", "◌\u0301"],
  ["\ue000", "U+E000"],
  ["a", "a"],
  ["ש", "ש"],
  ["🚣", "🚣"],
  ["�", "�"],
])("%j is shown as %s", (character, sign) => {
  expect(symbolSign(character)).toBe(sign);
});

test("a text keeps its blanks, line ends and accents, and shows what else is hidden in it", () => {
  expect(shownPieces("e\u0301 if\n\tx\u200by")).toEqual([
    { text: "e\u0301 if\n", isSign: false },
    { text: "⇥", isSign: true },
    { text: "x", isSign: false },
    { text: "ZWSP", isSign: true },
    { text: "y", isSign: false },
  ]);
  expect(shownPieces("")).toEqual([]);
});
