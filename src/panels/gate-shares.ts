import type { saturation as english } from "../text/en/saturation.ts";
import type { Words } from "../text/language.ts";
import { rounded, type Table } from "./table.ts";
import type { SignalPicture } from "./time/picture.ts";

/** Below this a gate counts as shut, … */
export const shutBelow = 0.1;
/** … and above this as wide open. */
export const openAbove = 0.9;

/** By unit, the shares of all steps at which a gate is shut and wide open, [H] each. */
export interface Saturation {
  readonly shut: Float64Array;
  readonly open: Float64Array;
}

/**
 * How often every unit of a gate is saturated.
 *
 * Source: Karpathy, Johnson & Li 2015, arXiv:1506.02078, figure 3 (left-saturated below 0.1, right-saturated above 0.9).
 * @param signal values in 0 … 1, [T, H].
 */
export function saturationOf({ values, units }: Pick<SignalPicture, "values" | "units">): Saturation {
  const shut = new Float64Array(units);
  const open = new Float64Array(units);
  const each = units / values.length;
  values.forEach((value, at) => {
    const unit = at % units;
    if (value < shutBelow) shut[unit] = (shut[unit] as number) + each;
    if (value > openAbove) open[unit] = (open[unit] as number) + each;
  });
  return { shut, open };
}

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
