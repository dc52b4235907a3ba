import { expect, test } from "vitest";
import { readingDirection } from "./reading-direction.ts";

test.each([
  ["", "ltr"],
  ["12 + 3", "ltr"],
  ["hello", "ltr"],
  ["שלום", "rtl"],
  ["مرحبا بالعالم", "rtl"],
  ["RNN שלום עולם", "rtl"],
  ["hello שלו", "ltr"],
  ["ދިވެހި", "rtl"],
  ["⇥␣·", "ltr"],
] as const)("%j is read %s", (text, direction) => {
  expect(readingDirection(text)).toBe(direction);
});
