/**
 * The oracle: a plan's forward pass and back-propagation through time in float64, from the cells' equations alone.
 * Slow and plain; engines are tested against it, and it against published values and finite differences.
 */
import type { Batch } from "../lib/batch.ts";
import { type ActName, renewedState } from "../lib/expr.ts";
import { differentiate, evaluator, type NodeId, type StepGraph } from "../lib/expr-grad.ts";
import { drawInitial, drawMasks, type Masks } from "./draws.ts";
import { checkBatch, clearTrace, placeOf } from "./lengths.ts";
import {
  addBias,
  addColumnSums,
  addColumns,
  addOuter,
  addOuterRows,
  addProduct,
  addPulled,
  addRows,
  addTo,
  type Block,
  joinColumns,
} from "./matrix.ts";
import {
  type BlockRole,
  firstStatePath,
  isCut,
  lossOf,
  type MapNode,
  type Plan,
  type ScanNode,
} from "./plan.ts";
import type { DrawKey, Floats, InitialStates, Trace } from "./results.ts";
import type { Weights } from "./weights.ts";

export const acts: { readonly [F in ActName]: (x: number) => number } = {
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  relu: (x) => Math.max(x, 0),
};

/** Slopes in the saved output y. */
export const slopes: { readonly [F in ActName]: (y: number) => number } = {
  sigmoid: (y) => y * (1 - y),
  tanh: (y) => 1 - y * y,
  relu: (y) => (y > 0 ? 1 : 0),
};

/** A parameter's values by path; refuses a plan whose weights are incomplete. */
export function weightOf<F extends Floats>(weights: Weights<F>, path: string, size: number): F {
  const values = weights.get(path);
  if (values?.length !== size)
    throw new RangeError(`“${path}” has ${values?.length ?? "no"} values, but the plan wants ${size}`);
  return values;
}

/** One gate's columns of a scan's kernel, recurrent kernel or bias. */
export function gateBlock<F extends Floats>(
  scan: ScanNode,
  weights: Weights<F>,
  param: BlockRole,
  gate: string,
): Block<F> {
  const gates = scan.blocks[param];
  const columns = gates.length * scan.units;
  const rows = { kernel: scan.inputs, recurrentKernel: scan.units, bias: 1, recurrentBias: 1 }[param];
  const values = weightOf(weights, `${scan.path}.${param}`, rows * columns);
  return { values, rows, columns, offset: gates.indexOf(gate) * scan.units, width: scan.units };
}

/** A parameter with one value a unit. */
const unitBlock = <F extends Floats>({ units }: ScanNode, weights: Weights<F>, path: string): Block<F> => ({
  values: weightOf(weights, path, units),
  rows: 1,
  columns: units,
  offset: 0,
  width: units,
});

/** What a scan reads: tokens [T·B], or vectors [T·B, D]. */
type Signal = Int32Array | Floats;

/** The step of the sequence that a scan comes to as its n-th, and the other way round. */
const stepOf = ({ direction }: ScanNode, n: number, steps: number): number =>
  direction === "forward" ? n : steps - 1 - n;

const slice = <S extends Signal>(signal: S, t: number, steps: number): S => {
  const width = signal.length / steps;
  return signal.subarray(t * width, (t + 1) * width) as S;
};

interface ScanRun {
  readonly scan: ScanNode;
  readonly graph: StepGraph;
  readonly input: Signal;
  /** Every state and equation, [T, B, H]. */
  readonly records: { readonly [name: string]: Float64Array };
  readonly valueAt: (t: number) => (node: NodeId) => Float64Array;
  /** State or same-step equation `name` as step t reads it, [B, H]. */
  readonly readAt: (t: number, name: string, lag: number) => Float64Array;
  /** What reaches the states from outside of their step, filled while going back: [T] of [B, H]. */
  readonly seeds: { readonly [state: string]: readonly Float64Array[] };
  /** Likewise what reaches the states before the first step. */
  readonly before: { readonly [state: string]: Float64Array };
}

/**
 * Runs one scan in its direction: step t is the t-th that it comes to, and only inputs and records lie in the order of the
 * sequence. Values of step t are kept, so that its adjoints can be computed later from the same graph.
 */
function runScan(
  scan: ScanNode,
  input: Signal,
  plan: Plan,
  batch: Batch,
  weights: Weights<Floats>,
  initial: { readonly [state: string]: Floats } = {},
): ScanRun {
  const { steps } = plan;
  const { size } = batch;
  const { units, states } = scan;
  const graph = differentiate(scan.equations, states);
  const zeros = () => new Float64Array(size * units);
  const values: Map<string, Float64Array>[] = Array.from({ length: steps }, () => new Map());
  const seeds = Object.fromEntries(states.map((state) => [state, Array.from({ length: steps }, zeros)]));
  const before = Object.fromEntries(states.map((state) => [state, zeros()]));
  const firstOf = (state: string): Float64Array => {
    if (scan.first.kind !== "learned") return initial[state] ? Float64Array.from(initial[state]) : zeros();
    const learned = weightOf(weights, firstStatePath(scan, state), units);
    return zeros().map((_, i) => learned[i % units] as number);
  };
  const first = new Map(states.map((state) => [state, firstOf(state)]));
  /** What stands at a step in place of what it would compute, [B, H], where sequences have ended. */
  const settled = (at: number, computed: Float64Array, firsts: Float64Array | undefined) => {
    if (!batch.lengths) return computed;
    return computed.map((value, i) => {
      const place = placeOf(batch, Math.floor(i / units), at, scan.direction);
      return place === "within" ? value : place === "first" ? (firsts?.[i] ?? 0) : 0;
    });
  };
  const outset = new Map(
    [...first].map(([state, values]) => [state, settled(stepOf(scan, -1, steps), values, values)]),
  );

  // Before the first state there is nothing: a lag that reaches beyond it reads zeros.
  const readAt = (t: number, name: string, lag: number): Float64Array => {
    const read =
      lag === 0 ? values[t]?.get(name) : t - lag >= 0 ? values[t - lag]?.get(`${name}'`) : undefined;
    return read ?? (t - lag === -1 ? outset.get(name) : undefined) ?? zeros();
  };
  const each = (a: Float64Array, value: (x: number, i: number) => number) => a.map(value);
  const evaluators = Array.from({ length: steps }, (_, t) =>
    evaluator<Float64Array>(graph.nodes, {
      constant: (value) => zeros().fill(value),
      ref: (name, lag) => readAt(t, name, lag),
      param: (name) => {
        const values = weightOf(weights, `${scan.path}.${name}`, units);
        return each(zeros(), (_zero, i) => values[i % units] as number);
      },
      input: (gate, bias) => {
        const out = zeros();
        const kernel = gateBlock(scan, weights, "kernel", gate);
        const x = slice(input, stepOf(scan, t, steps), steps);
        if (x instanceof Int32Array) addRows(out, x, kernel);
        else addProduct(out, x, kernel);
        if (bias) addBias(out, gateBlock(scan, weights, "bias", gate));
        return out;
      },
      recur: (gate, source, lag, bias) => {
        const out = zeros();
        addProduct(out, readAt(t, source, lag), gateBlock(scan, weights, "recurrentKernel", gate));
        if (bias) addBias(out, gateBlock(scan, weights, "recurrentBias", gate));
        return out;
      },
      add: (a, b) => each(a, (x, i) => x + (b[i] as number)),
      sub: (a, b) => each(a, (x, i) => x - (b[i] as number)),
      mul: (a, b) => each(a, (x, i) => x * (b[i] as number)),
      act: (fn, a) => each(a, acts[fn]),
      slope: (fn, y) => each(y, slopes[fn]),
      seed: (state) => seeds[state]?.[t] ?? zeros(),
      pull: (gate, a) => {
        const out = zeros();
        addPulled(out, a, gateBlock(scan, weights, "recurrentKernel", gate));
        return out;
      },
    }),
  );
  const valueAt = (t: number) => evaluators[t] as (node: NodeId) => Float64Array;
  const all = graph.values.map(({ name }, i) => {
    const record = new Float64Array(steps * size * units);
    return { name, record, as: scan.record[i] as string };
  });
  for (let t = 0; t < steps; t++)
    graph.values.forEach(({ name, node }, i) => {
      const at = stepOf(scan, t, steps);
      const value = settled(at, valueAt(t)(node), first.get(renewedState(name) ?? ""));
      values[t]?.set(name, value);
      all[i]?.record.set(value, at * value.length);
    });
  const records = Object.fromEntries(all.map(({ as, record }) => [as, record]));
  return { scan, graph, input, records, valueAt, readAt, seeds, before };
}

/**
 * Goes back through one scan: adds to `gradients`, and to `below` (∂L/∂input, [T, B, D]) where the input is another
 * layer's. `run.seeds` of the first state must hold what arrives from above.
 *
 * Returns the total derivative of the loss by every state, [T, B, H].
 */
function backScan(
  run: ScanRun,
  plan: Plan,
  batch: Batch,
  weights: Weights<Floats>,
  gradients: Weights<Float64Array>,
  below: Float64Array | undefined,
): { readonly [state: string]: Float64Array } {
  const { scan, graph, input, valueAt, readAt, seeds, before } = run;
  const { steps } = plan;
  /** Where what a step sends to the one `lag` before it is gathered, if it goes that far. */
  const earlierSeed = (state: string, t: number, lag: number) => {
    if (isCut(plan, stepOf(scan, t, steps), stepOf(scan, t - lag, steps))) return undefined;
    return t - lag === -1 ? before[state] : seeds[state]?.[t - lag];
  };
  const gradient = (param: BlockRole, gate: string) => gateBlock(scan, gradients, param, gate);
  const length = run.records[scan.states[0] as string]?.length ?? 0;
  const totals = Object.fromEntries(scan.states.map((state) => [state, new Float64Array(length)]));
  for (let t = steps - 1; t >= 0; t--) {
    const value = valueAt(t);
    const at = stepOf(scan, t, steps);
    for (const state of scan.states)
      seeds[state]?.[t]?.forEach((arrived, i, seed) => {
        const place = placeOf(batch, Math.floor(i / scan.units), at, scan.direction);
        if (place === "first") (before[state] as Float64Array)[i] = arrived;
        if (place !== "within") seed[i] = 0;
      });
    for (const { name, adjoint } of graph.totals)
      if (name.endsWith("'")) totals[name.slice(0, -1)]?.set(value(adjoint), (at * length) / steps);
    for (const { leaf, adjoint } of graph.states) {
      const earlier = earlierSeed(leaf.name, t, leaf.lag);
      if (earlier) addTo(earlier, value(adjoint));
    }
    for (const { leaf, adjoint } of graph.recurs) {
      const delta = value(adjoint);
      addOuter(gradient("recurrentKernel", leaf.gate), readAt(t, leaf.source, leaf.lag), delta);
      if (leaf.bias) addColumnSums(gradient("recurrentBias", leaf.gate), delta);
      const earlier = leaf.lag > 0 ? earlierSeed(leaf.source, t, leaf.lag) : undefined;
      if (earlier) addPulled(earlier, delta, gateBlock(scan, weights, "recurrentKernel", leaf.gate));
    }
    for (const { leaf, adjoint } of graph.inputs) {
      const delta = value(adjoint);
      const x = slice(input, at, steps);
      if (x instanceof Int32Array) addOuterRows(gradient("kernel", leaf.gate), x, delta);
      else addOuter(gradient("kernel", leaf.gate), x, delta);
      if (leaf.bias) addColumnSums(gradient("bias", leaf.gate), delta);
      if (below) addPulled(slice(below, at, steps), delta, gateBlock(scan, weights, "kernel", leaf.gate));
    }
    for (const { leaf, adjoint } of graph.params)
      addColumnSums(unitBlock(scan, gradients, `${scan.path}.${leaf.name}`), value(adjoint));
  }
  if (scan.first.kind === "learned")
    for (const state of scan.states)
      addColumnSums(unitBlock(scan, gradients, firstStatePath(scan, state)), before[state] as Float64Array);
  return totals;
}

/** Loss of outputs [T, B, V], and its derivative by them. Entries whose weight is 0 are not looked at. */
export function lossAndSlope(
  plan: Plan,
  outputs: Float64Array,
  { y, weight, size }: Batch,
): { readonly loss: number; readonly slope: Float64Array } {
  const { kind, reduction } = lossOf(plan);
  const V = plan.outputs;
  const scale = reduction === "batch" ? size : weight.reduce((sum, w) => sum + w, 0);
  const slope = new Float64Array(outputs.length);
  let loss = 0;
  weight.forEach((w, i) => {
    if (w === 0) return;
    const out = outputs.subarray(i * V, (i + 1) * V);
    if (kind === "mse") {
      out.forEach((value, v) => {
        const error = value - (y[i * V + v] as number);
        loss += (w / scale / V) * error * error;
        slope[i * V + v] = (w / scale / V) * 2 * error;
      });
      return;
    }
    const target = y[i] as number;
    const largest = Math.max(...out);
    const sum = out.reduce((total, logit) => total + Math.exp(logit - largest), 0);
    loss += (w / scale) * (Math.log(sum) + largest - (out[target] as number));
    out.forEach((logit, v) => {
      slope[i * V + v] = (w / scale) * (Math.exp(logit - largest) / sum - (v === target ? 1 : 0));
    });
  });
  return { loss, slope };
}

/** The readout's kernel and bias as blocks. */
export function readoutBlocks<F extends Floats>(map: MapNode, weights: Weights<F>) {
  const shape = { columns: map.outputs, offset: 0, width: map.outputs };
  const kernel = weightOf(weights, "readout.kernel", map.inputs * map.outputs);
  const bias = weightOf(weights, "readout.bias", map.outputs);
  return {
    kernel: { ...shape, values: kernel, rows: map.inputs },
    bias: { ...shape, values: bias, rows: 1 },
  };
}

/**
 * Loss, outputs, everything in between, and all derivatives of one batch. Records are what layers computed, before `masks`.
 *
 * For an LSTM ∂L/∂h_t does not contain the path c_t → c_{t+1}; ∂L/∂c_t is total, c_t → h_t included.
 */
export function traceOracle(
  plan: Plan,
  weights: Weights<Floats>,
  batch: Batch,
  initial: InitialStates<Floats> = [],
  masks: Masks = [],
): Trace<Float64Array> {
  checkBatch(plan, batch);
  const runs: ScanRun[] = [];
  const masked = (values: Float64Array, index: number) => {
    const mask = masks[index];
    return mask ? values.map((value, i) => value * (mask[i] as number)) : values;
  };
  const gradients = new Map(plan.params.map(({ path, size }) => [path, new Float64Array(size)]));
  const widthsOf = (from: readonly number[]) => from.map((index) => (runs[index] as ScanRun).scan.units);
  const outputOf = (from: readonly number[]) => {
    const outputs = from.map((index) => {
      const { scan, records } = runs[index] as ScanRun;
      return masked(records[scan.states[0] as string] as Float64Array, index);
    });
    return joinColumns(outputs, widthsOf(from));
  };
  let outputs = new Float64Array(0);
  for (const node of plan.nodes) {
    if (node.op === "scan") {
      const input = node.from === "x" ? batch.x : outputOf(node.from);
      runs.push(runScan(node, input, plan, batch, weights, initial[node.index]));
    } else if (node.op === "map") {
      outputs = new Float64Array(plan.steps * batch.size * node.outputs);
      const { kernel, bias } = readoutBlocks(node, weights);
      addProduct(outputs, outputOf(node.from), kernel);
      addBias(outputs, bias);
    }
  }

  const { loss, slope } = lossAndSlope(plan, outputs, batch);
  /** ∂L by each scan's output, direct readers only; the way through time is added in `backScan`. */
  const arriving = runs.map(({ scan }) => new Float64Array(plan.steps * batch.size * scan.units));
  /** Adds what reaches the input of a node to what arrives at the scans that it reads. */
  const send = (from: readonly number[], gradient: Float64Array) =>
    addColumns(
      from.map((index) => arriving[index] as Float64Array),
      widthsOf(from),
      gradient,
    );
  const stateGradients: { readonly [state: string]: Float64Array }[] = [];
  for (const node of [...plan.nodes].reverse()) {
    if (node.op === "map") {
      const { kernel, bias } = readoutBlocks(node, gradients);
      addOuter(kernel, outputOf(node.from), slope);
      addColumnSums(bias, slope);
      const below = new Float64Array(plan.steps * batch.size * node.inputs);
      addPulled(below, slope, readoutBlocks(node, weights).kernel);
      send(node.from, below);
    } else if (node.op === "scan") {
      const run = runs[node.index] as ScanRun;
      const seeds = run.seeds[node.states[0] as string] ?? [];
      const arrived = masked(arriving[node.index] as Float64Array, node.index);
      seeds.forEach((seed, t) => {
        const step = stepOf(node, t, plan.steps);
        addTo(seed, slice(arrived, step, plan.steps));
      });
      const below = node.from === "x" ? undefined : new Float64Array(plan.steps * batch.size * node.inputs);
      stateGradients[node.index] = backScan(run, plan, batch, weights, gradients, below);
      if (node.from !== "x" && below) send(node.from, below);
    }
  }
  const records = runs.map((run) => run.records);
  return clearTrace(batch, { loss, outputs, records, stateGradients, gradients });
}

/** As an update sees it: with what it draws at random. */
export const traceUpdate = (
  plan: Plan,
  weights: Weights<Floats>,
  batch: Batch,
  draw: DrawKey | undefined,
): Trace<Float64Array> =>
  traceOracle(
    ...([plan, weights, batch] as const),
    drawInitial(plan, draw, batch.size),
    drawMasks(plan, draw, batch.size),
  );
