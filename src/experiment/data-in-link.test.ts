import { deflateSync } from "fflate";
import { expect, test } from "vitest";
import { inEnglish } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import type { OwnData, OwnTable, OwnText } from "../own-data/own-data.ts";
import { withinSeconds } from "../testing/processor-time.ts";
import { fingerprintOf, linkRoom, maxLinkData, writeData } from "./data-in-link.ts";
import { withTask } from "./edit.ts";
import { decode, encode, maxLinkLength } from "./link.ts";
import { defaultSpec, type ExperimentSpec } from "./spec.ts";

const textOf = (text: string): OwnText => ({ kind: "text", title: "notes.txt", text });
function withOwn(kind: "text" | "table", data: OwnData): ExperimentSpec {
  const spec = withTask(defaultSpec(), kind);
  return { ...spec, task: { ...spec.task, data } };
}
const small: OwnTable = {
  kind: "table",
  title: "weather.csv",
  columns: [
    { name: "°C", values: [1.5, null, -3] },
    { name: "mm", values: [0, 1e-9, 2] },
  ],
  rows: { name: "day", first: "1 May", last: "3 May" },
};
/** Letters drawn evenly: about 4.7 bits a character, so that no packing helps much. */
function noise(length: number): string {
  const rng = rngFrom(5);
  return Array.from({ length }, () => String.fromCharCode(97 + rng.below(26))).join("");
}

test("a text and a table come back as they were, in a link that a message takes", () => {
  for (const [kind, data] of [
    ["text", textOf("Zürich 🚆\n".repeat(400))],
    ["table", small],
  ] as const) {
    const spec = withOwn(kind, data);
    const link = encode(spec);
    expect(link).toMatch(/&data=z\.[\w-]+$/);
    expect(decode(link)).toStrictEqual({ spec, problems: [], version: 1, missing: null });
  }
});

test("up to eight kilobytes compressed travel in the link, and what is more leaves its fingerprint", () => {
  const least = noise(1000);
  let [fits, exceeds] = [1000, 100_000];
  while (exceeds - fits > 1) {
    const length = Math.floor((fits + exceeds) / 2);
    if (linkRoom(textOf(noise(length))).fits) fits = length;
    else exceeds = length;
  }
  expect(linkRoom(textOf(noise(fits))).size).toBeLessThanOrEqual(maxLinkData);
  expect(linkRoom(textOf(noise(exceeds))).size).toBeGreaterThan(maxLinkData);
  const whole = encode(withOwn("text", textOf(noise(fits))));
  expect(whole.length).toBeLessThan(maxLinkLength);
  expect(decode(whole).problems).toEqual([]);

  const large = textOf(noise(exceeds));
  const cut = decode(encode(withOwn("text", large)));
  expect(cut.missing).toBe(fingerprintOf(large));
  expect(cut.spec).toStrictEqual(withTask(defaultSpec(), "text"));
  expect(cut.problems).toMatchObject([{ path: "data" }]);
  expect(inEnglish(cut.problems[0]?.message ?? "")).toMatch(/open the experiment file/i);
  expect(fingerprintOf(large)).not.toBe(fingerprintOf(textOf(least)));
});

const packed = (value: unknown): string =>
  `z.${Buffer.from(deflateSync(new TextEncoder().encode(JSON.stringify(value)))).toString("base64url")}`;

// [data, the task, part of the sentence]
test.each([
  ["", "text", /not in the format of data/],
  ["z.", "text", /not in the format of data/],
  ["z.AAAA", "text", /cut off or damaged/],
  [writeData(textOf("hello")).slice(0, -6), "text", /cut off or damaged/],
  ["kept.12", "text", /not in the format of data/],
  [`z.${"A".repeat(12_000)}`, "text", /longer than the limit of a link/],
  [packed(5), "text", /no text and no table/],
  [packed({ kind: "text", title: "x", text: "0".repeat(2_000_001) }), "text", /2000001 characters/],
  [packed({ kind: "text", title: 5, text: "" }), "text", /no title/],
  [packed(textOf("hello")), "table", /it is a text.*takes a table/],
  [packed(textOf("hello")), "adding", /“Adding problem” does not accept your own data/],
] as const)("%.40s for the task %s is left out with a sentence", (data, kind, sentence) => {
  const { spec, problems, missing } = decode(`#1/task.kind=${kind}&data=${data}`);
  expect(spec).toStrictEqual(withTask(defaultSpec(), kind));
  expect(missing).toBeNull();
  expect(problems).toHaveLength(1);
  expect(inEnglish(problems[0]?.message ?? "")).toMatch(sentence);
});

test("a link that unpacks to megabytes is refused in no time", () => {
  const bomb = packed("0".repeat(7_000_000));
  expect(bomb.length).toBeLessThan((maxLinkData * 4) / 3);
  expect(withinSeconds(1, () => decode(`#1/task.kind=text&data=${bomb}`)).problems).toHaveLength(1);
});
