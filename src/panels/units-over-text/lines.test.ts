import { expect, test } from "vitest";
import { unpackPixel } from "../../lib/colour-maps.ts";
import { inkOn, limitOf, linesOf, pixelOf } from "./lines.ts";

const shown = (text: string, columns: number) =>
  linesOf([...text], columns).map(({ from, to }) => [...text].slice(from, to).join(""));

test("lines end at line ends and after spaces; a longer word is cut; nothing is lost", () => {
  expect(shown("one two three\nfour", 8)).toEqual(["one two ", "three\n", "four"]);
  expect(shown("abcdefghij kl", 5)).toEqual(["abcde", "fghij", " kl"]);
  expect(shown("\n\na", 5)).toEqual(["\n", "\n", "a"]);
  expect(shown("", 5)).toEqual([]);
  const text = `It was the best of times, it was the worst of times\n\nWho? ${"x".repeat(40)}`;
  for (const columns of [1, 2, 7, 13, 90]) {
    expect(shown(text, columns).join("")).toBe(text);
    for (const line of shown(text, columns)) expect(line.length).toBeLessThanOrEqual(columns);
  }
});

test("the scale ends at 1, or where the unit ends", () => {
  expect(limitOf([0.5, -3, -0.2, 1], 2, 0)).toBe(1);
  expect(limitOf([0.5, -3, -0.2, 1], 2, 1)).toBe(3);
});

test.each(["light", "dark"] as const)("%s: letters can be read on every colour of the scale", (theme) => {
  const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  for (let value = -1; value <= 1; value += 0.01) {
    const [r = 0, g = 0, b = 0] = unpackPixel(pixelOf(value, 1, theme)).map((part) => linear(part / 255));
    const [back, ink] = [0.2126 * r + 0.7152 * g + 0.0722 * b, inkOn(value, 1, theme) === "#fff" ? 1 : 0];
    const contrast = (Math.max(back, ink) + 0.05) / (Math.min(back, ink) + 0.05);
    expect(contrast, `${value}`).toBeGreaterThanOrEqual(4.5);
  }
});
