import fc from "fast-check";
import { expect, test } from "vitest";
import { fuzzRuns } from "../testing/fuzz-runs.ts";
import { nestsDeeper } from "./json-depth.ts";

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

test("a JSON text nests as deep as its value", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: "binary" }), (value) => {
      const text = JSON.stringify(value);
      expect(nestsDeeper(text, depthOf(value))).toBe(false);
      if (depthOf(value) > 0) expect(nestsDeeper(text, depthOf(value) - 1)).toBe(true);
    }),
    fuzzRuns(2000),
  );
});

test("brackets in strings count for nothing, escaped quotation marks end none", () => {
  expect(nestsDeeper('["[[[[\\"[[[["]', 1)).toBe(false);
  expect(nestsDeeper('["\\\\",[[]]]', 2)).toBe(true);
});
