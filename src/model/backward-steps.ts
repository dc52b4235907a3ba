/**
 * Back-propagation through time step by step: what the gradient of one sequence is at every step on its way back through a scan, and the
 * terms that the steps add to the gradient of a weight.
 *
 * Source: Werbos 1990, doi:10.1109/5.58337; Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, eqs. 3 to 5, for the sum over steps.
 */
import type { Batch } from "../lib/batch.ts";
import type { NodeId } from "../lib/expr-grad.ts";
import { adjointsOf, shownNodes, valueName } from "./adjoints.ts";
import { gateBlock, weightOf } from "./blocks.ts";
import { addPulled, joinColumns } from "./matrix.ts";
import { traceOracle } from "./oracle/run.ts";
import {
  type BlockRole,
  firstStatePath,
  isCut,
  nodeOf,
  type Plan,
  type ScanNode,
  scansOf,
  stepBefore,
} from "./plan.ts";
import { askedAt } from "./reach-map.ts";
import type { Floats, InitialStates } from "./results.ts";
import { checkStack, nodesRead, readsInput } from "./stacked.ts";
import { type ScanTerms, termsOf } from "./terms.ts";
import type { Weights } from "./weights.ts";

/** A scan's way back through one sequence. Arrays are [T, H] unless they say otherwise, T without the padding. */
export interface BackwardSteps {
  readonly steps: number;
  /** The loss whose gradient it is. */
  readonly loss: number;
  /** Values of the nodes of `adjointsOf(scan)`, of those of its `shownNodes`. */
  readonly adjoints: ReadonlyMap<NodeId, Float64Array>;
  /** By state: what arrives of ∂L from above, that is from whatever reads the scan: the readout, or the layer on top. */
  readonly above: { readonly [state: string]: Float64Array };
  /** By gate: Uᵀ times what arrives at its product. */
  readonly pulled: { readonly [gate: string]: Float64Array };
  /** By state and lag: what a step sends to the state so many steps before; 0 where the gradient is cut. */
  readonly sent: { readonly [state: string]: { readonly [lag: number]: Float64Array } };
  /** Every state and equation, states unprimed. */
  readonly trajectories: { readonly [name: string]: Float64Array };
  /** Before the scan's first step, [H]. */
  readonly first: { readonly [state: string]: Float64Array };
  /** What the scan reads: tokens [T], or [T, D]. */
  readonly input: Int32Array | Float64Array;
  readonly terms: ScanTerms;
  /** Of the scan's parameters, by path: as BPTT sums them over all steps, and over the sequences of the batch. */
  readonly gradients: Weights<Float64Array>;
}

/**
 * The same batch with the loss of one step alone, undivided and with a weight of 1: L_t. Where a task asks for nothing at the step,
 * the target is that of the next step that counts.
 */
export function lossAtStep(batch: Batch, step: number, b = 0): Batch {
  const { steps, size } = batch;
  const from =
    askedAt((t) => batch.weight[t * size + b] as number, batch.lengths?.[b] ?? steps)[step] ?? step;
  const wide = batch.y.length / (steps * size);
  const y = batch.y.slice();
  for (let k = 0; k < wide; k++)
    y[(step * size + b) * wide + k] = batch.y[(from * size + b) * wide + k] as number;
  // A sum over steps is divided by the number of sequences.
  const weight = new Float32Array(steps * size);
  weight[step * size + b] = 1;
  return { ...batch, y, weight };
}

/**
 * @param index of the scan among the plan's
 * @param b which sequence of the batch
 * @throws RangeError where the plan is no stack of layers
 */
export function backwardStepsOf(
  plan: Plan,
  weights: Weights<Floats>,
  batch: Batch,
  index: number,
  b = 0,
  initial: InitialStates<Floats> = [],
): BackwardSteps {
  checkStack(plan, "the way back, step by step,");
  const scan = scansOf(plan)[index];
  if (!scan) throw new RangeError(`the plan has no scan ${index}`);
  const { states, units: H, direction } = scan;
  const { size: B } = batch;
  const T = batch.lengths?.[b] ?? batch.steps;
  const own = adjointsOf(scan);
  const { recurs, states: arrivals } = own.graph;
  const zeros = () => new Float64Array(T * H);
  /** Rows of the sequence, of an array [·, B, W]. */
  const rowsOf = (values: Floats, width: number): Float64Array => {
    const out = new Float64Array(T * width);
    for (let t = 0; t < T; t++)
      out.set(values.subarray((t * B + b) * width, (t * B + b + 1) * width), t * width);
    return out;
  };

  const adjoints = new Map(shownNodes(own).map((node) => [node, zeros()]));
  const pulled = Object.fromEntries(recurs.map(({ leaf }) => [leaf.gate, zeros()]));
  const sent = Object.fromEntries(
    states.map((state) => [state, Object.fromEntries((own.lags[state] ?? []).map((lag) => [lag, zeros()]))]),
  );
  let above: { readonly [state: string]: Float64Array } | undefined;
  const trace = traceOracle(plan, weights, batch, initial, [], ({ scan: which, span, at, arrived }) => {
    if (which !== index) return;
    // All that reads the scan stands above it in a stack, and has sent its part before the scan's last step.
    above ??= Object.fromEntries(states.map((state) => [state, rowsOf(arrived(state), H)]));
    for (let t = span.from; t < Math.min(span.to, T); t++) {
      const row = ((t - span.from) * B + b) * H;
      const put = (to: Float64Array | undefined, from: Float64Array) =>
        to?.set(from.subarray(row, row + H), t * H);
      for (const [node, values] of adjoints) put(values, at(node));
      for (const { leaf, adjoint } of recurs) {
        const out = pulled[leaf.gate]?.subarray(t * H, (t + 1) * H);
        if (out)
          addPulled(
            out,
            at(adjoint).slice(row, row + H),
            gateBlock(scan, weights, "recurrentKernel", leaf.gate),
          );
      }
    }
  });
  /** Adds what a step sends over a lag, unless the gradient is cut on the way. */
  const send = (state: string, lag: number, values: Float64Array | undefined) => {
    const out = sent[state]?.[lag];
    for (let t = 0; out && values && t < T; t++)
      if (!isCut(plan, t, stepBefore(t, lag, direction)))
        for (let i = t * H; i < (t + 1) * H; i++) out[i] = (out[i] as number) + (values[i] as number);
  };
  for (const { leaf, adjoint } of arrivals) send(leaf.name, leaf.lag, adjoints.get(adjoint));
  for (const { leaf } of recurs) if (leaf.lag > 0) send(leaf.source, leaf.lag, pulled[leaf.gate]);

  const ofSequence = trace.trajectories.map((all) =>
    Object.fromEntries(
      Object.entries(all).map(([name, values]) => [name, rowsOf(values, values.length / (batch.steps * B))]),
    ),
  );
  const x =
    batch.x instanceof Int32Array
      ? Int32Array.from({ length: T }, (_, t) => batch.x[t * B + b] as number)
      : Float32Array.from(rowsOf(batch.x, plan.input.size));
  const single = { steps: T, size: 1, x };
  return {
    steps: T,
    loss: trace.loss,
    adjoints,
    above: above ?? {},
    pulled,
    sent,
    trajectories: ofSequence[index] ?? {},
    first: Object.fromEntries(states.map((state) => [state, firstOf(scan, weights, initial, state, b)])),
    input: inputOf(plan, scan, x, ofSequence),
    terms: termsOf(plan, weights, single, { trajectories: ofSequence })[index] as ScanTerms,
    gradients: new Map(
      plan.params.flatMap(({ node, path }) =>
        node === scan.id ? [[path, trace.gradients.get(path) as Float64Array]] : [],
      ),
    ),
  };
}

/** A state before the first step of a sequence, [H]. */
function firstOf(
  scan: ScanNode,
  weights: Weights<Floats>,
  initial: InitialStates<Floats>,
  state: string,
  b: number,
): Float64Array {
  const { units: H } = scan;
  if (scan.first.kind === "learned")
    return Float64Array.from(weightOf(weights, firstStatePath(scan, state), H));
  const given = initial[scan.index]?.[state];
  return given ? Float64Array.from(given.subarray(b * H, (b + 1) * H)) : new Float64Array(H);
}

function inputOf(
  plan: Plan,
  scan: ScanNode,
  x: Int32Array | Float32Array,
  trajectories: readonly { readonly [name: string]: Float64Array }[],
): Int32Array | Float64Array {
  if (readsInput(scan)) return x instanceof Int32Array ? x : Float64Array.from(x);
  const below = nodesRead(scan).map((id) => nodeOf(plan, id, "scan"));
  return joinColumns(
    below.map(({ index, states }) => trajectories[index]?.[states[0] as string] ?? new Float64Array(0)),
    below.map(({ units }) => units),
  );
}

/** One weight of a unit: in its gate's block of a kernel, with the row that it reads; in a bias; or a weight per unit, or a learned first state. */
export interface UnitWeight {
  readonly role: BlockRole | "perUnit" | "initial";
  /** Of the block; the name of a weight per unit, or of the state. */
  readonly gate: string;
  /** What a kernel's weight multiplies: an input, or a unit of the state. 0 of anything else. */
  readonly row: number;
  readonly unit: number;
}

/**
 * What each step adds to the gradient of a weight, [T]: δ_t times what the weight multiplies at step t. Their sum is the gradient; on the
 * way back the last step's term comes first. Of a learned first state, only the steps that read it add something.
 */
export function termsOfWeight(
  scan: ScanNode,
  back: BackwardSteps,
  { role, gate, row, unit }: UnitWeight,
): Float64Array {
  const { graph } = adjointsOf(scan);
  const { units: H, direction } = scan;
  const T = back.steps;
  const terms = new Float64Array(T);
  const delta = (node: NodeId, t: number) => back.adjoints.get(node)?.[t * H + unit] ?? 0;
  const add = (node: NodeId, source: (t: number) => number) => {
    for (let t = 0; t < T; t++) terms[t] = (terms[t] as number) + source(t) * delta(node, t);
  };
  const isFirst = (t: number) => t === (direction === "forward" ? -1 : T);
  /** A state or equation at a step of the sequence, or before it. */
  const read = (name: string, lag: number) => (t: number) => {
    const s = stepBefore(t, lag, direction);
    if (s >= 0 && s < T) return back.trajectories[valueName(name)]?.[s * H + row] ?? 0;
    return isFirst(s) ? (back.first[name]?.[row] ?? 0) : 0;
  };
  const { input } = back;
  const width = input.length / T;
  switch (role) {
    case "kernel":
    case "bias":
      for (const { leaf, adjoint } of graph.inputs) {
        if (leaf.gate !== gate || (role === "bias" && !leaf.bias)) continue;
        if (role === "bias") add(adjoint, () => 1);
        else if (input instanceof Int32Array) add(adjoint, (t) => (input[t] === row ? 1 : 0));
        else add(adjoint, (t) => input[t * width + row] as number);
      }
      break;
    case "recurrentKernel":
    case "recurrentBias":
      for (const { leaf, adjoint } of graph.recurs) {
        if (leaf.gate !== gate || (role === "recurrentBias" && !leaf.bias)) continue;
        add(adjoint, role === "recurrentBias" ? () => 1 : read(leaf.source, leaf.lag));
      }
      break;
    case "perUnit":
      for (const { leaf, adjoint } of graph.params) if (leaf.name === gate) add(adjoint, () => 1);
      break;
    case "initial":
      for (const [lag, values] of Object.entries(back.sent[gate] ?? {}))
        for (let t = 0; t < T; t++)
          if (isFirst(stepBefore(t, Number(lag), direction)))
            terms[t] = (terms[t] as number) + (values[t * H + unit] as number);
      break;
    default:
      role satisfies never;
  }
  return terms;
}

/** Where a weight stands in its parameter: the path, and the index into the array. */
export function placeOfWeight(
  scan: ScanNode,
  { role, gate, row, unit }: UnitWeight,
): { readonly path: string; readonly index: number } {
  if (role === "initial") return { path: firstStatePath(scan, gate), index: unit };
  if (role === "perUnit") return { path: `${scan.path}.${gate}`, index: unit };
  const gates = scan.blocks[role];
  const columns = gates.length * scan.units;
  return { path: `${scan.path}.${role}`, index: row * columns + gates.indexOf(gate) * scan.units + unit };
}

/** ‖∂L/∂s_t‖ of all states together, [T]: how much of the gradient is left at each step. */
export function normsOfStates(scan: ScanNode, back: BackwardSteps): Float64Array {
  const { lines } = adjointsOf(scan);
  const own = lines.flatMap((line) =>
    line.kind === "value" && line.name.endsWith("'") ? (back.adjoints.get(line.node) ?? []) : [],
  );
  const H = scan.units;
  return Float64Array.from({ length: back.steps }, (_, t) =>
    Math.hypot(...own.flatMap((values) => [...values.subarray(t * H, (t + 1) * H)])),
  );
}
