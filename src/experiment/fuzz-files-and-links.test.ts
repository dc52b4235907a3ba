import fc from "fast-check";
import { deflateSync } from "fflate";
import { expect, test } from "vitest";
import { base64url } from "../lib/base64url.ts";
import { inEnglish } from "../lib/phrase.ts";
import { anyExperiment } from "../testing/experiment.arbitrary.ts";
import { fuzzRuns } from "../testing/fuzz-runs.ts";
import { withinSeconds } from "../testing/processor-time.ts";
import { checkSpec } from "./check.ts";
import { maxExperimentFileLength, parseExperimentFile, writeExperimentFile } from "./experiment-file.ts";
import { decode, encode, maxLinkLength } from "./link.ts";

/** Texts of unknown origin: nothing throws, nothing takes long. Links have more of this in link.test.ts. */
function readFileSafely(text: string): void {
  const read = withinSeconds(1, () => parseExperimentFile(text));
  if (read.ok) {
    expect(checkSpec(read.file.spec).ok).toBe(true);
    expect(read.problems.length).toBeLessThanOrEqual(13);
  } else expect(read.errors.length).toBeGreaterThan(0);
  for (const { message } of read.ok ? read.problems : read.errors)
    expect(inEnglish(message).length).toBeLessThan(500);
}

const anyContent = fc.record(
  {
    spec: anyExperiment(),
    title: fc.string({ unit: "grapheme", maxLength: 60 }),
  },
  { requiredKeys: ["spec"], noNullPrototype: true },
);

test("any experiment file reads back as it was", () => {
  fc.assert(
    fc.property(anyContent, (file) => {
      expect(parseExperimentFile(writeExperimentFile(file))).toStrictEqual({ ok: true, file, problems: [] });
    }),
    fuzzRuns(2000),
  );
}, 120_000);

const anyPart = fc.oneof(fc.jsonValue(), fc.constantFrom(1, 2, 1e308, "unrolled", "#1/", "1/x=1", null));
const strange = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.json(),
  fc
    .dictionary(
      fc.constantFrom("format", "version", "link", "title", "data", "__proto__", "constructor", "toString"),
      anyPart,
    )
    .map((parts) => JSON.stringify(parts)),
  anyPart.map((link) => JSON.stringify({ format: "unrolled", version: 1, link })),
);
test("no text makes reading a file throw", () => {
  fc.assert(fc.property(strange, readFileSafely), fuzzRuns(5000));
  expect(Object.hasOwn(Object.prototype, "link")).toBe(false);
}, 120_000);

test("no damage to a file makes reading it throw", () => {
  const damage = fc.tuple(fc.nat(), fc.nat(30), fc.oneof(fc.string({ maxLength: 4 }), fc.constant("9e999")));
  fc.assert(
    fc.property(anyContent, damage, (file, [at, length, put]) => {
      const text = writeExperimentFile(file);
      const from = at % text.length;
      readFileSafely(text.slice(0, from) + put + text.slice(from + length));
      readFileSafely(text.slice(0, from));
    }),
    fuzzRuns(2000),
  );
}, 120_000);

test("the largest files are read or refused in time", () => {
  const whole = (length: number, part: string) => part.repeat(Math.floor(length / part.length));
  for (const part of ["[", '{"a":', "1,", '"', " ", "\\u0000", "𝄞"])
    for (const length of [maxExperimentFileLength, maxExperimentFileLength + 100]) {
      readFileSafely(whole(length, part));
      readFileSafely(`{"format":"unrolled","version":1,"link":"#1/","data":${whole(length - 100, part)}`);
      const inside = JSON.stringify({ format: "unrolled", version: 1, link: whole(length / 8, part) });
      readFileSafely(inside);
    }
}, 120_000);

test("a flipped bit in any link, packed ones too, costs at most settings", () => {
  const any = fc.oneof(anyExperiment(), anyExperiment({ changed: 100 }));
  fc.assert(
    fc.property(any, fc.nat(), fc.nat(15), fc.nat(), (spec, at, bit, cut) => {
      const link = encode(spec);
      const place = at % link.length;
      const flipped = String.fromCharCode(link.charCodeAt(place) ^ (1 << bit));
      for (const text of [
        link.slice(0, place) + flipped + link.slice(place + 1),
        link.slice(0, cut % link.length),
        link.slice(0, 3) + link.slice(place),
        `${link}&packed=${link.slice(place)}`,
      ]) {
        const read = withinSeconds(1, () => decode(text));
        expect(checkSpec(read.spec)).toStrictEqual({ ok: true, spec: read.spec });
        for (const { message } of read.problems) expect(inEnglish(message).length).toBeLessThan(400);
      }
    }),
    fuzzRuns(1000),
  );
}, 120_000);

test("a packed part that inflates to megabytes is damaged, at once", () => {
  const bomb = base64url(deflateSync(new Uint8Array(1_400_000), { level: 9 }));
  const { spec, problems } = withinSeconds(1, () => decode(`#1/packed=z.${bomb}`));
  expect(checkSpec(spec).ok).toBe(true);
  expect(problems).toHaveLength(1);
});

test("packed counts that promise more than there is end where the bytes do", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      for (const text of [base64url(bytes), `z.${base64url(bytes)}`, `z.${base64url(deflateSync(bytes))}`]) {
        const { spec } = withinSeconds(1, () => decode(`#1/packed=${text}`.slice(0, maxLinkLength)));
        expect(checkSpec(spec).ok).toBe(true);
      }
    }),
    fuzzRuns(3000),
  );
}, 120_000);
