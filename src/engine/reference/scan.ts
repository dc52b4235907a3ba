import * as tf from "@tensorflow/tfjs";
import { type ActName, type Algebra, fold, renewedState } from "../../lib/expr.ts";
import { type BlockRole, isCut, type Plan, type ScanNode } from "../../model/plan.ts";
import { arrangeColumns, blockName, type Columns, recurKey } from "./columns.ts";

/** Parameters by path, as the tape sees them. */
export type Views = ReadonlyMap<string, tf.Tensor>;

/** Zeros added to the states, [B, H] for each step of the sequence: the loss's derivative by them is that by the state. */
export type Probes = { readonly [state: string]: readonly tf.Tensor2D[] };

/** One step with sequences that have ended, each flag [B, 1]. */
export interface Padding {
  readonly within: tf.Tensor2D;
  /** As numbers: where a backward scan has its first state. */
  readonly first?: tf.Tensor2D;
}

/** What a scan is given beside its input and weights. */
export interface ScanFeed {
  /** First states, [B, H]; what lies before them is zero. */
  readonly initial: { readonly [state: string]: tf.Tensor2D };
  /** By step of the sequence, and at T, where a backward scan begins. */
  readonly padding: readonly (Padding | undefined)[];
  readonly probes: Probes | undefined;
}

export interface ScanResult {
  /** The first state, [B, H] for each step of the sequence. */
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

/** The same values, through which no gradient comes back. */
const detached = (values: tf.Tensor2D): tf.Tensor2D =>
  tf.customGrad((x) => ({
    value: (x as tf.Tensor).clone(),
    gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
  }))(values) as tf.Tensor2D;

/** Columns of `units` times the given counts. */
const splitBy = (counts: readonly number[], units: number, block: tf.Tensor2D): readonly tf.Tensor2D[] =>
  counts.length === 1
    ? [block]
    : tf.split<tf.Tensor2D>(
        block,
        counts.map((count) => count * units),
        1,
      );

/** [R, k·H] as k pieces [R, H], by gate. */
function byGate(gates: readonly string[], block: tf.Tensor2D): ReadonlyMap<string, tf.Tensor2D> {
  const pieces = gates.length === 1 ? [block] : tf.split(block, gates.length, 1);
  return new Map(gates.map((gate, g) => [gate, pieces[g] as tf.Tensor2D]));
}

/** What a layer needs of its parameters, gathered before the first step. */
function gather(scan: ScanNode, columns: Columns, views: Views) {
  const { units, blocks, path } = scan;
  const view = (name: string, rows: number): tf.Tensor2D => {
    const found = views.get(`${path}.${name}`);
    if (!found) throw new RangeError(`there is no ${path}.${name}`);
    return found.reshape([rows, found.size / rows]);
  };
  /** Columns of the wanted gates, [rows, k·H]; zeros for gates that `has` does not hold. */
  const pick = (name: BlockRole, rows: number, wanted: readonly string[], has?: ReadonlySet<string>) => {
    const whole = view(name, rows);
    const gates = blocks[name];
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

/** A weight that no gradient reaches, [B, H], since it may be an equation's whole value. */
const still = (weight: tf.Tensor2D, zeros: tf.Tensor2D): tf.Tensor2D =>
  tf.customGrad((x) => ({
    value: tf.add(x as tf.Tensor2D, zeros),
    gradFunc: () => tf.zerosLike(x as tf.Tensor2D),
  }))(weight) as tf.Tensor2D;

/**
 * One recurrent layer over all steps, in its direction: the t-th step is the t-th that it comes to.
 * @param x [T·B, D]
 */
export function runScan(
  scan: ScanNode,
  x: tf.Tensor2D,
  plan: Plan,
  size: number,
  views: Views,
  { initial, padding, probes }: ScanFeed,
): ScanResult {
  const columns = columnsOf(scan);
  const { steps } = plan;
  const { view, pick, inputsOf } = gather(scan, columns, views);
  const zeros = tf.zeros<tf.Rank.R2>([size, scan.units]);
  // Spread over the batch, so that its gradient is the sum over the batch.
  const learned = (state: string) => tf.add<tf.Tensor2D>(zeros, view(`initial.${state}`, 1));
  const first: ScanFeed["initial"] =
    scan.first.kind === "learned"
      ? Object.fromEntries(scan.states.map((state) => [state, learned(state)]))
      : initial;
  const constants = new Map<number, tf.Tensor2D>();
  const constantOf = (value: number) => {
    const known = constants.get(value) ?? (tf.scalar(value) as unknown as tf.Tensor2D);
    constants.set(value, known);
    return known;
  };

  const products = columns.products.map((product) => {
    const paired = product.runs.flatMap((run) => run.gates);
    const gates = [...paired, ...product.alone];
    // The recurrent bias of paired gates is added with the input's, once for all steps.
    const isAllPaired = product.alone.length === 0;
    return {
      ...product,
      counts: [...product.runs.map((run) => run.gates.length), ...product.alone.map(() => 1)],
      isAllPaired,
      kernel: pick("recurrentKernel", scan.units, gates),
      // Spread over the batch here, so that its gradient is summed over the batch once and not at every step.
      addend:
        product.bias && !isAllPaired
          ? tf.add<tf.Tensor2D>(tf.zeros([size, gates.length * scan.units]), pick("recurrentBias", 1, gates))
          : undefined,
      inputs: paired.length > 0 ? inputsOf(x, steps, paired, product.bias && isAllPaired) : undefined,
    };
  });
  type Prepared = (typeof products)[number];
  const productOf = new Map<string, Prepared>();
  for (const product of products) {
    productOf.set(recurKey(product.source, product.lag, product.bias), product);
    for (const { gates } of product.runs) for (const gate of gates) productOf.set(blockName(gate), product);
  }
  const alone = columns.inputsAlone.length > 0 ? inputsOf(x, steps, columns.inputsAlone, false) : undefined;
  const perUnit = new Map<string, tf.Tensor2D>();

  /** What stands in place of a value where sequences have ended. */
  const settled = (value: tf.Tensor2D, ended: Padding, firstState: tf.Tensor2D | undefined) =>
    tf.where(
      ended.within,
      value,
      ended.first && firstState ? tf.mul<tf.Tensor2D>(firstState, ended.first) : zeros,
    );

  const history: ReadonlyMap<string, tf.Tensor2D>[] = [];
  const isBackward = scan.direction === "backward";
  const outer = padding[isBackward ? steps : -1];
  const outset = outer
    ? Object.fromEntries(
        Object.entries(first).map(([name, values]) => [name, settled(values, outer, values)]),
      )
    : first;
  for (let t = 0; t < steps; t++) {
    const at = isBackward ? steps - 1 - t : t;
    const values = new Map<string, tf.Tensor2D>();
    history.push(values);
    const read = (name: string, lag: number): tf.Tensor2D => {
      if (lag > 0) {
        const known = history[t - lag]?.get(`${name}'`) ?? (t - lag === -1 ? (outset[name] ?? zeros) : zeros);
        const earlier = isBackward ? at + lag : at - lag;
        return isCut(plan, at, earlier) ? detached(known) : known;
      }
      const known = values.get(name);
      if (!known) throw new Error(`“${name}” is read before it is computed`);
      return known;
    };
    const inputs = alone && byGate(columns.inputsAlone, alone[at] as tf.Tensor2D);
    const ready = new Map<Prepared, ReadonlyMap<string, tf.Tensor2D>>();
    /** All gates of one product: W·x + U·s of its runs, activated, by block name, and U·s of the others by gate. */
    const multiply = (product: Prepared): ReadonlyMap<string, tf.Tensor2D> => {
      const known = ready.get(product);
      if (known) return known;
      const { runs, alone, counts, isAllPaired, kernel, addend, inputs } = product;
      const own = inputs?.[at];
      const plain = tf.matMul<tf.Tensor2D>(read(product.source, product.lag), kernel);
      const added = isAllPaired ? own : addend;
      const block = added ? tf.add<tf.Tensor2D>(plain, added) : plain;
      const pieces = splitBy(counts, scan.units, block);
      const late = own && !isAllPaired ? splitBy(counts.slice(0, runs.length), scan.units, own) : undefined;
      const values = new Map<string, tf.Tensor2D>();
      runs.forEach(({ fn, gates }, r) => {
        let piece = pieces[r] as tf.Tensor2D;
        const input = late?.[r];
        if (input) piece = tf.add<tf.Tensor2D>(piece, input);
        if (fn) piece = acts[fn](piece);
        for (const [gate, value] of byGate(gates, piece)) values.set(blockName(gate), value);
      });
      alone.forEach((gate, i) => {
        values.set(gate, pieces[runs.length + i] as tf.Tensor2D);
      });
      ready.set(product, values);
      return values;
    };
    const pieceOf = (key: string, name: string) => {
      const value = multiply(productOf.get(key) as Prepared).get(name);
      if (!value) throw new Error(`no product gives “${name}”`);
      return value;
    };
    const algebra: Algebra<tf.Tensor2D> = {
      constant: constantOf,
      ref: (name, lag) => (productOf.has(name) ? pieceOf(name, name) : read(name, lag)),
      param: (name, held) => {
        const known = perUnit.get(name) ?? (held === undefined ? view(name, 1) : still(view(name, 1), zeros));
        perUnit.set(name, known);
        return known;
      },
      input: (gate) => inputs?.get(gate) as tf.Tensor2D,
      recur: (gate, source, lag, bias) => pieceOf(recurKey(source, lag, bias), gate),
      add: (a, b) => tf.add(a, b),
      sub: (a, b) => tf.sub(a, b),
      mul: (a, b) => tf.mul(a, b),
      act: (fn, a) => acts[fn](a),
    };
    for (const { name, expr } of columns.equations) {
      const value = fold(expr, algebra);
      const state = renewedState(name);
      const probe = state === undefined ? undefined : probes?.[state]?.[at];
      const probed = probe ? tf.add<tf.Tensor2D>(value, probe) : value;
      const ended = padding[at];
      values.set(
        name,
        ended ? settled(probed, ended, state === undefined ? undefined : first[state]) : probed,
      );
    }
  }

  const inOrder = isBackward ? history.toReversed() : history;
  const over = (name: string) => inOrder.map((values) => values.get(name) as tf.Tensor2D);
  return {
    outputs: over(`${scan.states[0]}'`),
    records: Object.fromEntries(
      columns.equations.map(({ name }) => [renewedState(name) ?? name, over(name)]),
    ),
  };
}
