/**
 * What one layer's products are, from its lowered equations: which columns each reads and in which order they are added.
 * Nothing here knows an address or a batch.
 */
import { type Column, type Lagged, type LoweredCell, loweredOf } from "../../model/lower.ts";
import type { Plan, ScanNode } from "../../model/plan.ts";
import { type PrintedCell, printCell } from "../../model/print/wasm.ts";

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
  readonly cell: LoweredCell;
  readonly printed: PrintedCell;
  readonly units: number;
  /** Units with padding: whole panels. */
  readonly width: number;
  readonly inputs: number;
  readonly isTokens: boolean;
  readonly lags: number;
  readonly columns: number;
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

function phaseShape(cell: LoweredCell, index: number, isTokens: boolean): PhaseShape {
  const phase = cell.phases[index];
  const own = phase?.columns ?? [];
  const contributions: Contribution[] = (phase?.sources ?? []).map(({ source, lag }) => ({ source, lag }));
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
  const cell = loweredOf(scan);
  const isTokens = scan.from === "x" && plan.input.kind === "tokens";
  const runs = (keep: (column: Column) => boolean) =>
    runsOf(cell.columns, (column) => (keep(column) ? "" : undefined));
  const within = ({ first, count }: Run, contribution: Contribution) =>
    cell.columns.slice(first, first + count).map((column) => gateOf(column, contribution) as string);
  const keys = new Map(
    cell.columns.flatMap(({ recurs }) =>
      recurs.map(({ source, lag }) => [`${lag} ${source}`, { source, lag }] as const),
    ),
  );
  return {
    scan,
    cell,
    printed: printedOf(cell),
    units: scan.units,
    width: padded(scan.units),
    inputs: scan.inputs,
    isTokens,
    lags: cell.maxLag,
    columns: cell.columns.length,
    phases: cell.phases.map((_, i) => phaseShape(cell, i, isTokens)),
    inputRuns: runs(({ inputs }) => inputs.length > 0).map((run) => ({ run, gates: within(run, "input") })),
    recurrents: [...keys.values()].flatMap((key) =>
      runs((column) => gateOf(column, key) !== undefined).map((run) => ({
        ...key,
        run,
        gates: within(run, key),
      })),
    ),
  };
}
