import { type Saturation, saturationOf } from "../model/saturation.ts";
import type { saturation as english } from "../text/en/saturation.ts";
import type { Words } from "../text/language.ts";
import { rounded, type Table } from "./table.ts";
import type { SignalPicture } from "./time/picture.ts";

/** The unit whose dot is nearest to a point, both in shares; null where none is within `reach`. */
export function nearestUnit(
  { shut, open }: Saturation,
  at: readonly [shut: number, open: number],
  reach: number,
): number | null {
  let nearest: number | null = null;
  let least = reach;
  shut.forEach((x, unit) => {
    const distance = Math.hypot(x - at[0], (open[unit] as number) - at[1]);
    // Of dots on one place the first is taken.
    if (distance < least) [nearest, least] = [unit, distance];
  });
  return nearest;
}

/** Both shares of every gate, a row per unit. */
export function saturationTable(
  { unit, shut, open }: Words<typeof english.table>,
  gates: readonly SignalPicture[],
): Table {
  const all = gates.map((gate) => ({ name: gate.name, ...saturationOf(gate) }));
  return {
    header: [unit, ...all.flatMap(({ name }) => [shut(name), open(name)])],
    rows: Array.from({ length: gates[0]?.units ?? 0 }, (_, k) => [
      k + 1,
      ...all.flatMap((own) => [rounded(own.shut[k]), rounded(own.open[k])]),
    ]),
  };
}
