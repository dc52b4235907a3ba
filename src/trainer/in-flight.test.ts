import { expect, test } from "vitest";
import { createInFlight } from "./in-flight.ts";

const hour = 3_600_000;

test("a machine that slept was not computing: neither its seconds nor the limit count it", () => {
  const inFlight = createInFlight(64);
  const noted = [900, ...Array.from({ length: 28 }, () => 5), hour, 5, 5, hour, 5].map((ms) =>
    inFlight.note(ms),
  );
  expect(noted.reduce((sum, ms) => sum + ms, 0)).toBe(900 + 28 * 5 + 5 * 5);
  expect(inFlight.limit()).toBe(10);
});

test("sleep while the first update compiles counts as nothing, and a slow compilation as what it took", () => {
  expect(createInFlight(8).note(hour)).toBe(0);
  expect(createInFlight(8).note(120_000)).toBe(120_000);
});

test("updates that are slow are not taken for sleep", () => {
  const inFlight = createInFlight(8);
  for (const ms of [9000, 9000, 9000, 9000, 9000]) inFlight.note(ms);
  expect([40_000, 150_000].map((ms) => inFlight.note(ms))).toEqual([40_000, 150_000]);
});
