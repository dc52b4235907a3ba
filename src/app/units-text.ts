import type { LayerSpec } from "../experiment/spec.ts";
import { formatCount } from "../lib/format.ts";
import { directionsOf } from "../model/build.ts";

/** Units of a model's layers, from the input up, "2 × 32 + 16": as they are, or as they are to be. */
export const unitsText = (
  layers: readonly LayerSpec[],
  units: readonly number[] = layers.map(({ values }) => Number(values.units)),
): string =>
  layers
    .map(({ values }, l) => {
      const own = formatCount(units[l] ?? 0);
      return directionsOf(values).length === 2 ? `2\u00a0×\u00a0${own}` : own;
    })
    .join(" + ");
