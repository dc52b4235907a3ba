/** The sums of a gradient program: one for each parameter row of a fragment, over a step and over all steps. */
import { indices } from "./counting.ts";
import type { LayerLayout } from "./layer-layout.ts";
import { mirrored } from "./layer-printer.ts";
import { overRing } from "./padding.ts";

/** A delta as the gradient reads it: component `at` of parameter texel `texel`. */
export interface Delta {
  readonly fetch: string;
  readonly texel: number;
  readonly at: number;
}

/** Where the rows of one block come from. */
export interface RowSource {
  /** Declares what stays the same for a step, since software GL moves nothing out of a loop. @param ring the step's texture */
  outer(ring: number): string;
  /** The body for one row of the batch. @param productsOf products of all deltas with rows 0, 1, … of the fragment */
  inner(ring: number, productsOf: (rowOf: (row: number) => string) => string): string;
}

export const nonFinite = `
bool isBad(vec4 v) {
  uvec4 bits = floatBitsToUint(v) & 0x7f800000u;
  return any(equal(bits, uvec4(0x7f800000u)));
}`;

export const stepName = (texel: number, row: number): string => `step${texel}_${row}`;
export const allName = (texel: number, row: number): string => `all${texel}_${row}`;

export const declareSums = (rows: readonly number[], texel: number, kind: "step" | "all"): string =>
  `vec4 ${rows.map((i) => `${(kind === "step" ? stepName : allName)(texel, i)} = vec4(0.0)`).join(", ")};`;

/** Σ over the sequences of a texel: rows `rowOf(i)` times every delta, added to this step's sums. */
export function stepProducts(
  rows: readonly number[],
  deltas: readonly Delta[],
  texel: number,
  rowOf: (row: number) => string,
): string {
  const own = deltas.filter((delta) => delta.texel === texel);
  return [
    ...own.map(({ fetch, at }) => `vec4 d${at} = ${fetch};`),
    ...rows.map((i) => {
      const dots = indices(4).map((at) =>
        own.some((delta) => delta.at === at) ? `dot(v${i}, d${at})` : "0.0",
      );
      return `vec4 v${i} = ${rowOf(i)}; ${stepName(texel, i)} += vec4(${dots.join(", ")});`;
    }),
  ].join("\n");
}

/**
 * A loop over all steps of a ring, then over the rows of the batch. `inner` sees `row` of the step in its ring and `data` among all
 * steps of the sequence.
 */
export function overSteps(
  layer: LayerLayout,
  rows: readonly number[],
  texel: number,
  inner: (ring: number) => string,
  outer: (ring: number) => string = () => "",
): string {
  const { ring, cell, isBidirectional } = layer;
  const time = isBidirectional ? `(d == 0 ? t : ${mirrored("t")})` : "t";
  return overRing(
    layer,
    (r) => `${declareSums(rows, texel, "step")}
int t = s - ${cell.maxLag};
${outer(r)}
for (int b = 0, row = (s / ${ring}) * z_BATCH_ROWS, data = ${time} * z_BATCH_ROWS; b < z_BATCH_ROWS; b++, row++, data++) {
${inner(r)}
}
${rows.map((i) => `${allName(texel, i)} += ${stepName(texel, i)};`).join(" ")}`,
  );
}
