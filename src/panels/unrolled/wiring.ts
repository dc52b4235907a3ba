/**
 * How a cell is drawn, read off its equations: the line on which a state goes on without a product, the gates that stand on it as
 * valves, and what is added to it. No cell is named here, so that a new one is drawn as soon as it is written.
 */
import { factsOf } from "../../cells/facts.ts";
import { type Equation, type Expr, renewedState, walk } from "../../lib/expr.ts";

/** A gate that multiplies what passes; a complement lets through what the gate itself does not (1 − z). */
export interface Valve {
  readonly gate: string;
  readonly isComplement: boolean;
}

/** What is added to the carried state: the name of an equation, behind valves. */
export interface Write {
  readonly source: string | null;
  readonly valves: readonly Valve[];
}

export interface Wiring {
  /** The state that passes a step unit by unit; null of a cell that keeps none. */
  readonly carry: { readonly state: string; readonly valves: readonly Valve[] } | null;
  /** Added to the carried state. */
  readonly writes: readonly Write[];
  /** Between the carried state and the output, where these are two; else null. */
  readonly output: readonly Valve[] | null;
  /** Between the earlier state and the product that reads it. */
  readonly reads: readonly Valve[];
  /** How many steps back products read, in rising order; empty of a cell that reads its own step alone. */
  readonly lags: readonly number[];
  /** Products that read an earlier step than the one before, in rising order of it. */
  readonly skips: readonly Skip[];
  /** The gate of the product that reads the step before, where there are skips: its letter tells it from theirs. */
  readonly near: string | null;
}

/** A product with a state of `lag` steps ago, through the block of a gate. */
export interface Skip {
  readonly lag: number;
  readonly gate: string;
}

/** Products by how far back they read. */
function productsOf(equations: readonly Equation[]): readonly Skip[] {
  const found: Skip[] = [];
  for (const { expr } of equations)
    walk(expr, (node) => {
      if (node.op === "recur" && node.lag > 0) found.push({ lag: node.lag, gate: node.gate });
    });
  return found.sort((a, b) => a.lag - b.lag);
}

const summands = (expr: Expr): readonly Expr[] =>
  expr.op === "add" || expr.op === "sub" ? [...summands(expr.a), ...summands(expr.b)] : [expr];
const factors = (expr: Expr): readonly Expr[] =>
  expr.op === "mul" ? [...factors(expr.a), ...factors(expr.b)] : [expr];

const isPrevious = (expr: Expr, state: string): boolean =>
  expr.op === "ref" && expr.name === state && expr.lag > 0;

/** Reads 1 − gate as well as the gate. */
function valveOf(expr: Expr, gates: readonly string[]): Valve | null {
  const isComplement = expr.op === "sub" && expr.a.op === "const";
  const inner = isComplement ? expr.b : expr;
  return inner.op === "ref" && inner.lag === 0 && gates.includes(inner.name)
    ? { gate: inner.name, isComplement }
    : null;
}

const valvesAmong = (parts: readonly Expr[], gates: readonly string[]): readonly Valve[] =>
  parts.flatMap((part) => valveOf(part, gates) ?? []);

/** The equation that a product takes its value from, through an activation or not. */
function sourceOf(parts: readonly Expr[], gates: readonly string[]): string | null {
  for (const part of parts) {
    if (valveOf(part, gates)) continue;
    const inner = part.op === "act" ? part.a : part;
    if (inner.op === "ref" && inner.lag === 0) return renewedState(inner.name) ?? inner.name;
  }
  return null;
}

/** @param equations of the cell, as if no gate were held. @param states the first is the output. */
export function wiringOf(equations: readonly Equation[], states: readonly string[]): Wiring {
  const { shares: gates, lags } = factsOf(equations);
  const renewed = equations.flatMap(({ name, expr }) => {
    const state = renewedState(name);
    return state === undefined ? [] : [{ state, terms: summands(expr).map(factors) }];
  });
  const isKept = ({ state, terms }: (typeof renewed)[number]) =>
    terms.some((parts) => parts.some((part) => isPrevious(part, state)));
  const kept = renewed.find(isKept);
  const other = kept && renewed.find(({ state }) => state === states[0] && state !== kept.state);
  const products = productsOf(equations);
  const skips = products.filter(({ lag }) => lag > 1);
  const keeps = (parts: readonly Expr[]) => kept && parts.some((part) => isPrevious(part, kept.state));
  const reads: Valve[] = [];
  for (const { name, expr } of equations) {
    if (renewedState(name) !== undefined || gates.includes(name)) continue;
    walk(expr, (node) => {
      if (node.op === "mul") reads.push(...valvesAmong(factors(node), gates));
    });
  }
  return {
    carry: kept ? { state: kept.state, valves: valvesAmong(kept.terms.find(keeps) ?? [], gates) } : null,
    writes: kept
      ? kept.terms
          .filter((parts) => !keeps(parts))
          .map((parts) => ({ source: sourceOf(parts, gates), valves: valvesAmong(parts, gates) }))
      : [],
    output: other && kept ? valvesAmong(other.terms.flat(), gates) : null,
    reads,
    lags,
    skips,
    near: skips.length > 0 ? (products.find(({ lag }) => lag === 1)?.gate ?? null) : null,
  };
}
