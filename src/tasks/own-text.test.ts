/** Text of one's own: what is read, how it is cut, and which characters are told apart. */
import { describe, expect, test } from "vitest";
import { inEnglish } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { checkOwnData } from "../own-data/own-data.ts";
import { readText } from "../own-data/read-text.ts";
import { heldOutSample } from "./held-out.ts";
import { tasks } from "./index.ts";
import { cutText } from "./text/cut.ts";
import { exampleText } from "./text/example.ts";
import { foldRare, mostSymbols, rareEnough, vocabularyOf } from "./text/vocabulary.ts";

const bytes = (...codes: number[]) => Uint8Array.from(codes);
const utf8 = (text: string) => new TextEncoder().encode(text);
const load = async () => null;
const prepare = (text: string, length = 5, rare = 0, seed = 1) =>
  tasks.text.prepare({ length, rare }, seed, load, { kind: "text", title: "", text });

test.each([
  ["one\r\ntwo\rthree\n", "one\ntwo\nthree\n"],
  ["\uFEFFfirst", "first"],
  ["näh 🚣", "näh 🚣"],
  ["\ttab\fpage", "\ttab\fpage"],
  ["broken by hand\vhere", "broken by hand\nhere"],
  ["two files\n\uFEFFin one", "two files\nin one"],
  ["an old file\r\n\u001A", "an old file\n"],
])("%j is read as %j, from bytes and pasted", (text, expected) => {
  for (const source of [text, utf8(text)]) {
    const read = readText(source, " a\nname ");
    expect(read).toEqual({ ok: true, notes: [], data: { kind: "text", title: "a name", text: expected } });
    expect(read.ok && checkOwnData(read.data)).toEqual(read.ok && read.data);
  }
});

test.each([
  ["nothing", bytes(), /no text in it.*Choose/],
  ["blanks", " \n\t ", /no text in it/],
  ["a picture", bytes(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d), /zero byte/],
  ["a zero byte", "ab\0c", /Character 3 of it is a zero byte/],
  ["control codes", bytes(0x1b, 0x01, 0x02, 0x41), /3 of its 4 characters are control codes/],
  ["half a character", "a\ud83d", /lone surrogate/],
  ["bytes beyond the limit", new Uint8Array(2_345_678).fill(97), /It is 2.35 MB; the limit is 2 MB/],
  ["wide characters beyond the limit", "ä".repeat(1_000_001), /2.01 MB; the limit is 2 MB/],
])("%s: refused with what to do", (_, source, problem) => {
  const read = readText(source, "t");
  expect(read.ok ? "read" : inEnglish(read.problem)).toMatch(problem);
});
const wide = (text: string, bigEnd: boolean, mark: boolean) => {
  const units = [...((mark ? "\uFEFF" : "") + text)].map((unit) => unit.charCodeAt(0));
  return Uint8Array.from(
    units.flatMap((unit) => (bigEnd ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8])),
  );
};
test.each([
  ["UTF-16, little end first", wide("näh, fern", false, true), "näh, fern", /UTF-16/],
  ["UTF-16, big end first", wide("näh, fern", true, true), "näh, fern", /UTF-16/],
  ["UTF-16 without a mark", wide("näh, fern", false, false), "näh, fern", /UTF-16/],
  ["UTF-16, big end first, without a mark", wide("näh, fern", true, false), "näh, fern", /UTF-16/],
  ["Windows-1252", bytes(0x6e, 0xe4, 0x68, 0x20, 0x80), "näh €", /Windows-1252; if letters look wrong/],
  [
    "UTF-8 cut in a character",
    utf8("ä ö ü ß é è ê ë").slice(0, -1),
    "ä ö ü ß é è ê \uFFFD",
    /not UTF-8.*once/,
  ],
])("%s is decoded, with a note", (_, source, text, note) => {
  const read = readText(source, "t");
  expect(read).toMatchObject({ ok: true, data: { text } });
  expect(read.ok && read.notes.map(inEnglish)).toEqual([expect.stringMatching(note)]);
});
test("two megabytes are read, of UTF-16 too", () => {
  const letters = (count: number) => new Uint8Array(2 * count).map((_, place) => (place % 2 === 0 ? 97 : 0));
  expect(readText(letters(2_000_000), "t").ok).toBe(true);
  expect(readText(letters(2_000_001), "t").ok).toBe(false);
});
test("two megabytes are read", () => {
  expect(readText(new Uint8Array(2_000_000).fill(97), "t").ok).toBe(true);
});

describe("the vocabulary", () => {
  test("counts characters, wide ones whole, most frequent first", () => {
    expect(vocabularyOf("b🚣a🚣b🚣c", 0)).toEqual({
      symbols: [
        { symbol: "🚣", count: 3 },
        { symbol: "b", count: 2 },
        { symbol: "a", count: 1 },
        { symbol: "c", count: 1 },
      ],
      sign: null,
      folded: 0,
      length: 7,
    });
  });
  test("rare characters become one, which the text does not have, and the most frequent one stays", () => {
    const text = "aaaabbb�xyz";
    const some = vocabularyOf(text, 2);
    expect(some).toMatchObject({ sign: "▯", folded: 4 });
    expect(some.symbols).toEqual(
      [
        { symbol: "▯", count: 4 },
        { symbol: "a", count: 4 },
        { symbol: "b", count: 3 },
      ].sort((a, b) => b.count - a.count || (a.symbol < b.symbol ? -1 : 1)),
    );
    expect(foldRare(text, some)).toBe("aaaabbb▯▯▯▯");
    expect(vocabularyOf(text, 10_000).symbols.map(({ symbol }) => symbol)).toEqual(["▯", "a"]);
    expect(vocabularyOf("aab", 2)).toMatchObject({ sign: null, folded: 0 });
  });
  test("too large a one is refused with the setting that brings it within the limit", async () => {
    const script = Array.from({ length: 900 }, (_, i) =>
      String.fromCodePoint(0x4e00 + i).repeat(1 + (i % 30)),
    );
    const text = script.join("");
    const rare = rareEnough(text);
    expect(vocabularyOf(text, rare).symbols.length).toBeLessThanOrEqual(mostSymbols);
    expect(vocabularyOf(text, rare - 1).symbols.length).toBeGreaterThan(mostSymbols);
    await expect(prepare(text)).rejects.toThrow(
      `900 different characters; the limit is 512. Set “Fold rare characters” to ${rare}`,
    );
    const { io } = await prepare(text, 5, rare);
    expect(io.input.kind === "tokens" && io.input.symbols).toHaveLength(
      vocabularyOf(text, rare).symbols.length,
    );
  });
});

test("passages are the text, hold a window and more each, and end at lines", () => {
  for (const [text, length] of [
    [exampleText.text, 40],
    [exampleText.text, 400],
    ["word ".repeat(60), 12],
    ["🚣".repeat(100), 5],
    ["x\n".repeat(15), 5],
    ["a line of nine and twenty or s\n".repeat(28), 42],
  ] as const) {
    const characters = [...text].length;
    const pieces = cutText(text, characters, length);
    expect(pieces.join("")).toBe(text);
    expect(pieces.length).toBe(Math.min(20, Math.floor(characters / (length + 2))));
    for (const piece of pieces) expect([...piece].length).toBeGreaterThan(length);
  }
  expect(cutText(exampleText.text, exampleText.text.length, 40).every((piece) => piece.endsWith("\n"))).toBe(
    true,
  );
  expect(
    cutText("word ".repeat(60), 300, 12)
      .slice(0, -1)
      .every((piece) => piece.endsWith(" ")),
  ).toBe(true);
});

test("whole passages are held out, and none is trained on", async () => {
  const text = Array.from({ length: 400 }, (_, i) => `${i}: ${i * i};\n`).join("");
  for (const seed of [1, 2, 3]) {
    const task = await prepare(text, 20, 0, seed);
    const symbols = task.io.input.kind === "tokens" ? task.io.input.symbols : [];
    const places = (split: "train" | "heldOut") =>
      Array.from({ length: 3000 }, (_, i) => {
        const { x } = task.sample(rngFrom(seed).fork(`${i}`), split);
        return text.indexOf(Array.from(x, (code) => symbols[code]).join(""));
      });
    const characters = (split: "train" | "heldOut") =>
      new Set(places(split).flatMap((place) => Array.from({ length: 21 }, (_, t) => place + t)));
    const [train, heldOut] = [characters("train"), characters("heldOut")];
    expect([...heldOut].filter((place) => train.has(place))).toEqual([]);
    expect(heldOut.size / text.length).toBeGreaterThan(0.08);
    expect(heldOut.size / text.length).toBeLessThan(0.12);
  }
});

test("of a text too short for passages a tenth of the windows is held out, which is said", async () => {
  const text = "0123456789abcdefghijklmnopqrst";
  for (const seed of [1, 2, 3, 4]) {
    const task = await prepare(text, 20, 0, seed);
    const first = (split: "train" | "heldOut") =>
      new Set(Array.from({ length: 200 }, (_, i) => task.sample(rngFrom(seed).fork(`${i}`), split).x[0]));
    expect([first("train").size, first("heldOut").size]).toEqual([9, 1]);
    expect([...first("heldOut")].every((start) => !first("train").has(start))).toBe(true);
    const { sentence } = task.drawing(task.sample(rngFrom(1), "heldOut"));
    expect(inEnglish(sentence)).toMatch(/short text with held-out windows that overlap the training windows/);
  }
  const enough = await prepare(text.slice(0, 22), 20);
  expect(enough.sample(rngFrom(1), "train").x).toHaveLength(20);
});

test.each([
  [
    "0123456789",
    40,
    "The text has 10 characters; windows of 40 need at least 42. Choose a length of at most 8 or a longer text.",
  ],
  ["012", 5, "The text has 3 characters; windows of 5 need at least 7. Use a longer text."],
  ["🚣".repeat(6), 5, "The text has 6 characters; windows of 5 need at least 7. Use a longer text."],
  ["aaaaaaaaaaaa", 5, "has only one distinct character"],
])("%j in windows of %d: %s", async (text, length, problem) => {
  await expect(prepare(text, length)).rejects.toThrow(problem);
});

test("tabs and other characters that cannot be seen are drawn as signs", async () => {
  const own = {
    kind: "text",
    title: "t",
    text: "if (a)\n\treturn\u00a0a;\u200b\u00ad\ufeff\r".repeat(40),
  } as const;
  const task = await tasks.text.prepare({ length: 30, rare: 0 }, 1, async () => null, own);
  const drawn = Array.from({ length: 40 }, (_, index) => task.drawing(heldOutSample(task, 1, index)))
    .flatMap(({ target, sentence }) => [
      target.kind === "symbols" ? target.symbols.join("") : "",
      inEnglish(sentence),
    ])
    .join("");
  expect(drawn).toMatch(/⇥.*⍽|⍽.*⇥/);
  for (const sign of ["ZWSP", "SHY", "BOM", "␍"]) expect(drawn).toContain(sign);
  expect(drawn).not.toMatch(/[\t\r\u00a0\u200b\u00ad\ufeff]/);
});
