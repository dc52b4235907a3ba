/** Which mark is the delimiter of a text: one that parts the header as it parts the rows, a blank last of all. */
import { cellNumber, isMissing } from "./read-table-cells.ts";
import { cellDate } from "./read-table-dates.ts";
import {
  type Delimiter,
  delimiters,
  fitsIn,
  type Row,
  rowsOf,
  widthOf,
  withoutEmptyEnd,
} from "./read-table-rows.ts";

const sampleLines = 200;
const sampleCharacters = 64_000;
/** A mark that is trusted more is taken although another fits this much better. */
const lead = 0.05;
/** The header aside, lines that are one cell each leave this much room for bad ones. */
const wholeLines = 0.9;
/** What a mark is worth that does not part the header. */
const unparted = 0.4;
/** A blank has to part into data alone, where another mark parts as well but into less. */
const blankLead = 0.2;

export const isData = (cell: string): boolean =>
  isMissing(cell) ||
  cellNumber(cell, ".") !== null ||
  cellNumber(cell, ",") !== null ||
  cellDate(cell, "day") !== null ||
  cellDate(cell, "month") !== null;

/** Names of rows that R writes before the first column, which its header does not count. */
export const isRowName = (cells: readonly string[]): boolean => new Set(cells).size === cells.length;

interface Parting {
  readonly delimiter: Delimiter;
  /** How well it parts: rows of equal width, whose cells are numbers and dates. 0 where it parts nothing. */
  readonly merit: number;
  /** Share of cells under the header that are data. */
  readonly data: number;
  /** Whether the line above the rows is parted like them. */
  readonly parted: boolean;
}

/** Whether the line above the first whole row has its cells too, or is one short as R's header is. */
function partsHeader(rows: readonly Row[], width: number, lines: readonly string[]): boolean {
  const fits = fitsIn(width);
  const first = rows.findIndex(fits);
  const top = rows[first];
  if (first <= 0 || !top) return true;
  // Titles may stand above a header, which is the first row then.
  if (top.cells.filter(isData).length < top.cells.length / 2) return true;
  const above = rows[first - 1]?.cells ?? [];
  if (above.some((cell) => isData(cell) && cell !== "")) return above.length > 1;
  if (above.length > 1) return above.length >= width - 1;
  const names = rows.filter(fits).map(({ cells }) => cells[0] ?? "");
  const isQuoted = /^\s*"/.test(lines[top.line - 1] ?? "") && /^\s*"/.test(lines[top.line] ?? "");
  return width === 2 && isRowName(names) && (isQuoted || names.every((name) => !isData(name)));
}

function partingOf(sample: string, lines: readonly string[], delimiter: Delimiter): Parting {
  const { rows } = rowsOf(sample, delimiter);
  const full = widthOf(rows);
  const width = withoutEmptyEnd(rows, full);
  if (full < 2) return { delimiter, merit: 0, data: 0, parted: false };
  const equal = rows.filter(({ cells }) => cells.length === full);
  const body = equal.length > 1 ? equal.slice(1) : equal;
  const some = body.flatMap(({ cells }) => cells.slice(0, 50));
  const data = some.filter(isData).length / some.length;
  const parted = partsHeader(rows, width, lines);
  return {
    delimiter,
    merit: (equal.length / rows.length) * (0.25 + data) * (parted ? 1 : unparted),
    data,
    parted,
  };
}

const filled = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.trim()).filter((line) => line !== "");

/** Whether lines are numbers or dates as they are. */
function areCells(lines: readonly string[]): boolean {
  const some = filled(lines).map((line) => line.replace(/^"(.*)"$/, "$1"));
  return some.length > 0 && some.filter(isData).length >= wholeLines * Math.max(1, some.length - 1);
}

/** Lines that are cells although blanks are inside: "12 %", "1 234,5" beside "10". */
function blanksAreInside(lines: readonly string[]): boolean {
  if (!areCells(lines)) return false;
  const parted = filled(lines)
    .slice(1)
    .map((line) => line.split(/\s+/));
  return parted.some((cells) => cells.length !== parted[0]?.length || !cells.every(isData));
}

/** "20,00": with such zeros a comma is a decimal mark and does not part whole numbers. */
function hasDecimalCommas(lines: readonly string[]): boolean {
  const body = filled(lines).slice(1);
  return (
    body.length > 0 &&
    body.every((line) => /^[+\-−]?\d*,\d+$/.test(line) || isMissing(line)) &&
    body.some((line) => /^[-−]0,|,0\d/.test(line))
  );
}

/** "" where nothing parts the lines: then there is one column. */
export function recogniseDelimiter(text: string): Delimiter {
  const whole = text.slice(0, sampleCharacters).split("\n");
  // The last line of a cut sample is broken.
  const lines = (text.length > sampleCharacters && whole.length > 1 ? whole.slice(0, -1) : whole).slice(
    0,
    sampleLines,
  );
  const sample = lines.join("\n");
  if (hasDecimalCommas(lines)) return "";
  let best: Parting = { delimiter: "", merit: 0, data: 0, parted: false };
  for (const delimiter of delimiters) {
    if (delimiter === "" || !sample.includes(delimiter)) continue;
    const found = partingOf(sample, lines, delimiter);
    if (delimiter === " ") {
      if (!found.parted || blanksAreInside(lines)) continue;
      const isBetter = found.data >= 0.95 && found.data > best.data + blankLead;
      if (best.parted && best.merit > 0.9 * (0.25 + best.data) && !isBetter) continue;
    }
    if (found.merit > best.merit + lead) best = found;
  }
  return (!best.parted || best.merit === 0) && areCells(lines) ? "" : best.delimiter;
}
