/** The end of an update: everything that is told of it gathered into one small texture, and the optimizer in one draw. */
import { type OptimizerKind, optimizers } from "../../optimizers/index.ts";
import type { Geometry } from "./geometry.ts";
import { nonFinite } from "./gradient.ts";
import { ProgramBuilder, type ProgramText, precision, sizeLocals, sizesText } from "./text.ts";

/** Telemetry is this wide; item n stands at (n mod, n div). */
export const telemetryWidth = 256;

/** Sizes of the telemetry and the optimizer. */
export const updateSizeNames = ["ITEMS", "HEIGHT", "GRADIENTS", "LOSSES", "MODELS", "W", "FLAG"] as const;

/**
 * Each texel of telemetry is one item of a table: a copy of a profile's norm, a norm over a rectangle of gradients as
 * (m = largest entry, Σ(x/m)², not finite), or a sum of losses. Squares of entries near 1e-32 would underflow; x/m does not.
 *
 * Table, first half: (kind, x, y, width); second half: (height, 0, 0, 0). Kinds: 0 copy, 1 norm, 2 losses.
 */
export function telemetryProgram(g: Geometry): ProgramText {
  const program = new ProgramBuilder();
  const q = g.rowsPerFragment;
  const entry = program.fetch({ of: "gradients" }, "x0 + i", `(y0 + j) / ${q}`, `(y0 + j) % ${q}`);
  const loop = (body: string) =>
    `for (int j = 0; j < h; j++) for (int i = 0; i < w; i++) { vec4 v = ${entry}; ${body} }`;
  const body = `out0 = vec4(0.0);
if (y * ${telemetryWidth} + x >= z_ITEMS) return;
vec4 item = ${program.fetch({ of: "items" }, "x", "y")};
int x0 = int(item.y), y0 = int(item.z), w = int(item.w), h = int(${program.fetch({ of: "items" }, "x", "y + z_HEIGHT")}.x);
bool bad = false;
if (item.x == 0.0) out0 = ${program.fetch({ of: "gradients" }, "x0", "y0", 0)};
else if (item.x == 1.0) {
  vec4 largest = vec4(0.0); float sum = 0.0;
  ${loop("largest = max(largest, abs(v)); bad = bad || isBad(v);")}
  float most = max(max(largest.x, largest.y), max(largest.z, largest.w));
  if (most > 0.0 && !bad) { ${loop("v /= most; sum += dot(v, v);")} }
  out0 = vec4(most, sum, bad ? 1.0 : 0.0, 0.0);
} else {
  vec4 sum = vec4(0.0);
  for (int j = 0; j < h; j++) { vec4 v = ${program.fetch({ of: "stats" }, "x0", "y0 + j", 1)}; sum += v; bad = bad || isBad(v); }
  out0 = vec4(dot(sum, vec4(1.0)), 0.0, bad ? 1.0 : 0.0, 0.0);
}`;
  return program.program(updateSizeNames, 1, body, { declarations: nonFinite });
}

/** Names of the optimizer's scalars, in the order of the uniform array. */
export const scalarNames = (kind: OptimizerKind): readonly string[] =>
  Object.keys(optimizers[kind].scalars(defaultsOf(kind), 1));
const defaultsOf = (kind: OptimizerKind) =>
  Object.fromEntries(Object.entries(optimizers[kind].fields).map(([name, field]) => [name, field.default]));

/**
 * One step of an optimizer from its equations, on every parameter. The vertices sum up the telemetry, so that clipping costs no
 * draw. Where loss or gradient is not finite nothing changes, and a flag in the last row keeps it so until `restore`.
 */
export function optimizerProgram(g: Geometry, kind: OptimizerKind): ProgramText {
  const program = new ProgramBuilder();
  const def = optimizers[kind];
  const scalars = scalarNames(kind);
  const item = (n: string) =>
    program.fetch({ of: "telemetry" }, `(${n}) % ${telemetryWidth}`, `(${n}) / ${telemetryWidth}`);
  const flag = program.fetch({ of: "params" }, "m * z_W", "z_FLAG");
  const vertexUses = `bool bad = ${flag}.x != 0.0;
float most = 0.0, sum = 0.0;
int first = m * (z_GRADIENTS + z_LOSSES);
for (int i = 0; i < z_GRADIENTS; i++) { vec4 v = ${item("first + i")}; most = max(most, v.x); bad = bad || v.z != 0.0; }
for (int i = 0; i < z_LOSSES; i++) bad = bad || ${item("first + z_GRADIENTS + i")}.z != 0.0;
if (most > 0.0) for (int i = 0; i < z_GRADIENTS; i++) { vec4 v = ${item("first + i")}; float share = v.x / most; sum += share * share * v.y; }
float norm = most * sqrt(sum);
bad = bad || floatBitsToUint(norm) >= 0x7f800000u;
float scale = bad ? -1.0 : clipNorm > 0.0 && norm > clipNorm ? clipNorm / norm : 1.0;`;
  const statements: string[] = [];
  let count = 0;
  const name = (text: string) => {
    const local = `v${count++}`;
    statements.push(`vec4 ${local} = ${text};`);
    return local;
  };
  const known = new Map<string, string>([
    ["parameter", "parameter"],
    ["gradient", "gradient"],
  ]);
  for (const slot of def.slots) known.set(slot, `slot_${slot}`);
  scalars.forEach((scalar, i) => {
    known.set(scalar, `vec4(scalars[${i}])`);
  });
  const outputs: string[] = [];
  const updated = def.update<string>(
    {
      ref: (wanted) => {
        const found = known.get(wanted);
        if (found === undefined)
          throw new Error(`${kind} reads “${wanted}”, which is neither a slot nor a scalar of it`);
        return found;
      },
      constant: (value) => `vec4(${Number.isInteger(value) ? `${value}.0` : value})`,
      add: (a, b) => name(`${a} + ${b}`),
      sub: (a, b) => name(`${a} - ${b}`),
      mul: (a, b) => name(`${a} * ${b}`),
      div: (a, b) => name(`${a} / ${b}`),
      sqrt: (a) => name(`sqrt(${a})`),
    },
    (slot, value) => {
      known.set(`${slot}'`, value);
      outputs.push(`out${1 + def.slots.indexOf(slot)} = applied ? ${value} : slot_${slot};`);
      return value;
    },
  );
  const q = g.rowsPerFragment;
  const body = `int m = min(x / z_W, z_MODELS - 1);
float scale = scales[m];
bool applied = scale >= 0.0;
vec4 parameter = ${program.fetch({ of: "params" }, "x", "y")};
${def.slots.map((slot) => `vec4 slot_${slot} = ${program.fetch({ of: "slot", slot }, "x", "y")};`).join("\n")}
if (y >= z_FLAG) {
  out0 = applied ? parameter : vec4(1.0);
  ${def.slots.map((_, i) => `out${i + 1} = vec4(0.0);`).join(" ")}
  return;
}
vec4 gradient = ${program.fetch({ of: "gradients" }, "x", `y / ${q}`, `y % ${q}`)} * scale;
${statements.join("\n")}
out0 = applied ? ${updated} : parameter;
${outputs.join("\n")}`;
  const samplers = ["params", "telemetry"].map((of) => program.sampler({ of: of as "params" }));
  const vertex = `${precision}
${sizesText(updateSizeNames)}
${samplers.map((sampler) => `uniform sampler2D ${sampler};`).join("\n")}
uniform float clipNorm;
flat out vec4 scales;
void main() {
${sizeLocals(updateSizeNames)}
  scales = vec4(1.0);
  for (int m = 0; m < z_MODELS; m++) {
${vertexUses}
    scales[m] = scale;
  }
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`;
  return program.program(updateSizeNames, 1 + def.slots.length, body, {
    vertex,
    declarations: `flat in vec4 scales;\nuniform float scalars[${scalars.length}];`,
  });
}
