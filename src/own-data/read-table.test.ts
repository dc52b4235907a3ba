/** What is recognised in tables of one's own. The tables of examples are the specification. */

import { describe, expect, test } from "vitest";
import { inEnglish, isFormed } from "../lib/phrase.ts";
import { checkOwnData, maxOwnNumbers, tableOfSignal } from "./own-data.ts";
import { readTable, type TableChoices } from "./read-table.ts";

function read(text: string | Uint8Array, choices?: TableChoices) {
  const found = readTable(text, "t.csv", choices);
  if (!found.ok) throw new Error(inEnglish(found.problem));
  expect(isFormed(checkOwnData(found.table))).toBe(false);
  return found;
}
const valuesOf = (text: string, choices?: TableChoices) =>
  read(text, choices).table.columns.map(({ values }) => values);

// Text, delimiter, header, decimal, columns.
test.each([
  [
    "a,b\n1,2\n3,4",
    ",",
    true,
    ".",
    [
      [1, 3],
      [2, 4],
    ],
  ],
  [
    "1,2\n3,4",
    ",",
    false,
    ".",
    [
      [1, 3],
      [2, 4],
    ],
  ],
  [
    "a;b\n1,5;2\n3,5;4",
    ";",
    true,
    ",",
    [
      [1.5, 3.5],
      [2, 4],
    ],
  ],
  [
    "a;b\n1.5;2\n3.5;4",
    ";",
    true,
    ".",
    [
      [1.5, 3.5],
      [2, 4],
    ],
  ],
  [
    "a\tb\n1,5\t2\n3\t4",
    "\t",
    true,
    ",",
    [
      [1.5, 3],
      [2, 4],
    ],
  ],
  [
    "a|b\n1|2\n3|4\n",
    "|",
    true,
    ".",
    [
      [1, 3],
      [2, 4],
    ],
  ],
  [
    "a  b\n  1   2.5\n 30   4.5\n",
    " ",
    true,
    ".",
    [
      [1, 30],
      [2.5, 4.5],
    ],
  ],
  [
    "1,5 2,5\n3,5 4,5",
    " ",
    false,
    ",",
    [
      [1.5, 3.5],
      [2.5, 4.5],
    ],
  ],
  [
    'a,b\n"1,5",2\n"3,5",4',
    ",",
    true,
    ",",
    [
      [1.5, 3.5],
      [2, 4],
    ],
  ],
  [
    'a,b\n"1,234.5",2\n"3",4',
    ",",
    true,
    ".",
    [
      [1234.5, 3],
      [2, 4],
    ],
  ],
  [
    "a;b\n1.234,5;2\n3;4",
    ";",
    true,
    ",",
    [
      [1234.5, 3],
      [2, 4],
    ],
  ],
  [
    "a;b\n1 234,5;2\n3;4",
    ";",
    true,
    ",",
    [
      [1234.5, 3],
      [2, 4],
    ],
  ],
  [
    "a;b\n1,234;2\n3,456;4",
    ";",
    true,
    ",",
    [
      [1.234, 3.456],
      [2, 4],
    ],
  ],
  [
    "a\tb\n1,234\t2\n3,456\t4",
    "\t",
    true,
    ".",
    [
      [1234, 3456],
      [2, 4],
    ],
  ],
  ["value\n1.5\n2.5", "", true, ".", [[1.5, 2.5]]],
  ["1.5\n2.5", "", false, ".", [[1.5, 2.5]]],
  [
    "\uFEFFa,b\r\n1,2\r\n3,4\r\n",
    ",",
    true,
    ".",
    [
      [1, 3],
      [2, 4],
    ],
  ],
  [
    "a,b\r1,2\r3,4",
    ",",
    true,
    ".",
    [
      [1, 3],
      [2, 4],
    ],
  ],
  [
    "sep=;\na;b\n1;2\n3;4",
    ";",
    true,
    ".",
    [
      [1, 3],
      [2, 4],
    ],
  ],
  [
    "# made by hand\n\na,b\n1,2\n\n3,4\n\n\n",
    ",",
    true,
    ".",
    [
      [1, 3],
      [2, 4],
    ],
  ],
  [
    "a,b,\n1,2,\n3,4,\n",
    ",",
    true,
    ".",
    [
      [1, 3],
      [2, 4],
    ],
  ],
  ["country,value\nNorway,1\nSweden,2", ",", true, ".", [[1, 2]]],
  [
    "a,b\n1,\n,4\nNA,nan\n-,null\n5,6",
    ",",
    true,
    ".",
    [
      [1, null, null, null, 5],
      [null, 4, null, null, 6],
    ],
  ],
  ["share\n12 %\n13 %\n0", "", true, ".", [[12, 13, 0]]],
  ['date,value\n2020-01-01 00:00,"1"\n2020-01-01 01:00,"2"', ",", true, ".", [[1, 2]]],
] as const)("%j is read with %j, header %j, decimal mark %j", (text, delimiter, header, decimal, columns) => {
  const found = read(text);
  expect(found).toMatchObject({ delimiter, header, decimal });
  expect(found.table.columns.map(({ values }) => values)).toEqual(columns);
  expect(found.bad).toEqual({ shown: [], more: 0 });
});

describe("what names the rows", () => {
  test.each([
    ["date,x\n2020-01-05,1\n2020-01-06,2", { name: "date", first: "2020-01-05", last: "2020-01-06" }],
    ["x;day\n1;5.1.2020\n2;6.1.2020", { name: "day", first: "5.1.2020", last: "6.1.2020" }],
    ["m,x\n2020-01,1\n2020-02,2", { name: "m", first: "2020-01", last: "2020-02" }],
    ["when,x\n20200131,1\n20200201,2", { name: "when", first: "20200131", last: "20200201" }],
    ["d,x\n1/13/2020,1\n1/14/2020,2", { name: "d", first: "1/13/2020", last: "1/14/2020" }],
    ["x\n1\n5", null],
  ])("%j: dates, which are never foretold", (text, rows) => {
    const found = read(text);
    expect(found.table.rows).toEqual(rows);
    expect(found.table.columns.map(({ name }) => name)).toEqual(["x"]);
  });
  test("years and places in a list name rows, and are offered as numbers still", () => {
    const { table, columns } = read("year,x\n1999,5\n2000,3\n2001,4");
    expect(table.rows).toEqual({ name: "year", first: "1999", last: "2001" });
    expect(table.columns.map(({ name }) => name)).toEqual(["year", "x"]);
    expect(columns.map(({ kind }) => kind)).toEqual(["index", "numbers"]);
  });
  test("rows with the newest first are turned around, and that is said", () => {
    const found = read("date,x\n31/1/2020,3\n30/1/2020,2\n29/1/2020,1");
    expect(found.table.columns[0]?.values).toEqual([1, 2, 3]);
    expect(found.table.rows).toMatchObject({ first: "29/1/2020", last: "31/1/2020" });
    expect(found.notes.map(inEnglish).join()).toMatch(/newest row came first/);
    expect(read("date,x\n5/1/2020,3\n6/1/2020,2").notes.map(inEnglish).join()).toMatch(
      /do not show whether day or month comes first/,
    );
  });
});

describe("rows that cannot be read", () => {
  test("are named by their line in the file and quoted, where quoted cells span lines too", () => {
    const found = read('note,x,y\n"two\nlines",1,2\nb,abc,4\nc,5\nd,6,7\ne,8,9,10,11\nf,1e999,3');
    const { shown, more } = found.bad;
    expect({ more, shown: shown.map((row) => ({ ...row, reason: inEnglish(row.reason) })) }).toEqual({
      more: 0,
      shown: [
        { line: 4, text: "b,abc,4", reason: "“abc” is no number in the column “x”" },
        { line: 5, text: "c,5", reason: "2 cells where the other rows have 3" },
        { line: 7, text: "e,8,9,10,11", reason: "5 cells where the other rows have 3" },
        { line: 8, text: "f,1e999,3", reason: "“1e999” is too large a number in the column “x”" },
      ],
    });
    expect(found.table.columns.map(({ values }) => values)).toEqual([
      [1, null, null, 6, null, null],
      [2, 4, null, 7, null, 3],
    ]);
    expect(found.columns.map(({ kind, gaps, column }) => [kind, gaps, column])).toEqual([
      ["text", 6, null],
      ["numbers", 4, 0],
      ["numbers", 2, 1],
    ]);
  });
  test("are shown ten at a time", () => {
    const rows = Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? `${i}` : `${i},${i}`));
    const { bad } = read(`a,b\n${rows.join("\n")}`);
    expect(bad.shown).toHaveLength(10);
    expect(bad.more).toBe(10);
    expect(bad.shown[1]).toMatchObject({ line: 5, text: "3" });
  });
  test("lines above a table are no rows of it", () => {
    const found = read("Monthly means\nfrom a station\nmonth,x\n2020-01,1\n2020-02,2\n2020-03,3");
    expect(found.header).toBe(true);
    expect(found.table.columns).toEqual([{ name: "x", values: [1, 2, 3] }]);
    expect(found.bad.shown).toEqual([]);
    expect(found.notes.map(inEnglish).join()).toMatch(
      /2 lines from 1 to 2.*skipped above the data; line 3 is the header row/,
    );
  });
  test("a quote that is never closed costs its own cell", () => {
    const found = read('a,b\n1,2\n3,"4\n5,6\n7,8');
    expect(found.table.columns.map(({ values }) => values)).toEqual([
      [1, 3, 5, 7],
      [2, null, 6, 8],
    ]);
    expect(found.bad.shown).toMatchObject([{ line: 3, text: '3,"4' }]);
    expect(found.notes.map(inEnglish).join()).toMatch(/quote in line 3 is never closed/);
  });
  test("a price among percentages is one", () => {
    const found = read("share\n12 %\n13 %\n$5\n14");
    expect(found.table.columns).toEqual([{ name: "share (%)", values: [12, 13, null, 14] }]);
    expect(inEnglish(found.columns[0]?.note ?? "")).toBe("% was taken off: “12 %” is read as 12");
    expect(found.bad.shown).toMatchObject([{ line: 4, text: "$5" }]);
  });
});

test("what was recognised can be set by hand", () => {
  expect(valuesOf("1,234\n2,345")).toEqual([
    [1, 2],
    [234, 345],
  ]);
  expect(valuesOf("1,234\n2,345", { delimiter: ";" })).toEqual([[1.234, 2.345]]);
  expect(valuesOf("1,234\n2,345", { delimiter: ";", decimal: "." })).toEqual([[1234, 2345]]);
  expect(valuesOf("2019,2020\n1,2", { header: true })).toEqual([[1], [2]]);
  expect(read("2019,2020\n1,2", { header: true }).table.columns[0]?.name).toBe("2019");
  expect(read("a,b\n1,2", { header: false }).bad.shown).toMatchObject([{ line: 1, text: "a,b" }]);
});

test("a number that may mean two is said to", () => {
  expect(read("a;b\n1,234;2\n3,456;4").notes.map(inEnglish)).toEqual([
    "“1,234” is ambiguous and was read with three decimals. If that is wrong, choose the other decimal separator.",
  ]);
  expect(read("a\tb\n1,234\t2").notes.map(inEnglish).join()).toMatch(/thousands separator/);
  expect(read("a;b\n1,25;2").notes).toEqual([]);
});

test("names of columns are there once, and not too long", () => {
  const found = read(`x,x,,${"long".repeat(100)}\n1,2,3,4`);
  expect(found.table.columns.map(({ name }) => name.slice(0, 12))).toEqual([
    "x",
    "x (2)",
    "column 3",
    "longlonglong",
  ]);
  expect(found.table.columns[3]?.name.length).toBeLessThanOrEqual(200);
});

test("columns beyond the limits are left out, and named", () => {
  const wide = (columns: number, rows: number) =>
    Array.from({ length: rows }, (_, row) =>
      Array.from({ length: columns }, (_, i) => row + i).join(","),
    ).join("\n");
  const found = read(wide(40, 3), { byRows: false });
  expect(found.table.columns).toHaveLength(32);
  expect(found.columns[32]).toMatchObject({ column: null });
  expect(inEnglish(found.columns[32]?.note ?? "")).toMatch(/left out: the limit is 32 columns/);
  const long = read(wide(3, Math.floor(maxOwnNumbers / 2) - 5));
  expect(long.table.columns).toHaveLength(2);
  expect(read(wide(300, 2), { byRows: false }).notes.map(inEnglish).join()).toMatch(
    /300 columns; only the first 200/,
  );
});

test.each([
  ["", /no text in it/],
  ["a,b\n", /no rows below the header/],
  ["a,b\nc,d\ne,f", /None of its 2 columns holds numbers/],
  ["one\ntwo\nthree", /None of its lines holds numbers/],
  ["a,b\n2020-01-01,\n2020-01-02,", /None of its 2 columns holds numbers/],
  ["1\n".repeat(maxOwnNumbers + 1), /rows; the limit is \d+/],
  ["1,2\n".repeat(2_000_000), /8 MB; the limit is 4 MB/],
])("%.20j is refused with what to do", (text, problem) => {
  const found = readTable(text, "t.csv");
  expect(found.ok ? "read" : inEnglish(found.problem)).toMatch(problem);
});

test("a drawn signal is a table of one column", () => {
  const table = tableOfSignal([0.12345, -0.0001, Number.NaN, 2]);
  expect(table.columns).toEqual([{ name: "signal", values: [0.123, 0, null, 2] }]);
  expect(checkOwnData(table)).toEqual(table);
});
