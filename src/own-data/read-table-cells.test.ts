/** What single cells of tables say. The tables of examples are the specification. */
import { expect, test } from "vitest";
import { cellNumber, decimalOf } from "./read-table-cells.ts";
import { cellDate, dayOrderOf } from "./read-table-dates.ts";

test.each([
  ["1", ".", 1, ""],
  ["-1.5", ".", -1.5, ""],
  ["−1.5", ".", -1.5, ""],
  ["+2", ",", 2, ""],
  [".5", ".", 0.5, ""],
  ["5.", ".", 5, ""],
  ["1e-3", ".", 0.001, ""],
  ["1,5E3", ",", 1500, ""],
  ["1,234.5", ".", 1234.5, ""],
  ["1,234", ".", 1234, ""],
  ["1,234", ",", 1.234, ""],
  ["1.234,5", ",", 1234.5, ""],
  ["1 234,5", ",", 1234.5, ""],
  ["1\u202f234\u00a0567,5", ",", 1234567.5, ""],
  ["1'234.5", ".", 1234.5, ""],
  ["12 %", ".", 12, "%"],
  ["12,5%", ",", 12.5, "%"],
  ["$1,234.50", ".", 1234.5, "$"],
  ["-$5", ".", -5, "$"],
  ["$ -5", ".", -5, "$"],
  ["3,20 €", ",", 3.2, "€"],
  ["1e999", ".", Number.POSITIVE_INFINITY, ""],
  ["-0", ".", 0, ""],
  ["(0.50)", ".", -0.5, ""],
  ["(1.234,5)", ",", -1234.5, ""],
  ["($5.00)", ".", -5, "$"],
  ["$(5.00)", ".", -5, "$"],
  ["(5%)", ".", -5, "%"],
  ["(5) %", ".", -5, "%"],
  ["5.00-", ".", -5, ""],
  ["5,00 -", ",", -5, ""],
  ["–5", ".", -5, ""],
  ["1,23,456", ".", 123456, ""],
  ["USD 12", ".", 12, "USD"],
  ["1.234,50 kr", ",", 1234.5, "kr"],
  ["20.5 °C", ".", 20.5, "°C"],
  ["12 kg", ".", 12, "kg"],
  ["١٢٫٥", ".", 12.5, ""],
  ["１２.5", ".", 12.5, ""],
  ['="1.5"', ".", 1.5, ""],
  ["'1.5", ".", 1.5, ""],
  ["1.5D+03", ".", 1500, ""],
  ["<0.05", ".", 0.05, ""],
  ["12.3 p", ".", 12.3, ""],
  ["12.3*", ".", 12.3, ""],
] as const)("%j with the decimal mark %j is %d%s", (cell, decimal, value, sign) => {
  expect(cellNumber(cell, decimal)).toMatchObject({ value, sign });
});

test.each([
  ["1,5", "."],
  ["12.34", ","],
  ["1,2,345", ","],
  ["(−5)", "."],
  ["(5", "."],
  ["5-3", "."],
  ["1.234,5", "."],
  ["0x10", "."],
  ["--1", "."],
  ["-$-5", "."],
  ["$5%", "."],
  ["1 2", "."],
  ["12 apples", "."],
  ["Infinity", "."],
  [".", "."],
  ["5.1.2020", "."],
  ["2020-01-05", "."],
  ["1".repeat(65), "."],
] as const)("%j with the decimal mark %j is no number", (cell, decimal) => {
  expect(cellNumber(cell, decimal)).toBeNull();
});

test.each([
  ["1.5", "."],
  ["1,5", ","],
  ["0,125", ","],
  ["1,234.5", "."],
  ["1.234,5", ","],
  ["1,234,567", "."],
  ["1 234,5", ","],
  ["1,234", "either,comma"],
  ["1.234", "either,point"],
  ["12", null],
  ["5.1.2020", null],
  ["text, of words", null],
] as const)("%j shows the decimal mark to be %j", (cell, decimal) => {
  expect(decimalOf(cell)).toBe(decimal);
});

test.each([
  ["2020-01-05", "day"],
  ["2020-01-05T12:00:00Z", "day"],
  ["2020-01-05 12:00:00.123 +01:00", "day"],
  ["2020/1/5", "day"],
  ["5.1.2020", "day"],
  ["05.01.20 7:30", "day"],
  ["31/12/2020", "day"],
  ["12/31/2020", "month"],
  ["2020-01", "day"],
  ["2020-Q3", "day"],
  ["2020W05", "day"],
  ["7:30", "day"],
] as const)("%j with the %s first is a date", (cell, order) => {
  expect(cellDate(cell, order)).not.toBeNull();
});
test.each([
  ["2020-13-05", "day"],
  ["12/31/2020", "day"],
  ["31.12.2020", "month"],
  ["2020", "day"],
  ["1.5", "day"],
  ["5.1", "day"],
  ["1-2-3", "day"],
] as const)("%j with the %s first is no date", (cell, order) => {
  expect(cellDate(cell, order)).toBeNull();
});
test.each([
  ["13/1/2020", "day"],
  ["1/13/2020", "month"],
  ["1/2/2020", null],
  ["1.2.2020", "day"],
  ["2020-01-13", null],
])("%j says that the %s comes first", (cell, order) => {
  expect(dayOrderOf(cell)).toBe(order);
});
