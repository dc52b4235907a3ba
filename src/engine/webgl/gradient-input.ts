/** What the rows of an input's block are multiplied by: tokens, floats, or the outputs of the layer below. */
import { indices, mod } from "./counting.ts";
import type { RowSource } from "./gradient-sums.ts";
import type { LayerLayout } from "./layer-layout.ts";
import { type LayerPrinter, mirrored } from "./layer-printer.ts";

/** With what is declared once, before the loop over the steps. */
type InputSource = RowSource & { readonly first: string };

const plainly = () => "";

const tokens = (program: LayerPrinter): InputSource => ({
  first: "float symbol = float(k);",
  outer: plainly,
  inner(_ring, productsOf) {
    const token = program.fetch({ of: "data" }, "0", "data");
    return `vec4 token = ${token};\n${productsOf((k) => `vec4(equal(token, vec4(symbol + ${k}.0)))`)}`;
  },
});

const floats = (program: LayerPrinter): InputSource => ({
  first: "float symbol = float(k);",
  outer: plainly,
  inner: (_ring, productsOf) =>
    productsOf((k) => program.fetch({ of: "data" }, `min(k + ${k}, z_D - 1)`, "data")),
});

function outputsBelow(program: LayerPrinter, below: LayerLayout): InputSource {
  const { layer, model } = program;
  const from = below.outputPhase;
  const n = from.perFragment;
  const { cell, ring, output } = below;
  const mask = (k: number) => program.maskBelowText("e", `(k + ${k}) / 4`, "data", `(k + ${k}) % 4`);
  const outputText = (ringBelow: number, k: number) =>
    program.fetch(
      { of: "belowRing", phase: output.phase, ring: ringBelow },
      k < n ? "from" : `from + ${Math.floor(k / n)}`,
      "below + b",
      output.plane * n + (k % n),
    );
  // The step that the strand below came to at this one's time: its own, or mirrored.
  const isPlain = !layer.isBidirectional && !below.isBidirectional;
  const mirror = layer.isBidirectional ? (below.isBidirectional ? "d != e" : "d != 0") : "e != 0";
  const step = isPlain ? "t" : `(${mirror} ? ${mirrored("t")} : t)`;
  const at = `${step} + ${cell.maxLag}`;
  const strand = below.isBidirectional ? `(${model} * 2 + e)` : model;
  const direction = below.isBidirectional ? "int e = k / z_BR; k -= e * z_BR; limit = z_D / 2 - k; " : "";
  return {
    first: `${direction}from = ${strand} * z_BG + k / ${n};`,
    outer: () =>
      `int below = ((${at}) / ${ring}) * z_BATCH_ROWS; ${isPlain ? "" : `int ringBelow = (${at}) % ${ring};`}`,
    inner(r, productsOf) {
      if (!isPlain)
        return indices(ring)
          .map((i) => `if (ringBelow == ${i}) { ${productsOf((k) => `${outputText(i, k)}${mask(k)}`)} }`)
          .join("\nelse ");
      // Rings of equal length turn together; else the layer below's place is known only by the step.
      if (ring === layer.ring) {
        const turned = mod(r - layer.cell.maxLag + cell.maxLag, ring);
        return productsOf((k) => `${outputText(turned, k)}${mask(k)}`);
      }
      return productsOf(
        (k) =>
          indices(ring - 1).reduceRight(
            (otherwise, i) => `((t + ${cell.maxLag}) % ${ring} == ${i} ? ${outputText(i, k)} : ${otherwise})`,
            outputText(ring - 1, k),
          ) + mask(k),
      );
    },
  };
}

export function inputSource(program: LayerPrinter): InputSource {
  const { below, bundle } = program.layer;
  if (below) return outputsBelow(program, below);
  return bundle.readsTokens ? tokens(program) : floats(program);
}
