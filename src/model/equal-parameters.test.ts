import { expect, test } from "vitest";
import { type CellKind, cells } from "../cells/index.ts";
import { defaultLayer, type ModelSpec, stackModel } from "../experiment/spec.ts";
import { type PlanRequest, planModel } from "./build.ts";
import { equalParameters } from "./equal-parameters.ts";

const kinds = Object.keys(cells) as CellKind[];
const request: PlanRequest = {
  steps: 2,
  batch: 1,
  input: { kind: "tokens", size: 6 },
  outputs: 4,
  loss: "crossEntropy",
};

const stack = (...layers: readonly (readonly [CellKind, number])[]): ModelSpec =>
  stackModel(layers.map(([cell, units]) => ({ cell, values: { ...defaultLayer(cell).values, units } })));
const countOf = (model: ModelSpec): number => planModel(model, request).parameterCount;
const most = 1024;

const everyCount = new Map(
  kinds.map((kind) => [kind, Array.from({ length: most }, (_, k) => countOf(stack([kind, k + 1])))]),
);

test("for every pair of cells no other number of units comes closer", () => {
  for (const like of kinds)
    for (const other of kinds)
      for (const units of [1, 32, 200]) {
        const target = countOf(stack([like, units]));
        const [same, solved] = equalParameters([stack([like, units]), stack([other, 32])], request, 0);
        expect(same).toEqual({ units: [units], parameters: target, difference: 0 });
        const counts = everyCount.get(other) as number[];
        const least = Math.min(...counts.map((count) => Math.abs(count - target)));
        expect(Math.abs((solved?.parameters ?? 0) - target), `${other} like ${like} ${units}`).toBe(least);
        expect(counts[(solved?.units[0] ?? 0) - 1]).toBe(solved?.parameters);
        expect(solved?.difference).toBeCloseTo(((solved?.parameters ?? 0) - target) / target, 12);
      }
});

/** All that one factor makes of a stack, rounded and within the limits. */
function everyScaling(units: readonly number[]): readonly (readonly number[])[] {
  const steps = units.flatMap((count) => Array.from({ length: most }, (_, k) => (k + 0.5) / count));
  const made = [...steps, 1e-9]
    .map((factor) => factor * (1 + 1e-9))
    .map((factor) => units.map((count) => Math.min(most, Math.max(1, Math.round(count * factor)))));
  return [...new Map(made.map((one) => [one.join(), one])).values()];
}

test.each([
  [
    [
      ["lstm", 32],
      ["gru", 16],
    ],
    ["simple", 64],
  ],
  [
    [
      ["gru", 32],
      ["gru", 32],
    ],
    ["lstm", 32],
  ],
  [
    [
      ["simple", 7],
      ["peephole", 3],
      ["mgu", 50],
      ["lstm", 1],
    ],
    ["gru", 40],
  ],
  [
    [
      ["state-skip", 900],
      ["lstm", 30],
    ],
    ["simple", 12],
  ],
] as const)("of %j scaled alike no other comes closer to %j", (layers, like) => {
  const model = stack(...layers);
  const target = countOf(stack(like));
  const [solved] = equalParameters([model, stack(like)], request, 1);
  const all = everyScaling(layers.map(([, units]) => units));
  expect(all).toContainEqual(solved?.units);
  const least = all.reduce((closest, units) => {
    const count = countOf(stack(...layers.map(([cell], l) => [cell, units[l] as number] as const)));
    return Math.min(closest, Math.abs(count - target));
  }, Number.POSITIVE_INFINITY);
  expect(Math.abs((solved?.parameters ?? 0) - target)).toBe(least);
});

test("a stack can be the measure, and what is equal already stays", () => {
  const race = [stack(["lstm", 32], ["gru", 16]), stack(["simple", 8])];
  const [, solved] = equalParameters(race, request, 0);
  const again = equalParameters([race[0] as ModelSpec, stack(["simple", solved?.units[0] ?? 0])], request, 0);
  expect(again[1]).toEqual(solved);
});

test("what cannot be reached ends at the limit of units, and says by how much", () => {
  const [, solved] = equalParameters(
    [stack(["lstm", most], ["lstm", most]), stack(["simple", 4])],
    request,
    0,
  );
  expect(solved?.units).toEqual([most]);
  expect(solved?.difference).toBeLessThan(-0.8);
  const [, least] = equalParameters([stack(["simple", 1]), stack(["lstm", 300], ["lstm", 9])], request, 0);
  expect(least?.units).toEqual([1, 1]);
  expect(least?.difference).toBeGreaterThan(0);
});

test("a model that is not there is refused", () => {
  expect(() => equalParameters([stack(["gru", 4])], request, 1)).toThrow(/no model 2; the race has 1/);
});
