import { expect, test } from "vitest";
import { stackOf } from "../model/networks.ts";
import type { Engine } from "./engine.ts";
import { createReferenceEngine } from "./reference/engine.ts";
import { timeUpdates, timingPlan, timingSizes } from "./timing.ts";

const tiny = stackOf([{ cell: "lstm", options: {} }]);

/** An engine on a clock of its own, whose updates take the given milliseconds, the last of them again and again. */
function engineThatTakes(durations: readonly number[], depth = 1) {
  let [time, count, underWay, deepest] = [0, 0, 0, 0];
  const network = {
    update: async () => {
      time += durations[Math.min(count++, durations.length - 1)] ?? 0;
      deepest = Math.max(deepest, ++underWay);
      await Promise.resolve();
      underWay--;
    },
    dispose: () => undefined,
  };
  return {
    engine: { depth, createNetwork: () => network } as unknown as Engine,
    now: () => time,
    deepest: () => deepest,
  };
}

test("the first update stands apart, and the rest is the median of samples", async () => {
  const { engine, now } = engineThatTakes([5000, 900, 100]);
  const timing = await timeUpdates(engine, tiny, now);
  expect(timing).toMatchObject({ first: 5000, median: 100, least: 100, most: 100, updates: 2, samples: 9 });
});

test("slow updates are measured three times, one a sample", async () => {
  const { engine, now } = engineThatTakes([9000, 4000, 4000, 3000, 5000, 4000]);
  expect(await timeUpdates(engine, tiny, now)).toMatchObject({
    median: 4000,
    least: 3000,
    most: 5000,
    samples: 3,
    updates: 1,
  });
});

test("an engine of depth three has three updates under way, and never more", async () => {
  const { engine, now, deepest } = engineThatTakes([40], 3);
  await timeUpdates(engine, tiny, now);
  expect(deepest()).toBe(3);
});

test("a real engine is timed, and no tensor is left", async () => {
  const engine = await createReferenceEngine({ backend: "cpu" });
  const before = engine.tensorCount();
  const timing = await timeUpdates(engine, tiny);
  expect(timing.median).toBeGreaterThan(0);
  expect(timing.most).toBeGreaterThanOrEqual(timing.median);
  expect(engine.tensorCount()).toBe(before);
  engine.dispose();
});

test("sizes are those of the benchmarks", () => {
  expect(timingPlan("S")).toMatchObject({ batch: 32, steps: 25, outputs: 16 });
  expect(Object.keys(timingSizes)).toEqual(["S", "M", "L"]);
});
