import { describe, expect, test } from "vitest";
import { clampFieldsOf, clampsOf, free } from "../experiment/clamp-fields.ts";
import { rngFrom } from "../lib/rng.ts";
import { optimizers } from "../optimizers/index.ts";
import { stateInUse, wholeState } from "./held-state.ts";
import {
  everyClamp,
  heldGru,
  plainGrus,
  randomBatch,
  randomWeights,
  smallRequest,
  stackOf,
} from "./networks.ts";
import { optimize, startTraining } from "./optimize.ts";
import { traceOracle } from "./oracle/run.ts";
import { inOtherSense } from "./other-sense.ts";
import { type Plan, scansOf } from "./plan.ts";
import type { Floats, NetworkState } from "./results.ts";
import { initialWeights, type Weights } from "./weights.ts";

const shut = 0;
const request = { ...smallRequest, steps: 9, batch: 4 };

const largestGap = (a: Floats | undefined, b: Floats | undefined): number =>
  a && b && a.length === b.length
    ? Math.max(...[...a].map((x, i) => Math.abs(x - (b[i] as number))))
    : Number.NaN;

describe("a GRU with r = 1 and z = 0 is the plain RNN", () => {
  // Float64, a few hundred operations deep.
  const ROUNDING = 1e-14;
  test.each(plainGrus)("in outputs, states and gradients: $name", ({ options, twoBiases }) => {
    const { gru, rnn } = heldGru(options, request, rngFrom(31));
    const batch = randomBatch(gru.plan, rngFrom(32));
    const [held, expected] = [gru, rnn].map(({ plan, weights }) => traceOracle(plan, weights, batch));
    if (!held || !expected) throw new Error("two networks");
    expect(Math.abs(held.loss - expected.loss)).toBeLessThan(ROUNDING);
    expect(largestGap(held.outputs, expected.outputs)).toBeLessThan(ROUNDING);
    expect(largestGap(held.trajectories[0]?.h, expected.trajectories[0]?.h)).toBeLessThan(ROUNDING);
    expect(largestGap(held.stateGradients[0]?.h, expected.stateGradients[0]?.h)).toBeLessThan(ROUNDING);
    for (const [path, gradient] of expected.gradients)
      expect(largestGap(held.gradients.get(path), gradient), path).toBeLessThan(ROUNDING);
    expect(held.gradients.has("layers.0.recurrentBias")).toBe(twoBiases);
    if (twoBiases)
      expect(
        largestGap(held.gradients.get("layers.0.recurrentBias"), expected.gradients.get("layers.0.bias")),
      ).toBeLessThan(ROUNDING);
  });

  test.each(plainGrus)("and has as many weights, but for a second bias: $name", ({ options, twoBiases }) => {
    const { gru, rnn } = heldGru(options, request, rngFrom(31));
    expect(gru.plan.parameterCount - rnn.plan.parameterCount).toBe(twoBiases ? 5 : 0);
  });
});

test("a layer of both directions above another one computes the same with its gates in the other sense", () => {
  const [before, after] = ["old", "new"].map((updateGate) =>
    stackOf(
      [
        { cell: "lstm", options: { bidirectional: true } },
        { cell: "gru", options: { bidirectional: true, updateGate } },
      ],
      request,
    ),
  );
  if (!before || !after) throw new Error("two plans");
  const weights = initialWeights(before, rngFrom(41));
  const turned = inOtherSense({ updates: 0, weights, slots: {} }, before, [1], "adam").weights;
  const batch = randomBatch(before, rngFrom(42));
  const [one, other] = [traceOracle(before, weights, batch), traceOracle(after, turned, batch)];
  expect(largestGap(other.outputs, one.outputs)).toBeLessThan(1e-14);
});

test("first weights of the gates that are free are those of the free model", () => {
  const [without, held] = [free, 50].map((clampF) =>
    stackOf([{ cell: "lstm", options: { clampF } }], request),
  );
  if (!without || !held) throw new Error("two plans");
  const whole: NetworkState = { updates: 0, weights: initialWeights(without, rngFrom(1)), slots: {} };
  expect(initialWeights(held, rngFrom(1))).toEqual(stateInUse(whole, without, held).weights);
});

test.each(Object.values(optimizers))(
  "$kind has no weight of a held gate to move, and its trajectory shows its value",
  (optimizer) => {
    const plan = stackOf([{ cell: "gru", options: { clampZ: 25 } }], request);
    const batch = randomBatch(plan, rngFrom(33));
    const values = Object.fromEntries(
      Object.entries(optimizer.fields).map(([k, field]) => [k, field.default]),
    );
    let state = startTraining(randomWeights(plan, rngFrom(34)), optimizer.kind);
    const before = state.weights;
    for (let n = 0; n < 5; n++) {
      const { gradients } = traceOracle(plan, state.weights, batch);
      ({ state } = optimize(state, gradients, { optimizer: { kind: optimizer.kind, values }, clipNorm: 1 }));
    }
    expect([...state.weights.keys()].filter((path) => /held|_z/.test(path))).toEqual([]);
    expect(state.weights.get("layers.0.kernel")).not.toEqual(before.get("layers.0.kernel"));
    const z = traceOracle(plan, state.weights, batch).trajectories[0]?.z ?? [];
    expect(new Set(z)).toEqual(new Set([0.25]));
  },
);

describe("states", () => {
  const float = (plan: Plan, seed: number): Weights =>
    new Map([...randomWeights(plan, rngFrom(seed))].map(([path, x]) => [path, Float32Array.from(x)]));
  const freeOf = (layer: (typeof everyClamp)[number]) =>
    stackOf([
      {
        cell: layer.cell,
        options: Object.fromEntries(
          Object.entries(layer.options).filter(([name]) => !Object.hasOwn(clampFieldsOf(layer.cell), name)),
        ),
      },
    ]);

  test.each(everyClamp)("of $name: what is put away comes back, and what has moved stays moved", (layer) => {
    const [all, held] = [freeOf(layer), stackOf([layer])];
    const whole: NetworkState = { updates: 7, weights: float(all, 1), slots: { m: float(all, 2) } };
    const used = stateInUse(whole, all, held);
    expect([...used.weights.keys()]).toEqual(held.params.map(({ path }) => path));
    for (const { path, size } of held.params) expect(used.weights.get(path)).toHaveLength(size);
    expect(wholeState(used, held, all, whole)).toEqual(whole);
    const moved = {
      ...used,
      updates: 8,
      weights: new Map([...used.weights].map(([k, v]) => [k, v.map((x) => x + 1)])),
    };
    const after = wholeState(moved, held, all, whole);
    const gates = new Set(clampsOf(layer.cell, layer.options).keys());
    for (const { path, gates: blocks, shape } of all.params.filter((spec) => spec.gates.length > 0)) {
      const columns = shape.at(-1) as number;
      const each = columns / blocks.length;
      after.weights.get(path)?.forEach((x, i) => {
        const gate = blocks[Math.floor((i % columns) / each)] as string;
        expect(x - (whole.weights.get(path)?.[i] as number)).toBeCloseTo(gates.has(gate) ? 0 : 1, 5);
      });
    }
  });

  test("of a gate that was held from the start have slots at zero for it", () => {
    const [without, held] = [free, shut].map((clampR) => stackOf([{ cell: "gru", options: { clampR } }]));
    if (!without || !held) throw new Error("two plans");
    const first: NetworkState = { updates: 0, weights: float(without, 1), slots: {} };
    const used = stateInUse(first, without, held);
    const trained = { ...used, updates: 1, slots: { m: used.weights } };
    const { slots } = wholeState(trained, held, without, first);
    const bias = slots.m?.get("layers.0.bias") as Float32Array;
    const gates = scansOf(without)[0]?.blocks.bias ?? [];
    gates.forEach((gate, g) => {
      expect(bias.subarray(3 * g, 3 * g + 3).some((x) => x !== 0)).toBe(gate !== "r");
    });
  });
});
