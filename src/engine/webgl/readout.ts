/** The readout and the loss for all steps at once: logits, softmax statistics, their gradient, and what it sends back. */
import type { BundleLayout } from "./bundle-layout.ts";
import { component, indices } from "./counting.ts";
import { LayerPrinter, mirrored, overUnits } from "./layer-printer.ts";
import { overRing } from "./padding.ts";
import type { ProgramText } from "./text.ts";

/** Prints the readout's programs; its layer is the one whose output is read. */
class ReadoutPrinter extends LayerPrinter {
  constructor(protected readonly layout: BundleLayout) {
    super(layout.readout.from);
  }

  protected override get sizeNames(): readonly string[] {
    return [...this.layout.readoutSizes(4).keys()];
  }

  protected data(texel: string): string {
    return this.fetch({ of: "data" }, texel, "y");
  }
}

class LogitsPrinter extends ReadoutPrinter {
  text(): ProgramText {
    const { layer } = this;
    const loops = layer.directions.map(
      (_, d) =>
        `{ ${this.placeInRing(d)}\n${indices(layer.ring)
          .map((ring) => this.products(ring, d))
          .join("\n")} }`,
    );
    const body = `int m = x / z_VQ, v = x - m * z_VQ;
int wx = m * z_W + v;
int t = y / z_BATCH_ROWS, b = y - t * z_BATCH_ROWS;
vec4 bias = ${this.weights("z_B")};
vec4 ${indices(4)
      .map((c) => `l${c} = vec4(bias.${component(c)})`)
      .join(", ")};
${loops.join("\n")}
${indices(4)
  .map((c) => `out${c} = l${c};`)
  .join(" ")}`;
    return this.print(4, body);
  }

  private weights(row: string): string {
    return this.fetch({ of: "params" }, "wx", row);
  }

  /** Where the output of direction `d` at a step of the sequence lies. */
  private placeInRing(d: number): string {
    const { cell, ring } = this.layer;
    return `int s = ${d === 0 ? "t" : mirrored("t")} + ${cell.maxLag}, ring = s - (s / ${ring}) * ${ring}, row = (s / ${ring}) * z_BATCH_ROWS + b;`;
  }

  private products(ring: number, d: number): string {
    const { output, outputPhase } = this.layer;
    const first = d === 0 ? "z_K" : "z_K + z_R";
    const units = `${this.strandText("m", d)} * z_G`;
    const loop = overUnits(outputPhase, units, "z_Q", first, (texel, j, row, unit) => {
      const use = { of: "savedRing", phase: output.phase, ring } as const;
      const h = this.fetch(use, texel, "row", output.plane * outputPhase.perFragment + j);
      const sums = indices(4).map((c) => `l${c} += h * w.${component(c)};`);
      return `{ vec4 h = ${h}${this.maskText(d, "i", "y", unit)}, w = ${this.weights(row)}; ${sums.join(" ")} }`;
    });
    return `if (ring == ${ring}) ${loop}`;
  }
}

/** Logits (or values), four a fragment: [T·B/4, V/4] × 4 slices. */
export const logitsProgram = (layout: BundleLayout): ProgramText => new LogitsPrinter(layout).text();

class LossPrinter extends ReadoutPrinter {
  stats(): ProgramText {
    const weight = this.data("z_WEIGHT");
    return this.print(2, this.layout.hasClasses ? this.entropy(weight) : this.squares(weight));
  }

  private logit(v: string): string {
    return this.fetch({ of: "logits" }, `x * z_VQ + ${v} / 4`, "y", `${v} % 4`);
  }

  private entropy(weight: string): string {
    return `vec4 most = ${this.logit("0")};
for (int v = 1; v < z_V; v++) most = max(most, ${this.logit("v")});
vec4 sum = vec4(0.0);
for (int v = 0; v < z_V; v++) sum += exp(${this.logit("v")} - most);
vec4 target = ${this.data("z_TARGET")};
vec4 own = vec4(${indices(4)
      .map((i) => `${this.logit(`int(target.${component(i)})`)}.${component(i)}`)
      .join(", ")});
out0 = most + log(sum);
vec4 weight = ${weight};
// Differences of nearby logits first: their sum with a large maximum would lose the digits.
out1 = weight * ((most - own) + log(sum));`;
  }

  private squares(weight: string): string {
    return `vec4 sum = vec4(0.0);
for (int v = 0; v < z_V; v++) { vec4 e = ${this.logit("v")} - ${this.data("z_TARGET + v")}; sum += e * e; }
out0 = vec4(0.0);
out1 = ${weight} * sum;`;
  }

  gradients(): ProgramText {
    const { hasClasses } = this.layout;
    const weight = this.data("z_WEIGHT");
    const norm = hasClasses
      ? `vec4 norm = ${this.fetch({ of: "stats" }, "m", "y", 0)}, target = ${this.data("z_TARGET")};`
      : "";
    const one = (c: number) => {
      const logit = this.fetch({ of: "logits" }, "x", "y", c);
      const value = hasClasses
        ? `exp(${logit} - norm) - vec4(equal(target, vec4(float(c))))`
        : `2.0 * (${logit} - ${this.data("z_TARGET + min(c, z_V - 1)")})`;
      return `{ int c = v * 4 + ${c}; out${c} = c < z_V ? weight * (${value}) : vec4(0.0); }`;
    };
    return this.print(
      4,
      `int m = x / z_VQ, v = x - m * z_VQ;
vec4 weight = ${weight};
${norm}
${indices(4).map(one).join("\n")}`,
    );
  }
}

/** Slice 0: log Σ exp of each sequence's logits (0 for squared error); slice 1: its weighted loss. */
export const statsProgram = (layout: BundleLayout): ProgramText => new LossPrinter(layout).stats();

/** ∂L/∂logit, four classes a fragment; 0 beyond the last class. */
export const logitGradientsProgram = (layout: BundleLayout): ProgramText =>
  new LossPrinter(layout).gradients();

class LogitsBackPrinter extends ReadoutPrinter {
  text(): ProgramText {
    const { model } = this;
    const { isBidirectional } = this.layer;
    const row = isBidirectional ? "row" : "y";
    const place = isBidirectional
      ? `int d = m % 2, t = y / z_BATCH_ROWS, row = d == 0 ? y : (${mirrored("t")}) * z_BATCH_ROWS + y - t * z_BATCH_ROWS;`
      : "";
    const body = `int m = x / z_Q, k = (x - m * z_Q) * 4;
${place}
vec4 ${indices(4)
      .map((i) => `s${i} = vec4(0.0)`)
      .join(", ")};
for (int v = 0, c = ${model} * z_VQ, w = ${model} * z_W, r = z_K + k${isBidirectional ? " + d * z_R" : ""}; v < z_VQ; v++, c++, w++) {
${indices(4)
  .map((c) => `vec4 d${c} = ${this.fetch({ of: "logitGradients" }, "c", row, c)};`)
  .join("\n")}
${indices(4)
  .map(
    (i) => `vec4 w${i} = ${this.fetch({ of: "params" }, "w", i === 0 ? "r" : `r + ${i}`)};
s${i} += d0 * w${i}.x + d1 * w${i}.y + d2 * w${i}.z + d3 * w${i}.w;`,
  )
  .join("\n")}
}
${indices(4)
  .map((i) => `out${i} = s${i};`)
  .join(" ")}`;
    return this.print(4, body);
  }
}

/** ∂L/∂h that the loss sends to the last layer, four units a fragment; rows are in the order of the receiving strand. */
export const logitsBackProgram = (layout: BundleLayout): ProgramText => new LogitsBackPrinter(layout).text();

class ReadoutGradientPrinter extends ReadoutPrinter {
  private readonly rows = indices(this.layout.rowsPerFragment);

  text(): ProgramText {
    const { rows } = this;
    const { isBidirectional, outputPhase } = this.layer;
    const deltas = indices(4)
      .map((c) => `vec4 d${c} = ${this.fetch({ of: "logitGradients" }, "own", "data", c)};`)
      .join(" ");
    const body = `${rows.map((i) => `out${i} = vec4(0.0);`).join(" ")}
int m = x / z_W, wx = x - m * z_W, k0 = y * ${rows.length}, limit = 1;
if (wx >= z_VQ) return;
int own = wx + m * z_VQ;
vec4 ${rows.map((i) => `all${i} = vec4(0.0)`).join(", ")};
${isBidirectional ? "int d = 0;" : ""}
if (k0 < z_B) { int k = k0 - z_K; ${isBidirectional ? "d = k / z_R; k -= d * z_R;" : ""} int from = ${this.strandText("m", "d")} * z_G + k / ${outputPhase.perFragment}; limit = z_H - k;
${this.overSteps(deltas, (ring) => this.kernel(ring))} }
else {
${this.overSteps(deltas, () => `step0 += ${this.dots("vec4(1.0)")};`)} }
${rows.map((i) => `out${i} = ${i} < limit ? all${i} : vec4(0.0);`).join("\n")}`;
    return this.print(rows.length, body);
  }

  private overSteps(deltas: string, inner: (ring: number) => string): string {
    const { layer, rows } = this;
    const time = layer.isBidirectional ? `(d == 0 ? t : ${mirrored("t")})` : "t";
    return overRing(
      layer,
      (ring) => `vec4 ${rows.map((i) => `step${i} = vec4(0.0)`).join(", ")};
int t = s - ${layer.cell.maxLag};
for (int b = 0, row = (s / ${layer.ring}) * z_BATCH_ROWS, data = ${time} * z_BATCH_ROWS; b < z_BATCH_ROWS; b++, row++, data++) { ${deltas} ${inner(ring)} }
${rows.map((i) => `all${i} += step${i};`).join(" ")}`,
    );
  }

  private dots(source: string): string {
    return `vec4(${indices(4)
      .map((c) => `dot(${source}, d${c})`)
      .join(", ")})`;
  }

  private kernel(ring: number): string {
    const { output, outputPhase } = this.layer;
    const n = outputPhase.perFragment;
    return this.rows
      .map((i) => {
        const use = { of: "savedRing", phase: output.phase, ring } as const;
        const h = this.fetch(
          use,
          i < n ? "from" : `from + ${Math.floor(i / n)}`,
          "row",
          output.plane * n + (i % n),
        );
        const mask = this.maskText("d", `(k + ${i}) / 4`, "data", `(k + ${i}) % 4`);
        return `vec4 h${i} = ${h}${mask}; step${i} += ${this.dots(`h${i}`)};`;
      })
      .join("\n");
  }
}

/** Gradients of the readout's kernel and bias: as of a phase, with the logits' gradients as deltas. */
export const readoutGradientProgram = (layout: BundleLayout): ProgramText =>
  new ReadoutGradientPrinter(layout).text();
