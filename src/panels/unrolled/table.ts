import { letterOf, letterText } from "../../model/notation.ts";
import type { unrolled as english } from "../../text/en/unrolled.ts";
import type { Words } from "../../text/language.ts";
import { inputAt, networkAt } from "../time/picture.ts";
import { backOf, type CellView, gatesOf, opennessOf, signalOf } from "./cell-view.ts";

const written = (value: number | null | undefined): string =>
  value === null || value === undefined || Number.isNaN(value) ? "" : String(Number(value.toPrecision(7)));

/** What the drawing shows at every step, tab-separated: means of gates, gradients with their factors, and states. */
export function unrolledTable(words: Words<typeof english>["columns"], view: CellView): string {
  const { scan, notation, style, picture, steps } = view;
  const letter = (name: string) => letterText(letterOf(notation, name, style));
  const gates = gatesOf(view);
  const units = scan.states.flatMap((state) =>
    Array.from({ length: scan.units }, (_, k) => `${letter(state)} ${k + 1}`),
  );
  const header = [
    "t",
    words.input,
    ...gates.map((gate) => words.mean(letter(gate))),
    ...scan.states.flatMap((state) => [words.norm(letter(state)), words.factor(letter(state))]),
    ...units,
  ];
  const norms = networkAt(picture, view.model)?.norms;
  const rows = Array.from({ length: steps }, (_, t) => [
    String(t + 1),
    inputAt(picture.drawing, t)
      .map(({ value }) => value)
      .join(" "),
    ...gates.map((gate) => written(opennessOf(view, gate, t)?.value)),
    ...scan.states.flatMap((state) => {
      const back = backOf(view, state, t);
      return [written(norms?.[state]?.[t]), back === null || back === "cut" ? "" : written(back.factor)];
    }),
    ...scan.states.flatMap((state) => {
      const values = signalOf(view, state)?.values;
      return Array.from({ length: scan.units }, (_, k) => written(values?.[t * scan.units + k]));
    }),
  ]);
  return [header, ...rows].map((row) => row.join("\t")).join("\n");
}
