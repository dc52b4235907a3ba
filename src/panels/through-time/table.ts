import { letterOf, letterText, type NotationId } from "../../model/notation.ts";
import type { ShownSignal } from "../../store/state.ts";
import { visibleSignals } from "../shown-signals.ts";
import { distinct, rounded, type Table } from "../table.ts";
import { type ColumnWords, inputCells, inputHeader } from "../time/input-columns.ts";
import type { Picture } from "../time/picture.ts";

/** Every number of the strips: a row per step. */
export function numbersOf(
  words: ColumnWords,
  picture: Picture,
  notation: NotationId,
  shown: readonly ShownSignal[] = [],
): Table {
  const { columns, say } = words;
  const { drawing, output, networks, names, steps } = picture;
  const letter = (name: string) => letterText(letterOf(notation, name));
  // The hidden states, and the gates that have a strip.
  const all = networks.flatMap(({ signals }) => signals);
  const maps = [
    ...networks.map(({ hidden }) => hidden),
    ...visibleSignals(all, shown, Number.POSITIVE_INFINITY),
  ];
  const unit = output.kind === "values" ? say(output.unit) : "";
  return {
    header: distinct([
      columns.step,
      ...inputHeader(words, drawing),
      ...(output.kind === "values" ? [columns.target(unit)] : []),
      ...(output.lines.length > 0 ? names.map((name) => columns.output(name, unit)) : []),
      ...networks.flatMap(({ name, norms }) =>
        Object.keys(norms).map((state) => columns.norm(name, letter(state))),
      ),
      ...maps.flatMap(({ model, name, units: count }) =>
        Array.from({ length: count }, (_, k) => columns.unit(names[model] ?? "", letter(name), k + 1)),
      ),
    ]),
    rows: Array.from({ length: steps }, (_, t) => [
      t + 1,
      ...inputCells(drawing, t),
      ...(output.kind === "values" ? [rounded(output.target[t])] : []),
      ...output.lines.map((line) => rounded(line[t])),
      ...networks.flatMap(({ norms }) => Object.values(norms).map((line) => rounded(line[t]))),
      ...maps.flatMap(({ values, units: count }) =>
        Array.from({ length: count }, (_, k) => rounded(values[t * count + k])),
      ),
    ]),
  };
}
