/** Data of unknown origin: nothing throws past a reader, nothing takes long, and what comes out is within its limits. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { inEnglish, isFormed } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { checkOwnData, maxOwnColumns, maxOwnName, type OwnData } from "../own-data/own-data.ts";
import { delimiters, readTable, type TableChoices } from "../own-data/read-table.ts";
import { maxTextBytes, readText } from "../own-data/read-text.ts";
import { maxTableBytes } from "../own-data/table-limit.ts";
import { fuzzRuns } from "../testing/fuzz-runs.ts";
import { withinSeconds } from "../testing/processor-time.ts";
import { tasks } from "./index.ts";
import { vocabularyOf } from "./text/vocabulary.ts";

const inTime = <R>(act: () => R): R => withinSeconds(1, act);
const isSentence = (text: string) => {
  expect(text).toMatch(/^[A-Z“%‰€$£¥].*\.$/s);
  expect(text.length).toBeLessThan(600);
};
const isWhole = (data: OwnData) => expect(isFormed(checkOwnData(data))).toBe(false);

function readTextSafely(source: Uint8Array | string): void {
  const read = inTime(() => readText(source, "a title"));
  if (!read.ok) {
    isSentence(inEnglish(read.problem));
    return;
  }
  isWhole(read.data);
  expect(read.data.text).not.toMatch(/\r|\0/);
  const { symbols, length } = inTime(() => vocabularyOf(read.data.text, 2));
  expect(symbols.reduce((sum, { count }) => sum + count, 0)).toBe(length);
}

function readTableSafely(source: Uint8Array | string, choices?: TableChoices): void {
  const read = inTime(() => readTable(source, "a title", choices));
  expect(read.bad.shown.length).toBeLessThanOrEqual(10);
  for (const { line, text, reason } of read.bad.shown) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(source.length + 1);
    expect(text.length).toBeLessThan(100);
    // A cell and a name, quoted: signs that cannot be seen are written as their names.
    expect(inEnglish(reason).length).toBeLessThan(300);
  }
  if (!read.ok) {
    isSentence(inEnglish(read.problem));
    return;
  }
  isWhole(read.table);
  read.notes.map(inEnglish).forEach(isSentence);
  expect(read.columns.length).toBeLessThanOrEqual(200);
  expect(read.columns.filter(({ column }) => column !== null).map(({ column }) => column)).toEqual([
    ...read.table.columns.keys(),
  ]);
  for (const { name, column, gaps } of read.columns) {
    expect(name.length).toBeLessThanOrEqual(maxOwnName);
    if (column === null) continue;
    const { values, name: same } = read.table.columns[column] ?? { values: [], name: "" };
    expect([same, values.filter((value) => value === null).length]).toEqual([name, gaps]);
  }
  // Never more numbers than the source has characters: nothing is made up from a count in it.
  const numbers = read.table.columns.flatMap(({ values }) => values.filter((value) => value !== null));
  expect(numbers.length).toBeLessThanOrEqual(source.length);
  for (const place of read.measured) expect(read.table.columns[place]).toBeDefined();
  for (const choice of [
    { header: !read.header },
    { decimal: read.decimal === "." ? "," : "." } as const,
    { byRows: !read.byRows },
  ])
    if (choices === undefined) readTableSafely(source, choice);
}

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  // Code units, halves of characters among them.
  fc.array(fc.nat(0xffff), { maxLength: 60 }).map((codes) => String.fromCharCode(...codes)),
);
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .tuple(fc.constantFrom([0xef, 0xbb, 0xbf], [0xff, 0xfe], [0xfe, 0xff]), fc.uint8Array({ maxLength: 40 }))
    .map(([mark, rest]) => Uint8Array.from([...mark, ...rest])),
  anyText.map((text) => new TextEncoder().encode(text)),
);
test("no text and no bytes make reading a text throw", () => {
  fc.assert(fc.property(anyText, readTextSafely), fuzzRuns(5000));
  fc.assert(fc.property(anyBytes, readTextSafely), fuzzRuns(5000));
}, 120_000);

const anyCell = fc.oneof(
  { weight: 6, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }).map((value) => value.toFixed(2)) },
  { weight: 2, arbitrary: fc.integer().map(String) },
  fc.double().map(String),
  fc.constantFrom(
    "",
    "NA",
    "-",
    "1,5",
    "1.234,5",
    "1 234",
    "12 %",
    "$5",
    "1e999",
    "9".repeat(400),
    "0x10",
    "−3",
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.constantFrom(
    "2020-01-05",
    "5.1.2020",
    "13/1/2020",
    "5 Jan 2020",
    "1/5/2023 1:00 AM",
    "01.01.2023 00:00 - 01:00",
    "2020 Q1",
    "Total",
    "X2020",
    "(5.00)",
    "5-",
    "12.3 b",
    "\u200e5",
    "-999.9",
    "20200105",
    "2020",
    "2020-01",
    "7:30",
    "99/99/9999",
  ),
  fc.constantFrom('"', '""', '"a\nb"', '"1,5"', '"open', "__proto__", "#", "sep=;", "\u202f", "\t"),
  fc.string({ unit: "binary", maxLength: 8 }),
);
const anyTable = fc
  .tuple(
    fc.constantFrom(...delimiters),
    fc.constantFrom("\n", "\r\n", "\r"),
    fc.integer({ min: 1, max: 6 }),
    fc.array(fc.array(anyCell, { minLength: 6, maxLength: 6 }), { maxLength: 12 }),
  )
  .map(([mark, end, width, rows]) => rows.map((row) => row.slice(0, width).join(mark)).join(end));
test("no table makes reading it throw", () => {
  fc.assert(
    fc.property(anyTable, (text) => readTableSafely(text)),
    fuzzRuns(2500),
  );
}, 120_000);

const goodTable = fc
  .tuple(
    fc.constantFrom(",", ";", "\t"),
    fc.array(fc.tuple(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), fc.integer()), {
      minLength: 2,
      maxLength: 20,
    }),
  )
  .map(([mark, rows]) =>
    [
      "day,level,count",
      ...rows.map(([a, b], i) => `2020-01-${String(i + 1).padStart(2, "0")},${a.toFixed(3)},${b}`),
    ]
      .join("\n")
      .replaceAll(",", mark),
  );
test("a good table is read whole, and no damage to it makes reading it throw", () => {
  const put = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.constantFrom('"', "\n", ",", ";", "\t", "1e999", "\0", "\r"),
  );
  fc.assert(
    fc.property(goodTable, fc.nat(), fc.nat(30), put, (text, at, length, some) => {
      const whole = readTable(text, "t");
      expect(whole.ok && whole.bad.shown).toEqual([]);
      expect(whole.ok && whole.table.columns.map(({ name }) => name)).toEqual(["level", "count"]);
      const from = at % text.length;
      readTableSafely(text.slice(0, from) + some + text.slice(from + length));
      readTableSafely(new TextEncoder().encode(text.slice(0, from) + some));
    }),
    fuzzRuns(2000),
  );
}, 120_000);

test("noise is no table, and makes nothing throw", () => {
  const choices = fc.record(
    {
      delimiter: fc.constantFrom(...delimiters),
      header: fc.oneof(fc.boolean(), fc.integer({ min: -2, max: 20 })),
      from: fc.integer({ min: -2, max: 20 }),
      decimal: fc.constantFrom(".", ","),
      byRows: fc.boolean(),
      reverse: fc.boolean(),
      missing: fc.constantFrom("", "-999", "NA; 5", "1e999 x", "\u200e"),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<TableChoices>;
  fc.assert(fc.property(fc.oneof(anyText, anyBytes), choices, readTableSafely), fuzzRuns(5000));
  fc.assert(fc.property(anyTable, choices, readTableSafely), fuzzRuns(2000));
  expect(Object.hasOwn(Object.prototype, "columns")).toBe(false);
}, 120_000);

test("the largest sources are read or refused", () => {
  for (const part of [
    "1",
    "1,",
    "1;2\n",
    ",",
    "\n",
    '"',
    '"a",',
    " ",
    "1 ",
    "+ ",
    "a\tb\n",
    "ä",
    "2020-01-01,1\n",
  ])
    for (const over of [0, 1]) {
      const long = (most: number) => part.repeat(Math.ceil(most / part.length) + 1).slice(0, most + over);
      const [plain, table] = [readText(long(maxTextBytes), "t"), readTable(long(maxTableBytes), "t")];
      if (plain.ok) isWhole(plain.data);
      if (table.ok) isWhole(table.table);
      expect([plain.ok, table.ok].some((ok) => ok && over > 0)).toBe(false);
    }
}, 240_000);

const anyNumberOrWorse = fc.oneof(
  fc.constant(null),
  fc.double(),
  fc.double({ noNaN: true }),
  fc.jsonValue({ maxDepth: 1 }),
);
const anyColumn = fc.record(
  {
    name: fc.oneof(fc.string(), fc.string({ minLength: 190, maxLength: 210 }), fc.jsonValue({ maxDepth: 1 })),
    values: fc.oneof(fc.array(anyNumberOrWorse, { maxLength: 5 }), fc.jsonValue({ maxDepth: 2 })),
  },
  { requiredKeys: [] },
);
const anyData = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.record(
    {
      kind: fc.constantFrom("text", "table", "__proto__", 1, null),
      title: fc.oneof(
        fc.string({ unit: "binary" }),
        fc.string({ minLength: 190, maxLength: 210 }),
        fc.constant(7),
      ),
      text: anyText,
      columns: fc.oneof(fc.array(anyColumn, { maxLength: 40 }), fc.jsonValue({ maxDepth: 2 })),
      rows: fc.oneof(
        fc.constant(null),
        fc.record({ name: fc.string(), first: fc.string(), last: anyNumberOrWorse }, { requiredKeys: [] }),
        fc.jsonValue({ maxDepth: 1 }),
      ),
    },
    { requiredKeys: ["kind"] },
  ),
);
test("no value makes checking data throw; what passes has the parts that data have, and no other", () => {
  fc.assert(
    fc.property(anyData, (value) => {
      const checked = inTime(() => checkOwnData(value));
      if (isFormed(checked)) {
        expect(inEnglish(checked).length).toBeLessThan(400);
        return;
      }
      expect(checkOwnData(JSON.parse(JSON.stringify(checked)))).toEqual(JSON.parse(JSON.stringify(checked)));
      expect(Object.keys(checked).sort()).toEqual(
        checked.kind === "text" ? ["kind", "text", "title"] : ["columns", "kind", "rows", "title"],
      );
      if (checked.kind === "table") expect(checked.columns.length).toBeLessThanOrEqual(maxOwnColumns);
    }),
    fuzzRuns(10_000),
  );
}, 120_000);

/** Short data that passes the checks, whatever is in it. */
const anyOwn: fc.Arbitrary<OwnData> = fc.oneof(
  anyText
    .filter((text) => !/\p{Surrogate}/u.test(text))
    .map((text) => ({ kind: "text" as const, title: "", text })),
  fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 4 })).chain(([rows, width]) =>
    fc
      .array(
        fc.array(
          fc.oneof(
            { weight: 9, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
            fc.constant(null),
          ),
          {
            minLength: rows,
            maxLength: rows,
          },
        ),
        { minLength: width, maxLength: width },
      )
      .map((columns) => ({
        kind: "table" as const,
        title: "",
        columns: columns.map((values, i) => ({ name: `c${i}`, values })),
        rows: null,
      })),
  ),
);
test("any data trains, or the task says in a sentence why not", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyOwn,
      fc.integer({ min: 5, max: 12 }),
      fc.string({ maxLength: 6 }),
      fc.boolean(),
      async (own, length, inputs, relative) => {
        isWhole(own);
        const values = {
          inputs: "1",
          targets: inputs.trim(),
          length,
          horizon: 1,
          relative,
          heldOut: 50,
          rare: 0,
        };
        try {
          const task = await tasks[own.kind].prepare(values, 1, async () => null, own);
          for (const split of ["train", "heldOut"] as const) {
            const sample = task.sample(rngFrom(1), split);
            expect([...sample.x, ...sample.y].some(Number.isNaN)).toBe(false);
            expect(inEnglish(task.drawing(sample).sentence)).not.toMatch(/NaN|undefined/);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          isSentence((error as RangeError).message);
        }
      },
    ),
    fuzzRuns(3000),
  );
}, 120_000);
