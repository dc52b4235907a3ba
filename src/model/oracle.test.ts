import { describe, expect, test } from "vitest";
import type { Batch } from "../lib/batch.ts";
import { add, constant, input, mul, param, prev, recur, ref, relu, sigmoid, sub, tanh } from "../lib/expr.ts";
import type { AnyValues } from "../lib/fields.ts";
import { rngFrom } from "../lib/rng.ts";
import { SLOPE, worstSlope } from "../testing/slopes.ts";
import {
  everyCell,
  everyClamp,
  everyReach,
  planOfEquations,
  randomBatch,
  randomWeights,
  smallRequest,
  stackOf,
} from "./networks.ts";
import { traceOracle } from "./oracle/run.ts";
import { lossOf, type Plan, scansOf } from "./plan.ts";
import { createStepper } from "./stepper.ts";

describe("gradients are the slopes of the loss", () => {
  test.each(everyCell.map((each) => [each.name, each] as const))("%s", (_name, each) => {
    expect(worstSlope(stackOf([each]), 11)).toBeLessThan(SLOPE);
    const tokens = {
      ...smallRequest,
      input: { kind: "tokens", size: 5 },
      outputs: 4,
      loss: "crossEntropy",
    } as const;
    expect(worstSlope(stackOf([each], { ...tokens, reduction: "batch" }), 12)).toBeLessThan(SLOPE);
  });

  test.each(everyReach.map((each) => [each.name, each] as const))(
    "%s, over more steps than that",
    (_, each) => {
      const request = { ...smallRequest, steps: 18, reduction: "batch" } as const;
      expect(worstSlope(stackOf([each], request), 21)).toBeLessThan(SLOPE);
    },
  );

  test.each(everyClamp.map((each) => [each.name, each] as const))("%s, held", (_, each) => {
    expect(worstSlope(stackOf([each]), 17)).toBeLessThan(SLOPE);
  });

  test("a stack of different cells", () => {
    const layers = ["lstm", "gru", "simple"].map((cell) => everyCell.find((each) => each.cell === cell));
    expect(worstSlope(stackOf(layers.filter((layer) => layer !== undefined)), 13)).toBeLessThan(SLOPE);
  });

  test.each(["lstm", "gru", "state-skip"] as const)("%s in both directions, below others", (cell) => {
    const both = { cell, options: { bidirectional: true } };
    const tokens = { ...smallRequest, input: { kind: "tokens", size: 5 } } as const;
    expect(worstSlope(stackOf([both, { cell, options: {} }], tokens, 2), 22)).toBeLessThan(SLOPE);
    expect(
      worstSlope(stackOf([{ cell: "simple", options: {} }, both, both], smallRequest, 2), 23),
    ).toBeLessThan(SLOPE);
  });

  test("first states of both directions", () => {
    const first = (value: number) => ({
      h: new Float32Array(6).fill(value),
      c: new Float32Array(6).fill(-value),
    });
    const plan = stackOf([{ cell: "lstm", options: { bidirectional: true } }]);
    expect(worstSlope(plan, 24, [first(0.5), first(-0.7)])).toBeLessThan(SLOPE);
  });

  test("first states other than zero", () => {
    const initial = [{ h: new Float32Array(6).fill(0.5), c: new Float32Array(6).fill(-0.7) }];
    const [lstm] = everyCell.filter(({ cell }) => cell === "lstm");
    expect(worstSlope(stackOf(lstm ? [lstm] : []), 14, initial)).toBeLessThan(SLOPE);
  });
});

/** Nothing like it is in the registry: two lags, a peephole, a product inside a step, a state that only others read. */
const strange = planOfEquations(
  [
    { name: "a", expr: sigmoid(add(add(input("a", true), recur("a", "h")), mul(param("p"), prev("c", 2)))) },
    { name: "b", expr: mul(ref("a"), sub(prev("h", 3), prev("c"))) },
    { name: "c'", expr: tanh(add(recur("b", "b", { lag: 0, bias: true }), recur("a", "c", { lag: 2 }))) },
    { name: "h'", expr: add(mul(ref("c'"), ref("a")), mul(constant(0.5), sigmoid(input("b", false)))) },
  ],
  ["a", "b"],
  ["h", "c"],
  { ...smallRequest, steps: 6 },
);

test("a cell from no registry has the right slopes, from its equations alone", () => {
  expect(worstSlope(strange, 15)).toBeLessThan(SLOPE);
});

/** The rest of a batch from step `t` on. */
const from = (batch: Batch, t: number): Batch => {
  const part = <A extends Float32Array | Int32Array>(a: A) => a.subarray((t * a.length) / batch.steps) as A;
  return { ...batch, steps: batch.steps - t, x: part(batch.x), y: part(batch.y), weight: part(batch.weight) };
};

test("∂L/∂s_t is the slope of all that is still to come, when the state is moved", () => {
  const lstm = everyCell.find(({ cell }) => cell === "lstm");
  const plan = stackOf(lstm ? [lstm] : [], { ...smallRequest, reduction: "batch" });
  const rng = rngFrom(16);
  const weights = randomWeights(plan, rng);
  const batch = randomBatch(plan, rng);
  const trace = traceOracle(plan, weights, batch);
  const t = 1;
  const H = scansOf(plan)[0]?.units ?? 0;
  const size = batch.size * H;
  const at = (name: string) => [...(trace.trajectories[0]?.[name]?.subarray(t * size, (t + 1) * size) ?? [])];
  const read = traceOracle({ ...plan, steps: 1 }, weights, {
    ...from(batch, t),
    steps: 1,
    weight: from(batch, t).weight.subarray(0, batch.size),
  });
  expect(read.loss).toBeGreaterThan(0);
  // Starting over at step t + 1 from given states gives what later steps add to ∂L/∂h_t and ∂L/∂c_t.
  const later = { ...plan, steps: plan.steps - t - 1 };
  const lossFrom = (h: readonly number[], c: readonly number[]) =>
    traceOracle(later, weights, from(batch, t + 1), [{ h: Float64Array.from(h), c: Float64Array.from(c) }])
      .loss;
  const [h, c] = [at("h"), at("c")];
  const V = plan.outputs;
  const kernel = weights.get("readout.kernel") as Float64Array;
  for (let i = 0; i < size; i++) {
    const moved = (values: readonly number[], by: number) =>
      values.map((value, j) => (j === i ? value + by : value));
    const slope = (loss: (by: number) => number) => (loss(1e-5) - loss(-1e-5)) / 2e-5;
    const [b, u] = [Math.floor(i / H), i % H];
    let byReadout = 0;
    for (let v = 0; v < V; v++) {
      const o = (t * batch.size + b) * V + v;
      const error = (trace.outputs[o] as number) - (batch.y[o] as number);
      const weight = batch.weight[t * batch.size + b] as number;
      byReadout += ((weight * 2 * error) / V / batch.size) * (kernel[u * V + v] as number);
    }
    const dh = byReadout + slope((by) => lossFrom(moved(h, by), c));
    const o = trace.trajectories[0]?.o?.[t * size + i] as number;
    // c_t reaches the loss through the next step and through h_t = o ⊙ tanh(c_t).
    const dc = slope((by) => lossFrom(h, moved(c, by))) + dh * o * (1 - Math.tanh(c[i] as number) ** 2);
    expect(trace.stateGradients[0]?.h?.[t * size + i]).toBeCloseTo(dh, 8);
    expect(trace.stateGradients[0]?.c?.[t * size + i]).toBeCloseTo(dc, 8);
  }
});

test("only the gate's own columns move when a state reads them", () => {
  const plan = planOfEquations([{ name: "h'", expr: relu(input("b", true)) }], ["a", "b"], ["h"]);
  const rng = rngFrom(17);
  const { gradients } = traceOracle(plan, randomWeights(plan, rng), randomBatch(plan, rng));
  const bias = gradients.get("layers.0.bias") as Float64Array;
  expect([...bias.subarray(0, 3)]).toEqual([0, 0, 0]);
  expect(gradients.get("layers.0.recurrentKernel")?.every((value) => value === 0)).toBe(true);
});

test("the mean is over weights, the batch reduction over sequences; weight 0 counts nothing", () => {
  const plan = stackOf([{ cell: "simple", options: {} }]);
  const rng = rngFrom(18);
  const weights = randomWeights(plan, rng);
  const batch = randomBatch(plan, rng);
  const total = batch.weight.reduce((a, b) => a + b, 0);
  const summed = {
    ...plan,
    nodes: plan.nodes.map((n) => (n.op === "loss" ? { ...n, reduction: "batch" as const } : n)),
  };
  expect(lossOf(summed).reduction).toBe("batch");
  const mean = traceOracle(plan, weights, batch).loss;
  expect(traceOracle(summed, weights, batch).loss).toBeCloseTo((mean * total) / batch.size, 12);
  const y = batch.y.map((value, i) =>
    batch.weight[Math.floor(i / plan.outputs)] === 0 ? Number.NaN : value,
  );
  expect(traceOracle(plan, weights, { ...batch, y }).loss).toBe(mean);
});

test("large logits overflow nothing", () => {
  const plan = stackOf([{ cell: "simple", options: {} }], { ...smallRequest, loss: "crossEntropy" });
  const rng = rngFrom(19);
  const weights = new Map([...randomWeights(plan, rng)].map(([path, w]) => [path, w.map((x) => x * 1e4)]));
  const { loss, gradients } = traceOracle(plan, weights, randomBatch(plan, rng));
  expect(Number.isFinite(loss)).toBe(true);
  for (const values of gradients.values()) expect(values.every(Number.isFinite)).toBe(true);
});

test("weights that do not fit the plan are refused by path", () => {
  const plan = stackOf([{ cell: "simple", options: {} }]);
  const weights = new Map([...randomWeights(plan, rngFrom(1))].filter(([path]) => path !== "layers.0.bias"));
  expect(() => traceOracle(plan, weights, randomBatch(plan, rngFrom(1)))).toThrow(
    "“layers.0.bias” has no values",
  );
});

test("a skip and a second order reach what they are called after, and no step before the first", () => {
  const gradientAt = (cell: "state-skip" | "higher-order", options: AnyValues, given: number) => {
    const plan = stackOf([{ cell, options }], { ...smallRequest, steps: 6 });
    const weights = new Map(
      [...randomWeights(plan, rngFrom(22))].map(([path, values]) => {
        // Every matrix but the last one is off: from step to step nothing passes but the longest way.
        const isLonger = (i: number) => i % (2 * 3) >= 3;
        return [
          path,
          path.endsWith("recurrentKernel") ? values.map((x, i) => (isLonger(i) ? x : 0)) : values,
        ];
      }),
    );
    const full = randomBatch(plan, rngFrom(23));
    const weight = full.weight.map((_, i) =>
      i >= given * plan.batch && i < (given + 1) * plan.batch ? 1 : 0,
    );
    const { stateGradients } = traceOracle(plan, weights, { ...full, weight });
    const h = stateGradients[0]?.h as Float64Array;
    const each = h.length / plan.steps;
    return Array.from({ length: plan.steps }, (_, t) =>
      h.subarray(t * each, (t + 1) * each).some((x) => x !== 0),
    );
  };
  const [no, yes] = [false, true];
  expect(gradientAt("state-skip", { skip: 3 }, 4)).toEqual([no, yes, no, no, yes, no]);
  expect(gradientAt("higher-order", { order: 2 }, 5)).toEqual([no, yes, no, yes, no, yes]);
});

describe("stepping gives the outputs of the whole sequence", () => {
  const stepped = (plan: Plan) => {
    const weights = randomWeights(plan, rngFrom(20));
    const batch = randomBatch(plan, rngFrom(21), 1);
    const stepper = createStepper(plan, weights);
    const width = batch.x.length / plan.steps;
    const run = () =>
      Array.from({ length: plan.steps }, (_, t) => {
        const x =
          batch.x instanceof Int32Array
            ? (batch.x[t] as number)
            : batch.x.subarray(t * width, (t + 1) * width);
        return [...stepper.step(x)];
      }).flat();
    const first = run();
    stepper.reset();
    expect(run()).toEqual(first);
    const { outputs } = traceOracle(plan, weights, batch);
    first.forEach((value, i) => {
      expect(value).toBeCloseTo(outputs[i] as number, 13);
    });
  };
  test.each(everyCell.map((each) => [each.name, each] as const))("%s", (_name, each) => {
    stepped(stackOf([each]));
    stepped(stackOf([each, each], { ...smallRequest, input: { kind: "tokens", size: 4 } }));
  });
  test.each(everyReach.map((each) => [each.name, each] as const))("%s", (_name, each) => {
    stepped(stackOf([each], { ...smallRequest, steps: 18 }));
  });
  test("a cell with lags and products inside a step", () => {
    stepped(strange);
  });
});

test("where the gradient stops outputs stay as they are, and gradients do not", () => {
  const cells = [{ cell: "lstm", options: { bidirectional: true } }] as const;
  const [whole, cut] = [0, 2].map((truncation) => {
    const plan = stackOf(cells, { ...smallRequest, truncation });
    return traceOracle(plan, randomWeights(plan, rngFrom(41)), randomBatch(plan, rngFrom(42)));
  });
  expect(cut?.outputs).toEqual(whole?.outputs);
  for (const path of ["layers.0.kernel", "layers.0.backward.kernel"])
    expect(cut?.gradients.get(path)).not.toEqual(whole?.gradients.get(path));
});

test("a backward scan is the forward one on the reversed sequence, with the same weights", () => {
  const forward = stackOf([{ cell: "gru", options: {} }]);
  const both = stackOf([{ cell: "gru", options: { bidirectional: true } }]);
  const rng = rngFrom(31);
  const batch = randomBatch(forward, rng);
  const weights = new Map(randomWeights(forward, rng));
  const twice = randomWeights(both, rng);
  for (const { path, node } of both.params)
    if (node === "layers.0.backward") twice.get(path)?.set(weights.get(path.replace(".backward", "")) ?? []);
  const steps = Array.from({ length: batch.steps }, (_, t) => t);
  const row = (values: Float32Array | Int32Array | Float64Array, t: number) =>
    Array.from(values.subarray((t * values.length) / batch.steps, ((t + 1) * values.length) / batch.steps));
  const reversed = (values: Float32Array | Int32Array | Float64Array) =>
    steps.toReversed().flatMap((t) => row(values, t));
  const told = traceOracle(both, twice, batch).trajectories[1];
  const plain = traceOracle(forward, weights, { ...batch, x: Float32Array.from(reversed(batch.x)) })
    .trajectories[0];
  expect(Object.keys(told ?? {})).toEqual(Object.keys(plain ?? {}));
  for (const [name, values] of Object.entries(plain ?? {}))
    expect([...(told?.[name] ?? [])], name).toEqual(reversed(values));
});

test("what is generated step by step cannot read the future", () => {
  const plan = stackOf([
    { cell: "gru", options: {} },
    { cell: "gru", options: { bidirectional: true } },
  ]);
  expect(() => createStepper(plan, randomWeights(plan, rngFrom(1)))).toThrow("layer 2 reads backward");
});
