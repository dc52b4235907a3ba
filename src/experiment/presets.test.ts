import { expect, test } from "vitest";
import { encode } from "./link.ts";
import { presets } from "./presets.ts";

test("the first preset is what the page opens with", () => {
  expect(presets[0]?.id).toBe("race");
  expect(encode(presets[0]?.spec as (typeof presets)[number]["spec"])).toBe("#1/");
});

test.each(presets)(
  "the preset “$id” says in one sentence each what to press and what to look for",
  ({ press, look }) => {
    for (const sentence of [press, look]) {
      expect(sentence).toMatch(/^\p{Lu}[^.!?]*\.$/u);
      expect(sentence.length).toBeLessThan(140);
    }
  },
);

test("names of presets are different", () => {
  expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length);
});
