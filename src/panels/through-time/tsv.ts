import { letterOf, letterText, type NotationId } from "../../model/notation.ts";
import type { ShownSignal } from "../../store/state.ts";
import { visibleSignals } from "../shown-signals.ts";
import { inputAt, type Picture } from "../time/picture.ts";

/** Every number of the strips as a table: a row a step, tabs between columns, as spreadsheets take it. */
export function numbersOf(
  picture: Picture,
  notation: NotationId,
  shown: readonly ShownSignal[] = [],
): string {
  const { drawing, output, networks, names, steps } = picture;
  const letter = (name: string) => letterText(letterOf(notation, name));
  // The hidden states, and the gates that have a strip.
  const all = networks.flatMap(({ signals }) => signals);
  const maps = [
    ...networks.map(({ hidden }) => hidden),
    ...visibleSignals(all, shown, Number.POSITIVE_INFINITY),
  ];
  const units = maps.flatMap(({ model, name, units: count }) =>
    Array.from({ length: count }, (_, k) => `${names[model] ?? ""} ${letter(name)} ${k + 1}`),
  );
  const header = [
    "t",
    ...inputAt(drawing, 0).map(({ name }) => name),
    ...(output.kind === "values" ? ["target"] : []),
    ...(output.lines.length > 0 ? names.map((name) => `${name} output`) : []),
    ...networks.flatMap(({ name, norms }) =>
      Object.keys(norms).map((state) => `${name} |dL/d${letter(state)}|`),
    ),
    ...units,
  ];
  const number = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? "" : String(Number(value.toPrecision(7)));
  const rows = Array.from({ length: steps }, (_, t) => [
    String(t + 1),
    ...inputAt(drawing, t).map(({ value }) => value),
    ...(output.kind === "values" ? [number(output.target[t])] : []),
    ...output.lines.map((line) => number(line[t])),
    ...networks.flatMap(({ norms }) => Object.values(norms).map((line) => number(line[t]))),
    ...maps.flatMap(({ values, units: count }) =>
      Array.from({ length: count }, (_, k) => number(values[t * count + k])),
    ),
  ]);
  return [header, ...rows].map((row) => row.join("\t")).join("\n");
}
