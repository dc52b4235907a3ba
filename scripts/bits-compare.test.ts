import { expect, test } from "vitest";
import { difference } from "./bits-compare.ts";
import { type Bits, fingerprintOf } from "./bits-run.ts";

const bits: Bits = {
  updates: [
    ["1", "2"],
    ["3", "4"],
  ],
  untrained: ["0.5", "0.6"],
  states: ["a", "b"],
  error: null,
};

test("equal results have no difference, refused ones neither", () => {
  expect(difference(bits, structuredClone(bits))).toBeNull();
  const refused: Bits = { updates: [], untrained: [], states: [], error: "Too large." };
  expect(difference(refused, { ...refused })).toBeNull();
});

test("the first update that differs is named with both values", () => {
  expect(
    difference(bits, {
      ...bits,
      updates: [
        ["1", "2"],
        ["3", "5"],
      ],
      states: ["a", "c"],
    }),
  ).toBe("DIFFERENT at update 2, model 2: here 4; there 5");
});

test("what differs only at one end is a difference", () => {
  expect(difference(bits, { ...bits, untrained: ["0.5", "-0"] })).toContain("untrained, model 2");
  expect(difference(bits, { ...bits, states: ["a", "c"] })).toContain("slots after the last update, model 2");
  expect(difference(bits, { ...bits, updates: [["1", "2"]] })).toContain("there nothing");
  expect(difference(bits, { ...bits, error: "Lost." })).toContain("there Lost.");
});

test("a fingerprint tells neighbouring floats, signs of zero and places apart, and not the order of names", () => {
  const of = (...values: readonly number[]) => fingerprintOf({ weights: Float32Array.from(values), step: 1 });
  const all = [of(0, 1), of(-0, 1), of(1, 0), of(0, 1 + 2 ** -23), of(0, 1, 0)];
  expect(new Set(all).size).toBe(all.length);
  expect(fingerprintOf({ step: 1, weights: Float32Array.of(0, 1) })).toBe(of(0, 1));
});
