import { expect, test } from "vitest";
import { maxExperimentFileLength, parseExperimentFile, writeExperimentFile } from "./experiment-file.ts";
import { encode } from "./link.ts";
import { presets } from "./presets.ts";
import { defaultSpec } from "./spec.ts";

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

test.each(presets)("the preset “$id” reads back, with data of one's own", ({ spec }) => {
  for (const data of [null, 0, "", [1, [2, { a: null }]], { text: "To be" }])
    expect(parseExperimentFile(writeExperimentFile({ spec, data }))).toStrictEqual({
      ok: true,
      file: { spec, data },
      problems: [],
    });
});

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
  [file({ data: JSON.parse(`${"[".repeat(40)}${"]".repeat(40)}`) }), "data", /32 deep/],
  [" ".repeat(maxExperimentFileLength + 1), "", /4000001 characters/],
] as const)("%.60s is refused", (text, path, sentence) => {
  const read = parseExperimentFile(text);
  expect(read.ok).toBe(false);
  const told = read.ok ? [] : read.errors;
  expect(told.find((error) => error.path === path)?.message).toMatch(sentence);
  for (const { message } of told) expect(message).toMatch(/\.$/);
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
  expect(problem?.message).toMatch(sentence);
});

test("what would not be read back is not written", () => {
  const spec = defaultSpec();
  expect(() => writeExperimentFile({ spec, title: "x".repeat(201) })).toThrow(/201 characters/);
  expect(() => writeExperimentFile({ spec, data: "x".repeat(maxExperimentFileLength) })).toThrow(
    /characters/,
  );
  let deep: unknown = 0;
  for (let n = 0; n < 100_000; n++) deep = [deep];
  expect(() => writeExperimentFile({ spec, data: deep })).toThrow(/deep/);
  expect(encode(spec)).toBe("#1/");
});
