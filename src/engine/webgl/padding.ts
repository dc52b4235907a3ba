/**
 * What programs of plans whose sequences may end early have more: planes are 0 in the padding, but for the first states of a
 * backward strand, and sums over steps are made in the order of the steps. See `model/lengths.ts`.
 */
import { indices } from "./counting.ts";
import type { LayerLayout } from "./layer-layout.ts";
import { firstInRing, type LayerPrinter, mirrored, type Units, unitText } from "./layer-printer.ts";

/** 1 for the sequences to which a step belongs, for the fragment's row `b` of the batch. */
const liveText = (program: LayerPrinter, time: string): string =>
  program.fetch({ of: "data" }, "z_LIVE", `(${time}) * z_BATCH_ROWS + b`);

/** Declares `within`: the sequences that have the fragment's step. */
export const withinText = (program: LayerPrinter): string =>
  program.layer.isPadded ? `bvec4 within = greaterThan(${liveText(program, program.time)}, vec4(0.5));` : "";

/** Declares `begins`: the sequences of a backward strand whose first states stand at the fragment's step. */
export const beginsText = (program: LayerPrinter): string =>
  program.layer.beginsInPadding
    ? `bvec4 begins = bvec4(false);
if (d == 1 && time > 0) begins = greaterThan(${liveText(program, "time - 1")} - vec4(within), vec4(0.5));`
    : "";

/** What is written to a plane. @param first what stands there where a backward strand begins */
export function orPadding(layer: LayerLayout, text: string, first?: string): string {
  if (!layer.isPadded) return text;
  const otherwise =
    first !== undefined && layer.beginsInPadding ? `mix(vec4(0.0), ${first}, begins)` : "vec4(0.0)";
  return `mix(${otherwise}, ${text}, within)`;
}

/** First states of a strand beside those that stand before its first step. */
export function firstText(program: LayerPrinter, from: Units, state: string, j: number): string {
  const { scan, cell } = program.layer;
  const index = scan.states.indexOf(state);
  if (scan.first.kind === "learned") return program.unitRowText(from, cell.perUnit.length + index, j);
  const unit = unitText(from, j);
  return program.fetch({ of: "first" }, `m * z_Q + ${unit} / 4`, "b", `${4 * index} + ${unit} % 4`);
}

/**
 * A loop over the steps before which some strand may begin, −1 on: `body` is run where `here` has any sequences, those whose first
 * states stand at `step`.
 * @param body by texture of the ring in which that step is
 */
export function overBeginnings(program: LayerPrinter, body: (ring: number) => string): string {
  const { ring, cell } = program.layer;
  const { maxLag } = cell;
  return indices(ring)
    .map(
      (r) => `for (int step = ${firstInRing(r, ring, maxLag - 1) - maxLag}; step < z_T - 1; step += ${ring}) {
int time = ${mirrored("step")};
bvec4 here = bvec4(step == -1);
if (d == 1) {
  vec4 own = vec4(0.0);
  if (time < z_T) own = ${liveText(program, "time")};
  here = greaterThan(${liveText(program, "time - 1")} - own, vec4(0.5));
}
if (any(here)) {
${body(r)}
}
}`,
    )
    .join("\n");
}

/**
 * Bodies over all steps, from the first: one loop per texture of the ring, which software GL does faster; but where padding comes
 * before the sequence, one loop in the order of the steps, since a sum in another order has other bits.
 * @param body declares and adds up what belongs to step `s − maxLag`, read from a texture of the ring
 */
export function overRing(layer: LayerLayout, body: (ring: number) => string): string {
  const { ring, cell } = layer;
  const { maxLag } = cell;
  if (!layer.beginsInPadding)
    return indices(ring)
      .map(
        (r) =>
          `for (int s = ${firstInRing(r, ring, maxLag)}; s < z_T + ${maxLag}; s += ${ring}) {\n${body(r)}\n}`,
      )
      .join("\n");
  const turns = indices(ring).map((r) => `if (s % ${ring} == ${r}) {\n${body(r)}\n}`);
  return `for (int s = ${maxLag}; s < z_T + ${maxLag}; s++) {\n${turns.join("\nelse ")}\n}`;
}
