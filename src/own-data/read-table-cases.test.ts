/** Files that people brought and that were once read wrongly, in src/own-data/cases; the name of each says how. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inEnglish } from "../lib/phrase.ts";
import { readTable, type TableChoices } from "./read-table.ts";

const folder = join(import.meta.dirname, "cases");
const files = readdirSync(folder).filter((name) => /^\d\d-/.test(name));
const seen = new Set<string>();
function readCase(number: string, choices?: TableChoices) {
  const file = files.find((name) => name.startsWith(`${number}-`)) ?? "";
  seen.add(file);
  const read = readTable(readFileSync(join(folder, file)), file, choices);
  if (!read.ok) throw new Error(inEnglish(read.problem));
  const begin = (name: string) => read.table.columns.find((one) => one.name === name)?.values.slice(0, 4);
  const ticked = read.measured.map((place) => read.table.columns[place]?.name);
  return { ...read, begin, ticked };
}

describe("the delimiter parts the header as it parts the rows", () => {
  test.each([
    ["01", ",", "Passengers", [100, 107, 114, 121], "5 Jan 2023"],
    ["02", ",", "count", [100, 107, 114, 121], "1/5/2023 1:00 AM"],
    ["04", ";", "kWh", [0.5, 1.5, 2.5, 3.5], "01.01.2023 00:00 - 01:00"],
  ])("case %s: %j, and the dates name the rows", (number, delimiter, name, values, first) => {
    const read = readCase(number);
    expect(read.delimiter).toBe(delimiter);
    expect(read.begin(name)).toEqual(values);
    expect(read.table.rows).toMatchObject({ first });
    expect(read.ticked).toEqual([name]);
  });
  test("case 05: decimal commas in a single column are not split", () => {
    const read = readCase("05");
    expect(read).toMatchObject({ delimiter: "", decimal: "," });
    expect(read.table.columns).toHaveLength(1);
    expect(read.begin("x")).toEqual([20, 20.84, 20.91, 20.14]);
  });
});

describe("time runs forwards", () => {
  test("case 07: epoch seconds, newest first, are reversed unless that is set otherwise", () => {
    const read = readCase("07");
    expect(read.reverse).toBe(true);
    expect(read.table.rows).toEqual({ name: "time", first: "1672531200", last: "1673481600" });
    expect(read.begin("price")).toEqual([32.1, 30, 28.1, 26.4]);
    expect(read.notes.map(inEnglish).join()).toMatch(/newest row came first/);
    expect(read.ticked).toEqual(["price"]);
    const kept = readCase("07", { reverse: false });
    expect(kept.begin("price")).toEqual([20, 20.1, 20.4, 20.9]);
    expect(kept.table.rows).toMatchObject({ first: "1673481600" });
  });
  test("case 09: rows out of order are named", () => {
    expect(readCase("09").notes.map(inEnglish)).toEqual([
      "“date” does not rise from row to row: “2023-01-04” in line 5 follows “2023-01-11”. Rows are used in the order of the file.",
    ]);
  });
});

describe("the index is not data", () => {
  test.each([
    ["11", ["temp"]],
    ["17", ["temp", "rain"]],
    ["18", ["AirTC (Deg C)", "RH (%)"]],
    ["21", ["v"]],
  ])("case %s: what is ticked at first is %j", (number, ticked) => {
    expect(readCase(number).ticked).toEqual(ticked);
  });
  test("case 17: a header one cell short has its names over the right columns", () => {
    const read = readCase("17");
    expect(read.begin("temp")).toEqual([20, 21, 22, 23]);
    expect(read.begin("rain")).toEqual([0, 1, 2, 0]);
  });
  test("case 18: four header lines, of which the second names the columns; another can be chosen", () => {
    const read = readCase("18");
    expect(read).toMatchObject({ headerLine: 2, dataLine: 5, bad: { shown: [] } });
    expect(read.begin("RH (%)")).toEqual([50, 51, 52, 53]);
    expect(read.table.columns[0]?.values).toHaveLength(12);
    expect(read.firstLines[2]).toEqual({ line: 3, text: "TS · RN · Deg C · %" });
    expect(readCase("18", { header: 3 }).columns.map(({ name }) => name)).toEqual([
      "TS",
      "RN",
      "Deg C (Avg)",
      "% (Smp)",
    ]);
    expect(readCase("18", { from: 7 }).begin("RH (%)")).toEqual([52, 53, 54, 50]);
  });
  test("case 20: series in rows, and the switch back", () => {
    const read = readCase("20");
    expect(read.byRows).toBe(true);
    expect(read.table.columns.map(({ name, values }) => [name, values.length])).toEqual([
      ["A", 40],
      ["B", 40],
    ]);
    expect(read.begin("B")).toEqual([30, 30.84, 30.91, 30.14]);
    expect(readCase("20", { byRows: false }).table.columns[0]?.values).toHaveLength(2);
  });
});

describe("values", () => {
  test("case 14: a number far from the others is offered as missing, and is a gap when it is said to be", () => {
    expect(readCase("14").suspects).toEqual([{ value: -999.9, column: "temp", count: 2 }]);
    const read = readCase("14", { missing: "-999.9" });
    expect(read.begin("temp")).toEqual([20, 21, 22, null]);
    expect(read.suspects).toEqual([]);
    expect(read.bad.shown).toEqual([]);
  });
  test("case 15: numbers in parentheses are negative", () => {
    expect(readCase("15").begin("profit")).toEqual([-0.5, 1.25, 2.25, -3.5]);
  });
  test("case 21: invisible marks are dropped from cells, with a note", () => {
    const read = readCase("21");
    expect(read.begin("v")).toEqual([20.5, 21.5, 22.5, 23.5]);
    expect(read.notes.map(inEnglish).join()).toMatch(
      /Invisible characters were removed.*12 of them, such as U\+200E/,
    );
  });
  test("case 27: a column of numbers beyond all measure is none, and the index is not trained on instead", () => {
    const read = readCase("27");
    expect(read.ticked).toEqual([]);
    expect(read.columns[1]).toMatchObject({ column: null });
    expect(inEnglish(read.columns[1]?.note ?? "")).toBe("“2e100” and the others are too large");
  });
  test("case 28: numbers in a .dat file", () => {
    expect(readCase("28").begin("v")).toEqual([20, 20.84, 20.91, 20.14]);
  });
});

test("every numbered file of the folder is read above", () => {
  expect([...seen].sort()).toEqual([...files].sort());
});
