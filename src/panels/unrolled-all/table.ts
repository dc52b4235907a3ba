import { letterOf, letterText, type NotationId } from "../../model/notation.ts";
import type { ScanNode } from "../../model/plan.ts";
import { distinct, rounded, type Table } from "../table.ts";
import { type ColumnWords, inputCells, inputHeader } from "../time/input-columns.ts";
import type { Picture } from "../time/picture.ts";
import { shareAlong } from "./ribbon.ts";

/** Shares and states of all networks, a row per step. @param scans by model, the one that is shown. */
export function chainTable(
  words: ColumnWords,
  picture: Picture,
  notation: NotationId,
  scans: readonly (ScanNode | null)[],
): Table {
  const { columns } = words;
  const letter = (name: string) => letterText(letterOf(notation, name));
  return {
    header: distinct([
      columns.step,
      ...inputHeader(words, picture.drawing),
      ...picture.networks.flatMap(({ name, units, states }) => {
        const state = letter(states[0] ?? "h");
        return [
          columns.share(name, state),
          ...Array.from({ length: units }, (_, k) => columns.unit(name, state, k + 1)),
        ];
      }),
    ]),
    rows: Array.from({ length: picture.length }, (_, t) => [
      t + 1,
      ...inputCells(picture.drawing, t),
      ...picture.networks.flatMap(({ lane, norms, units, states, hidden }) => {
        const own = norms[states[0] ?? "h"] ?? [];
        return [
          rounded(shareAlong(own, t, scans[lane]?.direction ?? "forward")),
          ...Array.from({ length: units }, (_, k) => rounded(hidden.values[t * units + k])),
        ];
      }),
    ]),
  };
}
