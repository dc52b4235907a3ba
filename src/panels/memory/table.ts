import { letterOf, letterText, type NotationId } from "../../model/notation.ts";
import type { Memory } from "../memory-signals.ts";
import { inputAt, type Picture } from "../time/picture.ts";

const number = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? "" : String(Number(value.toPrecision(7)));

/** All gates and states as a table: a row per step, a column per signal and unit, tabs between them. */
export function memoryTable(
  { drawing, length }: Picture,
  { network, signals }: Memory,
  notation: NotationId,
): string {
  const header = [
    "t",
    ...inputAt(drawing, 0).map(({ name }) => name),
    ...signals.flatMap(({ name, units }) =>
      Array.from(
        { length: units },
        (_, k) => `${network.name} ${letterText(letterOf(notation, name))} ${k + 1}`,
      ),
    ),
  ];
  const rows = Array.from({ length }, (_, t) => [
    String(t + 1),
    ...inputAt(drawing, t).map(({ value }) => value),
    ...signals.flatMap(({ values, units }) =>
      Array.from({ length: units }, (_, k) => number(values[t * units + k])),
    ),
  ]);
  return [header, ...rows].map((row) => row.join("\t")).join("\n");
}
