/** Text of one's own: what is read, how it is cut, and which characters are told apart. */
import { describe, expect, test } from "vitest";
import { rngFrom } from "../lib/rng.ts";
import { tasks } from "./index.ts";
import { checkOwnData } from "./own-data.ts";
import { readText } from "./read-text.ts";
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
])("%j is read as %j, from bytes and pasted", (text, expected) => {
  for (const source of [text, utf8(text)]) {
    const read = readText(source, " a\nname ");
    expect(read).toEqual({ ok: true, data: { kind: "text", title: "a name", text: expected } });
    expect(read.ok && checkOwnData(read.data)).toEqual(read.ok && read.data);
  }
});

test.each([
  ["nothing", bytes(), /no text in it.*Choose/],
  ["blanks", " \n\t ", /no text in it/],
  ["UTF-16, little end first", bytes(0xff, 0xfe, 0x61, 0), /UTF-16.*Save it as UTF-8/],
  ["UTF-16, big end first", bytes(0xfe, 0xff, 0, 0x61), /UTF-16.*Save it as UTF-8/],
  ["Latin 1", bytes(0x6e, 0xe4, 0x68), /no plain text in UTF-8.*save it as UTF-8/],
  ["a zero byte", "ab\0c", /Character 3 of it is a zero byte/],
  ["control codes", bytes(0x1b, 0x01, 0x02, 0x41), /Control codes are 3 of its 4 characters/],
  ["half a character", "a\ud83d", /lone surrogate/],
  ["bytes beyond the limit", new Uint8Array(2_345_678).fill(97), /It is 2.35 MB large; 2 MB is the most/],
  ["wide characters beyond the limit", "ä".repeat(1_000_001), /2.01 MB large; 2 MB is the most/],
])("%s: refused with what to do", (_, source, problem) => {
  const read = readText(source, "t");
  expect(read.ok ? "read" : read.problem).toMatch(problem);
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
      `900 different characters; 512 is the most. Fold those that come fewer than ${rare} times`,
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
    expect(sentence).toMatch(/so short that the held-out windows overlap those of training/);
  }
  const enough = await prepare(text.slice(0, 22), 20);
  expect(enough.sample(rngFrom(1), "train").x).toHaveLength(20);
});

test.each([
  [
    "0123456789",
    40,
    "The text has 10 characters; windows of 40 need at least 42. Choose a length of at most 8, or a longer text.",
  ],
  ["012", 5, "The text has 3 characters; windows of 5 need at least 7. Take a longer text."],
  ["🚣".repeat(6), 5, "The text has 6 characters; windows of 5 need at least 7. Take a longer text."],
  ["aaaaaaaaaaaa", 5, "has only one character, again and again"],
])("%j in windows of %d: %s", async (text, length, problem) => {
  await expect(prepare(text, length)).rejects.toThrow(problem);
});
