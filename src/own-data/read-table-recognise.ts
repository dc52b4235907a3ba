/** What is recognised about a table as a whole: comments above it, its decimal separator, the names of its columns. */
import { type Formed, phrase } from "../lib/phrase.ts";
import { quote } from "../lib/quote.ts";
import { type Decimal, decimalOf } from "./read-table-cells.ts";
import type { Delimiter, Row } from "./read-table-rows.ts";
import { titleOf } from "./read-text.ts";

/** Cells that tell the decimal mark. */
const decimalSample = 20_000;
const commented = /^\s*(?:#|%|\/\/|!)/;

/** What comes before a table: a line that names the delimiter, as spreadsheets write, and comments. */
export function skipPreamble(lines: readonly string[]): {
  readonly count: number;
  readonly delimiter: Delimiter | null;
  /** The last comment, which may name the columns. */
  readonly comment: string;
} {
  const named = /^"?sep=([\t;|, ])"?$/.exec(lines[0] ?? "")?.[1] as Delimiter | undefined;
  let count = named === undefined ? 0 : 1;
  let comment = "";
  for (; count < Math.min(lines.length, 500); count++) {
    const line = lines[count] ?? "";
    if (commented.test(line)) comment = line.replace(commented, "").replace(/^[#%!/\s]*(?=[^,;|\t\s])/, "");
    else if (line.trim() !== "") break;
  }
  return { count, delimiter: named ?? null, comment };
}

export function recogniseDecimal(
  rows: readonly Row[],
  delimiter: Delimiter,
): { readonly decimal: Decimal; readonly note: Formed | null } {
  const votes = { ".": 0, ",": 0, "either,comma": 0, "either,point": 0 };
  let example = "";
  let seen = 0;
  for (const { cells } of rows) {
    if (seen > decimalSample) break;
    for (const cell of cells) {
      const found = decimalOf(cell);
      seen++;
      if (found === null) continue;
      votes[found]++;
      if (found.startsWith("either") && example === "") example = cell;
    }
  }
  if (votes["."] !== votes[","]) return { decimal: votes["."] > votes[","] ? "." : ",", note: null };
  // Where cells are parted by semicolons, it is because numbers have commas.
  const comma = votes["either,comma"] > votes["either,point"] && delimiter === ";";
  const decimal = comma ? "," : ".";
  const thousands = example.includes(",") !== comma;
  return {
    decimal,
    note:
      example === ""
        ? null
        : thousands
          ? phrase`${quote(example)} is ambiguous and was read with a thousands separator. If that is wrong, choose the other decimal separator.`
          : phrase`${quote(example)} is ambiguous and was read with three decimals. If that is wrong, choose the other decimal separator.`,
  };
}

/** Names of columns: the header's, else by place; one that comes again is numbered. */
export function namesOf(
  names: readonly string[] | null,
  units: readonly string[],
  width: number,
): readonly string[] {
  const seen = new Map<string, number>();
  return Array.from({ length: width }, (_, place) => {
    const plain = titleOf(names?.[place] ?? "");
    const unit = units[place] ?? "";
    const isWithout = plain === "" || unit === "" || /[)\]]$/.test(plain);
    const name =
      plain === "" ? `column ${place + 1}` : isWithout ? plain : titleOf(`${plain.slice(0, 180)} (${unit})`);
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : titleOf(`${name.slice(0, 180)} (${count})`);
  });
}

/** Lines that were quoted as a whole, as programs do that take each for one cell, without these quotes. */
export function unwrapped(lines: readonly string[]): readonly string[] {
  const whole = /^\s*"((?:[^"]|"")*)"\s*$/;
  const filled = lines.slice(0, 50).filter((line) => line.trim() !== "");
  const isWrapped = (line: string) => whole.test(line) && /[,;\t|]/.test(line);
  return filled.length > 1 && filled.every(isWrapped)
    ? lines.map((line) => (whole.exec(line)?.[1] ?? line).replaceAll('""', '"'))
    : lines;
}
