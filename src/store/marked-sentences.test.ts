/**
 * Sentences of links, files, tables and texts in the marked language: outside of the marks stands what somebody brought, in quotation
 * marks, or what is the same in every language.
 */
import { describe, expect, test } from "vitest";
import { architectures } from "../architectures/index.ts";
import { cells } from "../cells/index.ts";
import { addModel, whyNoChange, withDepth, withoutLayer, withValue } from "../experiment/describe.ts";
import { parseExperimentFile } from "../experiment/experiment-file.ts";
import { decode } from "../experiment/link.ts";
import { defaultSpec } from "../experiment/spec.ts";
import { type Formed, type Phrase, phrase, phraseOf } from "../lib/phrase.ts";
import { saidBy } from "../lib/said.ts";
import { optimizers } from "../optimizers/index.ts";
import { readTable } from "../own-data/read-table.ts";
import { readText } from "../own-data/read-text.ts";
import { tasks } from "../tasks/index.ts";
import { phraseIn } from "../text/language.ts";
import { readSnapshot } from "../trainer/snapshot-file.ts";

/** How links call things. */
const words = [
  ...[cells, tasks, optimizers, architectures].flatMap((catalog) => Object.keys(catalog)),
  ...["auto", "webgl", "wasm", "reference"],
];

/** What stands outside of the marks and is neither quoted nor a word of links. */
function literals(said: Phrase): string {
  let depth = 0;
  let outside = "";
  for (const letter of phraseIn("marked", said)) {
    if (letter === "⟧") depth--;
    else if (letter === "⟦") depth++;
    outside += depth === 0 && letter !== "⟧" ? letter : " ";
  }
  // A setting is named as in links, and a size has its unit.
  const left = outside.replace(/“[^”]*”|(?<![\p{L}])[a-z]+(?:\.[\w*]+)+|\bMB\b/gu, " ");
  const rest = words
    .sort((a, b) => b.length - a.length)
    .reduce((text, word) => text.replaceAll(word, " "), left);
  return /\p{L}{2}/u.test(rest) ? phraseIn("marked", said) : "";
}
const refusedBy = (change: () => unknown): Formed => {
  try {
    change();
  } catch (error) {
    return saidBy(error);
  }
  return phrase`it was not refused`;
};
const bytes = (...codes: readonly number[]) => Uint8Array.from(codes);

test("an English value is seen, and a phrase among the values is none", () => {
  expect(literals(phrase`It is ${"large"}.`)).toBe("⟦It is ⟧large⟦.⟧");
  expect(literals(phrase`It is ${phraseOf("large")}, ${"“large”"} and ${"lstm"}.`)).toBe("");
});

test.each([
  "#hello",
  "#99/training.seed=1",
  "#0/training.seed=1",
  `#1/${"a=1&".repeat(6000)}`,
  "#1/training.seed=1&training.se",
  "#1/training.seed=1&training.seed=2&training.updates=%zz",
  "#1/training.seed=x",
  "#1/training.updates=1.5&training.seed=-1",
  "#1/training.updates=99999999999",
  "#1/task.kind=table&task.inputs=x",
  "#1/task.kind=copy-memory&training.stopWhenSolved=2",
  "#1/training.engine=x&training.nothing=1",
  "#1/models.9.units=1&models.*.nothing=1",
  "#1/models=lstm,nothing&models.0.layers=lstm,nothing",
  "#1/models=&models.0.layers=gru,gru,gru,gru,gru",
  "#1/models=gru&models.0.layers=lstm,gru",
  "#1/task.kind=nothing&optimizer.kind=nothing&models.0.architecture=nothing",
  "#1/changes=5:training.seed:3,x,99999999:training.clipNorm:1,5:training.clipNorm:-1",
  "#1/packed=_____w",
  "#1/~aaaa&training.seed=1",
  "#1/~aaaa",
  "#1/task.kind=text&data=z.AAAA",
  "#1/task.kind=text&data=x",
  "#1/task.kind=text&data=kept.0123456789abcdef",
])("a broken link: %s", (hash) => {
  const { problems } = decode(hash);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.map(({ message }) => literals(message)).filter((text) => text !== "")).toEqual([]);
});

const file = (parts: object) => JSON.stringify({ format: "unrolled", version: 1, link: "#1/", ...parts });
test.each([
  "{",
  "[]",
  "[".repeat(40),
  file({ format: undefined, version: 1.5, link: 3, title: 1 }),
  file({ version: 9, link: "#1/training.seed=x", colour: 1, shape: 2 }),
  file({ data: 3 }),
  file({ link: "#1/task.kind=text", data: { kind: "table", title: "t", columns: [] } }),
  file({
    link: "#1/task.kind=text",
    data: { kind: "table", title: "t", columns: [{ name: "a", values: [1] }] },
  }),
  file({ link: "#1/task.kind=sine", data: { kind: "text", title: "t", text: "abc" } }),
  file({
    link: "#1/task.kind=table",
    data: { kind: "table", title: "t", columns: [{ name: "a", values: ["x"] }] },
  }),
])("an experiment file: %s", (text) => {
  const read = parseExperimentFile(text);
  const told = read.ok ? read.problems : read.errors;
  expect(told.length).toBeGreaterThan(0);
  expect(told.map(({ message }) => literals(message)).filter((text) => text !== "")).toEqual([]);
});

const days = (count: number, of: (day: number) => string): string =>
  Array.from({ length: count }, (_, day) => of(day)).join("\n");
const date = (day: number): string => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
test.each([
  "lorem,ipsum\ndolor,amet",
  "lorem",
  `tag,wert\n${days(20, (day) => `${date(40 - day)},${day % 7}`)}`,
  `tag,wert\n${days(20, (day) => `${date(day > 9 ? day + 30 : day)},${day % 7}`)}`,
  `tag,wert\n${days(20, (day) => `${date(day > 9 ? day * 3 : day)},${day % 7}`)}`,
  `tag,wert\n${days(20, (day) => `${date(day === 9 ? 8 : day)},${day % 7}`)}`,
  `tag,wert\n${days(20, (day) => `${date(day % 10)},${day % 7}`)}`,
  `tag,wert\n${days(20, (day) => `${date(day === 9 ? 3 : day)},${day % 7}`)}`,
  `lorem\n\ntag,wert,anteil\n${days(20, (day) => `${date(day)},${day === 4 ? "dolor" : day},${day} %${day === 7 ? ",1" : ""}`)}\namet`,
  `tag,wert\n"1,2\n${days(20, (day) => `${day},${day % 7}`)}`,
  "eins;zwei\n1,234;2\n3,456;4\n5,678;9",
  "1,5\n2,5\n3,5",
  `a,b\n${days(20, (day) => `1/${(day % 12) + 1}/2020,1e999`)}`,
  days(3, (day) => Array.from({ length: 300 }, (_, n) => n + day).join(",")),
  `id,${Array.from({ length: 30 }, (_, n) => `V${n}`).join(",")}\n${["A", "B"].map((name) => `${name},${Array.from({ length: 30 }, (_, n) => n * n).join(",")}`).join("\n")}`,
  "\u0000",
  "  ",
])("a table: %#", (text) => {
  const read = readTable(text, "title", { sort: true });
  const told = [
    ...(read.ok ? [...read.notes, ...read.columns.flatMap(({ note }) => note ?? [])] : [read.problem]),
    ...read.bad.shown.map(({ reason }) => reason),
  ];
  expect(told.length).toBeGreaterThan(0);
  expect(told.map(literals).filter((text) => text !== "")).toEqual([]);
});

test.each([
  bytes(0xff, 0xfe, 97, 0, 98, 0),
  bytes(97, 228, 98),
  bytes(...Array.from({ length: 30 }, () => [195, 164]).flat(), 228),
  "a\u0000b",
  "\u0001\u0002\u0003",
  "\ud800",
  "",
  "a".repeat(2_000_001),
])("a text: %#", (source) => {
  const read = readText(source, "title");
  const told = read.ok ? read.notes : [read.problem];
  expect(told.length).toBeGreaterThan(0);
  expect(told.map(literals).filter((text) => text !== "")).toEqual([]);
});

describe("refusals", () => {
  const spec = defaultSpec();
  test.each([
    () => withValue(spec, "training.nothing", 1),
    () => withValue(spec, "training.seed", -1),
    () => withDepth(spec, 9, 2),
    () => withDepth(spec, 0, 9),
    () => withoutLayer(spec, 0, 0),
    () => withoutLayer(spec, 0, 5),
    () => addModel(addModel(spec, "gru"), "gru"),
  ])("of a change: %#", (change) => {
    expect(literals(refusedBy(change))).toBe("");
    expect(whyNoChange(spec, 0)).toBeNull();
  });

  test("of a snapshot's file", async () => {
    const read = await readSnapshot(bytes(1, 2, 3), async () => []);
    expect(read.ok ? "it was read" : literals(read.reason)).toBe("");
  });

  test.each([
    ["table", { inputs: "9" }],
    ["table", { inputs: "1,1" }],
    ["table", { length: 400, heldOut: 1 }],
  ] as const)("of a task's settings: %s %o", async (kind, values) => {
    const { fields, prepare } = tasks[kind];
    const all = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.default]));
    const said = await prepare({ ...all, ...values }, 1, async () => null).then(
      () => phrase`it was not refused`,
      saidBy,
    );
    expect(literals(said).replace(/water level|wind|hour/g, "")).not.toMatch(/⟧[^⟦]*\p{L}{2}[^⟦]*⟦/u);
  });
});
