import { letterOf, letterText } from "../../model/notation.ts";
import type { unrolled as english } from "../../text/en/unrolled.ts";
import type { Words } from "../../text/language.ts";
import { distinct, rounded, type Table } from "../table.ts";
import { type ColumnWords, inputCells, inputHeader } from "../time/input-columns.ts";
import { networkAt } from "../time/picture.ts";
import { backOf, type CellView, gatesOf, opennessOf, signalOf } from "./cell-view.ts";

/** What the drawing shows at every step: means of gates, gradients with their factors, and states. */
export function unrolledTable(
  time: ColumnWords,
  words: Words<typeof english>["columns"],
  view: CellView,
): Table {
  const { scan, notation, style, picture, steps } = view;
  const letter = (name: string) => letterText(letterOf(notation, name, style));
  const gates = gatesOf(view);
  const units = scan.states.flatMap((state) =>
    Array.from({ length: scan.units }, (_, k) => `${letter(state)} ${k + 1}`),
  );
  const norms = networkAt(picture, view.model)?.norms;
  return {
    header: distinct([
      time.columns.step,
      ...inputHeader(time, picture.drawing),
      ...gates.map((gate) => words.mean(letter(gate))),
      ...scan.states.flatMap((state) => [words.norm(letter(state)), words.factor(letter(state))]),
      ...units,
    ]),
    rows: Array.from({ length: steps }, (_, t) => [
      t + 1,
      ...inputCells(picture.drawing, t),
      ...gates.map((gate) => rounded(opennessOf(view, gate, t)?.value)),
      ...scan.states.flatMap((state) => {
        const back = backOf(view, state, t);
        return [rounded(norms?.[state]?.[t]), back === null || back === "cut" ? null : rounded(back.factor)];
      }),
      ...scan.states.flatMap((state) => {
        const values = signalOf(view, state)?.values;
        return Array.from({ length: scan.units }, (_, k) => rounded(values?.[t * scan.units + k]));
      }),
    ]),
  };
}
