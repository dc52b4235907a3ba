import fc from "fast-check";
import { deflateSync, inflateSync } from "fflate";
import { expect, test } from "vitest";
import { base64url, fromBase64url } from "../lib/base64url.ts";
import { inEnglish } from "../lib/phrase.ts";
import { anyExperiment } from "../testing/experiment.arbitrary.ts";
import { fuzzRuns } from "../testing/fuzz-runs.ts";
import { goldenLinks } from "../testing/golden-links.ts";
import { withinSeconds } from "../testing/processor-time.ts";
import { checkSpec } from "./check.ts";
import { decode, encode } from "./link.ts";
import { type Entry, pack, unpack, type Vocabulary } from "./packed.ts";
import type { ExperimentSpec } from "./spec.ts";
import { v1 } from "./versions/v1.ts";

/** The vocabulary without some words; the places of the others stay, since no word ever moves. */
const without = (isGone: (word: string) => boolean): Vocabulary => ({
  ...v1,
  words: v1.words.map((word, place) => (isGone(word) ? `unknown ${place}` : word)),
});
/** A setting that has no word yet has none for its changes during the run either. */
const named = (name: string) => (word: string) => word === name || word.endsWith(`.${name}`);

/** What an experiment says, whether or not its link is long enough to be packed. */
function entriesOf(link: string): readonly Entry[] {
  const body = link.slice("#1/".length);
  if (body.startsWith("packed=")) return unpack(body.slice("packed=".length), v1).entries;
  return body
    .split("&")
    .filter((part) => part !== "")
    .map((part): Entry => {
      const equals = part.indexOf("=");
      return [part.slice(0, equals), decodeURIComponent(part.slice(equals + 1))];
    });
}
const anySettings = (options: Parameters<typeof anyExperiment>[0] = {}) =>
  anyExperiment({ ...options, ownData: false });
const longest = fc.sample(anySettings({ changed: 100 }), { numRuns: 300, seed: 5 });

/** The writer as it was released, when every name had to be a word; undefined where one is not. */
function packAsReleased(entries: readonly Entry[], { words, prefixes }: Vocabulary): string | undefined {
  const bytes: number[] = [];
  const number = (value: number) => {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  };
  let isKnown = true;
  const item = (name: string, text: string) => {
    const code = words.indexOf(name);
    if (code < 0) isKnown = false;
    const parts = text.split(",").map((part) => words.indexOf(part));
    if (/^(0|[1-9]\d{0,14})$/.test(text)) {
      number(4 * code + 1);
      number(Number(text));
    } else if (Number.isFinite(Number(text)) && String(Number(text)) === text) {
      number(4 * code + 2);
      bytes.push(...new Uint8Array(new Float64Array([Number(text)]).buffer));
    } else if (!parts.includes(-1)) {
      for (const part of [4 * code + 3, parts.length, ...parts]) number(part);
    } else {
      const utf8 = new TextEncoder().encode(text);
      for (const part of [4 * code + 3, 0, utf8.length]) number(part);
      bytes.push(...utf8);
    }
  };
  let prefix = 0;
  for (const [key, text] of entries) {
    const end = key.lastIndexOf(".") + 1;
    const at = prefixes.indexOf(key.slice(0, end));
    if (at !== prefix) number(4 * at);
    prefix = at;
    if (key === "changes") {
      const changes = text.split(",").map((change) => change.split(":"));
      number(4 * words.indexOf("changes") + 1);
      number(changes.length);
      let last = 0;
      for (const [update = "", path = "", value = ""] of changes) {
        number(Number(update) - last);
        last = Number(update);
        item(path, value);
      }
    } else item(key.slice(end), text);
  }
  if (!isKnown) return undefined;
  const whole = Uint8Array.from(bytes);
  const deflated = `z.${base64url(deflateSync(whole, { level: 9 }))}`;
  return deflated.length < base64url(whole).length ? deflated : base64url(whole);
}

test("where every name is a word, links are packed byte for byte as released", () => {
  const links = [...goldenLinks.map(([hash]) => hash), ...longest.map(encode)];
  const entries = links.map(entriesOf).filter((one) => one.length > 0);
  const released = entries.map((one) => packAsReleased(one, v1));
  expect(released.filter((one) => one !== undefined).length).toBeGreaterThan(300);
  for (const [i, one] of released.entries())
    if (one !== undefined) expect(pack(entries[i] as readonly Entry[], v1)).toBe(one);
  fc.assert(
    fc.property(anySettings(), (spec) => {
      const said = entriesOf(encode(spec));
      const packed = packAsReleased(said, v1);
      if (packed !== undefined) expect(pack(said, v1)).toBe(packed);
    }),
    fuzzRuns(1000),
  );
}, 60_000);

test("a name that is no word yet costs a link a few dozen characters", () => {
  const most = (isGone: (word: string) => boolean) => {
    const vocabulary = without(isGone);
    return Math.max(
      ...longest.slice(0, 100).map((spec) => {
        const entries = entriesOf(encode(spec));
        return pack(entries, vocabulary).length - pack(entries, v1).length;
      }),
    );
  };
  // In every layer, in some, and once; the last two change during the run too, where whole paths are names.
  const costs = ["units", "recurrentStddev", "reduction", "task.kind", "stopWhenSolved", "clampF"].map(
    (name) => [name, most(named(name))] as const,
  );
  console.log(`characters more without a word: ${costs.map((cost) => cost.join(" ")).join(", ")}`);
  for (const [name, cost] of costs)
    expect(cost, name).toBeLessThanOrEqual(name === "clampF" ? 160 : name === "stopWhenSolved" ? 72 : 48);
  expect(most(named("units"))).toBeGreaterThan(0);
});

/** Any names gone, and any prefixes; "" and "changes" are part of the format. */
const anyVocabulary = fc
  .tuple(
    fc.subarray(v1.words.filter((word) => word !== "changes")),
    fc.subarray(v1.prefixes.filter((prefix) => prefix !== "")),
  )
  .map(([words, prefixes]) => ({
    words: without((word) => words.includes(word)).words,
    prefixes: v1.prefixes.map((prefix, place) => (prefixes.includes(prefix) ? `unknown ${place}.` : prefix)),
  }));

test("whatever names have no word, a link reads back, on a page that has the words by then too", () => {
  const said = (spec: ExperimentSpec) => entriesOf(encode(spec));
  fc.assert(
    fc.property(
      fc.oneof(anySettings({ changed: 10, changes: 2 }), anySettings({ changed: 100 })),
      anyVocabulary,
      (spec, vocabulary) => {
        const packed = pack(said(spec), vocabulary);
        for (const reader of [vocabulary, v1])
          expect(unpack(packed, reader)).toEqual({ entries: said(spec), complete: true });
        expect(decode(`#1/packed=${packed}`).spec).toStrictEqual(spec);
      },
    ),
    fuzzRuns(1500),
  );
}, 120_000);

test("names of any letters are written out and read back, and more of them than have a code", () => {
  const anyKey = fc.string({ unit: "grapheme", maxLength: 20 });
  const anyEntries = fc.array(fc.tuple(anyKey, anyKey), { maxLength: 30 });
  fc.assert(
    fc.property(anyEntries, (entries) => {
      const said = entries.filter(([key]) => key !== "changes");
      expect(unpack(pack(said, v1), v1)).toEqual({ entries: said, complete: true });
    }),
    fuzzRuns(1000),
  );
  const many = Array.from({ length: 1100 }, (_, k): Entry => [`training.n${k % 1050}`, String(k)]);
  expect(unpack(pack(many, v1), v1)).toEqual({ entries: many, complete: true });
});

test("names that are damaged, too long or never written out end the reading in a sentence", () => {
  const item = (...bytes: readonly number[]) => base64url(Uint8Array.from([4 * 3, ...bytes]));
  const seed = 4 * v1.words.indexOf("seed") + 1;
  const spelled = (name: readonly number[]) => [0xfd, 0x7f, name.length, ...name, 1]; // type 1, value 1
  const bad: readonly (readonly [string, readonly number[]])[] = [
    ["cut off behind the code", [0xfd, 0x7f]],
    ["cut off inside the name", [0xfd, 0x7f, 5, 0x61]],
    ["no UTF-8", spelled([0xc3, 0x28])],
    ["longer than any name", spelled(Array.from({ length: 101 }, () => 0x61))],
    ["the code of a name that was not written out", [0xf9, 0x7f, 1]],
    ["the code of a second name where there is one", [...spelled([0x61]), 0xf5, 0x7f, 1]],
  ];
  for (const [what, bytes] of bad) {
    const packed = item(seed, 3, ...bytes);
    expect(unpack(packed, v1).complete, what).toBe(false);
    const { spec, problems } = decode(`#1/packed=${packed}`);
    expect(spec.training.seed, what).toBe(3);
    expect(inEnglish(problems[0]?.message ?? ""), what).toMatch(
      /^The packed part .* breaks off or is damaged/,
    );
  }
  // A name is only a name: what the page does not know is said, and nothing else happens.
  for (const name of ["__proto__", "constructor", "toString", "packed", "data", "x".repeat(100)]) {
    const { spec, problems } = decode(
      `#1/packed=${pack(
        [
          ["training.seed", "3"],
          [name, "1"],
        ],
        v1,
      )}`,
    );
    expect(checkSpec(spec).ok).toBe(true);
    expect(spec.training.seed).toBe(3);
    expect(problems).toHaveLength(1);
    expect(inEnglish(problems[0]?.message ?? "").length).toBeLessThan(400);
  }
});

test("no flipped bit or cut in names written out makes reading throw or take long", () => {
  fc.assert(
    fc.property(
      anySettings({ changed: 60 }),
      anyVocabulary,
      fc.nat(),
      fc.nat(7),
      (spec, vocabulary, at, bit) => {
        const entries = entriesOf(encode(spec));
        const written = pack(entries, vocabulary);
        const bytes = written.startsWith("z.")
          ? inflateSync(fromBase64url(written.slice(2)))
          : fromBase64url(written);
        const place = at % Math.max(bytes.length, 1);
        const flipped = bytes.map((byte, i) => (i === place ? byte ^ (1 << bit) : byte));
        for (const damaged of [flipped, bytes.slice(0, place)]) {
          const read = withinSeconds(1, () => decode(`#1/packed=${base64url(damaged)}`));
          expect(checkSpec(read.spec)).toStrictEqual({ ok: true, spec: read.spec });
          for (const { message } of read.problems) expect(inEnglish(message).length).toBeLessThan(400);
        }
      },
    ),
    fuzzRuns(1000),
  );
}, 120_000);
