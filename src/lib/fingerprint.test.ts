import fc from "fast-check";
import { expect, test } from "vitest";
import { fingerprint } from "./fingerprint.ts";

test("sixteen digits, the same for the same text, whatever is in it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(fingerprint(text)).toMatch(/^[0-9a-f]{16}$/);
      expect(fingerprint(text)).toBe(fingerprint(`${text}`));
    }),
  );
});

test("ten thousand texts that differ little have ten thousand fingerprints", () => {
  const texts = Array.from({ length: 10_000 }, (_, n) => `${"a".repeat(n % 7)}${n}`);
  expect(new Set(texts.map(fingerprint)).size).toBe(new Set(texts).size);
});

// Kept data is looked up by it: a change would lose what people have on their devices.
test("stays what it was", () => {
  expect(["", "hello", "Weather 2012"].map(fingerprint)).toMatchInlineSnapshot(`
    [
      "ab3e7c0bebb6c228",
      "888d766ebc1898c5",
      "c83541480dda4d64",
    ]
  `);
});
