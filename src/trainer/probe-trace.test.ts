import { expect, test } from "vitest";
import type { Member } from "../engine/engine.ts";
import { rngFrom } from "../lib/rng.ts";
import type { PlanRequest } from "../model/build.ts";
import { randomBatch, randomWeights, stackOf } from "../model/networks.ts";
import { lengthened } from "../testing/padded.ts";
import { probeTrace, rowNorms } from "./probe-trace.ts";
import { buffersOf } from "./transport.ts";

test("a norm whose square underflows float32 is still right", () => {
  expect(rowNorms(Float32Array.of(3e-32, 4e-32, 0, 0), 2)).toEqual(Float32Array.of(5e-32, 0));
});

test("every buffer of a message is found once, however deep", () => {
  const shared = new Float32Array(4);
  const found = buffersOf({
    a: [shared, shared.subarray(1)],
    b: { c: new Int32Array(2) },
    d: "text",
    e: null,
  });
  expect(found.size).toBe(2);
});

test("a probe that ends early is shown as if nobody had padded it", async () => {
  const request: PlanRequest = {
    ...{ steps: 4, batch: 1, outputs: 3, loss: "crossEntropy" },
    input: { kind: "tokens", size: 5 },
  };
  const options = { bidirectional: true, initialState: "learned" };
  const planOf = (steps: number) =>
    stackOf(
      [
        { cell: "lstm", options },
        { cell: "higher-order", options: { ...options, order: 2 } },
      ],
      { ...request, steps, isPadded: steps > request.steps },
    );
  const weights = randomWeights(planOf(4), rngFrom(1));
  const memberOf = (steps: number) =>
    ({
      plan: planOf(steps),
      read: async () => ({ updates: 0, weights, slots: {} }),
    }) as unknown as Member;
  const alone = randomBatch(planOf(4), rngFrom(2));
  const padded = lengthened(planOf(9), alone, rngFrom(3));
  expect(await probeTrace(memberOf(9), padded, true)).toEqual(await probeTrace(memberOf(4), alone, true));
});
