/** Whether a text that somebody brought without saying what it is, a .txt file or a paste, is a table of numbers. */
import { inEnglish } from "../lib/phrase.ts";
import { readTable } from "./read-table.ts";

const sampleCharacters = 20_000;
const sampleLines = 60;
/** Fewer rows are a line of a poem with a number in it. */
const leastRows = 3;
/** Of the rows, this share has a number; of the lines, this share is a row. */
const mostlyNumbers = 0.6;
const mostlyRows = 0.7;

export function looksTabular(text: string): boolean {
  const whole = text.slice(0, sampleCharacters).split("\n");
  // The last line of a cut sample is broken.
  const lines = (text.length > sampleCharacters && whole.length > 1 ? whole.slice(0, -1) : whole).slice(
    0,
    sampleLines,
  );
  const read = readTable(lines.join("\n"), "");
  if (!read.ok) return false;
  const rows = read.table.columns[0]?.values.length ?? 0;
  const filled = lines.filter((line) => line.trim() !== "" && !/^\s*#/.test(line)).length;
  const bad = read.bad.shown.length + read.bad.more;
  const numbers = Math.max(
    ...read.table.columns.map(({ values }) => values.filter((value) => value !== null).length),
  );
  const texts = read.columns.filter(({ kind }) => kind === "text");
  if (read.byRows) return numbers >= mostlyNumbers * rows;
  return (
    rows >= leastRows &&
    numbers >= mostlyNumbers * rows &&
    rows - bad >= mostlyRows * (filled - (read.header ? 1 : 0)) &&
    // A numbered list has a count beside its words.
    (read.measured.length > 0 || texts.length === 0) &&
    texts.length <= read.table.columns.length &&
    texts.every(({ note }) => note === null || inEnglish(note).length < 40)
  );
}
