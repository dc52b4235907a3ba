/** ‖∂L/∂s_t‖ of every step, state and strand, in the texels beside a phase's gradients. */
import { indices } from "./counting.ts";
import type { PhaseLayout } from "./layer-layout.ts";
import type { LayerPrinter } from "./layer-printer.ts";

/** One state, by the texture of the ring in which the step is. */
function normText(program: LayerPrinter, phase: PhaseLayout, total: number): string {
  const { cell, ring } = phase.layer;
  const p = phase.number;
  const node = cell.totals[total]?.node;
  const place = node === undefined ? undefined : cell.keptAt(node);
  if (!place) throw new Error("a norm of a gradient that is not kept");
  const branches = indices(ring).map((r) => {
    const overAll = (body: string) =>
      `for (int b = 0; b < z_BATCH_ROWS; b++) for (int i = 0, c = m * z_G${p}; i < z_G${p}; i++, c++) {
${phase
  .slicesOf(place.plane)
  .map(
    (slice) =>
      `{ vec4 v = ${program.fetch({ of: "keptRing", phase: p, ring: r }, "c", "row + b", slice)}; ${body} }`,
  )
  .join("\n")}
}`;
    return `if (ring == ${r}) {
${overAll("largest = max(largest, abs(v)); bad = bad || isBad(v);")}
float most = max(max(largest.x, largest.y), max(largest.z, largest.w));
if (most > 0.0 && !bad) { ${overAll("v /= most; sum += dot(v, v);")} }
out0 = vec4(most, sum, bad ? 1.0 : 0.0, 0.0);
}`;
  });
  return branches.join("\nelse ");
}

/** The norm of the fragment as (m = largest entry, Σ(x/m)², not finite), and the end of the program. */
export function normsText(program: LayerPrinter, phase: PhaseLayout): string {
  const { layer, profiled, number } = phase;
  const { ring, cell, bundle, directions } = layer;
  const states = profiled.map((total, k) => `if (state == ${k}) { ${normText(program, phase, total)} }`);
  if (states.length === 0) return "return;";
  return `int n = (y - z_F${number} / ${bundle.rowsPerFragment}) * z_PC${number} + x - z_MODELS * z_W;
int m = n / (z_T * ${states.length}), rest = n - m * z_T * ${states.length}, state = rest / z_T, t = rest - state * z_T;
if (m >= z_MODELS * ${directions.length}) return;
int s = t + ${cell.maxLag}, ring = s - (s / ${ring}) * ${ring}, row = (s / ${ring}) * z_BATCH_ROWS;
vec4 largest = vec4(0.0); float sum = 0.0; bool bad = false;
${states.join("\nelse ")}
return;`;
}
