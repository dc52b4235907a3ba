import Papa from "papaparse";
import type { Table } from "./table.ts";

/** A text that a spreadsheet would run: a link may bring names and texts of anybody. A sign that stands alone is a symbol. */
const formula = /^[=+\-@\t\r][\s\S]/;
/** Says to a spreadsheet that what follows is UTF-8. */
const mark = "\ufeff";

/**
 * RFC 4180: commas, lines that end in CRLF, quotes where they are needed, and a point in every number. A text that begins like a formula has
 * an apostrophe before it. Where anything is not ASCII the file begins with a byte order mark, without which Excel takes it for another
 * encoding.
 */
export function csvOf({ header, rows }: Table): string {
  const text = Papa.unparse(
    { fields: [...header], data: rows.map((row) => [...row]) },
    { newline: "\r\n", escapeFormulae: formula },
  );
  return /^[\0-\x7f]*$/.test(text) ? text : mark + text;
}
