import * as tf from "@tensorflow/tfjs";
import { type ActName, type Algebra, fold, renewedState, walk } from "../../lib/expr.ts";
import { isStepped, loopOf } from "../../model/loops.ts";
import { type BlockRole, firstStatePath, isCut, type ScanNode, stepBefore } from "../../model/plan.ts";
import { arrangeColumns, blockName, type Columns, recurKey } from "./columns.ts";
import type { ReferenceKind, Run, Running, Views } from "./node.ts";
import {
  detached,
  type Padding,
  type PaddingSteps,
  type Signal,
  signalOfAll,
  stackSteps,
  wholePadding,
} from "./signals.ts";

export interface ScanResult {
  /** The values of every equation and state, unprimed: [B, H] for each step, or [N, H] where all are computed at once. */
  readonly trajectories: { readonly [name: string]: readonly tf.Tensor2D[] };
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
  /** W·x + b of some gates, for x [count·R, D]: [R, k·H] for each of the `count`. */
  const inputsOf = (wanted: readonly string[], recurrentBias: boolean) => {
    const kernel = pick("kernel", scan.inputs, wanted);
    const bias = wanted.some((gate) => columns.biased.has(gate))
      ? pick("bias", 1, wanted, columns.biased)
      : undefined;
    const second = recurrentBias ? pick("recurrentBias", 1, wanted) : undefined;
    return (x: tf.Tensor2D, count: number): readonly tf.Tensor2D[] => {
      let out = tf.matMul<tf.Tensor2D>(x, kernel);
      if (bias) out = tf.add<tf.Tensor2D>(out, bias);
      if (second) out = tf.add<tf.Tensor2D>(out, second);
      return count === 1 ? [out] : tf.split<tf.Tensor2D>(out, count, 0);
    };
  };
  return { view, pick, inputsOf };
}

/** Input products of so many steps, by who reads them. */
interface Inputs {
  readonly byProduct: ReadonlyMap<string, readonly tf.Tensor2D[]>;
  readonly alone: readonly tf.Tensor2D[] | undefined;
}

/** How many rows a step has, and where sequences have ended in them. */
interface Shape {
  readonly rows: number;
  /** By step of the sequence, and at T. */
  readonly padding: PaddingSteps;
}

/** What stands in place of a value where sequences have ended. */
const settled = (
  value: tf.Tensor2D,
  ended: Padding,
  firstState: tf.Tensor2D | undefined,
  zeros: tf.Tensor2D,
): tf.Tensor2D =>
  tf.where(
    ended.within,
    value,
    ended.first && firstState ? tf.mul<tf.Tensor2D>(firstState, ended.first) : zeros,
  );

/** First states [B, H]: learned, given, or none where they are zero. */
function firstStates(scan: ScanNode, { fed, views }: Run): { readonly [state: string]: tf.Tensor2D } {
  const { first, states, units, index } = scan;
  if (first.kind !== "learned") return fed.initial[index] ?? {};
  const zeros = tf.zeros<tf.Rank.R2>([fed.size, units]);
  // Spread over the batch, so that its gradient is the sum over the batch.
  const learned = (state: string) =>
    tf.add<tf.Tensor2D>(zeros, (views.get(firstStatePath(scan, state)) as tf.Tensor).reshape([1, units]));
  return Object.fromEntries(states.map((state) => [state, learned(state)]));
}

/** The step of one scan, over rows that are the sequences of a step, or of all steps where the scan looks back nowhere. */
function compileScan(scan: ScanNode, run: Run, first: ReturnType<typeof firstStates>, shape: Shape) {
  const { plan, views } = run;
  const { rows, padding } = shape;
  const probes = run.probes[scan.index];
  const columns = columnsOf(scan);
  const { steps } = plan;
  const { view, pick, inputsOf } = gather(scan, columns, views);
  const zeros = tf.zeros<tf.Rank.R2>([rows, scan.units]);
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
      key: recurKey(product.source, product.lag, product.bias),
      counts: [...product.runs.map((run) => run.gates.length), ...product.alone.map(() => 1)],
      isAllPaired,
      kernel: pick("recurrentKernel", scan.units, gates),
      // Spread over the batch here, so that its gradient is summed over the batch once and not at every step.
      addend:
        product.bias && !isAllPaired
          ? tf.add<tf.Tensor2D>(tf.zeros([rows, gates.length * scan.units]), pick("recurrentBias", 1, gates))
          : undefined,
      inputsOf: paired.length > 0 ? inputsOf(paired, product.bias && isAllPaired) : undefined,
    };
  });
  type Prepared = (typeof products)[number];
  const productOf = new Map<string, Prepared>();
  for (const product of products) {
    productOf.set(product.key, product);
    for (const { gates } of product.runs) for (const gate of gates) productOf.set(blockName(gate), product);
  }
  const aloneOf = columns.inputsAlone.length > 0 ? inputsOf(columns.inputsAlone, false) : undefined;
  const perUnit = new Map<string, tf.Tensor2D>();
  const held = run.held[scan.index] ?? [];
  // [R, H], since it may be an equation's whole value.
  const heldValues = new Map(
    scan.held.map(({ gate }, i) => [gate, tf.fill<tf.Rank.R2>([rows, scan.units], held[i] as number)]),
  );

  const isBackward = scan.direction === "backward";
  const outer = padding[isBackward ? steps : -1];
  const outset = outer
    ? Object.fromEntries(
        Object.entries(first).map(([name, values]) => [name, settled(values, outer, values, zeros)]),
      )
    : first;
  const history: ReadonlyMap<string, tf.Tensor2D>[] = [];

  return {
    /** By step of the sequence. */
    history,
    /** What stands before the first step. */
    outset,
    /** Products of `count` steps at once, x [count·R, D]. */
    multiply(x: tf.Tensor2D, count: number): Inputs {
      const byProduct = new Map(
        products.flatMap(({ key, inputsOf }) => (inputsOf ? [[key, inputsOf(x, count)] as const] : [])),
      );
      return { byProduct, alone: aloneOf?.(x, count) };
    },
    /** Computes one step of the sequence, from the n-th of these inputs. */
    step(at: number, given: Inputs, n: number): void {
      const values = new Map<string, tf.Tensor2D>();
      history[at] = values;
      const read = (name: string, lag: number): tf.Tensor2D => {
        if (lag > 0) {
          const earlier = stepBefore(at, lag, scan.direction);
          const isOutset = earlier === (isBackward ? steps : -1);
          const known = history[earlier]?.get(`${name}'`) ?? (isOutset ? (outset[name] ?? zeros) : zeros);
          return isCut(plan, at, earlier) ? detached(known) : known;
        }
        const known = values.get(name);
        if (!known) throw new Error(`“${name}” is read before it is computed`);
        return known;
      };
      const inputs = given.alone && byGate(columns.inputsAlone, given.alone[n] as tf.Tensor2D);
      const ready = new Map<Prepared, ReadonlyMap<string, tf.Tensor2D>>();
      /** All gates of one product: W·x + U·s of its runs, activated, by block name, and U·s of the others by gate. */
      const multiply = (product: Prepared): ReadonlyMap<string, tf.Tensor2D> => {
        const known = ready.get(product);
        if (known) return known;
        const { key, runs, alone, counts, isAllPaired, kernel, addend } = product;
        const own = given.byProduct.get(key)?.[n];
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
        param: (name) => {
          const known = perUnit.get(name) ?? view(name, 1);
          perUnit.set(name, known);
          return known;
        },
        held: (gate) => heldValues.get(gate) as tf.Tensor2D,
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
          ended ? settled(probed, ended, state === undefined ? undefined : first[state], zeros) : probed,
        );
      }
    },
  };
}

interface RunningScan extends Running {
  readonly result: () => ScanResult;
}

/** One recurrent layer in its direction. */
function startScan(scan: ScanNode, run: Run): RunningScan {
  const { plan, fed } = run;
  const { steps } = plan;
  const { size } = fed;
  const { direction, states, units } = scan;
  const padding = fed.padding[direction];
  const isAtOnce = !isStepped(plan, loopOf(plan, scan.id));
  const first = firstStates(scan, run);
  let compiled: ReturnType<typeof compileScan> | undefined;
  /** As one step of all rows, or step by step. */
  const compile = (wholly: boolean) => {
    const whole = wholly ? wholePadding(padding, steps, size) : undefined;
    const tiled = whole?.first
      ? Object.fromEntries(
          Object.entries(first).map(([state, values]) => [state, tf.tile(values, [steps, 1])]),
        )
      : first;
    return wholly
      ? compileScan(scan, run, tiled, { rows: steps * size, padding: whole ? [whole] : [] })
      : compileScan(scan, run, first, { rows: size, padding });
  };
  const valuesOf = (name: string): readonly tf.Tensor2D[] =>
    (compiled?.history ?? []).map((values) => values.get(name) as tf.Tensor2D);
  const outer = padding[direction === "backward" ? steps : -1];
  const signalOf = (state: string, mask?: tf.Tensor2D): Signal => {
    const zeros = tf.zeros<tf.Rank.R2>([size, units]);
    const start = first[state] ?? zeros;
    const rest = {
      width: units,
      direction,
      before: outer ? settled(start, outer, start, zeros) : start,
      mask,
    };
    const all = () => stackSteps(valuesOf(`${state}'`));
    const wholly = signalOfAll(all, size, rest);
    const at = (step: number) => compiled?.history[step]?.get(`${state}'`) as tf.Tensor2D;
    return { ...rest, at: (step) => (isAtOnce ? wholly.at(step) : at(step)), all };
  };
  const [output = ""] = states;
  return {
    signals: Object.fromEntries([
      ["", signalOf(output, fed.masks[scan.index])],
      ...states.map((state) => [state, signalOf(state)]),
    ]),
    whole() {
      const own = compile(isAtOnce);
      compiled = own;
      const count = isAtOnce ? 1 : steps;
      const inputs = own.multiply(run.inputOf(scan.id).all(), count);
      for (let n = 0; n < count; n++) {
        const at = direction === "backward" ? count - 1 - n : n;
        own.step(at, inputs, at);
      }
    },
    step(at) {
      compiled ??= compile(false);
      compiled.step(at, compiled.multiply(run.inputOf(scan.id).at(at), 1), 0);
    },
    result: () => ({
      trajectories: Object.fromEntries(
        scan.equations.map(({ name }) => [renewedState(name) ?? name, valuesOf(name)]),
      ),
    }),
  };
}

/** Every operation of every step leaves one [B, H] array, and the products leave [B, k·H] and their pieces. */
function size({ equations, blocks, units }: ScanNode): ReturnType<ReferenceKind<ScanNode>["size"]> {
  const columns = Math.max(blocks.kernel.length, blocks.recurrentKernel.length);
  let operations = 1;
  for (const { expr } of equations)
    walk(expr, ({ op }) => {
      if (op !== "const" && op !== "ref" && op !== "param" && op !== "held") operations++;
    });
  return { numbers: units * (operations + 3 * columns), widest: units * columns };
}

export const scan = { start: startScan, size } satisfies ReferenceKind<ScanNode>;
