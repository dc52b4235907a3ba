/**
 * The Jacobian of one step of a scan, J_t = ∂s_t/∂s_{t−1}, over its whole state: what the step does to a gradient on its way back, and
 * what it keeps of a small change of the state on the way forward.
 *
 * Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, §2, whose products of Jacobians these are the factors of.
 */
import { factsOf } from "../cells/facts.ts";
import { cells } from "../cells/index.ts";
import type { Batch } from "../lib/batch.ts";
import { type ActName, renewedState } from "../lib/expr.ts";
import { differentiate, evaluator, type GradNode, type NodeId } from "../lib/expr-grad.ts";
import { type Formed, phrase, phraseOf } from "../lib/phrase.ts";
import { Refused } from "../lib/said.ts";
import { acts, gateBlock, slopes, weightOf } from "./blocks.ts";
import { addBias, addProduct, addPulled, addTo, type Block, joinColumns } from "./matrix.ts";
import {
  type BlockRole,
  firstStatePath,
  heldAt,
  nodeOf,
  type Place,
  type Plan,
  type ScanNode,
  scansOf,
  stepBefore,
} from "./plan.ts";
import type { Floats, Trace } from "./results.ts";
import type { Weights } from "./weights.ts";

/** The Jacobians of all steps that a scan makes of one sequence. */
export interface Jacobians {
  /** n: the units of all states of the scan, one state after the other (an LSTM's h, then c). */
  readonly size: number;
  /** Steps of the sequence in the order in which a gradient passes them, from the end of the scan's time back to its beginning. */
  readonly stepsBack: readonly number[];
  /**
   * J_t, [n, n] with a row for each entry of s_t and a column for each of the state before; computed at each call. After the end of a
   * sequence it is the identity.
   */
  at(step: number): Float64Array;
}

/** Why a scan has no Jacobian of one step; undefined where it has. */
export function jacobianRefusal({ equations, cell }: ScanNode): Formed | undefined {
  const farthest = factsOf(equations).lags.at(-1) ?? 0;
  return farthest > 1
    ? phrase`${phraseOf(cells[cell].title)} also reads its state from ${farthest} steps back. The Jacobian of a single step does not show what it remembers.`
    : undefined;
}

/** Whether a value is one number per unit, [H], and as an adjoint a diagonal. A matrix of one unit is both. */
const isEach = (values: Floats, units: number): boolean => values.length === units;

/** a + sign · b; a diagonal is added to the diagonal of a matrix. */
function sumOf(a: Float64Array, b: Float64Array, sign: 1 | -1, units: number): Float64Array {
  if (a.length === b.length) return a.map((value, i) => value + sign * (b[i] as number));
  const full = isEach(a, units) ? b.map((value) => sign * value) : a.slice();
  const [diagonal, own] = isEach(a, units) ? [a, 1] : [b, sign];
  for (let u = 0; u < units; u++)
    full[u * (units + 1)] = (full[u * (units + 1)] as number) + own * (diagonal[u] as number);
  return full;
}

/** a ⊙ b. Adjoints are never multiplied by each other, so at most one of the two is a matrix: a column for each unit of the other. */
function productOf(a: Float64Array, b: Float64Array, units: number): Float64Array {
  const [full, each] = isEach(b, units) ? [a, b] : [b, a];
  if (!isEach(each, units)) throw new Error("an adjoint is multiplied by another one");
  return full.map((value, i) => value * (each[i % units] as number));
}

/** A U_gateᵀ: rows stay the entries of s_t, columns become the units that U reads. [H, H]; `a` may be a diagonal. */
function pulled(a: Float64Array, block: Block): Float64Array {
  const { values, rows: units, columns, offset } = block;
  const out = new Float64Array(units * units);
  if (!isEach(a, units)) addPulled(out, a, block);
  else
    for (let u = 0; u < units; u++)
      for (let r = 0; r < units; r++)
        out[u * units + r] = (a[u] as number) * (values[r * columns + offset + u] as number);
  return out;
}

/** What a step reads of a trace, for one sequence. Each is [H], and the input [D]. */
export interface Reads {
  /** An equation at the step. */
  now(name: string): Float64Array;
  /** A state so many steps before the step (1 if it is left out). */
  before(state: string, lag?: number): Float64Array;
  input(): Float64Array;
}

/** @param trajectories of a trace, in which first states that are not learned are zero, as a probe's are. */
export function readerOf(
  plan: Plan,
  scan: ScanNode,
  weights: Weights<Floats>,
  batch: Batch,
  trajectories: Trace<Floats>["trajectories"],
  b: number,
): (step: number) => Reads {
  const length = batch.lengths?.[b] ?? batch.steps;
  /** Row t of sequence b, of an array [T, B, W]. */
  const rowOf = (values: Floats, t: number): Float64Array => {
    const width = values.length / (batch.steps * batch.size);
    return Float64Array.from(values.subarray((t * batch.size + b) * width, (t * batch.size + b + 1) * width));
  };
  const recorded = (of: ScanNode, name: string, t: number): Float64Array => {
    const values = trajectories[of.index]?.[name];
    if (!values) throw new Error(`the trace holds no “${name}” of ${of.id}`);
    return rowOf(values, t);
  };
  const first = (state: string): Float64Array =>
    scan.first.kind === "learned"
      ? Float64Array.from(weightOf(weights, firstStatePath(scan, state), scan.units))
      : new Float64Array(scan.units);
  const read = ({ of, state, at }: Place, t: number): Float64Array => {
    const isHere = at !== "end" && at.lag === 0;
    const source = of === "x" ? undefined : nodeOf(plan, of);
    if (!isHere || (source && source.op !== "scan"))
      throw new Refused(phrase`“${scan.id}” reads “${of}” in a way that a trace does not record.`);
    if (source) return recorded(source, state ?? (source.states[0] as string), t);
    if (!(batch.x instanceof Int32Array)) return rowOf(batch.x, t);
    const token = batch.x[t * batch.size + b] as number;
    return Float64Array.from({ length: plan.input.size }, (_, i) => (i === token ? 1 : 0));
  };
  const start = scan.direction === "forward" ? -1 : length;
  const stateAt = (state: string, t: number): Float64Array => {
    if (t >= 0 && t < length) return recorded(scan, state, t);
    return t === start ? first(state) : new Float64Array(scan.units);
  };
  return (t) => {
    return {
      now: (name) => recorded(scan, renewedState(name) ?? name, t),
      before: (state, lag = 1) => stateAt(state, stepBefore(t, lag, scan.direction)),
      input: () => {
        const parts = scan.from.map((place) => read(place, t));
        return joinColumns(
          parts,
          parts.map(({ length }) => length),
        );
      },
    };
  };
}

/** The nodes of a graph with the equations in it read from the trace, so that nothing that was recorded is computed again. */
export const withRecords = (
  nodes: readonly GradNode[],
  values: readonly { readonly name: string; readonly node: NodeId }[],
) => {
  const names = new Map(values.map(({ name, node }) => [node, name]));
  return nodes.map((node, id): GradNode => {
    const name = names.get(id);
    return name === undefined ? node : { op: "ref", name, lag: 0 };
  });
};

/** What the graph of a step says of values, as they were recorded; adjoints are the caller's. */
export function recordedValues(scan: ScanNode, weights: Weights<Floats>, { now, before, input }: Reads) {
  const { units: H } = scan;
  const block = (role: BlockRole, gate: string) => gateBlock(scan, weights, role, gate);
  /** W·x + b or U·s + b. */
  const projection = (x: Float64Array, kernel: Block, bias: Block | undefined): Float64Array => {
    const out = new Float64Array(H);
    addProduct(out, x, kernel);
    if (bias) addBias(out, bias);
    return out;
  };
  const at = (name: string, lag: number) => (lag === 0 ? now(name) : before(name, lag));
  return {
    constant: (value: number) => new Float64Array(H).fill(value),
    ref: at,
    param: (name: string) => Float64Array.from(weightOf(weights, `${scan.path}.${name}`, H)),
    held: (gate: string) => new Float64Array(H).fill(heldAt(scan, gate)),
    input: (gate: string, bias: boolean) =>
      projection(input(), block("kernel", gate), bias ? block("bias", gate) : undefined),
    recur: (gate: string, source: string, lag: number, bias: boolean) =>
      projection(
        at(source, lag),
        block("recurrentKernel", gate),
        bias ? block("recurrentBias", gate) : undefined,
      ),
    act: (fn: ActName, x: Float64Array) => x.map(acts[fn]),
    slope: (fn: ActName, y: Float64Array) => y.map(slopes[fn]),
  };
}

/**
 * The Jacobians of one scan for one sequence, from what was recorded of it. Each state takes one backward pass through the equations of
 * the step, with a seed of 1 at every unit. Where nothing mixes units, a diagonal D_c arrives at each recurrent product c, and its share is
 * D_c U_cᵀ. Behind a product within the step (that of a GRU with the reset before) a matrix arrives.
 *
 * Truncation does not matter here: a state depends on the one before it, wherever the gradient stops.
 * @param index of the scan among the plan's
 * @param b which sequence of the batch
 * @throws Refused where a cell looks back further than one step, as `jacobianRefusal` says
 */
export function jacobiansOf(
  plan: Plan,
  weights: Weights<Floats>,
  batch: Batch,
  { trajectories }: Pick<Trace<Floats>, "trajectories">,
  index: number,
  b = 0,
): Jacobians {
  const scan = scansOf(plan)[index];
  if (!scan) throw new RangeError(`the plan has no scan ${index}`);
  const refusal = jacobianRefusal(scan);
  if (refusal) throw new Refused(refusal);
  const { states, units: H } = scan;
  const n = states.length * H;
  const graph = differentiate(scan.equations, states);
  const nodes = withRecords(graph.nodes, graph.values);
  const readsAt = readerOf(plan, scan, weights, batch, trajectories, b);
  const block = (role: BlockRole, gate: string) => gateBlock(scan, weights, role, gate);
  const length = batch.lengths?.[b] ?? batch.steps;

  /** Values of the graph's nodes where the loss is the sum of one state's units. */
  const evaluate = (reads: Reads, seeded: string) =>
    evaluator<Float64Array>(nodes, {
      ...recordedValues(scan, weights, reads),
      add: (x, y) => sumOf(x, y, 1, H),
      sub: (x, y) => sumOf(x, y, -1, H),
      mul: (x, y) => productOf(x, y, H),
      seed: (state) => new Float64Array(H).fill(state === seeded ? 1 : 0),
      pull: (gate, a) => pulled(a, block("recurrentKernel", gate)),
    });

  return {
    size: n,
    stepsBack: Array.from({ length }, (_, k) => (scan.direction === "forward" ? length - 1 - k : k)),
    at(t) {
      const out = new Float64Array(n * n);
      if (t >= length) {
        for (let i = 0; i < n; i++) out[i * (n + 1)] = 1;
        return out;
      }
      const reads = readsAt(t);
      states.forEach((state, row) => {
        const at = evaluate(reads, state);
        /** Adds ∂state/∂source, a diagonal or [H, H]. */
        const put = (source: string, share: Float64Array) => {
          const corner = row * H * n + states.indexOf(source) * H;
          for (let u = 0; u < H; u++) {
            const own = out.subarray(corner + u * n, corner + u * n + H);
            if (isEach(share, H)) own[u] = (own[u] as number) + (share[u] as number);
            else addTo(own, share.subarray(u * H, (u + 1) * H));
          }
        };
        for (const { leaf, adjoint } of graph.states) put(leaf.name, at(adjoint));
        for (const { leaf, adjoint } of graph.recurs)
          if (leaf.lag > 0) put(leaf.source, pulled(at(adjoint), block("recurrentKernel", leaf.gate)));
      });
      return out;
    },
  };
}

/**
 * Multiply-adds of the Jacobians of all steps of a sequence: for each state H² per recurrent product, and H³ per product within the step,
 * behind which there are matrices instead of diagonals.
 */
export function jacobianCost(
  { steps }: Pick<Plan, "steps">,
  { equations, states, units, blocks }: ScanNode,
): number {
  const behind = factsOf(equations).phases - 1;
  return steps * states.length * units ** 2 * (blocks.recurrentKernel.length + behind * units);
}
