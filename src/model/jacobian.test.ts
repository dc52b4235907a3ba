import { describe, expect, test } from "vitest";
import { factsOf } from "../cells/facts.ts";
import type { Batch } from "../lib/batch.ts";
import { add, constant, input, mul, prev, recur, ref, sigmoid, tanh } from "../lib/expr.ts";
import { rngFrom } from "../lib/rng.ts";
import { Refused } from "../lib/said.ts";
import { SLOPE } from "../testing/slopes.ts";
import { jacobianCost, jacobianRefusal, jacobiansOf } from "./jacobian.ts";
import {
  everyCell,
  everyClamp,
  planOfEquations,
  randomBatch,
  randomWeights,
  smallRequest,
  stackOf,
} from "./networks.ts";
import { traceOracle } from "./oracle/run.ts";
import { firstStatePath, type Plan, type ScanNode, scansOf, stepBefore } from "./plan.ts";

const looksFarther = (plan: Plan) =>
  scansOf(plan).some(({ equations }) => (factsOf(equations).lags.at(-1) ?? 0) > 1);

/** What half of a central difference moves a state by. */
const h = 1e-5;

/** Worst difference between the Jacobians of a random sequence and slopes of single steps of the oracle, over all scans and steps. */
function worstJacobian(plan: Plan, seed: number, b = 1): number {
  const rng = rngFrom(seed);
  const weights = randomWeights(plan, rng.fork("weights"));
  const batch = randomBatch(plan, rng.fork("batch"));
  const { trajectories } = traceOracle(plan, weights, batch);
  const length = batch.lengths?.[b] ?? plan.steps;
  const row = <A extends Int32Array | Float32Array | Float64Array>(all: A, t: number): A => {
    const width = all.length / (plan.steps * batch.size);
    return all.slice((t * batch.size + b) * width, (t * batch.size + b + 1) * width) as A;
  };
  const before = (scan: ScanNode, state: string, t: number): Float64Array => {
    const s = stepBefore(t, 1, scan.direction);
    if (s >= 0 && s < length) return row(trajectories[scan.index]?.[state] as Float64Array, s);
    return weights.get(firstStatePath(scan, state))?.slice() ?? new Float64Array(scan.units);
  };
  /** The plan for a single step, whose first states are given. */
  const single: Plan = {
    ...plan,
    ...{ steps: 1, batch: 1, isPadded: false },
    nodes: plan.nodes.map((node) => (node.op === "scan" ? { ...node, first: { kind: "zero" } } : node)),
  };
  let worst = 0;
  for (const scan of scansOf(plan)) {
    const jacobians = jacobiansOf(plan, weights, batch, { trajectories }, scan.index, b);
    const n = jacobians.size;
    expect(n).toBe(scan.states.length * scan.units);
    const inOrder = Array.from({ length }, (_, t) => t);
    expect(jacobians.stepsBack).toEqual(scan.direction === "forward" ? inOrder.reverse() : inOrder);
    for (let t = 0; t < plan.steps; t++) {
      const told = jacobians.at(t);
      expect(told).toHaveLength(n * n);
      if (t >= length) {
        expect([...told]).toEqual(Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0)));
        continue;
      }
      const step: Batch = {
        ...{ steps: 1, size: 1, weight: Float32Array.of(1) },
        x: row(batch.x, t),
        y: row(batch.y, t),
      };
      const stateAfter = (column: number, by: number): number[] => {
        const initial = scansOf(plan).map((other) =>
          Object.fromEntries(other.states.map((state) => [state, before(other, state, t)])),
        );
        const moved = initial[scan.index]?.[scan.states[Math.floor(column / scan.units)] as string];
        if (moved) moved[column % scan.units] = (moved[column % scan.units] as number) + by;
        const states = traceOracle(single, weights, step, initial).trajectories[scan.index];
        return scan.states.flatMap((state) => [...(states?.[state] ?? [])]);
      };
      for (let column = 0; column < n; column++) {
        const [more, less] = [stateAfter(column, h), stateAfter(column, -h)];
        more.forEach((value, i) => {
          const slope = (value - (less[i] as number)) / (2 * h);
          worst = Math.max(worst, Math.abs(slope - (told[i * n + column] as number)));
        });
      }
    }
  }
  return worst;
}

const reachable = everyCell.filter((cell) => !looksFarther(stackOf([cell])));

/** An activation that stands within an equation, and a slope that needs its value. */
const unnamed = [
  {
    name: "h'",
    expr: mul(constant(0.5), add(prev("h"), mul(prev("h"), tanh(add(input("h", true), recur("h", "h")))))),
  },
];

describe("Jacobians are the slopes of single steps", () => {
  test.each(reachable)("$name", (layer) => {
    expect(worstJacobian(stackOf([layer]), 1)).toBeLessThan(SLOPE);
  });

  test.each(reachable)("$name, two layers in both directions, learned first states, padded", (layer) => {
    const own = { ...layer, options: { ...layer.options, bidirectional: true, initialState: "learned" } };
    const tokens = { input: { kind: "tokens", size: 4 }, outputs: 3, loss: "crossEntropy" } as const;
    const plan = stackOf([own, own], { ...smallRequest, ...tokens, batch: 3, isPadded: true }, 2);
    for (const b of [0, 2]) expect(worstJacobian(plan, 2, b)).toBeLessThan(SLOPE);
  });

  test.each(everyClamp)("$name", (layer) => {
    expect(worstJacobian(stackOf([layer], smallRequest, 2), 3)).toBeLessThan(SLOPE);
  });

  test("of an activation that no equation names: what it reads is computed again", () => {
    expect(worstJacobian(planOfEquations(unnamed, ["h"], ["h"]), 4)).toBeLessThan(SLOPE);
    const tokens = { ...smallRequest, input: { kind: "tokens", size: 3 } } as const;
    expect(worstJacobian(planOfEquations(unnamed, ["h"], ["h"], tokens), 5)).toBeLessThan(SLOPE);
  });

  test("of several products within a step, one behind the other and side by side, over two states", () => {
    const nested = [
      { name: "a", expr: sigmoid(add(recur("a", "h"), prev("c"))) },
      { name: "b", expr: tanh(add(recur("b", "a", { lag: 0 }), mul(ref("a"), prev("h")))) },
      { name: "c'", expr: add(recur("c", "b", { lag: 0, bias: true }), mul(ref("b"), recur("d", "c"))) },
      { name: "h'", expr: mul(tanh(add(ref("c'"), recur("e", "a", { lag: 0 }))), ref("b")) },
    ];
    const plan = planOfEquations(nested, ["a", "b", "c", "d", "e"], ["h", "c"]);
    expect(worstJacobian(plan, 6)).toBeLessThan(SLOPE);
  });
});

test("what stops a gradient stops no state", () => {
  const layer = { cell: "gru", options: {} } as const;
  const [whole, cut] = [0, 2].map((truncation) => stackOf([layer], { ...smallRequest, truncation }));
  if (!whole || !cut) throw new Error("two plans");
  const weights = randomWeights(whole, rngFrom(1));
  const batch = randomBatch(whole, rngFrom(2));
  const at = (plan: Plan) =>
    [0, 1, 2, 3].map(jacobiansOf(plan, weights, batch, traceOracle(plan, weights, batch), 0).at);
  expect(at(cut)).toEqual(at(whole));
});

describe("cells that look back further than a step are refused with a sentence", () => {
  const far = everyCell.filter((cell) => looksFarther(stackOf([cell])));
  test("there are some, and no other is refused", () => {
    expect(new Set(far.map(({ cell }) => cell))).toEqual(new Set(["state-skip", "higher-order"]));
    for (const cell of reachable)
      for (const scan of scansOf(stackOf([cell]))) expect(jacobianRefusal(scan)).toBeUndefined();
  });
  test.each(far)("$name", (layer) => {
    const plan = stackOf([layer]);
    const weights = randomWeights(plan, rngFrom(1));
    const batch = randomBatch(plan, rngFrom(2));
    const ask = () => jacobiansOf(plan, weights, batch, traceOracle(plan, weights, batch), 0);
    expect(ask).toThrow(Refused);
    expect(ask).toThrow(/ also reads its state from [24] steps back\. /);
  });
});

test("what a trace does not hold is refused where it is needed", () => {
  const plan = planOfEquations(unnamed, ["h"], ["h"]);
  const nodes = plan.nodes.map((node) =>
    node.op === "scan" ? { ...node, from: [{ of: "x", at: { lag: 1 } }] } : node,
  );
  const weights = randomWeights(plan, rngFrom(1));
  const batch = randomBatch(plan, rngFrom(2));
  const { at } = jacobiansOf({ ...plan, nodes }, weights, batch, traceOracle(plan, weights, batch), 0);
  expect(() => at(1)).toThrow(Refused);
  expect(() => at(1)).toThrow("“layers.0” reads “x” in a way that a trace does not record.");
});

test("costs: products a state, gate and step, and matrices behind a product within the step", () => {
  const cost = (cell: "simple" | "lstm" | "gru", options = {}, units = 8) => {
    const plan = stackOf([{ cell, options }], smallRequest, units);
    return jacobianCost(plan, scansOf(plan)[0] as ScanNode);
  };
  expect(cost("simple")).toBe(4 * 64);
  expect(cost("lstm")).toBe(4 * 2 * 4 * 64);
  expect(cost("gru")).toBe(4 * 3 * 64);
  expect(cost("gru", { resetAfter: false })).toBe(4 * (3 * 64 + 512));
  expect(cost("gru", { clampR: 100, clampZ: 0 })).toBe(4 * 64);
});
