/** The readout and the loss for all steps at once: logits, softmax statistics, their gradient, and what it sends back. */
import { lossOf } from "../../model/plan.ts";
import { type Geometry, type ScanGeometry, up } from "./geometry.ts";
import { overRing } from "./scan-padding.ts";
import { isTwo, maskText, mirrored, modelText, overUnits, phaseAt } from "./scan-text.ts";
import { component, indices, ProgramBuilder, type ProgramText } from "./text.ts";

const readScan = (g: Geometry): ScanGeometry =>
  g.scans.find(({ scan }) => scan.layer === g.readout.from) as ScanGeometry;

export function readoutSizes(g: Geometry, batch: number): ReadonlyMap<string, number> {
  const s = readScan(g);
  return new Map([
    ["T", g.plan.steps],
    ["LANES", up(batch, 4) / 4],
    ["H", s.scan.units],
    ["Q", s.quads],
    ["G", phaseAt(s, s.output.phase).groups],
    ["W", g.width],
    ["V", g.readout.classes],
    ["VQ", g.readout.quads],
    ["K", g.readout.kernelRow],
    ["B", g.readout.biasRow],
    ["TARGET", g.data.target],
    ["WEIGHT", g.data.weight],
    // Parameter rows from one direction to the next.
    ["R", up(s.scan.units, g.rowsPerFragment)],
  ]);
}
const names = (g: Geometry) => [...readoutSizes(g, 4).keys()];

/** Where the output of direction `d` at a step of the sequence lies. */
const placeInRing = (s: ScanGeometry, d: number): string =>
  `int s = ${d === 0 ? "t" : mirrored("t")} + ${s.cell.maxLag}, ring = s - (s / ${s.ring}) * ${s.ring}, row = (s / ${s.ring}) * z_LANES + b;`;

/** Logits (or values), four a fragment: [T·B/4, V/4] × 4 layers. */
export function logitsProgram(g: Geometry): ProgramText {
  const program = new ProgramBuilder();
  const s = readScan(g);
  const weights = (row: string) => program.fetch({ of: "params" }, "wx", row);
  const from = phaseAt(s, s.output.phase);
  const loopOf = (ring: number, d: number) => {
    const strand = isTwo(s) ? `(m * 2 + ${d})` : "m";
    const first = d === 0 ? "z_K" : "z_K + z_R";
    const loop = overUnits(from, `${strand} * z_G`, "z_Q", first, (column, layer, row, unit) => {
      const use = { of: "savedRing", phase: s.output.phase, ring } as const;
      const h = program.fetch(use, column, "row", s.output.plane * from.perFragment + layer);
      const sums = indices(4).map((c) => `l${c} += h * w.${component(c)};`);
      return `{ vec4 h = ${h}${maskText(program, s, "mask", `${d}`, "i", "y", unit)}, w = ${weights(row)}; ${sums.join(" ")} }`;
    });
    return `if (ring == ${ring}) ${loop}`;
  };
  const loops = s.directions.map(
    (_, d) =>
      `{ ${placeInRing(s, d)}\n${indices(s.ring)
        .map((ring) => loopOf(ring, d))
        .join("\n")} }`,
  );
  const body = `int m = x / z_VQ, v = x - m * z_VQ;
int wx = m * z_W + v;
int t = y / z_LANES, b = y - t * z_LANES;
vec4 bias = ${weights("z_B")};
vec4 ${indices(4)
    .map((c) => `l${c} = vec4(bias.${component(c)})`)
    .join(", ")};
${loops.join("\n")}
${indices(4)
  .map((c) => `out${c} = l${c};`)
  .join(" ")}`;
  return program.program(names(g), 4, body);
}

/** Layer 0: log Σ exp of each lane's logits (0 for squared error); layer 1: its weighted loss. */
export function statsProgram(g: Geometry): ProgramText {
  const program = new ProgramBuilder();
  const logit = (v: string) => program.fetch({ of: "logits" }, `x * z_VQ + ${v} / 4`, "y", `${v} % 4`);
  const weight = program.fetch({ of: "data" }, "z_WEIGHT", "y");
  const body =
    lossOf(g.plan).kind === "crossEntropy"
      ? `vec4 most = ${logit("0")};
for (int v = 1; v < z_V; v++) most = max(most, ${logit("v")});
vec4 sum = vec4(0.0);
for (int v = 0; v < z_V; v++) sum += exp(${logit("v")} - most);
vec4 target = ${program.fetch({ of: "data" }, "z_TARGET", "y")};
vec4 own = vec4(${indices(4)
          .map((lane) => `${logit(`int(target.${component(lane)})`)}.${component(lane)}`)
          .join(", ")});
out0 = most + log(sum);
vec4 weight = ${weight};
// Differences of nearby logits first: their sum with a large maximum would lose the digits.
out1 = weight * ((most - own) + log(sum));`
      : `vec4 sum = vec4(0.0);
for (int v = 0; v < z_V; v++) { vec4 e = ${logit("v")} - ${program.fetch({ of: "data" }, "z_TARGET + v", "y")}; sum += e * e; }
out0 = vec4(0.0);
out1 = ${weight} * sum;`;
  return program.program(names(g), 2, body);
}

/** ∂L/∂logit, four classes a fragment; 0 beyond the last class. */
export function logitGradientsProgram(g: Geometry): ProgramText {
  const program = new ProgramBuilder();
  const weight = program.fetch({ of: "data" }, "z_WEIGHT", "y");
  const isEntropy = lossOf(g.plan).kind === "crossEntropy";
  const one = (c: number) => {
    const logit = program.fetch({ of: "logits" }, "x", "y", c);
    const value = isEntropy
      ? `exp(${logit} - norm) - vec4(equal(target, vec4(float(c))))`
      : `2.0 * (${logit} - ${program.fetch({ of: "data" }, "z_TARGET + min(c, z_V - 1)", "y")})`;
    return `{ int c = v * 4 + ${c}; out${c} = c < z_V ? weight * (${value}) : vec4(0.0); }`;
  };
  const body = `int m = x / z_VQ, v = x - m * z_VQ;
vec4 weight = ${weight};
${isEntropy ? `vec4 norm = ${program.fetch({ of: "stats" }, "m", "y", 0)}, target = ${program.fetch({ of: "data" }, "z_TARGET", "y")};` : ""}
${indices(4).map(one).join("\n")}`;
  return program.program(names(g), 4, body);
}

/** ∂L/∂h that the loss sends to the last layer, four units a fragment; rows are in the order of the receiving strand. */
export function logitsBackProgram(g: Geometry): ProgramText {
  const program = new ProgramBuilder();
  const s = readScan(g);
  const model = modelText(s);
  const row = isTwo(s) ? "row" : "y";
  const place = isTwo(s)
    ? `int d = m % 2, t = y / z_LANES, row = d == 0 ? y : (${mirrored("t")}) * z_LANES + y - t * z_LANES;`
    : "";
  const body = `int m = x / z_Q, k = (x - m * z_Q) * 4;
${place}
vec4 ${indices(4)
    .map((i) => `s${i} = vec4(0.0)`)
    .join(", ")};
for (int v = 0, c = ${model} * z_VQ, w = ${model} * z_W, r = z_K + k${isTwo(s) ? " + d * z_R" : ""}; v < z_VQ; v++, c++, w++) {
${indices(4)
  .map((c) => `vec4 d${c} = ${program.fetch({ of: "logitGradients" }, "c", row, c)};`)
  .join("\n")}
${indices(4)
  .map(
    (i) => `vec4 w${i} = ${program.fetch({ of: "params" }, "w", i === 0 ? "r" : `r + ${i}`)};
s${i} += d0 * w${i}.x + d1 * w${i}.y + d2 * w${i}.z + d3 * w${i}.w;`,
  )
  .join("\n")}
}
${indices(4)
  .map((i) => `out${i} = s${i};`)
  .join(" ")}`;
  return program.program(names(g), 4, body);
}

/** Gradients of the readout's kernel and bias: as of a phase, with the logits' gradients as deltas. */
export function readoutGradientProgram(g: Geometry): ProgramText {
  const program = new ProgramBuilder();
  const s = readScan(g);
  const n = phaseAt(s, s.output.phase).perFragment;
  const rows = indices(g.rowsPerFragment);
  const delta = (c: number) => program.fetch({ of: "logitGradients" }, "own", "data", c);
  const deltas = indices(4)
    .map((c) => `vec4 d${c} = ${delta(c)};`)
    .join(" ");
  const loop = (inner: (ring: number) => string) =>
    overRing(
      s,
      (ring) => `vec4 ${rows.map((i) => `step${i} = vec4(0.0)`).join(", ")};
int t = s - ${s.cell.maxLag};
for (int b = 0, row = (s / ${s.ring}) * z_LANES, data = ${isTwo(s) ? `(d == 0 ? t : ${mirrored("t")})` : "t"} * z_LANES; b < z_LANES; b++, row++, data++) { ${deltas} ${inner(ring)} }
${rows.map((i) => `all${i} += step${i};`).join(" ")}`,
    );
  const dots = (source: string) =>
    `vec4(${indices(4)
      .map((c) => `dot(${source}, d${c})`)
      .join(", ")})`;
  const kernel = (ring: number) =>
    rows
      .map((i) => {
        const use = { of: "savedRing", phase: s.output.phase, ring } as const;
        const h = program.fetch(
          use,
          i < n ? "from" : `from + ${Math.floor(i / n)}`,
          "row",
          s.output.plane * n + (i % n),
        );
        const mask = maskText(program, s, "mask", "d", `(k + ${i}) / 4`, "data", `(k + ${i}) % 4`);
        return `vec4 h${i} = ${h}${mask}; step${i} += ${dots(`h${i}`)};`;
      })
      .join("\n");
  const body = `${rows.map((i) => `out${i} = vec4(0.0);`).join(" ")}
int m = x / z_W, wx = x - m * z_W, k0 = y * ${g.rowsPerFragment}, limit = 1;
if (wx >= z_VQ) return;
int own = wx + m * z_VQ;
vec4 ${rows.map((i) => `all${i} = vec4(0.0)`).join(", ")};
${isTwo(s) ? "int d = 0;" : ""}
if (k0 < z_B) { int k = k0 - z_K; ${isTwo(s) ? "d = k / z_R; k -= d * z_R;" : ""} int from = ${isTwo(s) ? "(m * 2 + d)" : "m"} * z_G + k / ${n}; limit = z_H - k;
${loop(kernel)} }
else {
${loop(() => `step0 += ${dots("vec4(1.0)")};`)} }
${rows.map((i) => `out${i} = ${i} < limit ? all${i} : vec4(0.0);`).join("\n")}`;
  return program.program(names(g), rows.length, body);
}
