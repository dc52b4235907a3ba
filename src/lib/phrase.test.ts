import { expect, test } from "vitest";
import { inEnglish, phrase, spoken } from "./phrase.ts";

const later = phrase`${2} months later`;

test("a phrase is a template with its values", () => {
  expect(phrase`${later} at ${"{0}"}, ${"3 ppm"}`).toEqual({
    key: "{0} at {1}, {2}",
    values: [{ key: "{0} months later", values: ["2"] }, "{0}", "3 ppm"],
  });
  expect(phrase`no values`).toEqual({ key: "no values", values: [] });
});

test("in English it reads as it is written; values are not read as places", () => {
  expect(inEnglish("accuracy")).toBe("accuracy");
  expect(inEnglish(phrase`${later} at ${"{0} $& $1"}`)).toBe("2 months later at {0} $& $1");
});

test("another language says the template and the phrases in it, and leaves the values", () => {
  const words: { readonly [key: string]: string } = {
    "{0} at {1}": "{1} – {0}",
    "{0} months later": "nach {0} Monaten",
  };
  expect(spoken(phrase`${later} at ${"late"}`, (key) => words[key] ?? key)).toBe("late – nach 2 Monaten");
});
