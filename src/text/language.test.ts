import { expect, test } from "vitest";
import { phrase, phraseOf } from "../lib/phrase.ts";
import { helpDialog } from "./en/help-dialog.ts";
import { en } from "./en.ts";
import { languageOfQuery, phraseIn, wordsIn } from "./language.ts";

/** Every text in a catalogue, by its path; functions are called with letters that are no word. */
function texts(words: unknown, path = ""): [path: string, text: string][] {
  if (typeof words === "string") return [[path, words]];
  if (typeof words !== "object" || words === null) return [];
  return Object.entries(words).flatMap(([name, part]) => texts(part, `${path}.${name}`));
}

test("English is itself", () => {
  expect(wordsIn("en", en.app)).toBe(en.app);
  expect(phraseIn("en", phrase`${2} months`)).toBe("2 months");
});

test("every text with letters is marked, lists and what functions say included, and nothing else is", () => {
  const marked = texts(wordsIn("marked", { ...en, helpDialog }));
  const english = texts({ ...en, helpDialog });
  expect(marked.map(([path]) => path)).toEqual(english.map(([path]) => path));
  expect(marked.length).toBeGreaterThan(250);
  marked.forEach(([path, text], n) => {
    const plain = english[n]?.[1] ?? "";
    expect(text, path).toBe(/\p{L}/u.test(plain) ? `⟦${plain}⟧` : plain);
  });
  const words = wordsIn("marked", en);
  expect(words.app.controls.trainMore("100")).toBe("⟦Train 100 more⟧");
  expect(words.app.invitation.order(1, 25)[0]).toMatch(/^⟦One network reads 25 letters.*⟧$/);
  expect(words.app.dot).toBe("·");
  expect(phraseIn("marked", phrase`${2} months`)).toBe("⟦2 months⟧");
});

test("the marks end where a value stands, so that an English one is seen; a phrase among the values has its own", () => {
  const marked = wordsIn("marked", {
    names: (name: string, unit: string) => `${name} is at ${unit}, that of ${name}.`,
    listed: (all: readonly string[]) => `${all.join(" and ")} are there`,
  });
  expect(marked.names("LSTM", "at")).toBe("LSTM⟦ is ⟧at⟦ ⟧at⟦, that of ⟧LSTM⟦.⟧");
  expect(marked.names("a", "⟦steps⟧")).toBe("⟦a is at ⟧⟦steps⟧⟦, that of a.⟧");
  expect(marked.listed(["(x", "one.two"])).toBe("⟦(x and ⟧one.two⟦ are there⟧");
  const inner = phrase`the task “${phraseOf("Sine")}” takes a ${"table"}`;
  expect(phraseIn("marked", phrase`${12}: ${inner}.`)).toBe("12: ⟦the task “⟧⟦Sine⟧⟦” takes a ⟧table.");
});

test("the same words are the same object, so that they can be a dependency", () => {
  expect(wordsIn("marked", en.app.controls)).toBe(wordsIn("marked", en).app.controls);
  expect(wordsIn("marked", en.app).title).toBe(wordsIn("marked", en.app).title);
});

test("a query names a language that there is", () => {
  expect(languageOfQuery("?backend=cpu&lang=marked")).toBe("marked");
  expect(languageOfQuery("?lang=en")).toBe("en");
  expect(languageOfQuery("?lang=de")).toBeNull();
  expect(languageOfQuery("")).toBeNull();
});
