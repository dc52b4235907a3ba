import Papa from "papaparse";
import { expect, test } from "vitest";
import { csvOf } from "./csv.ts";
import { distinct, exact, rounded, tabSeparated } from "./table.ts";

test("commas, quotes and line breaks in a cell come back; lines end in CRLF", () => {
  const table = {
    header: ["t", "a, b"],
    rows: [
      [1, 'say "x"\nor not'],
      [2.5e-9, null],
    ],
  };
  const text = csvOf(table);
  expect(text).toBe('t,"a, b"\r\n1,"say ""x""\nor not"\r\n2.5e-9,');
  expect(Papa.parse(text).data).toEqual([
    ["t", "a, b"],
    ["1", 'say "x"\nor not'],
    ["2.5e-9", ""],
  ]);
});

test("a file begins with a byte order mark where it has more than ASCII, and only there", () => {
  expect(csvOf({ header: ["x"], rows: [[1]] }).startsWith("x")).toBe(true);
  const marked = csvOf({ header: ["°C"], rows: [[1]] });
  expect(marked.startsWith("\ufeff°C")).toBe(true);
  expect(Papa.parse<string[]>(marked).data[0]).toEqual(["°C"]);
});

test("a text that a spreadsheet would run is disarmed; numbers and single signs are as they were", () => {
  const cells = ["=HYPERLINK(1)", "@x", "-a", "=", "-", -3, "+"];
  expect(
    csvOf({ header: ["x"], rows: cells.map((cell) => [cell]) })
      .split("\r\n")
      .slice(1),
  ).toEqual(['"\'=HYPERLINK(1)"', '"\'@x"', '"\'-a"', "=", "-", "-3", "+"]);
});

test("what is not known is empty, on the clipboard too, and no cell ends a row", () => {
  expect([rounded(Number.NaN), exact(Number.POSITIVE_INFINITY), rounded(undefined)]).toEqual([
    null,
    null,
    null,
  ]);
  expect([rounded(1 / 3), exact(1 / 3)]).toEqual([0.3333333, 1 / 3]);
  expect(tabSeparated({ header: ["a", "b"], rows: [["x\ty\nz", null]] })).toBe("a\tb\nx y z\t");
});

test("columns of one name are told apart", () => {
  expect(distinct(["t", "x", "x", "x"])).toEqual(["t", "x", "x (2)", "x (3)"]);
});
