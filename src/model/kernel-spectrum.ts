/** The recurrent kernel of a layer, block by block: by how much it stretches a state at once, and in the long run. */
import { columnsOf, gateBlock } from "./blocks.ts";
import { eigenvalueCost, eigenvalueModuli } from "./eigenvalues.ts";
import type { ScanNode } from "./plan.ts";
import type { Floats } from "./results.ts";
import { allValuesUpTo, spectrumCost, spectrumOf } from "./singular-values.ts";
import type { Weights } from "./weights.ts";

/** Of one gate's recurrent matrix [H, H]. */
export interface KernelSpectrum {
  readonly gate: string;
  /** Singular values; null where only the largest is computed. */
  readonly largest: number;
  readonly median: number | null;
  readonly smallest: number | null;
  /** Largest modulus of its eigenvalues; null of matrices that get their largest singular value alone. */
  readonly radius: number | null;
}

/** Of every gate that has a recurrent matrix, in the order of their blocks. Empty of a layer that has none. */
export const kernelSpectra = (scan: ScanNode, weights: Weights<Floats>): readonly KernelSpectrum[] =>
  scan.blocks.recurrentKernel.map((gate) => {
    const n = scan.units;
    const matrix = columnsOf(gateBlock(scan, weights, "recurrentKernel", gate));
    const spectrum = spectrumOf(matrix, n);
    if (spectrum.kind === "largest")
      return { gate, largest: spectrum.value, median: null, smallest: null, radius: null };
    const { values } = spectrum;
    return {
      gate,
      largest: values[0] as number,
      median: values[Math.floor(n / 2)] as number,
      smallest: values[n - 1] as number,
      radius: eigenvalueModuli(matrix, n)[0] as number,
    };
  });

/** Multiply-adds of all blocks, at the most. */
export const kernelSpectraCost = ({ blocks, units }: ScanNode): number =>
  blocks.recurrentKernel.length *
  (spectrumCost(units) + (units <= allValuesUpTo ? eigenvalueCost(units) : 0));
