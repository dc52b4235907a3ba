import { expect, test } from "vitest";
import type { RunRecord } from "../../store/run-record.ts";
import { forgetOrders, orderOf, similarityOrder } from "./unit-order.ts";

/** Units of three families, dealt out in turn, over 24 steps. */
const families = [
  (t: number) => Math.sin(t / 3),
  (t: number) => Math.cos(t / 3),
  (t: number) => -Math.sin(t / 3),
];
const trace = (units: number, size = 1) =>
  Float32Array.from({ length: 24 * units }, (_, i) => {
    const [t, k] = [Math.floor(i / units), i % units];
    return size * ((families[k % 3]?.(t) ?? 0) + 0.05 * Math.sin(7 * t * (k + 1)));
  });

test("units that move alike become neighbours", () => {
  const order = similarityOrder(trace(12), 24, 12);
  expect([...(order ?? [])].sort((a, b) => a - b)).toEqual([...Array(12).keys()]);
  const family = [...(order ?? [])].map((k) => k % 3);
  const changes = family.filter((f, i) => i > 0 && f !== family[i - 1]).length;
  expect(changes).toBeLessThanOrEqual(3);
});

test("an order is made of movement, not of noise, and then kept for the run", () => {
  const record = {} as RunRecord;
  expect([...orderOf(record, 0, 0, trace(6, 0.01), 6)]).toEqual([0, 1, 2, 3, 4, 5]);
  const settled = orderOf(record, 0, 0, trace(6), 6);
  expect(orderOf(record, 0, 0, trace(6, -1).reverse(), 6)).toBe(settled);
  forgetOrders(record);
  expect(orderOf(record, 0, 0, trace(6), 6)).not.toBe(settled);
});

test("units that never move do not break the order", () => {
  const values = trace(6).map((value, i) => (i % 6 === 2 ? 0.5 : value));
  expect([...(similarityOrder(values, 24, 6) ?? [])].sort()).toEqual([0, 1, 2, 3, 4, 5]);
});
