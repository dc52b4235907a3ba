import { factsOf } from "../../cells/facts.ts";
import {
  type BackwardSteps,
  placeOfWeight,
  termsOfWeight,
  type UnitWeight,
} from "../../model/backward-steps.ts";
import { letterOf, letterText, type NotationId, parameterLetter, styleOf } from "../../model/notation.ts";
import type { ScanNode } from "../../model/plan.ts";
import { blockOf } from "../../model/print/tex.ts";
import type { WeightName } from "../../model/print/tex-adjoint.ts";
import { exact, type Table } from "../table.ts";

/** A parameter that can be chosen. */
export interface ListedWeight extends WeightName {
  readonly key: string;
  /** "W_hf" */
  readonly letter: string;
  /** How many weights of it a unit has. */
  readonly rows: number;
}

/** Every parameter of a scan, gate by gate: recurrent matrices first, since their gradient comes the whole way. */
export function listedWeights(scan: ScanNode, notation: NotationId): readonly ListedWeight[] {
  const style = styleOf(notation, scan);
  const rows = { recurrentKernel: scan.units, kernel: scan.inputs, bias: 1, recurrentBias: 1 } as const;
  const blocks = (Object.keys(rows) as (keyof typeof rows)[]).flatMap((role) =>
    scan.blocks[role].map((gate) => ({
      ...{ role, gate, rows: rows[role] },
      letter: letterText(parameterLetter(notation, role, blockOf(scan, gate), style)),
    })),
  );
  const perUnit = factsOf(scan.equations).perUnit.map((name) => ({
    ...{ role: "perUnit" as const, gate: name, rows: 1 },
    letter: letterText(parameterLetter(notation, "perUnit", name.slice(1) || null, style)),
  }));
  const first = (scan.first.kind === "learned" ? scan.states : []).map((gate) => ({
    ...{ role: "initial" as const, gate, rows: 1 },
    letter: letterText({ ...letterOf(notation, gate, style), sub: "0" }),
  }));
  return [...blocks, ...perUnit, ...first].map((one) => ({ ...one, key: `${one.role} ${one.gate}` }));
}

/** BPTT's gradient of a weight. */
export function gradientOf(scan: ScanNode, way: BackwardSteps, weight: UnitWeight): number {
  const { path, index } = placeOfWeight(scan, weight);
  return way.gradients.get(path)?.[index] ?? Number.NaN;
}

/** The row of a parameter with the largest gradient of a unit. */
export function largestRow(
  scan: ScanNode,
  way: BackwardSteps,
  { role, gate, rows }: ListedWeight,
  unit: number,
): number {
  let [best, most] = [0, -1];
  for (let row = 0; row < rows; row++) {
    const size = Math.abs(gradientOf(scan, way, { role, gate, row, unit }));
    if (size > most) [best, most] = [row, size];
  }
  return best;
}

/** The terms of a weight's gradient, by step. */
export interface WeightTerms {
  readonly terms: Float64Array;
  /** The sum of a step's term and of those that the way back came to before it. */
  readonly sums: Float64Array;
  /** As BPTT has it. */
  readonly total: number;
  /** The step with the largest magnitude, 0-based. */
  readonly largest: number;
  /** From the end of the scan's time: the steps, first and last of the sequence, that hold more than half of all magnitudes. */
  readonly half: readonly [number, number] | null;
}

export function weightTerms(scan: ScanNode, way: BackwardSteps, weight: UnitWeight): WeightTerms {
  const terms = termsOfWeight(scan, way, weight);
  const T = terms.length;
  const sums = new Float64Array(T);
  const isForward = scan.direction === "forward";
  const backwards = Array.from({ length: T }, (_, n) => (isForward ? T - 1 - n : n));
  const magnitudes = terms.reduce((sum, term) => sum + Math.abs(term), 0);
  let [sum, passed, largest] = [0, 0, backwards[0] ?? 0];
  let [from, half]: [number | null, readonly [number, number] | null] = [null, null];
  for (const t of backwards) {
    const term = terms[t] as number;
    sum += term;
    sums[t] = sum;
    passed += Math.abs(term);
    if (term !== 0) from ??= t;
    if (Math.abs(term) > Math.abs(terms[largest] as number)) largest = t;
    if (from !== null) half ??= passed > magnitudes / 2 ? [Math.min(from, t), Math.max(from, t)] : null;
  }
  return { terms, sums, total: gradientOf(scan, way, weight), largest, half };
}

/** A row for each step. @param products ‖∂s_t/∂s_k‖₂ by step k; null where the loss is not that of one step */
export function termsTable(
  columns: { readonly step: string; readonly term: string; readonly sum: string; readonly product: string },
  { terms, sums }: WeightTerms,
  products: Float64Array | null,
): Table {
  return {
    header: [columns.step, columns.term, columns.sum, ...(products ? [columns.product] : [])],
    rows: Array.from(terms, (term, t) => [
      ...[t + 1, exact(term), exact(sums[t])],
      ...(products ? [exact(products[t])] : []),
    ]),
  };
}
