import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { applyDiff, examplesOf } from "./kinds-read.ts";

const root = join(import.meta.dirname, "..");
const examples = examplesOf(readFileSync(join(root, "CONTRIBUTING.md"), "utf8"));

test("CONTRIBUTING.md has an example of every kind", () => {
  expect(examples.map(({ title }) => title)).toEqual([
    "A cell",
    "An architecture",
    "A task",
    "An optimizer",
    "An initializer",
    "A panel",
    "A kind of node",
  ]);
});

// `npm run kinds` runs what the examples say; this finds within milliseconds that a registry has moved on.
describe.each(examples)("$title", ({ files, edits, tests }) => {
  test("adds new files, and changes files where their lines are as it says", () => {
    expect(files.length).toBeGreaterThan(0);
    for (const { path } of files) expect(existsSync(join(root, path)), path).toBe(false);
    for (const { path, diff } of edits) {
      const before = readFileSync(join(root, path), "utf8");
      expect(applyDiff(before, diff, path)).not.toBe(before);
    }
  });

  test("names tests that exist", () => {
    for (const path of tests.flat().filter((argument) => argument.includes("/")))
      expect(existsSync(join(root, path)), path).toBe(true);
  });
});

test("a diff adds and removes lines between those that it names", () => {
  expect(applyDiff("a\nb\nc\n", " a\n+x\n b\n", "f")).toBe("a\nx\nb\nc\n");
  expect(applyDiff("a\nb\nc\n", "-a\n+x\n b\n", "f")).toBe("x\nb\nc\n");
});

test.each([
  ["is missing", "a\nc\n", " a\n+x\n b\n", /0 times/],
  ["is part of a longer line", "aa\nb\n", " a\n+x\n b\n", /0 times/],
  ["is there twice", "a\nb\na\nb\n", " a\n+x\n b\n", /2 times/],
])("a diff is refused where its place %s", (_, text, diff, message) => {
  expect(() => applyDiff(text, diff, "f")).toThrow(message);
});

test("an example without tests is refused", () => {
  expect(() => examplesOf("# T\n\n## A thing\n\n```ts src/a.ts\nx\n```\n")).toThrow(/names no tests/);
});

test("blocks without a path are no part of an example", () => {
  expect(examplesOf("# T\n\n## Words\n\n```ts\nx\n```\n")).toEqual([]);
});
