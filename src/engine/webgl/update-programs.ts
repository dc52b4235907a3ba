/** The end of an update: everything that is told of it gathered into one small texture, and the optimizer in one pass. */
import { type OptimizerKind, optimizers } from "../../optimizers/index.ts";
import type { BundleLayout } from "./bundle-layout.ts";
import { nonFinite } from "./gradient-sums.ts";
import { type ItemTable, telemetryWidth } from "./items.ts";
import { ProgramBuilder, type ProgramText, precision, sizeLocals, sizesText } from "./text.ts";

const sizeNames = ["ITEMS", "HEIGHT", "GRADIENTS", "LOSSES", "MODELS", "W", "FLAG"] as const;

/** Sizes of the telemetry and the optimizer, in the order of their buffer. */
export const updateSizes = (
  { models, width, flagRow }: BundleLayout,
  { items, height, gradientsPerModel, lossesPerModel }: ItemTable,
): ReadonlyMap<(typeof sizeNames)[number], number> => {
  const values: { readonly [N in (typeof sizeNames)[number]]: number } = {
    ITEMS: items.length,
    HEIGHT: height,
    GRADIENTS: gradientsPerModel,
    LOSSES: lossesPerModel,
    MODELS: models,
    W: width,
    FLAG: flagRow,
  };
  return new Map(sizeNames.map((name) => [name, values[name]]));
};

/**
 * Each texel of telemetry is one item of a table: a copy of a profile's norm, a norm over a rectangle of gradients as
 * (m = largest entry, Σ(x/m)², not finite), or a sum of losses. Squares of entries near 1e-32 would underflow; x/m does not.
 */
export function telemetryProgram({ rowsPerFragment: q }: BundleLayout): ProgramText {
  const program = new ProgramBuilder();
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
  return program.program(sizeNames, 1, body, { declarations: nonFinite });
}

/** Names of the optimizer's scalars, in the order of the uniform array. */
export const scalarNames = (kind: OptimizerKind): readonly string[] =>
  Object.keys(optimizers[kind].scalars(defaultsOf(kind), 1));
const defaultsOf = (kind: OptimizerKind) =>
  Object.fromEntries(Object.entries(optimizers[kind].fields).map(([name, field]) => [name, field.default]));

/** One step of an optimizer as statements, one a local: the new parameter, and what is written of each slot. */
function equationsText(kind: OptimizerKind) {
  const def = optimizers[kind];
  const statements: string[] = [];
  const name = (text: string) => {
    const local = `v${statements.length}`;
    statements.push(`vec4 ${local} = ${text};`);
    return local;
  };
  const known = new Map<string, string>([
    ["parameter", "parameter"],
    ["gradient", "gradient"],
    ...def.slots.map((slot) => [slot, `slot_${slot}`] as const),
    ...scalarNames(kind).map((scalar, i) => [scalar, `vec4(scalars[${i}])`] as const),
  ]);
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
  return { statements, outputs, updated };
}

/** What the vertices add up, once a model: its gradient's norm from the telemetry, and by it the scale of the gradient. */
function scaleText(program: ProgramBuilder): string {
  const item = (n: string) =>
    program.fetch({ of: "telemetry" }, `(${n}) % ${telemetryWidth}`, `(${n}) / ${telemetryWidth}`);
  const flag = program.fetch({ of: "params" }, "m * z_W", "z_FLAG");
  return `bool bad = ${flag}.x != 0.0;
float most = 0.0, sum = 0.0;
int first = m * (z_GRADIENTS + z_LOSSES);
for (int i = 0; i < z_GRADIENTS; i++) { vec4 v = ${item("first + i")}; most = max(most, v.x); bad = bad || v.z != 0.0; }
for (int i = 0; i < z_LOSSES; i++) bad = bad || ${item("first + z_GRADIENTS + i")}.z != 0.0;
if (most > 0.0) for (int i = 0; i < z_GRADIENTS; i++) { vec4 v = ${item("first + i")}; float share = v.x / most; sum += share * share * v.y; }
float norm = most * sqrt(sum);
bad = bad || floatBitsToUint(norm) >= 0x7f800000u;
float scale = bad ? -1.0 : clipNorm > 0.0 && norm > clipNorm ? clipNorm / norm : 1.0;`;
}

/** @param scale statements that find `scale` for model `m` */
const vertexText = (scale: string, samplers: readonly string[]): string => `${precision}
${sizesText(sizeNames)}
${samplers.map((sampler) => `uniform sampler2D ${sampler};`).join("\n")}
uniform float clipNorm;
flat out vec4 scales;
void main() {
${sizeLocals(sizeNames)}
  scales = vec4(1.0);
  for (int m = 0; m < z_MODELS; m++) {
${scale}
    scales[m] = scale;
  }
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`;

/**
 * One step of an optimizer from its equations, on every parameter. The vertices sum up the telemetry, so that clipping costs no
 * pass. Where loss or gradient is not finite nothing changes, and a flag in the last row keeps it so until `restore`.
 */
export function optimizerProgram({ rowsPerFragment: q }: BundleLayout, kind: OptimizerKind): ProgramText {
  const program = new ProgramBuilder();
  const { slots } = optimizers[kind];
  const scale = scaleText(program);
  const { statements, outputs, updated } = equationsText(kind);
  const body = `int m = min(x / z_W, z_MODELS - 1);
float scale = scales[m];
bool applied = scale >= 0.0;
vec4 parameter = ${program.fetch({ of: "params" }, "x", "y")};
${slots.map((slot) => `vec4 slot_${slot} = ${program.fetch({ of: "slot", slot }, "x", "y")};`).join("\n")}
if (y >= z_FLAG) {
  out0 = applied ? parameter : vec4(1.0);
  ${slots.map((_, i) => `out${i + 1} = vec4(0.0);`).join(" ")}
  return;
}
vec4 gradient = ${program.fetch({ of: "gradients" }, "x", `y / ${q}`, `y % ${q}`)} * scale;
${statements.join("\n")}
out0 = applied ? ${updated} : parameter;
${outputs.join("\n")}`;
  const samplers = [program.sampler({ of: "params" }), program.sampler({ of: "telemetry" })];
  return program.program(sizeNames, 1 + slots.length, body, {
    vertex: vertexText(scale, samplers),
    declarations: `flat in vec4 scales;\nuniform float scalars[${scalarNames(kind).length}];`,
  });
}
