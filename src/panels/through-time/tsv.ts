import { letterOf, letterText, type NotationId } from "../../model/notation.ts";
import { inputAt, type Picture } from "./picture.ts";

/** Every number of the strips as a table: a row a step, tabs between columns, as spreadsheets take it. */
export function numbersOf(picture: Picture, notation: NotationId): string {
  const { drawing, output, models, names, steps } = picture;
  const letter = (name: string) => letterText(letterOf(notation, name));
  const units = models.flatMap(({ name, shown, units: count }) =>
    Array.from({ length: count }, (_, k) => `${name} ${letter(shown)} ${k + 1}`),
  );
  const header = [
    "t",
    ...inputAt(drawing, 0).map(({ name }) => name),
    ...(output.kind === "values" ? ["target"] : []),
    ...(output.lines.length > 0 ? names.map((name) => `${name} output`) : []),
    ...models.flatMap(({ name, norms }) =>
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
    ...models.flatMap(({ norms }) => Object.values(norms).map((line) => number(line[t]))),
    ...models.flatMap(({ values, units: count }) =>
      Array.from({ length: count }, (_, k) => number(values[t * count + k])),
    ),
  ]);
  return [header, ...rows].map((row) => row.join("\t")).join("\n");
}
