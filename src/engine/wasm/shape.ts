/**
 * What one layer's products are, from its lowered equations: which columns each reads and in which order they are added.
 * Nothing here knows an address or a batch.
 */
import { factsOf } from "../../cells/facts.ts";
import { type Column, type Lagged, type LoweredCell, loweredOf } from "../../model/lower.ts";
import type { Plan, ScanNode } from "../../model/plan.ts";
import { type PrintedCell, printCell } from "../../model/print/wasm.ts";
import { readsInput } from "../../model/stacked.ts";

/** Neighbouring columns, `first` among all columns of the cell. */
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

/** A recurrent product over neighbouring columns, as the backward pass and the gradient read it. */
export interface SourceProduct extends Lagged {
  readonly run: Run;
  /** By column of the run: the block of the recurrent kernel. */
  readonly gates: readonly string[];
}

export interface PhaseShape {
  readonly columns: Run;
  readonly contributions: readonly Contribution[];
  readonly products: readonly ForwardProduct[];
  /** Columns that no product touches: their sums are the biases, or what the token looks up. */
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
   * Columns that are computed, in order; `index` counts them. Those of held gates are not: nothing multiplies them, and what the cell's
   * routines write for them is not read.
   */
  readonly columns: readonly Column[];
  /** Place of each of the cell's columns among `columns`; undefined for that of a held gate. */
  readonly placeOf: readonly (number | undefined)[];
  readonly phases: readonly PhaseShape[];
  /** Columns with an input, with the gate of each. */
  readonly inputRuns: readonly { readonly run: Run; readonly gates: readonly string[] }[];
  readonly recurrents: readonly SourceProduct[];
}

export const PANEL = 8;
export const padded = (size: number): number => Math.ceil(size / PANEL) * PANEL;

/** Runs of neighbouring columns for which `keyOf` gives the same text; undefined is left out. */
function runsOf(columns: readonly Column[], keyOf: (column: Column) => string | undefined): Run[] {
  const runs: { first: number; count: number; key: string }[] = [];
  for (const column of columns) {
    const key = keyOf(column);
    const last = runs.at(-1);
    if (key === undefined) continue;
    if (last && last.key === key && last.first + last.count === column.index) last.count++;
    else runs.push({ first: column.index, count: 1, key });
  }
  return runs;
}

/** The gate by which a column reads a contribution, if it does. */
export const gateOf = (column: Column | undefined, contribution: Contribution): string | undefined =>
  contribution === "input"
    ? column?.inputs[0]?.gate
    : column?.recurs.find(({ source, lag }) => source === contribution.source && lag === contribution.lag)
        ?.gate;

/** What the recurrent products of some columns read, each once. */
const sourcesOf = (columns: readonly Column[]): readonly Lagged[] => [
  ...new Map(
    columns.flatMap(({ recurs }) =>
      recurs.map(({ source, lag }) => [`${lag} ${source}`, { source, lag }] as const),
    ),
  ).values(),
];

/** @param own the columns of the phase */
function phaseShape(own: readonly Column[], isTokens: boolean): PhaseShape {
  const contributions: Contribution[] = [...sourcesOf(own)];
  if (!isTokens && own.some(({ inputs }) => inputs.length > 0)) contributions.unshift("input");
  const begun = new Set<number>();
  const products: ForwardProduct[] = [];
  for (const contribution of contributions) {
    for (const run of runsOf(own, (column) =>
      gateOf(column, contribution) === undefined ? undefined : String(begun.has(column.index)),
    ))
      products.push({ contribution, run, isBegun: begun.has(run.first) });
    for (const column of own) if (gateOf(column, contribution) !== undefined) begun.add(column.index);
  }
  return {
    columns: { first: own[0]?.index ?? 0, count: own.length },
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
  const isComputed = ({ inputs, recurs }: Column) =>
    inputs.some(({ gate }) => inForce.kernel.includes(gate)) ||
    recurs.some(({ gate }) => inForce.recurrentKernel.includes(gate));
  const computed = cell.columns.filter(isComputed);
  const columns = computed.map((column, index): Column => ({ ...column, index }));
  const isTokens = readsInput(scan) && plan.input.kind === "tokens";
  const runs = (keep: (column: Column) => boolean) =>
    runsOf(columns, (column) => (keep(column) ? "" : undefined));
  const within = ({ first, count }: Run, contribution: Contribution) =>
    columns.slice(first, first + count).map((column) => gateOf(column, contribution) as string);
  return {
    scan,
    cell,
    printed: printedOf(cell),
    units: scan.units,
    width: padded(scan.units),
    inputs: scan.inputs,
    isTokens,
    lags: cell.maxLag,
    columns,
    placeOf: cell.columns.map((column) => {
      const place = computed.indexOf(column);
      return place < 0 ? undefined : place;
    }),
    phases: cell.phases.map(({ phase }) =>
      phaseShape(
        columns.filter((column) => column.phase === phase),
        isTokens,
      ),
    ),
    inputRuns: runs(({ inputs }) => inputs.length > 0).map((run) => ({ run, gates: within(run, "input") })),
    recurrents: sourcesOf(columns).flatMap((key) =>
      runs((column) => gateOf(column, key) !== undefined).map((run) => ({
        ...key,
        run,
        gates: within(run, key),
      })),
    ),
  };
}
