import fc from "fast-check";
import { expect, test } from "vitest";
import { inEnglish } from "../lib/phrase.ts";
import { maxOwnNumbers, maxOwnText } from "../own-data/own-data.ts";
import { tasks } from "../tasks/index.ts";
import { withTask } from "./edit.ts";
import { maxExperimentFileLength, parseExperimentFile, writeExperimentFile } from "./experiment-file.ts";
import { decode, encode } from "./link.ts";
import { presets } from "./presets.ts";
import { defaultSpec, type ExperimentSpec } from "./spec.ts";

test("a file is short, readable and reads back", () => {
  const text = writeExperimentFile({ spec: defaultSpec(), title: "My “race”" });
  expect(text).toBe(
    '{\n  "format": "unrolled",\n  "version": 1,\n  "title": "My “race”",\n  "link": "#1/"\n}\n',
  );
  expect(parseExperimentFile(text)).toStrictEqual({
    ok: true,
    file: { spec: defaultSpec(), title: "My “race”" },
    problems: [],
  });
  expect(parseExperimentFile(`\uFEFF${text}`)).toMatchObject({ ok: true, problems: [] });
});

test.each(presets)("the preset “$id” reads back", ({ spec }) => {
  expect(parseExperimentFile(writeExperimentFile({ spec }))).toStrictEqual({
    ok: true,
    file: { spec },
    problems: [],
  });
});

const withText = (text: string): ExperimentSpec => {
  const spec = withTask(defaultSpec(), "text");
  return { ...spec, task: { ...spec.task, data: { kind: "text", title: "notes.txt", text } } };
};

test("data of one's own stands beside the link, however long, on a line of its own", () => {
  const spec = withText(`${fc.sample(fc.string(), 2000).join("")}…`);
  const text = writeExperimentFile({ spec });
  expect(text).toContain(
    '"link": "#1/task.kind=text",\n  "data": {"kind":"text","title":"notes.txt","text":"',
  );
  expect(parseExperimentFile(text)).toStrictEqual({ ok: true, file: { spec }, problems: [] });
});

test("the largest table fits, all digits of its numbers included", () => {
  const values = Array.from({ length: maxOwnNumbers }, (_, row) => -Math.sin(row + 1) / 3);
  const spec = withTask(defaultSpec(), "table");
  const data = { kind: "table", title: "numbers.csv", columns: [{ name: "a", values }], rows: null } as const;
  expect(() => writeExperimentFile({ spec: { ...spec, task: { ...spec.task, data } } })).not.toThrow();
});

test("a link that lost its data finds it beside itself", () => {
  const spec = withText(fc.sample(fc.string({ minLength: 50 }), { numRuns: 1000, seed: 1 }).join("\n"));
  expect(decode(encode(spec)).missing).toMatch(/^[0-9a-f]{16}$/);
  const text = file({ link: encode(spec), data: spec.task.data });
  expect(parseExperimentFile(text)).toStrictEqual({ ok: true, file: { spec }, problems: [] });
});

const example = (kind: "text" | "table") => tasks[kind].example;
const file = (parts: object) => JSON.stringify({ format: "unrolled", version: 1, link: "#1/", ...parts });

// [text, path, part of the sentence]
test.each([
  ["", "", /no JSON/],
  ["{", "", /no JSON; it begins with “{”/],
  ["7", "", /holds “7”/],
  ["[]", "", /a list or object/],
  ["null", "", /a list or object|“null”/],
  ["{}", "format", /“format” is nothing/],
  [file({ format: "onnx" }), "format", /“onnx”/],
  [file({ version: "1" }), "version", /“1”/],
  [file({ version: 0 }), "version", /“0”/],
  [file({ version: 1.5 }), "version", /“1.5”/],
  [file({ link: 5 }), "link", /“link” is “5”/],
  [file({ link: undefined }), "link", /“link” is nothing/],
  [file({ title: 5 }), "title", /“title” is “5”/],
  [file({ title: "x".repeat(201) }), "title", /201 characters/],
  [file({ link: "#1/task.kind=text", data: ["x"] }), "data", /no title/],
  [
    file({ link: "#1/task.kind=text", data: { kind: "text", title: "x", text: 5 } }),
    "data",
    /no well-formed/,
  ],
  [file({ link: "#1/task.kind=text", data: example("table") }), "data", /it is a table.*takes a text/],
  [file({ data: example("text") }), "data", /“Temporal order” does not accept your own data/],
  ["[".repeat(maxExperimentFileLength), "", /more than 12 deep/],
  [" ".repeat(maxExperimentFileLength + 1), "", /6000001 characters/],
] as const)("%.60s is refused", (text, path, sentence) => {
  const read = parseExperimentFile(text);
  expect(read.ok).toBe(false);
  const told = read.ok ? [] : read.errors;
  expect(inEnglish(told.find((error) => error.path === path)?.message ?? "")).toMatch(sentence);
  for (const { message } of told) expect(inEnglish(message)).toMatch(/\.$/);
});

test.each([
  [file({ version: 2 }), "version", /newer version/],
  [file({ link: "#1/models.1.units=0&training.seed=4" }), "link models.1.units", /least value/],
  [file({ link: "hello" }), "link", /default experiment/],
  [file({ notes: "x", more: 1 }), "notes", /“notes” and 1 more/],
  ['{"format":"unrolled","version":1,"link":"#1/","__proto__":{"link":5}}', "__proto__", /__proto__/],
] as const)("%.60s is read, with a sentence", (text, path, sentence) => {
  const read = parseExperimentFile(text);
  expect(read.ok && read.problems).toHaveLength(1);
  const [problem] = read.ok ? read.problems : [];
  expect(problem?.path).toBe(path);
  expect(inEnglish(problem?.message ?? "")).toMatch(sentence);
});

test("what would not be read back is not written", () => {
  const spec = defaultSpec();
  expect(() => writeExperimentFile({ spec, title: "x".repeat(201) })).toThrow(/201 characters/);
  expect(() => writeExperimentFile({ spec: withText("\0".repeat(maxOwnText)) })).toThrow(/characters/);
  expect(encode(spec)).toBe("#1/");
});
