import { describe, expect, test } from "vitest";
import type { Batch } from "../lib/batch.ts";
import { rngFrom } from "../lib/rng.ts";
import type { PlanRequest } from "./build.ts";
import { jacobiansOf } from "./jacobian.ts";
import { normOf } from "./matrix.ts";
import { everyCell, randomBatch, randomWeights, smallRequest, stackOf } from "./networks.ts";
import { traceOracle } from "./oracle/run.ts";
import { lossOf, type Plan, scansOf } from "./plan.ts";
import { askedLosses, overDiagonal, reachBatch, reachMap, reachMapCost, reachMapOf } from "./reach-map.ts";

const request: PlanRequest = { ...smallRequest, steps: 5 };

function problem(layers: Parameters<typeof stackOf>[0], more: Partial<PlanRequest> = {}, seed = 1) {
  const plan = stackOf(layers, { ...request, ...more });
  return {
    plan,
    weights: randomWeights(plan, rngFrom(seed)),
    batch: randomBatch(plan, rngFrom(seed + 1)),
  };
}

/** Sequence b alone, with a weight of 1 at each of its steps. */
function alone({ steps, size, x, y, lengths }: Batch, b: number): Batch {
  const pick = <A extends Int32Array | Float32Array>(all: A): A => {
    const width = all.length / (steps * size);
    return all.filter((_, i) => Math.floor(i / width) % size === b) as A;
  };
  const length = lengths?.[b] ?? steps;
  return {
    ...{ steps, size: 1, x: pick(x), y: pick(y) },
    weight: Float32Array.from({ length: steps }, (_, t) => (t < length ? 1 : 0)),
    ...(lengths && { lengths: Int32Array.of(length) }),
  };
}

/** Every sequence of a batch counts at each of its steps, so that each has a target of its own. */
const counted = (batch: Batch): Batch => ({
  ...batch,
  weight: batch.weight.map((_, i) => {
    const length = batch.lengths?.[i % batch.size] ?? batch.steps;
    return Math.floor(i / batch.size) < length ? 1 : 0;
  }),
});

const expectNear = (found: ArrayLike<number>, expected: ArrayLike<number>, within = 1e-13) => {
  expect(found.length).toBe(expected.length);
  const largest = Math.max(...Array.from(expected, Math.abs), 1e-12);
  for (let i = 0; i < expected.length; i++)
    expect(Math.abs((found[i] as number) - (expected[i] as number))).toBeLessThanOrEqual(within * largest);
};

const both = { bidirectional: true };
const tokens = { input: { kind: "tokens", size: 4 }, outputs: 3, loss: "crossEntropy" } as const;

describe("the gradients of all steps add up to that of their sum", () => {
  const layers = everyCell.map((layer) => ({ ...layer, layers: [layer, layer] }));
  test.each(layers)("$name", ({ cell, options, layers }) => {
    const other = [{ cell, options: { ...options, ...both } }];
    for (const [own, more] of [
      [layers, {}],
      [other, { ...tokens, reduction: "batch" }],
      [other, { isPadded: true, batch: 3 }],
    ] as const) {
      const { plan, weights, batch: random } = problem(own, more);
      const batch = counted(random);
      const copies = reachBatch(batch, 1);
      const [T, B] = [copies.steps, copies.size];
      const apart = traceOracle(plan, weights, copies);
      const one = alone(batch, 1);
      const together = traceOracle(plan, weights, one);
      // What a mean over the sequence's steps, or over the one sequence, was divided by.
      const divisor = lossOf(plan).reduction === "batch" ? 1 : B;
      scansOf(plan).forEach(({ states, units }, scan) => {
        for (const state of states) {
          const each = apart.stateGradients[scan]?.[state] as Float64Array;
          const sums = Float64Array.from({ length: T * units }, (_, i) => {
            let sum = 0;
            for (let b = 0; b < B; b++)
              sum += each[(Math.floor(i / units) * B + b) * units + (i % units)] as number;
            return B * sum;
          });
          const expected = together.stateGradients[scan]?.[state]?.map((value) => divisor * value);
          expectNear(sums, expected as Float64Array);
        }
      });
      for (const [path, gradient] of together.gradients)
        expectNear(
          (apart.gradients.get(path) as Float64Array).map((value) => B * value),
          gradient.map((value) => divisor * value),
        );
      const { losses, steps } = reachMapOf(plan, copies, apart);
      expect(steps).toBe(B);
      expectNear([losses.reduce((sum, loss) => sum + loss, 0)], [divisor * together.loss]);
    }
  });
});

describe("a map has nothing on the side that its time does not come from", () => {
  const beyond = (norms: Float64Array | undefined, T: number, side: 1 | -1) =>
    norms?.filter((_, i) => side * ((i % T) - Math.floor(i / T)) > 0);
  test.each(everyCell)("$name", async ({ cell, options }) => {
    const { plan, weights, batch } = problem([{ cell, options: { ...options, ...both } }]);
    const map = await reachMap(plan, counted(batch), (copies) => traceOracle(plan, weights, copies));
    const [forward, backward] = map.norms.map(({ h }) => h);
    expect(beyond(forward, 5, 1)?.every((norm) => norm === 0)).toBe(true);
    expect(beyond(backward, 5, -1)?.every((norm) => norm === 0)).toBe(true);
    const remembers = scansOf(plan)[0]?.blocks.recurrentKernel.length !== 0;
    for (const own of [beyond(forward, 5, -1), beyond(backward, 5, 1)])
      expect(own?.some((norm) => norm > 0)).toBe(remembers);
  });
});

test("what reaches a step is carried there by the Jacobians of the steps between", () => {
  const { plan, weights, batch } = problem([{ cell: "gru", options: { resetAfter: false } }]);
  const copies = reachBatch(counted(batch));
  const trace = traceOracle(plan, weights, copies);
  const map = reachMapOf(plan, copies, trace).norms[0]?.h as Float64Array;
  const { at, size: n } = jacobiansOf(plan, weights, copies, trace, 0, 2);
  const [T, H] = [5, 3];
  for (let t = 0; t < T; t++) {
    const from = (t * T + t) * H;
    let row = trace.stateGradients[0]?.h?.slice(from, from + H) as Float64Array;
    for (let k = t; k >= 0; k--) {
      expect(map[t * T + k]).toBeCloseTo(T * normOf(row), 12);
      const J = at(k);
      row = row.map((_, j) => row.reduce((sum, value, i) => sum + value * (J[i * n + j] as number), 0));
    }
  }
});

test("rows that are left out change none of the others", async () => {
  for (const isPadded of [false, true]) {
    const {
      plan,
      weights,
      batch: random,
    } = problem([{ cell: "lstm", options: both }], {
      batch: 3,
      isPadded,
    });
    const batch = counted(isPadded ? { ...random, lengths: Int32Array.of(2, 4, 5) } : random);
    const own = (copies: Batch) => reachMapOf(plan, copies, traceOracle(plan, weights, copies));
    const all = own(reachBatch(batch, 1));
    const T = isPadded ? 4 : 5;
    for (const every of [2, 3, 7]) {
      const some = own(reachBatch(batch, 1, every));
      expect(some.steps).toBe(T);
      for (let t = 0; t < T; t++) {
        const isLeftOut = (T - 1 - t) % every > 0;
        expect(Number.isNaN(some.losses[t])).toBe(isLeftOut);
        for (const scan of [0, 1])
          for (let k = 0; k < T; k++) {
            const [value, expected] = [some, all].map(({ norms }) => norms[scan]?.c?.[t * T + k]);
            if (isLeftOut) expect(value).toBeNaN();
            else expect(value).toBeCloseTo(expected ?? Number.NaN, 13);
          }
      }
    }
    expectNear(askedLosses(plan, batch, traceOracle(plan, weights, batch).outputs, 1), all.losses);
  }
});

test("an engine may trace it in a promise", async () => {
  const { plan, weights, batch } = problem([{ cell: "simple", options: {} }]);
  const own = (copies: Batch) => traceOracle(plan, weights, copies);
  const later = await reachMap(plan, batch, async (copies) => own(copies), 1);
  expect(later).toEqual(await reachMap(plan, batch, own, 1));
});

test("where a task asks for nothing at a step, the next answer is asked for there, or the last one", () => {
  const { plan, batch } = problem([{ cell: "simple", options: {} }], { ...tokens, batch: 1 });
  const asked = (...weight: number[]) => {
    const own = { ...batch, y: Int32Array.of(0, 1, 2, 0, 1), weight: Float32Array.from(weight) };
    const { y, size } = reachBatch(own);
    return Array.from({ length: 5 }, (_, t) => y[t * size + t]);
  };
  expect(asked(1, 1, 1, 1, 1)).toEqual([0, 1, 2, 0, 1]);
  expect(asked(0, 0, 0, 0, 1)).toEqual([1, 1, 1, 1, 1]);
  expect(asked(0, 0, 0.5, 0, 0)).toEqual([2, 2, 2, 2, 2]);
  expect(asked(0, 1, 0, 1, 0)).toEqual([1, 1, 0, 0, 0]);
  expect(asked(0, 0, 0, 0, 0)).toEqual([0, 1, 2, 0, 1]);
  expect(plan.steps).toBe(5);
});

test("the copies are of one sequence, with as many as it has steps of its own", () => {
  const { batch } = problem([{ cell: "simple", options: {} }], { isPadded: true, batch: 3 });
  const lengths = Int32Array.of(2, 3, 5);
  const copies = reachBatch({ ...batch, lengths, weight: batch.weight.fill(0) }, 1);
  expect(copies).toMatchObject({ steps: 5, size: 3, lengths: Int32Array.of(3, 3, 3) });
  expect([...copies.weight]).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1, ...new Array(6).fill(0)]);
  for (let t = 0; t < 5; t++)
    for (let b = 0; b < 3; b++)
      expect(copies.x.slice((t * 3 + b) * 3, (t * 3 + b + 1) * 3)).toEqual(
        batch.x.slice((t * 3 + 1) * 3, (t * 3 + 2) * 3),
      );
});

test("divided by its diagonal every row starts at 1; a row without a start has no shares", () => {
  const shares = overDiagonal(Float64Array.of(2, 0, 1, 4), 2);
  expect([...shares]).toEqual([1, 0, 0.25, 1]);
  expect([...overDiagonal(Float64Array.of(0, 0, 1, 4), 2)]).toEqual([Number.NaN, Number.NaN, 0.25, 1]);
});

test("costs are those of forward and back for as many sequences as there are steps", () => {
  const { plan } = problem([{ cell: "lstm", options: {} }]);
  const longer: Plan = stackOf([{ cell: "lstm", options: {} }], { ...request, steps: 10, batch: 7 });
  expect(reachMapCost(plan)).toBe((plan.multiplyAdds / plan.batch) * 5);
  expect(reachMapCost(longer)).toBe(4 * reachMapCost(plan));
});
