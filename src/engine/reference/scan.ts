import * as tf from "@tensorflow/tfjs";
import { type ActName, type Algebra, fold, renewedState } from "../../lib/expr.ts";
import type { ScanNode } from "../../model/plan.ts";
import { arrangeColumns, type Columns, preactivation, recurKey } from "./columns.ts";

/** Parameters by path, as the tape sees them. */
export type Views = ReadonlyMap<string, tf.Tensor>;

/** Zeros added to the states, [B, H] for each step: the loss's derivative by them is that by the state. */
export type Probes = { readonly [state: string]: readonly tf.Tensor2D[] };

export interface ScanResult {
  /** The first state, [B, H] for each step. */
  readonly outputs: readonly tf.Tensor2D[];
  /** Every equation of the cell's record, states unprimed, [B, H] for each step. */
  readonly records: { readonly [name: string]: readonly tf.Tensor2D[] };
}

const arranged = new WeakMap<ScanNode, Columns>();
const columnsOf = (scan: ScanNode): Columns => {
  const known = arranged.get(scan) ?? arrangeColumns(scan.equations, scan.gates);
  arranged.set(scan, known);
  return known;
};

const acts: { readonly [F in ActName]: (x: tf.Tensor2D) => tf.Tensor2D } = {
  sigmoid: tf.sigmoid,
  tanh: tf.tanh,
  relu: tf.relu,
};

/** [R, k·H] as k pieces [R, H], by gate. */
function byGate(gates: readonly string[], block: tf.Tensor2D): ReadonlyMap<string, tf.Tensor2D> {
  const pieces = gates.length === 1 ? [block] : tf.split(block, gates.length, 1);
  return new Map(gates.map((gate, g) => [gate, pieces[g] as tf.Tensor2D]));
}

/** What a layer needs of its parameters, gathered before the first step. */
function gather(scan: ScanNode, columns: Columns, views: Views) {
  const { units, gates, layer } = scan;
  const view = (name: string, rows: number): tf.Tensor2D => {
    const found = views.get(`layers.${layer}.${name}`);
    if (!found) throw new RangeError(`layer ${layer} has no ${name}`);
    return found.reshape([rows, found.size / rows]);
  };
  /** Columns of the wanted gates, [rows, k·H]; zeros for gates that `has` does not hold. */
  const pick = (name: string, rows: number, wanted: readonly string[], has?: ReadonlySet<string>) => {
    const whole = view(name, rows);
    const isIn = (gate: string) => has?.has(gate) ?? true;
    if (wanted.length === gates.length && wanted.every((gate, g) => gate === gates[g] && isIn(gate)))
      return whole;
    const pieces: tf.Tensor2D[] = [];
    for (let g = 0; g < wanted.length; ) {
      const gate = wanted[g] as string;
      const first = gates.indexOf(gate);
      let run = 1;
      while (g + run < wanted.length && wanted[g + run] === gates[first + run] && isIn(gate)) {
        if (!isIn(wanted[g + run] as string)) break;
        run++;
      }
      pieces.push(
        isIn(gate)
          ? tf.slice2d(whole, [0, first * units], [rows, run * units])
          : tf.zeros<tf.Rank.R2>([rows, units]),
      );
      g += run;
    }
    return pieces.length === 1 ? (pieces[0] as tf.Tensor2D) : tf.concat2d(pieces, 1);
  };
  /** W·x + b of some gates for all steps at once, [B, k·H] for each step. */
  const inputsOf = (x: tf.Tensor2D, steps: number, wanted: readonly string[], recurrentBias: boolean) => {
    let out = tf.matMul<tf.Tensor2D>(x, pick("kernel", scan.inputs, wanted));
    if (wanted.some((gate) => columns.biased.has(gate)))
      out = tf.add<tf.Tensor2D>(out, pick("bias", 1, wanted, columns.biased));
    if (recurrentBias) out = tf.add<tf.Tensor2D>(out, pick("recurrentBias", 1, wanted));
    return steps === 1 ? [out] : tf.split<tf.Tensor2D>(out, steps, 0);
  };
  return { view, pick, inputsOf };
}

/**
 * One recurrent layer over all steps.
 * @param x [T·B, D]
 * @param initial first states, [B, H]; what lies before them is zero.
 */
export function runScan(
  scan: ScanNode,
  x: tf.Tensor2D,
  steps: number,
  size: number,
  views: Views,
  initial: { readonly [state: string]: tf.Tensor2D },
  probes?: Probes,
): ScanResult {
  const columns = columnsOf(scan);
  const { view, pick, inputsOf } = gather(scan, columns, views);
  const zeros = tf.zeros<tf.Rank.R2>([size, scan.units]);
  const constants = new Map<number, tf.Tensor2D>();
  const constantOf = (value: number) => {
    const known = constants.get(value) ?? (tf.scalar(value) as unknown as tf.Tensor2D);
    constants.set(value, known);
    return known;
  };

  const products = columns.products.map((product) => {
    const gates = [...product.paired, ...product.alone];
    // The recurrent bias of paired gates is added with the input's, once for all steps.
    const isAllPaired = product.alone.length === 0;
    return {
      ...product,
      gates,
      key: recurKey(product.source, product.lag, product.bias),
      kernel: pick("recurrentKernel", scan.units, gates),
      // Spread over the batch here, so that its gradient is summed over the batch once and not at every step.
      addend:
        product.bias && !isAllPaired
          ? tf.add<tf.Tensor2D>(tf.zeros([size, gates.length * scan.units]), pick("recurrentBias", 1, gates))
          : undefined,
      inputs:
        product.paired.length > 0
          ? inputsOf(x, steps, product.paired, product.bias && isAllPaired)
          : undefined,
    };
  });
  const alone = columns.inputsAlone.length > 0 ? inputsOf(x, steps, columns.inputsAlone, false) : undefined;
  const perUnit = new Map<string, tf.Tensor2D>();

  const history: ReadonlyMap<string, tf.Tensor2D>[] = [];
  for (let t = 0; t < steps; t++) {
    const values = new Map<string, tf.Tensor2D>();
    history.push(values);
    const read = (name: string, lag: number): tf.Tensor2D => {
      if (lag > 0)
        return history[t - lag]?.get(`${name}'`) ?? (t - lag === -1 ? (initial[name] ?? zeros) : zeros);
      const known = values.get(name);
      if (!known) throw new Error(`“${name}” is read before it is computed`);
      return known;
    };
    const inputs = alone && byGate(columns.inputsAlone, alone[t] as tf.Tensor2D);
    const ready = new Map<string, ReadonlyMap<string, tf.Tensor2D>>();
    /** All gates of one product: sums W·x + U·s for the paired, U·s for the others. */
    const multiply = (product: (typeof products)[number]): ReadonlyMap<string, tf.Tensor2D> => {
      const known = ready.get(product.key);
      if (known) return known;
      const { paired, gates, kernel, addend, inputs } = product;
      const now = inputs?.[t];
      const isAllPaired = paired.length === gates.length;
      const a = read(product.source, product.lag);
      const plain = tf.matMul<tf.Tensor2D>(a, kernel);
      const bias = isAllPaired ? now : addend;
      const block = bias ? tf.add<tf.Tensor2D>(plain, bias) : plain;
      let pieces = byGate(gates, block);
      if (now && !isAllPaired) {
        const own = byGate(paired, now);
        const sums = new Map(pieces);
        for (const [gate, input] of own)
          sums.set(gate, tf.add<tf.Tensor2D>(pieces.get(gate) as tf.Tensor2D, input));
        pieces = sums;
      }
      ready.set(product.key, pieces);
      return pieces;
    };
    const isOf = (gate: string) => (product: (typeof products)[number]) => product.paired.includes(gate);
    const algebra: Algebra<tf.Tensor2D> = {
      constant: constantOf,
      ref: (name, lag) => {
        const gate = scan.gates.find((gate) => preactivation(gate) === name);
        const product = gate !== undefined && products.find(isOf(gate));
        return product ? (multiply(product).get(gate as string) as tf.Tensor2D) : read(name, lag);
      },
      param: (name) => {
        const known = perUnit.get(name) ?? view(name, 1);
        perUnit.set(name, known);
        return known;
      },
      input: (gate) => inputs?.get(gate) as tf.Tensor2D,
      recur: (gate, source, lag, bias) => {
        const product = products.find(({ key }) => key === recurKey(source, lag, bias));
        return multiply(product as (typeof products)[number]).get(gate) as tf.Tensor2D;
      },
      add: (a, b) => tf.add(a, b),
      sub: (a, b) => tf.sub(a, b),
      mul: (a, b) => tf.mul(a, b),
      act: (fn, a) => acts[fn](a),
    };
    for (const { name, expr } of columns.equations) {
      const value = fold(expr, algebra);
      const state = renewedState(name);
      const probe = state === undefined ? undefined : probes?.[state]?.[t];
      values.set(name, probe ? tf.add(value, probe) : value);
    }
  }

  const over = (name: string) => history.map((values) => values.get(name) as tf.Tensor2D);
  return {
    outputs: over(`${scan.states[0]}'`),
    records: Object.fromEntries(
      columns.equations.map(({ name }) => [renewedState(name) ?? name, over(name)]),
    ),
  };
}
