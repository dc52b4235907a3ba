import { letterOf, letterText, type NotationId } from "../../model/notation.ts";
import type { Memory } from "../memory-signals.ts";
import { distinct, rounded, type Table } from "../table.ts";
import { type ColumnWords, inputCells, inputHeader } from "../time/input-columns.ts";
import type { Picture } from "../time/picture.ts";

/** All gates and states: a row per step, a column per signal and unit. */
export function memoryTable(
  words: ColumnWords,
  { drawing, length }: Picture,
  { network, signals }: Memory,
  notation: NotationId,
): Table {
  const { columns } = words;
  return {
    header: distinct([
      columns.step,
      ...inputHeader(words, drawing),
      ...signals.flatMap(({ name, units }) =>
        Array.from({ length: units }, (_, k) =>
          columns.unit(network.name, letterText(letterOf(notation, name)), k + 1),
        ),
      ),
    ]),
    rows: Array.from({ length }, (_, t) => [
      t + 1,
      ...inputCells(drawing, t),
      ...signals.flatMap(({ values, units }) =>
        Array.from({ length: units }, (_, k) => rounded(values[t * units + k])),
      ),
    ]),
  };
}
