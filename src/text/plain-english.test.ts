/**
 * Words that no string of the page and no document contains. They read as if translated, are not the terms of the field, or
 * are misread by somebody who sees the string alone. Strings are taken from the source itself, which holds sentences of errors
 * as well as words of descriptors.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "../..");

interface Rule {
  readonly pattern: RegExp;
  readonly instead: string;
  /** In documents as well, where sentences are longer and some of the words are fine. */
  readonly documents?: true;
}

const quantity =
  "(?:rows?|columns?|FLOP|ms|milliseconds|bias(?:es)?|weights?|steps|updates|draws?|samples|textures|sequences|commits|times|multiply-adds|products?|programs?)";
const each = "(?:unit|gate|update|second|row|step|sequence|pixel|point|fragment|phase|round)";

const rules: readonly Rule[] = [
  { pattern: /\bforet(?:ell|old)/i, instead: "predict", documents: true },
  { pattern: /\banew\b/i, instead: "again, new, restart", documents: true },
  { pattern: /\bletters of\b/i, instead: "notation", documents: true },
  { pattern: /\bunlike [A-Z$]/, instead: "differs from", documents: true },
  { pattern: new RegExp(`\\b${quantity} an? ${each}\\b`, "i"), instead: "per", documents: true },
  {
    pattern: /\bif wished\b|\bof late\b|\bbe it\b/i,
    instead: "optional, recently, whether",
    documents: true,
  },
  { pattern: /\bof one['’]s own\b/i, instead: "your own", documents: true },
  { pattern: /\bthus\b/i, instead: "two sentences", documents: true },
  { pattern: /\bwhose\b(?! notation to use)/i, instead: "with, of which" },
  // The month has a capital letter.
  { pattern: /\bmay\b/, instead: "can, is allowed, probably" },
  { pattern: /\bso\b/i, instead: "two sentences, or because" },
  { pattern: /\bCells end with\b|\bWhat computes\b/, instead: "Delimiter, Compute engine", documents: true },
  {
    pattern: /\bMB large\b|\b(?:text|table) may have\b/i,
    instead: "is 3 MB; limited to 2 MB",
    documents: true,
  },
  { pattern: /\bgraphics device\b|\btaken away\b/i, instead: "the GPU was lost", documents: true },
  { pattern: /\bmend(?:ed|ing|s)?\b/i, instead: "fix", documents: true },
  {
    pattern: /\b(?:seen|turned?|turning) red\b/i,
    instead: "fails",
    documents: true,
  },
  { pattern: /\bis the most (?:that|an)\b/i, instead: "the limit is", documents: true },
  { pattern: /\bas was asked for\b/i, instead: "as requested", documents: true },
  { pattern: /\bwithout a word\b|\bsay again\b|\bsaid again\b/i, instead: "without a message, repeat" },
];

const wordsOf = (pattern: RegExp, text: string): string => {
  const found = pattern.exec(text);
  return found ? text.slice(Math.max(0, found.index - 40), found.index + found[0].length + 40) : "";
};

function filesIn(folder: string, accept: (name: string) => boolean): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(ROOT, folder, name))
    .filter(accept);
}

/** String literals and templates of two words or more, without comments. */
function stringsOf(source: string): string[] {
  const code = source
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/^\s*\/\/.*$/gm, "")
    .replace(/\s\/\/ .*$/gm, "");
  return [...code.matchAll(/"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)]
    .map(([, plain, template]) => plain ?? (template ?? "").replace(/\$\{[^{}`]*\}/g, "…"))
    .filter((text) => /[A-Za-z]{2,}[^A-Za-z]+[A-Za-z]{2,}/.test(text) && text.includes(" "));
}

const sources = ["src", "scripts"].flatMap((folder) =>
  filesIn(
    folder,
    (name) =>
      /\.(?:ts|tsx|mjs)$/.test(name) &&
      !/\.test\.tsx?$|\.arbitrary\.ts$|golden|testbed|[\\/]cases[\\/]/.test(name),
  ),
);

test.each(rules.map((rule) => [rule.pattern.source.slice(0, 40), rule] as const))(
  "no string of the page or of a script has %s",
  (_, { pattern, instead }) => {
    const found = sources.flatMap((file) =>
      stringsOf(readFileSync(file, "utf8")).flatMap((text) =>
        pattern.test(text)
          ? [`${relative(ROOT, file).split(sep).join("/")}: “${wordsOf(pattern, text)}”: write ${instead}`]
          : [],
      ),
    );
    expect(found).toEqual([]);
  },
);

const documents = [
  "README.md",
  "CONTRIBUTING.md",
  ...filesIn("docs", (name) => name.endsWith(".md")).map((file) => relative(ROOT, file)),
];

test.each(documents)("%s is in the same English", (file) => {
  const text = readFileSync(join(ROOT, file), "utf8");
  const found = rules.flatMap(({ pattern, instead, documents: applies }) =>
    applies && pattern.test(text) ? [`“${wordsOf(pattern, text)}”: write ${instead}`] : [],
  );
  expect(found).toEqual([]);
});

/** Paths in backticks, outside of the blocks of code: those of CONTRIBUTING.md name files that do not exist yet. */
function pathsIn(document: string): string[] {
  const prose = document.replace(/^```[\s\S]*?^```$/gm, "");
  const written = [...prose.matchAll(/`((?:src|scripts|e2e|docs|public)\/[\w./-]+)`/g)].map(
    ([, path = ""]) => path,
  );
  return written.filter((path) => !/versions\/joined\/./.test(path));
}

test.each(documents)("every file that %s names exists", (file) => {
  const text = readFileSync(join(ROOT, file), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path = ""]) =>
    join(dirname(file), path),
  );
  expect([...pathsIn(text), ...links].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test("paths are found in prose alone", () => {
  expect(pathsIn("See `src/a.ts`.\n\n```ts src/b.ts\n`src/c.ts`\n```\n")).toEqual(["src/a.ts"]);
});

test("strings are found, and comments are not", () => {
  expect(stringsOf('// a "word anew"\nconst a = "one two"; /* "three four" */ f(`five six`);')).toEqual([
    "one two",
    "five six",
  ]);
});
