/**
 * What a number of a network came from: every state, gate and input that it depends on, back through time, and how much of it is due to
 * each, to first order.
 *
 * The gradient of the number is sent back through the equations as that of a loss is (Werbos 1990, doi:10.1109/5.58337). What a value
 * contributes is its slope times the value: exact for sums and products with weights, the linear part of everything else ("gradient × input",
 * Shrikumar, Greenside & Kundaje 2017, arXiv:1704.02685, §3.2).
 */
import type { Batch } from "../lib/batch.ts";
import { ref } from "../lib/expr.ts";
import { differentiate, evaluator } from "../lib/expr-grad.ts";
import { gateBlock } from "./blocks.ts";
import { readerOf, recordedValues, withRecords } from "./jacobian.ts";
import { addPulled, addTo, type Block } from "./matrix.ts";
import { type BlockRole, type Plan, type ScanNode, scansOf, stepBefore } from "./plan.ts";
import type { Floats, Trace } from "./results.ts";
import { checkStack, nodesRead, readsInput } from "./stacked.ts";
import type { Weights } from "./weights.ts";

/** A value of one unit at one step. */
export interface ValuePlace {
  /** Index of the scan among the plan's. */
  readonly scan: number;
  /** Of a state or an equation, unprimed. */
  readonly name: string;
  readonly step: number;
  readonly unit: number;
}

export interface Dependence {
  /** By scan and name, [T, H]: ∂number/∂value. */
  readonly slopes: readonly { readonly [name: string]: Float64Array }[];
  /** By scan and name, [T, H]: slope times value, in the unit of the number. */
  readonly shares: readonly { readonly [name: string]: Float64Array }[];
  /** [T, D], with a column for each token. */
  readonly inputShares: Float64Array;
  readonly inputSlopes: Float64Array;
}

/** The name of the seeded value; no cell has a state of that name. */
const seeded = "⟨traced⟩";
const unprimed = (name: string) => (name.endsWith("'") ? name.slice(0, -1) : name);

/**
 * @param batch of one sequence
 * @param trajectories of a trace of it
 * @throws RangeError where the plan is no stack of layers, and where there is no such value
 */
export function dependenceOf(
  plan: Plan,
  weights: Weights<Floats>,
  batch: Batch,
  trajectories: Trace<Floats>["trajectories"],
  place: ValuePlace,
): Dependence {
  checkStack(plan, "the trace of a number");
  const scans = scansOf(plan);
  const target = scans[place.scan];
  const known = target && trajectories[place.scan]?.[place.name];
  if (!target || !known || place.unit >= target.units)
    throw new RangeError(`scan ${place.scan} has no “${place.name}” of unit ${place.unit}`);
  const T = batch.lengths?.[0] ?? batch.steps;
  const D = plan.input.size;
  const inputSlopes = new Float64Array(T * D);
  const inputShares = new Float64Array(T * D);
  /** What arrives at the states of each scan, [T, H]. */
  const seeds = scans.map(({ states, units }) =>
    Object.fromEntries(states.map((state) => [state, new Float64Array(T * units)])),
  );
  const results = scans.map(() => ({
    slopes: {} as { [name: string]: Float64Array },
    shares: {} as { [name: string]: Float64Array },
  }));

  // A layer reads those before it in the plan: whatever reaches one comes from those after it.
  for (const scan of scans.toReversed()) back(scan);

  function back(scan: ScanNode): void {
    const { units: H, states, index, direction } = scan;
    const isTarget = scan === target;
    const equation = scan.states.includes(place.name) ? `${place.name}'` : place.name;
    const graph = isTarget
      ? differentiate([...scan.equations, { name: `${seeded}'`, expr: ref(equation) }], [...states, seeded])
      : differentiate(scan.equations, states);
    const values = graph.values.filter(({ name }) => unprimed(name) !== seeded);
    const nodes = withRecords(graph.nodes, values);
    const readsAt = readerOf(plan, scan, weights, batch, trajectories, 0);
    const own = results[index] as (typeof results)[number];
    for (const { name } of values) {
      own.slopes[unprimed(name)] = new Float64Array(T * H);
      own.shares[unprimed(name)] = new Float64Array(T * H);
    }
    const block = (role: BlockRole, gate: string) => gateBlock(scan, weights, role, gate);
    const pulled = (a: Float64Array, kernel: Block): Float64Array => {
      const out = new Float64Array(kernel.rows);
      addPulled(out, a, kernel);
      return out;
    };
    const rowOf = (all: Float64Array, t: number) => all.subarray(t * H, (t + 1) * H);
    const arrived = seeds[index] as { readonly [state: string]: Float64Array };
    const order = Array.from({ length: T }, (_, k) => (direction === "forward" ? T - 1 - k : k));
    for (const t of order) {
      const isHere = isTarget && t === place.step;
      if (!isHere && states.every((state) => rowOf(arrived[state] as Float64Array, t).every((v) => v === 0)))
        continue;
      const reads = readsAt(t);
      const { now, input } = reads;
      const each = (a: Float64Array, b: Float64Array, of: (x: number, y: number) => number) =>
        a.map((value, i) => of(value, b[i] as number));
      const at = evaluator<Float64Array>(nodes, {
        ...recordedValues(scan, weights, reads),
        add: (x, y) => each(x, y, (a, b) => a + b),
        sub: (x, y) => each(x, y, (a, b) => a - b),
        mul: (x, y) => each(x, y, (a, b) => a * b),
        seed: (state) => {
          if (state !== seeded) return Float64Array.from(rowOf(arrived[state] as Float64Array, t));
          const one = new Float64Array(H);
          if (isHere) one[place.unit] = 1;
          return one;
        },
        pull: (gate, a) => pulled(a, block("recurrentKernel", gate)),
      });
      for (const { name, adjoint } of graph.totals) {
        if (unprimed(name) === seeded) continue;
        const slope = at(adjoint);
        own.slopes[unprimed(name)]?.set(slope, t * H);
        own.shares[unprimed(name)]?.set(
          each(slope, now(name), (a, b) => a * b),
          t * H,
        );
      }
      const send = (state: string, lag: number, values: Float64Array) => {
        const earlier = stepBefore(t, lag, direction);
        if (earlier >= 0 && earlier < T) addTo(rowOf(arrived[state] as Float64Array, earlier), values);
      };
      for (const { leaf, adjoint } of graph.states) send(leaf.name, leaf.lag, at(adjoint));
      for (const { leaf, adjoint } of graph.recurs)
        if (leaf.lag > 0)
          send(leaf.source, leaf.lag, pulled(at(adjoint), block("recurrentKernel", leaf.gate)));
      if (graph.inputs.length === 0) continue;
      const read = input();
      const slope = new Float64Array(read.length);
      for (const { leaf, adjoint } of graph.inputs)
        addTo(slope, pulled(at(adjoint), block("kernel", leaf.gate)));
      if (readsInput(scan)) {
        const row = (all: Float64Array) => all.subarray(t * D, (t + 1) * D);
        addTo(row(inputSlopes), slope);
        addTo(
          row(inputShares),
          each(slope, read, (a, b) => a * b),
        );
        continue;
      }
      let from = 0;
      for (const id of nodesRead(scan)) {
        const below = scans.find((one) => one.id === id);
        if (!below) continue;
        const state = seeds[below.index]?.[below.states[0] as string] as Float64Array;
        const { units } = below;
        addTo(state.subarray(t * units, (t + 1) * units), slope.subarray(from, from + units));
        from += units;
      }
    }
  }
  return {
    ...{ slopes: results.map(({ slopes }) => slopes), shares: results.map(({ shares }) => shares) },
    ...{ inputShares, inputSlopes },
  };
}

/** A value that a number came from. */
export interface Source extends Omit<ValuePlace, "scan"> {
  /** Null: the input, with `unit` for its column or token. */
  readonly scan: number | null;
  readonly share: number;
}

/** The largest shares of all values that a number came from, without the number itself. */
export function largestShares(
  { shares, inputShares }: Dependence,
  place: ValuePlace,
  steps: number,
  most: number,
): readonly Source[] {
  const found: Source[] = [];
  const add = (scan: number | null, name: string, values: Float64Array) => {
    const width = values.length / steps;
    values.forEach((share, i) => {
      const [step, unit] = [Math.floor(i / width), i % width];
      const isIt = scan === place.scan && name === place.name && step === place.step && unit === place.unit;
      if (share !== 0 && !isIt) found.push({ scan, name, step, unit, share });
    });
  };
  shares.forEach((byName, scan) => {
    for (const [name, values] of Object.entries(byName)) add(scan, name, values);
  });
  add(null, "x", inputShares);
  return found.sort((a, b) => Math.abs(b.share) - Math.abs(a.share)).slice(0, most);
}

/** Multiply-adds of a trace of a number: those of a step back at all steps. */
export const dependenceCost = (plan: Plan): number => (2 * plan.multiplyAdds) / plan.batch;
