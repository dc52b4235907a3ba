import { renewedState } from "../../lib/expr.ts";
import { differentiate, type NodeId as ExprId, evaluator } from "../../lib/expr-grad.ts";
import { acts, gateBlock, slopes, unitBlock, weightOf } from "../blocks.ts";
import {
  addBias,
  addColumnSums,
  addOuter,
  addOuterRows,
  addProduct,
  addPulled,
  addRows,
  addTo,
} from "../matrix.ts";
import { type BlockRole, firstStatePath, heldAt, isCut, type ScanNode, stepBefore } from "../plan.ts";
import type { Floats } from "../results.ts";
import { readsInput } from "../stacked.ts";
import type { Run, Running } from "./node.ts";
import { beforeFirst, settleBack, settled } from "./padding.ts";
import { rowsAt, type Signal, type Span } from "./signals.ts";

/** What a scan tells of a batch. Arrays are [T, B, H], steps in the order of the sequence. */
export interface RunningScan extends Running {
  /** Every state and equation, states unprimed, as computed: before `masks`. */
  readonly trajectories: { readonly [name: string]: Float64Array };
  /**
   * ∂L by every state in total. For an LSTM ∂L/∂h_t does not contain the path c_t → c_{t+1}, but ∂L/∂c_t contains c_t → h_t.
   */
  readonly totals: { readonly [state: string]: Float64Array };
}

/** A state's values and gradient [T, B, H], and those of its first state [B, H]. */
interface State extends Required<Omit<Signal, "mask">> {
  readonly values: Float64Array;
}

/**
 * A recurrent layer in one direction, from its equations. One step computes every equation in order, [B, H] each, and goes back
 * through the graph that holds the equations and their adjoints. A layer that looks back nowhere computes all steps as one: R rows
 * stand for the B sequences of a step, or for those of all steps.
 */
export function runScan(scan: ScanNode, run: Run): RunningScan {
  const { plan, batch, weights, gradients } = run;
  const [T, B, H] = [batch.steps, batch.size, scan.units];
  const { direction } = scan;
  const zeros = (rows: number) => new Float64Array(rows * H);
  /** The steps of the equations, and the adjoint of everything that one reads. */
  const graph = differentiate(scan.equations, scan.states);

  /** First state [B, H]: zero, learned, or random and given. */
  const firstOf = (state: string): Float64Array => {
    if (scan.first.kind !== "learned") return Float64Array.from(run.initial[scan.index]?.[state] ?? zeros(B));
    const learned = weightOf(weights, firstStatePath(scan, state), H);
    return zeros(B).map((_, i) => learned[i % H] as number);
  };
  const first = new Map(scan.states.map((state) => [state, firstOf(state)]));

  /** Values of every equation, [T, B, H]; of a state s the equation is “s'”. */
  const values = new Map(scan.equations.map(({ name }) => [name, zeros(T * B)]));
  const valuesOf = (name: string) => values.get(name) as Float64Array;
  const states = new Map(
    scan.states.map((state): [string, State] => {
      const before = {
        values: beforeFirst(first.get(state) as Float64Array, direction, batch),
        gradient: zeros(B),
      };
      return [state, { width: H, direction, values: valuesOf(`${state}'`), gradient: zeros(T * B), before }];
    }),
  );
  const signalOf = (state: string) => states.get(state) as State;
  const totals = Object.fromEntries(scan.states.map((state) => [state, zeros(T * B)]));

  const stepBack = ({ from }: Span, lag: number): Span => {
    const t = stepBefore(from, lag, direction);
    return { from: t, to: t + 1 };
  };
  const isFirst = ({ from }: Span) => from === (direction === "forward" ? -1 : T);
  const isWithin = ({ from }: Span) => from >= 0 && from < T;

  /** What a span reads of an equation of the same step (lag 0), or of a state `lag` steps before: [R, H]. */
  function valueAt(name: string, lag: number, span: Span): Float64Array {
    if (lag === 0) return rowsAt(valuesOf(name), span, T);
    const earlier = stepBack(span, lag);
    if (isWithin(earlier)) return rowsAt(signalOf(name).values, earlier, T);
    return isFirst(earlier) ? signalOf(name).before.values : zeros(B);
  }

  /** Where ∂L by a state `lag` steps before a step is summed, [B, H]; nowhere before the first state, nor across a cut. */
  function gradientAt(state: string, lag: number, span: Span): Float64Array | undefined {
    const earlier = stepBack(span, lag);
    if (isCut(plan, span.from, earlier.from)) return undefined;
    if (isWithin(earlier)) return rowsAt(signalOf(state).gradient, earlier, T);
    return isFirst(earlier) ? signalOf(state).before.gradient : undefined;
  }

  const isTokens = readsInput(scan) && batch.x instanceof Int32Array;
  /** What the scan reads at a span: [R] tokens, or vectors [R, D]. */
  const inputAt = (span: Span) =>
    isTokens ? rowsAt(batch.x as Int32Array, span, T) : run.inputOf(scan.id).read(span);

  /** One gate's columns of a parameter, and of its gradient: [D or H or 1, H]. */
  const block = (role: BlockRole, gate: string) => gateBlock(scan, weights, role, gate);
  const blockGradient = (role: BlockRole, gate: string) => gateBlock(scan, gradients, role, gate);

  /** Values of the graph's nodes at a span, [R, H], each computed when it is first asked for. */
  function evaluate(span: Span): (node: ExprId) => Float64Array {
    const R = (span.to - span.from) * B;
    const x = scan.inputs > 0 ? inputAt(span) : undefined;
    const each = (a: Float64Array, value: (x: number, i: number) => number) => a.map(value);
    return evaluator<Float64Array>(graph.nodes, {
      constant: (value) => zeros(R).fill(value),
      ref: (name, lag) => valueAt(name, lag, span),
      param: (name) => {
        const perUnit = weightOf(weights, `${scan.path}.${name}`, H);
        return each(zeros(R), (_zero, i) => perUnit[i % H] as number);
      },
      held: (gate) => zeros(R).fill(heldAt(scan, gate)),
      // W·x + b
      input: (gate, bias) => {
        const out = zeros(R);
        if (x instanceof Int32Array) addRows(out, x, block("kernel", gate));
        else if (x) addProduct(out, x, block("kernel", gate));
        if (bias) addBias(out, block("bias", gate));
        return out;
      },
      // U·s + b
      recur: (gate, source, lag, bias) => {
        const out = zeros(R);
        addProduct(out, valueAt(source, lag, span), block("recurrentKernel", gate));
        if (bias) addBias(out, block("recurrentBias", gate));
        return out;
      },
      add: (a, b) => each(a, (x, i) => x + (b[i] as number)),
      sub: (a, b) => each(a, (x, i) => x - (b[i] as number)),
      mul: (a, b) => each(a, (x, i) => x * (b[i] as number)),
      act: (fn, a) => each(a, acts[fn]),
      slope: (fn, y) => each(y, slopes[fn]),
      // What has arrived at a state from later steps and from other nodes.
      seed: (state) => rowsAt(signalOf(state).gradient, span, T),
      // Uᵀ·a
      pull: (gate, a) => {
        const out = zeros(R);
        addPulled(out, a, block("recurrentKernel", gate));
        return out;
      },
    });
  }

  /**
   * ∂L/∂U += sᵀ·δ, ∂L/∂W += xᵀ·δ, ∂L/∂b += Σ δ, where δ [R, H] is ∂L by a gate's sum. Step after step, so that a layer whose
   * steps are computed at once adds up in the same order as any other.
   */
  function addToParameters(span: Span, at: (node: ExprId) => Float64Array): void {
    const x = scan.inputs > 0 ? inputAt(span) : undefined;
    const steps = span.to - span.from;
    for (let n = 0; n < steps; n++) {
      const t = direction === "forward" ? steps - 1 - n : n;
      const ofStep = <A extends Floats | Int32Array>(rows: A) => rowsAt(rows, { from: t, to: t + 1 }, steps);
      for (const { leaf, adjoint } of graph.recurs) {
        const delta = ofStep(at(adjoint));
        const source = ofStep(valueAt(leaf.source, leaf.lag, span));
        addOuter(blockGradient("recurrentKernel", leaf.gate), source, delta);
        if (leaf.bias) addColumnSums(blockGradient("recurrentBias", leaf.gate), delta);
      }
      for (const { leaf, adjoint } of graph.inputs) {
        const delta = ofStep(at(adjoint));
        if (x instanceof Int32Array) addOuterRows(blockGradient("kernel", leaf.gate), ofStep(x), delta);
        else if (x) addOuter(blockGradient("kernel", leaf.gate), ofStep(x), delta);
        if (leaf.bias) addColumnSums(blockGradient("bias", leaf.gate), delta);
      }
      for (const { leaf, adjoint } of graph.params)
        addColumnSums(unitBlock(scan, gradients, `${scan.path}.${leaf.name}`), ofStep(at(adjoint)));
    }
  }

  const evaluated = new Map<number, (node: ExprId) => Float64Array>();
  const mask = run.masks[scan.index];
  return {
    signals: Object.fromEntries([["", { ...signalOf(scan.states[0] as string), mask }], ...states]),
    trajectories: Object.fromEntries(scan.equations.map(({ name }, i) => [scan.traced[i], valuesOf(name)])),
    totals,

    forward(span) {
      const at = evaluate(span);
      evaluated.set(span.from, at);
      for (const { name, node } of graph.values) {
        const settledOnes = settled(at(node), first.get(renewedState(name) ?? ""), span, direction, batch);
        rowsAt(valuesOf(name), span, T).set(settledOnes);
      }
    },

    backward(span) {
      const at = evaluated.get(span.from) as (node: ExprId) => Float64Array;
      for (const { gradient, before } of states.values())
        settleBack(rowsAt(gradient, span, T), before, span, direction, batch);
      run.watch?.({ scan: scan.index, span, graph, at, arrived: (state) => signalOf(state).gradient });
      for (const { name, adjoint } of graph.totals) {
        const state = renewedState(name);
        if (state !== undefined) rowsAt(totals[state] as Float64Array, span, T).set(at(adjoint));
      }
      // To earlier steps, unit by unit, and through U.
      for (const { leaf, adjoint } of graph.states) {
        const earlier = gradientAt(leaf.name, leaf.lag, span);
        if (earlier) addTo(earlier, at(adjoint));
      }
      for (const { leaf, adjoint } of graph.recurs) {
        const earlier = leaf.lag > 0 ? gradientAt(leaf.source, leaf.lag, span) : undefined;
        if (earlier) addPulled(earlier, at(adjoint), block("recurrentKernel", leaf.gate));
      }
      // To what was read.
      const input = run.inputOf(scan.id);
      if (input.wantsGradient) {
        const below = new Float64Array((span.to - span.from) * B * scan.inputs);
        for (const { leaf, adjoint } of graph.inputs)
          addPulled(below, at(adjoint), block("kernel", leaf.gate));
        input.send(span, below);
      }
      addToParameters(span, at);
    },

    finish() {
      if (scan.first.kind !== "learned") return;
      for (const [state, { before }] of states)
        addColumnSums(unitBlock(scan, gradients, firstStatePath(scan, state)), before.gradient);
    },
  };
}
