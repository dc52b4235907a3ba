import { expect, test } from "vitest";
import { decode } from "../experiment/link.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import { bytesOf, createKeptMoments } from "./kept-moments.ts";

const { spec } = decode("#1/models=lstm");
const moment = (update: number, floats = 100): Snapshot => ({
  ...{ format: 1, update, seconds: 0, spec, finished: false },
  models: [
    {
      state: {
        updates: update,
        weights: new Map([["layers.0.kernel", new Float32Array(floats)]]),
        slots: { m: new Map([["layers.0.kernel", new Float32Array(floats)]]) },
      },
      judge: [],
    },
  ],
});
const updates = (kept: ReturnType<typeof createKeptMoments>) => kept.list().map(({ update }) => update);

test("weights and slots count, and a moment at the same update takes the place of the other", () => {
  expect(bytesOf(moment(0))).toBe(800);
  const kept = createKeptMoments();
  for (const update of [0, 32, 16, 32]) kept.add(moment(update));
  expect(updates(kept)).toEqual([0, 16, 32]);
  expect(kept.bytes).toBe(2400);
});

test("what stays is spread evenly, from the first to the newest", () => {
  const kept = createKeptMoments();
  kept.limit(800 * 9);
  for (let update = 0; update <= 1600; update += 16) kept.add(moment(update));
  const all = updates(kept);
  expect(all).toHaveLength(9);
  expect([all[0], all.at(-1)]).toEqual([0, 1600]);
  const gaps = all.slice(1).map((update, k) => update - (all[k] as number));
  // The newest come one by one: the last gap may be short, the others are within a factor of four.
  const inner = gaps.slice(0, -1);
  expect(Math.max(...inner) / Math.min(...inner)).toBeLessThanOrEqual(4);
  expect(kept.bytes).toBeLessThanOrEqual(800 * 9);
  kept.limit(800 * 3);
  expect(updates(kept)).toHaveLength(3);
});

test("the nearest is found, and neighbours end at the ends", () => {
  const kept = createKeptMoments();
  expect(kept.nearest(5)).toBeNull();
  for (const update of [0, 16, 40]) kept.add(moment(update));
  expect([5, 8, 9, 28, 29, 99].map((update) => kept.nearest(update)?.update)).toEqual([0, 0, 16, 16, 40, 40]);
  expect(kept.step(16, 1)?.update).toBe(40);
  expect(kept.step(40, 1)?.update).toBe(40);
  expect(kept.step(16, -9)?.update).toBe(0);
  kept.goBackTo(16);
  expect(updates(kept)).toEqual([0, 16]);
});
