/** Tables as loggers, statistics offices, banks and spreadsheets write them: each a kind of its own, made up here. */

import { describe, expect, test } from "vitest";
import { inEnglish } from "../lib/phrase.ts";
import { readTable, type TableChoices } from "./read-table.ts";

const lines = (count: number, line: (row: number) => string): string =>
  Array.from({ length: count }, (_, row) => line(row)).join("\n");
const value = (row: number): string => (20 + 3 * Math.sin(row)).toFixed(2);
const comma = (row: number): string => value(row).replace(".", ",");
const day = (row: number): string => new Date(Date.UTC(2023, 0, 5 + row)).toISOString().slice(0, 10);
const two = (number: number): string => String(number).padStart(2, "0");
const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

function read(text: string, choices?: TableChoices) {
  const found = readTable(text, "t.csv", choices);
  if (!found.ok) throw new Error(inEnglish(found.problem));
  const ticked = found.measured.map((place) => found.table.columns[place]?.name);
  return { ...found, ticked, note: found.notes.map(inEnglish).join(" ") };
}
const first = (found: ReturnType<typeof read>) =>
  found.measured.map((place) => found.table.columns[place]?.values[0]);

describe("dates name the rows, in whatever form", () => {
  test.each([
    ["Jan-2020", (row: number) => `${months[row % 12]}-${2020 + Math.floor(row / 12)}`],
    ["2020 Jan", (row: number) => `${2020 + Math.floor(row / 12)} ${months[row % 12]}`],
    ["5-Jan-20", (row: number) => `${5 + row}-Jan-20`],
    ["Jan 5 2020", (row: number) => `Jan ${5 + row} 2020`],
    ["quarters", (row: number) => `${2020 + Math.floor(row / 4)} Q${1 + (row % 4)}`],
    ["Q1/20", (row: number) => `Q${1 + (row % 4)}/${20 + Math.floor(row / 4)}`],
    ["2020M01", (row: number) => `2020M${two(row + 1)}`],
    ["weeks", (row: number) => `2020-W${two(row + 1)}`],
    ["a zone", (row: number) => `2023-01-01T${two(row)}:00:00+01:00`],
    ["UTC", (row: number) => `2023-01-01 ${two(row)}:00:00 UTC`],
    ["AM and PM", (row: number) => `1/5/2023 ${row + 1}:00 ${row === 11 ? "PM" : "AM"}`],
    ["spans", (row: number) => `01.01.2023 ${two(row)}:00 - ${two(row + 1)}:00`],
    ["spans of dates", (row: number) => `2023-01-${two(row + 1)}/2023-01-${two(row + 2)}`],
    ["weekdays", (row: number) => `Mon ${two(5 + row)}.01.2023`],
    ["German", (row: number) => `${5 + row}. März 2023`],
    ["French", (row: number) => `${5 + row} août 2023`],
    ["compact", (row: number) => `202301${two(5 + row)}`],
    ["compact months", (row: number) => String(202001 + row)],
    ["compact hours", (row: number) => `20230105${two(row)}`],
    ["compact with a time", (row: number) => `20230105${two(row)}30`],
    ["direction marks", (row: number) => `\u200e${day(row)}\u200e`],
  ])("%s", (_, date) => {
    for (const [mark, form] of [
      [",", value],
      [";", comma],
    ] as const) {
      const found = read(`when${mark}x\n${lines(12, (row) => `${date(row)}${mark}${form(row)}`)}`);
      expect(found).toMatchObject({ delimiter: mark, header: true });
      expect(found.columns.map(({ kind }) => kind)).toEqual(["dates", "numbers"]);
      expect(first(found)).toEqual([20]);
      expect(found.reverse).toBe(false);
    }
    const newest = read(`when,x\n${lines(12, (row) => `${date(11 - row)},${value(11 - row)}`)}`);
    if (date(0).includes("AM")) return;
    expect(newest.reverse).toBe(true);
    expect(first(newest)).toEqual([20]);
  });
  test("the order of day and month is the one that makes a calendar", () => {
    const daily = read(
      `d,x\n${lines(24, (row) => `${two((row % 12) + 1)}/${two(Math.floor(row / 12) + 3)}/2023,${value(row)}`)}`,
    );
    expect(daily.note).not.toMatch(/do not show/);
  });
  test("a date and a time in two columns, or a column for each part", () => {
    const split = read(`date time temp\n${lines(12, (row) => `2023-01-01 ${two(row)}:00 ${value(row)}`)}`);
    expect(split).toMatchObject({ delimiter: " ", note: "" });
    expect(split.table.rows).toEqual({
      name: "date time",
      first: "2023-01-01 00:00",
      last: "2023-01-01 11:00",
    });
    const hours = read(`Date;Heure;x\n${lines(12, (row) => `31/01/2023;${two(row)}h00;${comma(row)}`)}`);
    expect(hours.table.rows).toMatchObject({ first: "31/01/2023 00h00", last: "31/01/2023 11h00" });
    const parts = read(`year,month,x\n${lines(12, (row) => `2020,${12 - row},${value(row)}`)}`);
    expect(parts).toMatchObject({ reverse: true, ticked: ["x"] });
    expect(parts.table.rows).toEqual({ name: "year-month", first: "2020-1", last: "2020-12" });
  });
});

describe("what counts rows is not ticked", () => {
  test.each([
    ["Unnamed: 0", (row: number) => String(row)],
    ["", (row: number) => String(row * row)],
    ["id", (row: number) => String(101 + 3 * row)],
    ["#", (row: number) => String(row + 1)],
    ["Year", (row: number) => String(2022 - row)],
    ["timestamp", (row: number) => String(1672531200000 + 60_000 * row)],
    ["Date", (row: number) => String(44927 + 7 * row)],
    ["year", (row: number) => (1958 + row / 12).toFixed(3)],
    ["t", (row: number) => (0.1 * row).toFixed(1)],
  ])("%j", (name, index) => {
    const found = read(
      `${name},temp,humidity\n${lines(12, (row) => `${index(row)},${value(row)},${(row * 7) % 5}`)}`,
    );
    expect(found.ticked).toEqual(["temp", "humidity"]);
  });
  test("nor years and months under no header", () => {
    const found = read(
      lines(
        24,
        (row) =>
          `${2020 + Math.floor(row / 12)} ${(row % 12) + 1} ${(2020 + (row + 0.5) / 12).toFixed(3)} ${value(row)}`,
      ),
    );
    expect(found).toMatchObject({ header: false, ticked: ["column 4"], notes: [] });
    expect(found.table.rows).toMatchObject({ first: "2020.042" });
  });
  test("nor what is the same in every row", () => {
    const found = read(`station,date,x\n${lines(12, (row) => `1234,${day(row)},${value(row)}`)}`);
    expect(found.ticked).toEqual(["x"]);
  });
  test("a count alone is data", () => {
    expect(read(`n\n${lines(12, String)}`).ticked).toEqual(["n"]);
    expect(read(`date,n\n${lines(12, (row) => `${day(row)},${row}`)}`).ticked).toEqual(["n"]);
  });
});

describe("what stands above the rows", () => {
  test.each([
    ["a row of units", "Date,Temp,Rain\ndd/mm/yyyy,°C,mm", ["Temp (°C)", "Rain (mm)"]],
    ["titles", "Sales 2020\n\nMonth,Sales,Cost", ["Sales", "Cost"]],
    ["a title as wide as the table", "Sales 2020,,\n,,\nMonth,Sales,Cost", ["Sales", "Cost"]],
    ["comments", "# station 5\n# lat 5, lon 6, x\ndate,a,b", ["a", "b"]],
    ["a header in a comment", "# made by hand\n# date,a,b", ["a", "b"]],
    ["tickers", "Price,Close,High\nTicker,AAPL,AAPL\nDate,,", ["Close (AAPL)", "High (AAPL)"]],
    ["a header one cell short", "a,b", ["a", "b"]],
    ["a header with a cell too many", "date,a,b,remark", ["a", "b"]],
  ])("%s", (_, header, ticked) => {
    const found = read(`${header}\n${lines(12, (row) => `${day(row)},${value(row)},${(row * 7) % 5}`)}`);
    expect(found).toMatchObject({ ticked, bad: { shown: [] } });
    expect(found.table.columns[0]?.values).toHaveLength(12);
  });
  test("a logger's header whose first line is wider than the table", () => {
    const header =
      '"TOA5","CR1000","CR1000","1234","CR1000.Std.22","CPU:x.CR1","999","Table1"\n"TIMESTAMP","RECORD","AirTC"\n"TS","RN","Deg C"\n"","","Avg"\n';
    const found = read(
      header +
        lines(12, (row) => `"2023-01-01 ${two(row)}:00:00",${row},${row === 3 ? '"NAN"' : value(row)}`),
    );
    expect(found).toMatchObject({ ticked: ["AirTC (Deg C)"], bad: { shown: [] } });
    expect(found.table.columns[1]?.values[3]).toBeNull();
  });
  test("R's header over columns parted by blanks", () => {
    const found = read(`"temp" "rain"\n${lines(12, (row) => `"${row + 1}" ${value(row)} ${row % 4}`)}`);
    expect(found).toMatchObject({ delimiter: " ", ticked: ["temp", "rain"] });
  });
  test("lines that end in a delimiter have no column without a name, and shift no names", () => {
    for (const end of ["", ","]) {
      const found = read(`a,b${end}\n${lines(12, (row) => `${value(row)},${row % 5},`)}`);
      expect(found.columns.map(({ name }) => name)).toEqual(["a", "b"]);
      expect(first(found)).toEqual([20, 0]);
    }
  });
  test("years over numbers are a header", () => {
    const found = read(
      `month,2019,2020,2021\n${lines(12, (row) => `${months[row]},${value(row)},${value(row + 1)},${value(row + 2)}`)}`,
    );
    expect(found).toMatchObject({ header: true, byRows: false, ticked: ["2019", "2020", "2021"] });
    expect(read("2019,2020\n1,2\n3,4").ticked).toEqual(["2019", "2020"]);
    expect(read(",0,1\n0,1.5,2.5\n1,2.5,4.5\n2,0.5,1.5").ticked).toEqual(["0", "1"]);
    expect(read("1990,5\n1991,7\n1992,6").header).toBe(false);
  });
});

describe("what stands between and below the rows", () => {
  test.each([["Total,9999"], ["\nSource: World Bank"], ["Month,Sales"], ["2023-0"], ["# end"]])(
    "%j is no row",
    (below) => {
      const found = read(
        `Month,Sales\n${lines(12, (row) => `${months[row]}-2020,${100 + row * row}`)}\n${below}\n`,
      );
      expect(found.table.columns[0]?.values).toHaveLength(12);
      expect(found.table.columns[0]?.values).not.toContain(null);
    },
  );
});

describe("series in rows", () => {
  test.each([
    ["years across", "Country,2010,2011,2012,2013,2014,2015"],
    ["years with a letter", "Country,X2010,X2011,X2012,X2013,X2014,X2015"],
    [
      "the World Bank's years",
      "Country,2010 [YR2010],2011 [YR2011],2012 [YR2012],2013 [YR2013],2014 [YR2014],2015 [YR2015]",
    ],
  ])("%s", (_, header) => {
    const row = (name: string, at: number) =>
      [name, ...[0, 1, 2, 3, 4, 5].map((i) => value(at + i))].join(",");
    const found = read(`${header}\n${row("Norway", 0)}\n${row("Sweden", 3)}\n${row("Denmark", 6)}`);
    expect(found).toMatchObject({ byRows: true, ticked: ["Norway", "Sweden", "Denmark"] });
    expect(found.table.rows).toEqual({ name: "year", first: "2010", last: "2015" });
    expect(first(found)).toEqual([20, 20.42, 19.16]);
    const newest = header.split(",");
    const falling = read(
      `${[newest[0], ...newest.slice(1).toReversed()].join(",")}\n${row("Norway", 0)}\n${row("Sweden", 3)}`,
    );
    expect(falling.reverse).toBe(true);
  });
  test("numbers beside the names are no part of the series", () => {
    const found = read(
      "Province,Country,Lat,Long,1/22/20,1/23/20,1/24/20,1/25/20\n,Norway,33.9,67.7,0,1,2,5\n,Sweden,41.1,20.1,0,2,5,7\nBC,Canada,41.1,20.1,0,2,4,9",
    );
    expect(found).toMatchObject({ byRows: true, ticked: ["Norway", "Sweden", "BC"] });
    expect(found.table.rows).toMatchObject({ first: "1/22/20", last: "1/25/20" });
  });
  test("labels in several columns, and none at all", () => {
    const bank = read(
      '"Name","Code","1960","1961","1962","1963","1964"\n"Norway","NOR","1.5","2","3","","5"\n"Sweden","SWE","2.5","3","4","5","6"',
    );
    expect(bank.ticked).toEqual(["Norway", "Sweden"]);
    const bare = read(lines(3, (row) => lines(60, (i) => value(i * (row + 1))).replaceAll("\n", ",")));
    expect(bare.table.columns.map(({ values }) => values.length)).toEqual([60, 60, 60]);
    const labelled = read(
      lines(3, (row) => `${row}\t${lines(60, (i) => value(i * (row + 1))).replaceAll("\n", "\t")}`),
    );
    expect(labelled.ticked).toEqual(["0", "1", "2"]);
  });
  test("a bad cell is named by the line that it is in", () => {
    const rows = ["A", "B"].map(
      (name) =>
        `${name},${lines(30, (i) => (name === "B" && i === 7 ? "oops" : value(i))).replaceAll("\n", ",")}`,
    );
    const found = read(`id,${lines(30, (i) => `V${i + 1}`).replaceAll("\n", ",")}\n${rows.join("\n")}`);
    expect(found.bad.shown.map(({ line, reason }) => [line, inEnglish(reason)])).toEqual([
      [3, "“oops” is no number in the column “B”"],
    ]);
  });
});

describe("missing values", () => {
  test.each([
    ["-999", 4],
    ["-9999.0", 4],
    ["1e20", 1],
    ["9.96921e+36", 1],
    ["-32768", 4],
  ])("%s is offered", (fill, times) => {
    const found = read(
      `date,x\n${lines(30, (row) => `${day(row)},${row % 7 === 3 && row < 7 * times ? fill : value(row)}`)}`,
    );
    expect(found.suspects).toEqual([{ value: Number(fill), column: "x", count: times }]);
    const without = read(
      `date,x\n${lines(30, (row) => `${day(row)},${row % 7 === 3 && row < 7 * times ? fill : value(row)}`)}`,
      {
        missing: String(Number(fill)),
      },
    );
    expect(without.table.columns[0]?.values.filter((one) => one === null)).toHaveLength(times);
  });
  test("a signal of two values, a peak and many zeros are not", () => {
    for (const one of [
      (row: number) => (row % 10 < 7 ? 0 : 100),
      (row: number) => (row === 5 ? 500 : row % 9),
      (row: number) => (row % 3 === 0 ? row : 0),
    ])
      expect(read(`date,x\n${lines(60, (row) => `${day(row)},${one(row)}`)}`).suspects).toEqual([]);
  });
  test.each(["NA", "n/a", "-", "#N/A", "null", ".", "..", "NaN", "#DIV/0!", "---", ":", "\\N", "<NA>"])(
    "%s is one",
    (gap) => {
      const found = read(`date,x\n${lines(12, (row) => `${day(row)},${row === 3 ? gap : value(row)}`)}`);
      expect(found.bad.shown).toEqual([]);
      expect(found.table.columns[0]?.values.indexOf(null)).toBe(3);
    },
  );
  test("words can be said to be", () => {
    const found = read(`date,x\n${lines(12, (row) => `${day(row)},${row === 3 ? "broken" : value(row)}`)}`, {
      missing: "broken;77",
    });
    expect(found.bad.shown).toEqual([]);
  });
});

describe("rows that do not follow one another in time", () => {
  test.each([
    [
      "doubled dates",
      (row: number) => day(row % 6),
      /“2023-01-05” in 2 rows.*several series under one another/,
    ],
    ["one date twice", (row: number) => day(row === 7 ? 6 : row), /“2023-01-11” in 2 rows\. Rows are used/],
    ["a gap", (row: number) => day(row < 6 ? row : row + 5), /a gap from “2023-01-10” to “2023-01-16”/],
    [
      "two gaps",
      (row: number) => day(row < 4 ? row : row < 8 ? row + 2 : row + 9),
      /2 gaps, the longest from “2023-01-14” to “2023-01-22”/,
    ],
    ["steps of any length", (row: number) => day(row * row), /does not rise in equal steps/],
    ["out of order", (row: number) => day((row * 5) % 12), /does not rise from row to row.*in line 5/],
  ])("%s are told in one sentence", (_, date, sentence) => {
    const found = read(`date,x\n${lines(12, (row) => `${date(row)},${value(row)}`)}`);
    expect(found.notes).toHaveLength(1);
    expect(found.note).toMatch(sentence);
  });
  test.each([
    ["months", (row: number) => `${2020 + Math.floor(row / 12)}-${two((row % 12) + 1)}-01`],
    ["weekdays", (row: number) => day(Math.floor(row / 5) * 7 + (row % 5) - 3)],
    ["years", (row: number) => `${1990 + row}-01-01`],
  ])("%s are even enough", (_, date) => {
    expect(read(`date,x\n${lines(30, (row) => `${date(row)},${value(row)}`)}`).notes).toEqual([]);
  });
  test("years of several countries under one another", () => {
    const found = read(
      `country,year,x\n${lines(16, (row) => `${row < 8 ? "NO" : "SE"},${2000 + (row % 8)},${value(row)}`)}`,
    );
    expect(found.note).toMatch(/“year” has “2000” in 2 rows.*several series/);
  });
});

describe("numbers", () => {
  test.each([
    ["single column of decimal commas, without a header", lines(12, comma), ",", 20],
    ["decimal commas in quotes", `date,x\n${lines(12, (row) => `${day(row)},"${comma(row)}"`)}`, ",", 20],
    [
      "thousands by no-break blanks",
      `a;x\n${lines(12, (row) => `u${row};1\u00a0${100 + row * row},5`)}`,
      ",",
      1100.5,
    ],
    [
      "thousands by thin blanks",
      `a;x\n${lines(12, (row) => `u${row};1\u202f${100 + row * row},5`)}`,
      ",",
      1100.5,
    ],
    ["single column of thousands", `x\n${lines(12, (row) => `1,${100 + row * row}`)}`, ".", 1100],
    ["the minus of typesetters", `x\n${lines(12, (row) => `\u2212${value(row)}`)}`, ".", -20],
    ["the minus of accountants", `d;x\n${lines(12, (row) => `${day(row)};${comma(row)}-`)}`, ",", -20],
    ["lines in quotes as a whole", lines(12, (row) => `"${day(row)},${value(row)}"`), ".", 20],
    [
      "a table in Markdown",
      `| a | x |\n|---|---|\n${lines(12, (row) => `| u${row} | ${value(row)} |`)}`,
      ".",
      20,
    ],
    ["vertical tabs in cells", `d,x\n${lines(12, (row) => `${day(row)}\v,${value(row)}`)}`, ".", 20],
    ["a mark of byte order inside", `d,x\n${lines(12, (row) => `${day(row)},\uFEFF${value(row)}`)}`, ".", 20],
  ])("%s", (_, text, decimal, begin) => {
    const found = read(text);
    expect(found.decimal).toBe(decimal);
    expect(first(found)).toEqual([begin]);
    expect(found.bad.shown).toEqual([]);
  });
  test("a date of words that nobody knows is not parted at its blanks", () => {
    const found = read(
      `My Sales Date,Number of people\n${lines(12, (row) => `5 Xyz ${2000 + row},${100 + row * row}`)}`,
    );
    expect(found).toMatchObject({ delimiter: ",", ticked: ["Number of people"] });
  });
});

test("where nothing can be read, what was recognised is still there to be changed", () => {
  const found = readTable("a;b\nc;d\ne;f", "t.csv");
  expect(found).toMatchObject({ ok: false, reading: { delimiter: ";", headerLine: 1, decimal: "." } });
  expect(readTable(Uint8Array.of(0, 1, 2), "t.csv")).toMatchObject({ ok: false, reading: null });
});
