import { factsOf } from "../cells/facts.ts";
import { type Expr, fold } from "../lib/expr.ts";
import { acts, denseBlocks, gateBlock, weightOf } from "./blocks.ts";
import { addBias, addProduct, addRows, type Block } from "./matrix.ts";
import { firstStatePath, heldAt, type NodeId, type Plan, readoutOf, type ScanNode, scansOf } from "./plan.ts";
import type { Floats } from "./results.ts";
import { checkStack, nodesRead } from "./stacked.ts";
import type { Weights } from "./weights.ts";

/** A unit of a state that is kept at one value, whatever its equation gives: everything that reads it reads the value. */
export interface HeldUnit {
  /** Index of the scan among the plan's. */
  readonly scan: number;
  readonly state: string;
  readonly unit: number;
  readonly value: number;
}

/** A network that reads one sequence step by step, forward only: for sampling text, and for what its units do over a text. */
export interface Stepper {
  /** Reads a token, or a vector [D]; gives the outputs [V]. The array is reused by the next step. */
  step(input: number | Floats): Float64Array;
  /** A state of a scan after the newest step, [H]. The array is reused by the next step. */
  stateOf(scan: number, state: string): Float64Array;
  /** Back to the first states. */
  reset(): void;
}

type Source = Int32Array | Floats;

/** A projection (W·x or U·s) of one step, computed for all units at once before the equation that reads it. */
interface Projection {
  readonly out: Float64Array;
  readonly run: (x: Source) => void;
}

function projection(block: Block, bias: Block | undefined, sourceOf: (x: Source) => Source): Projection {
  const out = new Float64Array(block.width);
  return {
    out,
    run: (x) => {
      const source = sourceOf(x);
      out.fill(0);
      if (source instanceof Int32Array) addRows(out, source, block);
      else addProduct(out, source, block);
      if (bias) addBias(out, bias);
    },
  };
}

/** Compiles one layer to closures over fixed arrays. `step` returns the first state [H]. */
function compileScan(scan: ScanNode, weights: Weights<Floats>, held: HeldUnit | null) {
  const { units, states, equations } = scan;
  const values = new Map(equations.map(({ name }) => [name, new Float64Array(units)]));
  const equationAt = (name: string) => values.get(name) as Float64Array;
  const lags = Math.max(1, ...factsOf(equations).lags);
  /** By state: its last values, the latest first. */
  const past = new Map(
    states.map((state) => [state, Array.from({ length: lags }, () => new Float64Array(units))]),
  );
  const read = (name: string, lag: number) =>
    lag === 0 ? equationAt(name) : (past.get(name)?.[lag - 1] as Float64Array);

  const known = new Map<string, Projection>();
  const compile = (expr: Expr) => {
    const before: Projection[] = [];
    const project = (key: string, make: () => Projection) => {
      const found = known.get(key);
      if (found) return found.out;
      const made = make();
      known.set(key, made);
      before.push(made);
      return made.out;
    };
    const unit = fold<(u: number) => number>(expr, {
      constant: (value) => () => value,
      ref: (name, lag) => {
        const values = read(name, lag);
        return (u) => values[u] as number;
      },
      param: (name) => {
        const values = weightOf(weights, `${scan.path}.${name}`, units);
        return (u) => values[u] as number;
      },
      held: (gate) => {
        const value = heldAt(scan, gate);
        return () => value;
      },
      input: (gate, bias) => {
        const make = () =>
          projection(
            gateBlock(scan, weights, "kernel", gate),
            bias ? gateBlock(scan, weights, "bias", gate) : undefined,
            (x) => x,
          );
        const out = project(`input ${gate} ${bias}`, make);
        return (u) => out[u] as number;
      },
      recur: (gate, source, lag, bias) => {
        const from = read(source, lag);
        const make = () =>
          projection(
            gateBlock(scan, weights, "recurrentKernel", gate),
            bias ? gateBlock(scan, weights, "recurrentBias", gate) : undefined,
            () => from,
          );
        const out = project(`recur ${gate} ${source} ${lag} ${bias}`, make);
        return (u) => out[u] as number;
      },
      add: (a, b) => (u) => a(u) + b(u),
      sub: (a, b) => (u) => a(u) - b(u),
      mul: (a, b) => (u) => a(u) * b(u),
      act: (fn, a) => (u) => acts[fn](a(u)),
    });
    return { before, unit };
  };
  const heldName = held && `${held.state}'`;
  const compiled = equations.map(({ name, expr }) => ({
    ...{ out: equationAt(name), held: name === heldName ? held : null },
    ...compile(expr),
  }));
  const reset = () => {
    for (const [state, latest] of past) {
      for (const values of latest) values.fill(0);
      if (scan.first.kind === "learned")
        latest[0]?.set(weightOf(weights, firstStatePath(scan, state), units));
    }
  };
  reset();
  return {
    step: (x: Source): Float64Array => {
      for (const { out, before, unit, held } of compiled) {
        for (const { run } of before) run(x);
        for (let u = 0; u < units; u++) out[u] = unit(u);
        if (held) out[held.unit] = held.value;
      }
      for (const [state, latest] of past) {
        for (let lag = lags - 1; lag > 0; lag--) latest[lag]?.set(latest[lag - 1] as Float64Array);
        latest[0]?.set(equationAt(`${state}'`));
      }
      return equationAt(`${states[0]}'`);
    },
    stateOf: (state: string) => equationAt(`${state}'`),
    reset,
  };
}

/**
 * A stepper at these weights, which are read in place: training on changes it. States start at zero, or where they learnt to.
 * @param held a unit that is kept at a value from the first step on
 * @throws RangeError if a layer reads backward, since what it would read first is not there yet, and where a plan is no stack
 */
export function createStepper(plan: Plan, weights: Weights<Floats>, held: HeldUnit | null = null): Stepper {
  checkStack(plan, "the stepper");
  const readout = readoutOf(plan);
  const scans = scansOf(plan);
  const layers = scans.map((scan) => ({
    scan,
    ...compileScan(scan, weights, held?.scan === scan.index ? held : null),
  }));
  const back = scans.find(({ direction }) => direction === "backward");
  if (back)
    throw new RangeError(
      `layer ${back.layer + 1} reads backward and cannot step where the future is unknown`,
    );
  const { kernel, bias } = denseBlocks(readout, weights);
  const outputs = new Float64Array(readout.outputs);
  const token = new Int32Array(1);
  return {
    step: (input) => {
      let first: Source = token;
      if (typeof input === "number") token[0] = input;
      else first = input;
      const done = new Map<NodeId, Float64Array>();
      for (const { scan, step } of layers) {
        const [below] = nodesRead(scan);
        done.set(scan.id, step(below === undefined ? first : (done.get(below) as Float64Array)));
      }
      outputs.fill(0);
      addProduct(outputs, done.get(nodesRead(readout)[0] as NodeId) as Float64Array, kernel);
      addBias(outputs, bias);
      return outputs;
    },
    stateOf: (scan, state) => (layers[scan] as (typeof layers)[number]).stateOf(state),
    reset: () => {
      for (const { reset } of layers) reset();
    },
  };
}
