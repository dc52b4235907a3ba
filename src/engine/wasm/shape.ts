/**
 * What one layer's products are, from its lowered equations: which accumulators each reads and in which order they are added.
 * Nothing here knows an address or a batch.
 */
import { factsOf } from "../../cells/facts.ts";
import { type Accumulator, type Lagged, type LoweredCell, loweredOf } from "../../model/lower.ts";
import type { Plan, ScanNode } from "../../model/plan.ts";
import { type PrintedCell, printCell } from "../../model/print/wasm.ts";
import { readsInput } from "../../model/stacked.ts";

/** Neighbouring accumulators, `first` among all accumulators of the cell. */
export interface Run {
  readonly first: number;
  readonly count: number;
}

/** What is added to a phase's sums: the input's product, or that of a source. */
export type Contribution = "input" | Lagged;

/** One product of a forward phase. */
export interface ForwardProduct {
  readonly contribution: Contribution;
  readonly run: Run;
  /** Whether the sums hold something already; else they begin with the biases, or with what the token looks up. */
  readonly isBegun: boolean;
}

/** A recurrent product over neighbouring accumulators, as the backward pass and the gradient read it. */
export interface SourceProduct extends Lagged {
  readonly run: Run;
  /** By accumulator of the run: the block of the recurrent kernel. */
  readonly gates: readonly string[];
}

export interface PhaseShape {
  readonly accumulators: Run;
  readonly contributions: readonly Contribution[];
  readonly products: readonly ForwardProduct[];
  /** Accumulators that no product touches: their sums are the biases, or what the token looks up. */
  readonly bare: readonly Run[];
}

export interface ScanShape {
  readonly scan: ScanNode;
  /** Of the cell as if no gate were held. */
  readonly cell: LoweredCell;
  readonly printed: PrintedCell;
  readonly units: number;
  /** Units with padding: whole panels. */
  readonly width: number;
  readonly inputs: number;
  readonly isTokens: boolean;
  readonly lags: number;
  /**
   * Accumulators that are computed, in order; `index` counts them. Those of held gates are not: nothing multiplies them, and what the cell's
   * routines write for them is not read.
   */
  readonly accumulators: readonly Accumulator[];
  /** Place of each of the cell's accumulators among `accumulators`; undefined for that of a held gate. */
  readonly placeOf: readonly (number | undefined)[];
  readonly phases: readonly PhaseShape[];
  /** Accumulators with an input, with the gate of each. */
  readonly inputRuns: readonly { readonly run: Run; readonly gates: readonly string[] }[];
  readonly recurrents: readonly SourceProduct[];
}

export const PANEL = 8;
export const padded = (size: number): number => Math.ceil(size / PANEL) * PANEL;

/** Runs of neighbouring accumulators for which `keyOf` gives the same text; undefined is left out. */
function runsOf(
  accumulators: readonly Accumulator[],
  keyOf: (accumulator: Accumulator) => string | undefined,
): Run[] {
  const runs: { first: number; count: number; key: string }[] = [];
  for (const accumulator of accumulators) {
    const key = keyOf(accumulator);
    const last = runs.at(-1);
    if (key === undefined) continue;
    if (last && last.key === key && last.first + last.count === accumulator.index) last.count++;
    else runs.push({ first: accumulator.index, count: 1, key });
  }
  return runs;
}

/** The gate by which an accumulator reads a contribution, if it does. */
export const gateOf = (
  accumulator: Accumulator | undefined,
  contribution: Contribution,
): string | undefined =>
  contribution === "input"
    ? accumulator?.inputs[0]?.gate
    : accumulator?.recurs.find(
        ({ source, lag }) => source === contribution.source && lag === contribution.lag,
      )?.gate;

/** What the recurrent products of some accumulators read, each once. */
const sourcesOf = (accumulators: readonly Accumulator[]): readonly Lagged[] => [
  ...new Map(
    accumulators.flatMap(({ recurs }) =>
      recurs.map(({ source, lag }) => [`${lag} ${source}`, { source, lag }] as const),
    ),
  ).values(),
];

/** @param own the accumulators of the phase */
function phaseShape(own: readonly Accumulator[], isTokens: boolean): PhaseShape {
  const contributions: Contribution[] = [...sourcesOf(own)];
  if (!isTokens && own.some(({ inputs }) => inputs.length > 0)) contributions.unshift("input");
  const begun = new Set<number>();
  const products: ForwardProduct[] = [];
  for (const contribution of contributions) {
    for (const run of runsOf(own, (accumulator) =>
      gateOf(accumulator, contribution) === undefined ? undefined : String(begun.has(accumulator.index)),
    ))
      products.push({ contribution, run, isBegun: begun.has(run.first) });
    for (const accumulator of own)
      if (gateOf(accumulator, contribution) !== undefined) begun.add(accumulator.index);
  }
  return {
    accumulators: { first: own[0]?.index ?? 0, count: own.length },
    contributions,
    products,
    bare: runsOf(own, ({ index: at }) => (begun.has(at) ? undefined : "")),
  };
}

const known = new WeakMap<LoweredCell, PrintedCell>();
export function printedOf(cell: LoweredCell): PrintedCell {
  const found = known.get(cell) ?? printCell(cell);
  known.set(cell, found);
  return found;
}

export function shapeOf(plan: Plan, scan: ScanNode): ScanShape {
  const cell = loweredOf({ equations: scan.cellEquations, states: scan.states });
  const inForce = factsOf(scan.equations).blocks;
  const isComputed = ({ inputs, recurs }: Accumulator) =>
    inputs.some(({ gate }) => inForce.kernel.includes(gate)) ||
    recurs.some(({ gate }) => inForce.recurrentKernel.includes(gate));
  const computed = cell.accumulators.filter(isComputed);
  const accumulators = computed.map((accumulator, index): Accumulator => ({ ...accumulator, index }));
  const isTokens = readsInput(scan) && plan.input.kind === "tokens";
  const runs = (keep: (accumulator: Accumulator) => boolean) =>
    runsOf(accumulators, (accumulator) => (keep(accumulator) ? "" : undefined));
  const within = ({ first, count }: Run, contribution: Contribution) =>
    accumulators
      .slice(first, first + count)
      .map((accumulator) => gateOf(accumulator, contribution) as string);
  return {
    scan,
    cell,
    printed: printedOf(cell),
    units: scan.units,
    width: padded(scan.units),
    inputs: scan.inputs,
    isTokens,
    lags: cell.maxLag,
    accumulators,
    placeOf: cell.accumulators.map((accumulator) => {
      const place = computed.indexOf(accumulator);
      return place < 0 ? undefined : place;
    }),
    phases: cell.phases.map(({ phase }) =>
      phaseShape(
        accumulators.filter((accumulator) => accumulator.phase === phase),
        isTokens,
      ),
    ),
    inputRuns: runs(({ inputs }) => inputs.length > 0).map((run) => ({ run, gates: within(run, "input") })),
    recurrents: sourcesOf(accumulators).flatMap((key) =>
      runs((accumulator) => gateOf(accumulator, key) !== undefined).map((run) => ({
        ...key,
        run,
        gates: within(run, key),
      })),
    ),
  };
}
