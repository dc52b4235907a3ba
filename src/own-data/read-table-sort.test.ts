import { expect, test } from "vitest";
import { inEnglish } from "../lib/phrase.ts";
import { readTable, type TableChoices } from "./read-table.ts";

const days = [3, 1, 2, 5, 4, 8, 7, 6, 9, 12, 10, 11];
const file = `date,level\n${days.map((day) => `2024-03-${String(day).padStart(2, "0")},${day}.5`).join("\n")}\n`;
function read(text: string, choices: TableChoices = {}) {
  const found = readTable(text, "a.csv", choices);
  if (!found.ok) throw new Error(inEnglish(found.problem));
  return { ...found, values: found.table.columns.find(({ name }) => name === "level")?.values };
}
const sorted = days.toSorted((a, b) => a - b).map((day) => day + 0.5);

test("rows out of order stay so until they are sorted by date", () => {
  const plain = read(file);
  expect(plain).toMatchObject({ isOutOfOrder: true, sort: false, values: days.map((day) => day + 0.5) });
  expect(plain.notes.map(inEnglish).join(" ")).toContain("Rows are used in the order of the file.");
  const inTime = read(file, { sort: true });
  expect(inTime).toMatchObject({ isOutOfOrder: true, sort: true, values: sorted });
  expect(inTime.table.rows).toMatchObject({ first: "2024-03-01", last: "2024-03-12" });
  expect(inTime.notes.map(inEnglish)).toContain("Rows were sorted by “date”.");
  expect(inTime.notes.map(inEnglish).join(" ")).not.toContain("order of the file");
  expect(read(file, { sort: true, reverse: true }).values).toEqual(sorted.toReversed());
});

test("a gap between dates is told of the sorted rows, a doubled date without the order of the file", () => {
  const gap = read(file.replace("2024-03-12,", "2024-04-12,"), { sort: true });
  expect(gap.notes.map(inEnglish).join(" ")).toContain("from “2024-03-11” to “2024-04-12”");
  const doubled = read(file.replace("2024-03-12,", "2024-03-11,"), { sort: true });
  expect(doubled.notes.map(inEnglish)).toContain("“date” has “2024-03-11” in 2 rows.");
  expect(doubled.values).toEqual(sorted.with(10, 12.5).with(11, 11.5));
});

test("a row without a date stays behind the row before it", () => {
  const holed = file.replace("2024-03-05,5.5", ",5.5");
  expect(read(holed, { sort: true }).values?.slice(0, 4)).toEqual([1.5, 2.5, 5.5, 3.5]);
});

test("rows that rise or fall throughout are not offered to be sorted, and sorting changes nothing", () => {
  const rising = `date,level\n${sorted.map((level, n) => `2024-03-${String(n + 1).padStart(2, "0")},${level}`).join("\n")}`;
  const [head = "", ...rows] = rising.split("\n");
  for (const text of [rising, [head, ...rows.toReversed()].join("\n")])
    for (const sort of [false, true])
      expect(read(text, { sort })).toMatchObject({ isOutOfOrder: false, sort: false, values: sorted });
});
