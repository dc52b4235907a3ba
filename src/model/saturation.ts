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
 * @param values in 0 … 1, [T, H].
 */
export function saturationOf({
  values,
  units,
}: {
  readonly values: ArrayLike<number>;
  readonly units: number;
}): Saturation {
  const shut = new Float64Array(units);
  const open = new Float64Array(units);
  const each = units / values.length;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    const unit = at % units;
    if (value < shutBelow) shut[unit] = (shut[unit] as number) + each;
    if (value > openAbove) open[unit] = (open[unit] as number) + each;
  }
  return { shut, open };
}
