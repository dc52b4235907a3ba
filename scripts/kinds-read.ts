/** Reads the worked examples of CONTRIBUTING.md: what each of them adds, changes and runs. */

/** One fenced block: its language, its path if it has one, and its lines. */
interface Block {
  readonly language: string;
  readonly path: string;
  readonly text: string;
}

export interface Example {
  /** "A cell", as its heading says. */
  readonly title: string;
  /** The whole section. */
  readonly text: string;
  /** New files with their text. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Changes of files that exist, in the form of `applyDiff`. */
  readonly edits: readonly { readonly path: string; readonly diff: string }[];
  /** The contract tests: arguments of `npx vitest run`, one list per command. */
  readonly tests: readonly (readonly string[])[];
}

function blocksOf(section: string): Block[] {
  return [...section.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
    ([, language = "", path = "", text = ""]) => ({ language, path, text }),
  );
}

/**
 * The examples of a document: every section of second level that has a block with a path. A `diff` block changes the file
 * that it names, any other block with a path is a new file, and the `sh` block names the contract tests.
 *
 * @throws if an example names no tests.
 */
export function examplesOf(document: string): Example[] {
  return document
    .split(/^## /m)
    .slice(1)
    .map((section) => ({ text: section, title: section.split("\n")[0] ?? "", blocks: blocksOf(section) }))
    .filter(({ blocks }) => blocks.some(({ path }) => path !== ""))
    .map(({ text, title, blocks }) => {
      const tests = blocks
        .filter(({ language }) => language === "sh")
        .flatMap(({ text }) => [...text.matchAll(/^npx vitest run (.+)$/gm)])
        .map(([, line = ""]) => line.split(/\s+/).filter((part) => part !== ""));
      if (tests.length === 0)
        throw new Error(`“${title}” names no tests: add an sh block with npx vitest run`);
      const named = blocks.filter(({ path }) => path !== "");
      return {
        title,
        text,
        files: named.filter(({ language }) => language !== "diff").map(({ path, text }) => ({ path, text })),
        edits: named
          .filter(({ language }) => language === "diff")
          .map(({ path, text }) => ({ path, diff: text })),
        tests,
      };
    });
}

/**
 * Applies a diff without line numbers: lines that begin with a space or a minus must stand in the text, one after the other
 * and exactly once; lines that begin with a plus are added between them.
 *
 * @throws if the place is not found, or is found more than once.
 */
export function applyDiff(text: string, diff: string, path: string): string {
  const lines = diff.split("\n").filter((line) => line !== "");
  const side = (mark: "-" | "+") =>
    lines
      .filter((line) => line[0] === " " || line[0] === mark)
      .map((line) => `${line.slice(1)}\n`)
      .join("");
  const [before, after] = [side("-"), side("+")];
  // Lines before and after share a line break, so the search goes on right behind the beginning of each place.
  const whole = `\n${text}`;
  const places: number[] = [];
  for (let at = whole.indexOf(`\n${before}`); at >= 0; at = whole.indexOf(`\n${before}`, at + 1))
    places.push(at);
  const [place, ...others] = places;
  if (place === undefined || others.length > 0)
    throw new Error(
      `${path}: the lines around the change are there ${places.length} times instead of once:\n${before}`,
    );
  return text.slice(0, place) + after + text.slice(place + before.length);
}
