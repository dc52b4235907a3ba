/**
 * What programs of plans whose sequences may end early have more: planes are 0 in the padding, but for the first states of a
 * backward strand, and sums over steps are made in the order of the steps. See `model/lengths.ts`.
 */
import type { ScanGeometry } from "./geometry.ts";
import { firstInRing, isTwo, mirrored, unitRowText } from "./scan-text.ts";
import { indices, type ProgramBuilder } from "./text.ts";

/** Whether a strand may come to the padding before the sequence: only then do first states stand in it. */
export const beginsInPadding = (s: ScanGeometry): boolean => s.isPadded && isTwo(s);

/** 1 for the lanes to whose sequence a step belongs, for the fragment's row `b` of the batch. */
const liveText = (program: ProgramBuilder, time: string): string =>
  program.fetch({ of: "data" }, "z_LIVE", `(${time}) * z_LANES + b`);

/** Declares `within`: the lanes whose sequence has the fragment's step. */
export const withinText = (program: ProgramBuilder, s: ScanGeometry): string =>
  s.isPadded
    ? `bvec4 within = greaterThan(${liveText(program, isTwo(s) ? "time" : "step")}, vec4(0.5));`
    : "";

/** Declares `begins`: the lanes of a backward strand whose first states stand at the fragment's step. */
export const beginsText = (program: ProgramBuilder, s: ScanGeometry): string =>
  beginsInPadding(s)
    ? `bvec4 begins = bvec4(false);
if (d == 1 && time > 0) begins = greaterThan(${liveText(program, "time - 1")} - vec4(within), vec4(0.5));`
    : "";

/** What is written to a plane. @param first what stands there where a backward strand begins */
export function orPadding(s: ScanGeometry, text: string, first?: string): string {
  if (!s.isPadded) return text;
  const otherwise =
    first !== undefined && beginsInPadding(s) ? `mix(vec4(0.0), ${first}, begins)` : "vec4(0.0)";
  return `mix(${otherwise}, ${text}, within)`;
}

/** First states of a strand beside those that stand before its first step. @param perFragment units of a fragment */
export function firstText(
  program: ProgramBuilder,
  s: ScanGeometry,
  from: { readonly perFragment: number },
  state: string,
  j: number,
): string {
  const index = s.scan.states.indexOf(state);
  if (s.scan.first.kind === "learned") return unitRowText(program, s, from, s.cell.perUnit.length + index, j);
  const unit = `(g * ${from.perFragment} + ${j})`;
  return program.fetch({ of: "first" }, `m * z_Q + ${unit} / 4`, "b", `${4 * index} + ${unit} % 4`);
}

/**
 * A loop over the steps before which some strand may begin, −1 on: `body` is run where `here` has any lanes, those whose first
 * states stand at `step`.
 * @param body by texture of the ring in which that step is
 */
export function overBeginnings(
  program: ProgramBuilder,
  { ring, cell: { maxLag } }: ScanGeometry,
  body: (ring: number) => string,
): string {
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
 * Bodies over all steps, from the first: one loop a texture of the ring, which software GL does faster; but where padding comes
 * before the sequence, one loop in the order of the steps, since a sum in another order has other bits.
 * @param body declares and adds up what belongs to step `s − maxLag`, read from a texture of the ring
 */
export function overRing(s: ScanGeometry, body: (ring: number) => string): string {
  const { ring, cell } = s;
  const { maxLag } = cell;
  if (!beginsInPadding(s))
    return indices(ring)
      .map(
        (r) =>
          `for (int s = ${firstInRing(r, ring, maxLag)}; s < z_T + ${maxLag}; s += ${ring}) {\n${body(r)}\n}`,
      )
      .join("\n");
  const turns = indices(ring).map((r) => `if (s % ${ring} == ${r}) {\n${body(r)}\n}`);
  return `for (int s = ${maxLag}; s < z_T + ${maxLag}; s++) {\n${turns.join("\nelse ")}\n}`;
}
