/**
 * Gradients of all parameters of a phase as one product over all steps and sequences: G[k, accumulator] = Σ source[k]·delta[accumulator],
 * several rows k a fragment. Sums go step by step (a sum of T sums), which keeps float32 within a few ulp at thousands of terms.
 * Beside the parameters' texels the same pass makes the norms of ∂L/∂s_t.
 */
import type { GradNode, NodeId } from "../../lib/expr-grad.ts";
import { actFunctions, printValues } from "../../model/print/glsl.ts";
import { component, indices, mod } from "./counting.ts";
import { inputSource } from "./gradient-input.ts";
import { normsText } from "./gradient-norms.ts";
import {
  allName,
  type Delta,
  declareSums,
  nonFinite,
  overSteps,
  type RowSource,
  stepName,
  stepProducts,
} from "./gradient-sums.ts";
import type { PhaseLayout, PlanePlace } from "./layer-layout.ts";
import { LayerPrinter, unitText } from "./layer-printer.ts";
import type { ProgramText } from "./text.ts";

class GradientPrinter extends LayerPrinter {
  /** The parameter rows of a fragment, 0 … 7. */
  private readonly rows: readonly number[];

  constructor(private readonly phase: PhaseLayout) {
    super(phase.layer);
    this.rows = indices(this.layer.bundle.rowsPerFragment);
  }

  text(): ProgramText {
    const { phase, rows, layer } = this;
    const p = phase.number;
    const norms = normsText(this, phase);
    const texels = indices(phase.texels);
    const choose = layer.isBidirectional
      ? `int d = (k0 - z_F${p}) / z_R${p}; k0 -= d * z_R${p}; m = m * 2 + d;`
      : "";
    const body = `${rows.map((i) => `out${i} = vec4(0.0);`).join(" ")}
if (x >= z_MODELS * z_W) { ${norms} }
int m = x / z_W, wx = x - m * z_W, g = wx / ${phase.texels}, k0 = y * ${rows.length};
if (g >= z_G${p}) return;
${choose}
${texels.length === 1 ? this.texel(0) : texels.map((texel) => `if (wx - g * ${phase.texels} == ${texel}) {\n${this.texel(texel)}\n}`).join("\nelse ")}`;
    return this.print(rows.length, body, `${actFunctions}${nonFinite}`);
  }

  /** The rows of one texel of a fragment: by the block that they are of. */
  private texel(texel: number): string {
    const { phase, rows } = this;
    const branches = [
      ...phase.lowered.sources.map((_, i) => this.recurrentRows(texel, i)),
      ...(phase.inputRow >= 0 ? [this.inputRows(texel)] : []),
      ...this.onesRows(texel),
    ];
    return `${declareSums(rows, texel, "all")}\nint limit = 0, from = 0, own = m * z_G${phase.number} + g;\n${branches.join("\nelse ")}
${rows.map((i) => `out${i} = ${i} < limit ? ${allName(texel, i)} : vec4(0.0);`).join("\n")}`;
  }

  /** The deltas of a step in texture `ring`, for the accumulators with a gate. */
  private deltas(gates: readonly (string | undefined)[], ring: number): readonly Delta[] {
    const { phase } = this;
    return gates.flatMap((gate, c) =>
      gate === undefined
        ? []
        : phase.units.map((j) => ({
            fetch: this.fetch(
              { of: "keptRing", phase: phase.number, ring },
              "own",
              "row",
              phase.deltaSlice(c, j),
            ),
            ...phase.weightPlace(c, j),
          })),
    );
  }

  /** Products of `gates`' deltas with a source, over all steps. */
  private products(texel: number, gates: readonly (string | undefined)[], source: RowSource): string {
    return overSteps(
      this.layer,
      this.rows,
      texel,
      (ring) =>
        source.inner(ring, (rowOf) => stepProducts(this.rows, this.deltas(gates, ring), texel, rowOf)),
      source.outer,
    );
  }

  /** The block of source `i`: what a recurrent product read `lag` steps before. */
  private recurrentRows(texel: number, i: number): string {
    const { phase, layer } = this;
    const { sources } = phase.lowered;
    const { source, lag, gates } = sources[i] as (typeof sources)[number];
    const p = phase.number;
    const place = layer.cell.savedByName(source);
    const n = layer.phaseAt(place.phase).perFragment;
    const end = i + 1 < sources.length ? `z_S${p}_${i + 1}` : phase.inputRow >= 0 ? `z_I${p}` : `z_O${p}`;
    const rowOf = (ring: number) => (k: number) =>
      this.fetch(
        { of: "savedRing", phase: place.phase, ring: mod(ring - lag, layer.ring) },
        k < n ? "from" : `from + ${Math.floor(k / n)}`,
        "earlier + b",
        place.plane * n + (k % n),
      );
    const products = this.products(texel, gates, {
      outer: () => `int earlier = ((s - ${lag}) / ${layer.ring}) * z_BATCH_ROWS;`,
      inner: (ring, productsOf) => productsOf(rowOf(ring)),
    });
    return `if (k0 < ${end}) { int k = k0 - z_S${p}_${i}; from = m * z_G${place.phase} + k / ${n}; limit = z_H - k;\n${products} }`;
  }

  private inputRows(texel: number): string {
    const p = this.phase.number;
    const source = inputSource(this);
    const products = this.products(texel, this.phase.lowered.inputGates, source);
    return `if (k0 < z_O${p}) { int k = k0 - z_I${p}; limit = z_D - k; ${source.first}\n${products} }`;
  }

  /** Rows whose source is 1: bias, recurrent bias, weights per unit, learned first states. */
  private onesRows(texel: number): readonly string[] {
    const { phase, layer, rows } = this;
    const isFirst = phase.number === 1;
    const count = 2 + (isFirst ? layer.cell.perUnit.length + layer.learnedStates.length : 0);
    return indices(Math.ceil(count / rows.length)).map((turn) => {
      const first = turn * rows.length;
      const isLast = first + rows.length >= count;
      const condition = isLast ? "" : `if (k0 < z_O${phase.number} + ${first + rows.length}) `;
      const loop = overSteps(layer, rows, texel, (ring) =>
        [...this.biases(texel, ring, first), ...(isFirst ? this.perUnit(texel, ring, first) : [])].join("\n"),
      );
      const firsts = isFirst ? this.firstStates(texel, first).join("\n") : "";
      return `${condition}{ limit = ${Math.min(count - first, rows.length)};\n${loop}${firsts} }`;
    });
  }

  /** @param first of the ones that one fragment makes */
  private biases(texel: number, ring: number, first: number): readonly string[] {
    const { biased, recurrentBiased } = this.phase.lowered;
    return [biased, recurrentBiased].flatMap((flags, row) => {
      const i = row - first;
      if (!this.rows.includes(i)) return [];
      const gates = flags.map((has) => (has ? "bias" : undefined));
      return this.deltas(gates, ring)
        .filter((delta) => delta.texel === texel)
        .map(({ fetch, at }) => `${stepName(texel, i)}.${component(at)} += dot(${fetch}, vec4(1.0));`);
    });
  }

  private perUnit(texel: number, ring: number, first: number): readonly string[] {
    const { phase, layer } = this;
    return layer.cell.perUnit.flatMap(({ adjoint }, index) => {
      const i = 2 + index - first;
      if (texel !== 0 || !this.rows.includes(i)) return [];
      return phase.units.map((j) => {
        const { statements, texts } = printValues(
          layer.cell,
          [adjoint],
          (id, node) => this.valueText(id, node, ring, j),
          () => {
            throw new Error("a weight's gradient reads a sum that was not saved");
          },
          `_u${index}_${j}`,
        );
        return `{ ${statements.join(" ")} ${stepName(0, i)}.${component(j)} += dot(${texts[0]}, vec4(1.0)); }`;
      });
    });
  }

  /** What the gradient of a weight per unit is made of: everything that the passes left. */
  private valueText(id: NodeId, node: GradNode, ring: number, j: number): string | undefined {
    const { cell } = this.layer;
    const kept = cell.keptAt(id);
    if (kept) return this.signal("keptRing", kept, ring, 0, j);
    const saved = cell.savedAt(id);
    if (saved) return this.signal("savedRing", saved, ring, 0, j);
    if (node.op === "ref") return this.signal("savedRing", cell.savedByName(node.name), ring, node.lag, j);
    if (node.op === "param") return this.perUnitText(this.phase, node.name, j);
    if (node.op === "held") return this.heldText(node.gate);
    if (node.op === "seed" || node.op === "pull")
      throw new Error("a per-unit weight with a gradient that is not made of deltas");
    return undefined;
  }

  private signal(
    of: "savedRing" | "keptRing",
    place: PlanePlace,
    ring: number,
    lag: number,
    j: number,
  ): string {
    const { layer } = this;
    const n = layer.phaseAt(place.phase).perFragment;
    const unit = unitText(this.phase, j);
    return this.fetch(
      { of, phase: place.phase, ring: mod(ring - lag, layer.ring) },
      `m * z_G${place.phase} + ${unit} / ${n}`,
      `((s - ${lag}) / ${layer.ring}) * z_BATCH_ROWS + b`,
      `${place.plane * n} + ${unit} % ${n}`,
    );
  }

  /** What reached the learned first states, over all sequences. */
  private firstStates(texel: number, first: number): readonly string[] {
    const { phase, layer } = this;
    return layer.learnedStates.flatMap((_, index) => {
      const i = 2 + layer.cell.perUnit.length + index - first;
      if (texel !== 0 || !this.rows.includes(i)) return [];
      return phase.units.map((j) => {
        const unit = unitText(phase, j);
        const before = this.fetch(
          { of: "before" },
          `m * z_Q + ${unit} / 4`,
          "b",
          `${4 * index} + ${unit} % 4`,
        );
        return `for (int b = 0; b < z_BATCH_ROWS; b++) ${allName(0, i)}.${component(j)} += dot(${before}, vec4(1.0));`;
      });
    });
  }
}

export const gradientProgram = (phase: PhaseLayout): ProgramText => new GradientPrinter(phase).text();
