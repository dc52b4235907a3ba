import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inEnglish } from "./phrase.ts";
import { quote, quoteAny, withNames } from "./quote.ts";

test("invisible and turning characters are shown as their names", () => {
  expect(quote("a\u202eb")).toBe("“a⟨right-to-left override⟩b”");
  expect(quote("a\tb\r\n\0")).toBe("“a⟨tab⟩b⟨carriage return⟩⟨line feed⟩⟨null⟩”");
  expect(quote("\ud800x")).toBe("“⟨surrogate U+D800⟩x”");
  expect(quote("\u0001\u{e0041}\u00a0")).toBe("“⟨U+0001⟩⟨U+E0041⟩⟨no-break space⟩”");
  expect(quote("3 µm, 𝄞 – ü")).toBe("“3 µm, 𝄞 – ü”");
});

test("any text is quoted short, and with nothing hidden in it", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.integer({ min: 5, max: 90 }),
      (text, most) => {
        const quoted = quote(text, most);
        expect(quoted).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(quoted.length).toBeLessThanOrEqual(3 * most + 3);
        expect(withNames(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        if ([...text].length > most) expect(quoted.endsWith("…”")).toBe(true);
      },
    ),
    { numRuns: 2000 },
  );
});

test("values other than texts are told by their kind", () => {
  expect(
    [Number.POSITIVE_INFINITY, true, undefined, null, [1], {}, 10n, () => 0].map((value) =>
      inEnglish(quoteAny(value)),
    ),
  ).toEqual([
    "“Infinity”",
    "“true”",
    "nothing",
    "“(null)”",
    "“(list)”",
    "“(object)”",
    "“(bigint)”",
    "“(function)”",
  ]);
});

/** Words of the project's own between quotation marks, which nobody brought. */
const own: readonly string[] = [
  "title", // of a task
  "head", // of a trivial answer
  "word", // of a field
  "next", // a sign of the vocabulary, made visible before
  "digits", // nothing but digits
  "own", // values of the catalogs, beside …
  "its", // … those of a source
  "path", // of a parameter of our own plan
];

test("messages quote what somebody brought by the one helper", () => {
  const root = join(import.meta.dirname, "..", "..");
  const files = [
    "src/experiment",
    "src/tasks",
    "src/own-data",
    "src/store",
    "src/trainer",
    "src/text",
    "scripts",
  ].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /(?<!\.test)\.tsx?$/.test(entry.name))
      .filter(({ name }) => folder !== "scripts" || name.startsWith("train"))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const raw = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/“\$\{([^}]*)\}/g)]
      .map(([, expression = ""]) => expression)
      .filter((expression) => !own.includes(expression))
      .map((expression) => `${relative(root, file)}: “\${${expression}}`),
  );
  expect(raw).toEqual([]);
});
