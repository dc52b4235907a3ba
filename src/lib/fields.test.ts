import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fuzzRuns } from "../testing/fuzz-runs.ts";
import {
  checkField,
  choice,
  defaults,
  type Field,
  flag,
  float,
  int,
  parseField,
  printField,
  text,
} from "./fields.ts";
import { inEnglish } from "./phrase.ts";

const rate = float({ label: "Rate", default: 0.1, min: 1e-5, max: 10, scale: "log", doc: "A rate." });
const units = int({ label: "Units", default: 32, min: 1, max: 1024, doc: "Some units." });
const clip = float({
  label: "Clip",
  default: 1,
  min: 0.001,
  max: 1000,
  off: { value: 0, label: "off" },
  doc: "A clip.",
});
const bias = flag({ label: "Bias", default: true, doc: "A bias." });
const kind = choice({
  label: "Kind",
  default: "a",
  options: [
    { value: "a", label: "A" },
    { value: "b", label: "B" },
  ],
  doc: "A kind.",
});
const words = text({ label: "Words", default: "", maxLength: 5, doc: "Some words." });

test("defaults are those of the descriptors, and pass their own checks", () => {
  const fields = { rate, units, clip, bias, kind, words };
  expect(defaults(fields)).toEqual({ rate: 0.1, units: 32, clip: 1, bias: true, kind: "a", words: "" });
  for (const field of Object.values(fields)) expect(checkField(field, field.default).ok).toBe(true);
});

const values: fc.Arbitrary<readonly [Field, number | boolean | string]> = fc.oneof(
  fc.double({ min: 1e-5, max: 10, noNaN: true }).map((value) => [rate, value] as const),
  fc.integer({ min: 1, max: 1024 }).map((value) => [units, value] as const),
  fc.constantFrom(0, 0.001, 1000).map((value) => [clip, value] as const),
  fc.boolean().map((value) => [bias, value] as const),
  fc.constantFrom("a", "b").map((value) => [kind, value] as const),
  fc.string({ maxLength: 5 }).map((value) => [words, value] as const),
);

test("what is printed reads back to the same value", () => {
  fc.assert(
    fc.property(values, ([field, value]) => {
      expect(parseField(field, printField(field, value))).toEqual({ ok: true, value });
    }),
    fuzzRuns(1000),
  );
});

test("nothing that is read or checked throws, and what passes is within its limits", () => {
  const fields = [rate, units, clip, bias, kind, words];
  fc.assert(
    fc.property(fc.constantFrom(...fields), fc.anything(), fc.string(), (field, value, written) => {
      for (const result of [checkField(field, value), parseField(field, written)])
        if (result.ok) expect(checkField(field, result.value)).toEqual(result);
        else expect(inEnglish(result.error)).toContain(field.label);
    }),
    fuzzRuns(2000),
  );
});

describe("errors quote the value and name the limit", () => {
  test.each([
    [units, "0", "Units is “0”, under its least value 1"],
    [units, "2000", "Units is “2000”, over its largest value 1024"],
    [units, "1.5", "Units is “1.5”, but must be a whole number"],
    [units, "", "Units is “”, which is no number"],
    [units, "0x10", "Units is “0x10”, which is no number"],
    [rate, "NaN", "Rate is “NaN”, which is no number"],
    [rate, "1e999", "which is no number"],
    [rate, "0", "under its least value"],
    [bias, "true", "Bias is “true”, but must be 1 or 0"],
    [kind, "c", "Kind is “c”; known are a, b"],
    [words, "too long", "at most 5"],
  ] as const)("%#: %s", (field, written, message) => {
    const result = parseField(field, written);
    expect(!result.ok && inEnglish(result.error)).toContain(message);
  });
});

test("the value that switches a setting off passes, though outside of the limits", () => {
  expect(parseField(clip, "0")).toEqual({ ok: true, value: 0 });
  expect(parseField(clip, "0.0001").ok).toBe(false);
});
