import { expect, test } from "vitest";
import { inEnglish, isFormed } from "../lib/phrase.ts";
import { checkOwnData, maxOwnColumns, maxOwnName, maxOwnNumbers, maxOwnText } from "./own-data.ts";

const column = (name: unknown, values: unknown) => ({ name, values });
const table = (columns: unknown, rows: unknown = null) => ({ kind: "table", title: "t", columns, rows });
const text = (content: unknown, title: unknown = "t") => ({ kind: "text", title, text: content });

test.each([
  [text("")],
  [text("🚣 and more", "🚣")],
  [text("a".repeat(maxOwnText), "t".repeat(maxOwnName))],
  [table([column("x", [])])],
  [table([column("x", [1, null, -0.5]), column("", [null, null, 3])])],
  [table([column("x", [1])], { name: "day", first: "1 May", last: "1 May" })],
  [table(Array.from({ length: maxOwnColumns }, () => column("x", [1])))],
])("%.60j is data", (value) => {
  expect(checkOwnData(value)).toEqual(value);
});

test("parts that data do not have are left behind, and rows without a name are without one", () => {
  expect(checkOwnData({ ...text("a"), extra: 1 })).toEqual(text("a"));
  const { rows: _, ...nameless } = table([{ ...column("x", [1]), extra: 1 }]);
  expect(checkOwnData(nameless)).toEqual(table([column("x", [1])]));
});

test.each([
  [null, /no text and no table/],
  ["text", /no text and no table/],
  [[], /no title/],
  [{ title: "t" }, /neither a “text” nor a “table”/],
  [Object.create(text("inherited")), /no title/],
  [text("a", 7), /no title of at most 200/],
  [text("a", "t".repeat(maxOwnName + 1)), /no title of at most 200/],
  [text("a", "\ud83d"), /no title/],
  [text(7), /no well-formed text/],
  [text("a\ud83d"), /no well-formed text/],
  [text("a".repeat(maxOwnText + 1)), /2000001 characters long; the limit is 2000000/],
  [table("x"), /1 to 32 columns/],
  [table([]), /1 to 32 columns/],
  [table(Array.from({ length: maxOwnColumns + 1 }, () => column("x", [1]))), /1 to 32 columns/],
  [table([null]), /lacks a short name or a list/],
  [table([column("x", "1,2")]), /lacks a short name or a list/],
  [table([column("n".repeat(maxOwnName + 1), [1])]), /lacks a short name/],
  [table([column("x", [1, 2]), column("y", [1])]), /“y” has 1 rows, the first one has 2/],
  [table([column("x", [1, "2"])]), /row 2 of its column “x” is no number/],
  [table([column("x", [Number.NaN])]), /row 1 of its column “x” is no number/],
  [table([column("x", [Number.POSITIVE_INFINITY])]), /row 1 of its column “x” is no number/],
  [table([column("x", new Array(1))]), /row 1 of its column “x” is no number/],
  [table([column("x", new Array(maxOwnNumbers + 1).fill(1))]), /250001 numbers; the limit is 250000/],
  [table([column("x", [1])], { name: "day", first: "1" }), /names of its rows are no texts/],
  [table([column("x", [1])], 7), /names of its rows are no texts/],
])("%.60j is refused", (value, problem) => {
  const checked = checkOwnData(value);
  expect(isFormed(checked) ? inEnglish(checked) : "it was taken").toMatch(problem);
});
