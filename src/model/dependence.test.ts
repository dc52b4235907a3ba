import { expect, test } from "vitest";
import { decode } from "../experiment/link.ts";
import { prepareTask } from "../experiment/spec.ts";
import { collate } from "../lib/batch.ts";
import { rngFrom } from "../lib/rng.ts";
import { heldOutSample } from "../tasks/held-out.ts";
import { planOf } from "./counted.ts";
import { dependenceOf, largestShares } from "./dependence.ts";
import { jacobiansOf } from "./jacobian.ts";
import { traceOracle } from "./oracle/run.ts";
import { scansOf } from "./plan.ts";
import { plansOf } from "./race-plans.ts";
import { initialWeights } from "./weights.ts";

async function network(settings: string) {
  const { spec } = decode(`#1/${settings}`);
  const task = await prepareTask(spec, async () => {
    throw new Error("no assets");
  });
  const plan = planOf(plansOf(spec, task)[0]);
  if (!plan) throw new Error("no network");
  const batch = collate([heldOutSample(task, spec.training.seed, 0)]);
  // Small weights leave slopes that are no longer told from rounding.
  const weights = new Map(
    [...initialWeights(plan, rngFrom(5))].map(([path, values]) => [
      path,
      Float64Array.from(values, (value) => 1.4 * value),
    ]),
  );
  return { plan, batch, weights, trace: traceOracle(plan, weights, batch) };
}

const adding = "task.kind=adding&task.length=9&models.*.units=4";

test.each([
  ["simple", "h"],
  ["lstm", "c"],
  ["lstm", "o"],
  ["gru", "z"],
  ["gru&models.0.resetAfter=0", "n"],
  ["state-skip", "h"],
  ["gru&models.0.layers=lstm,gru", "h"],
  ["lstm&models.0.bidirectional=1", "h"],
  ["gru&models.0.layers=lstm,gru&models.0.bidirectional=1", "h"],
])("%s: the slope of %s by every input is that of finite differences", async (model, name) => {
  const { plan, batch, weights, trace } = await network(`${adding}&models=${model}`);
  const scan = scansOf(plan).at(-1);
  if (!scan) throw new Error("no scan");
  const place = { scan: scan.index, name, step: 6, unit: 2 };
  const { inputSlopes, inputShares } = dependenceOf(plan, weights, batch, trace.trajectories, place);
  const D = plan.input.size;
  // A step of a power of two is exact in the input's single precision.
  const nudge = 2 ** -10;
  const valueAt = (x: Float32Array): number =>
    traceOracle(plan, weights, { ...batch, x }).trajectories[scan.index]?.[name]?.[
      place.step * scan.units + place.unit
    ] as number;
  let largest = 0;
  for (const i of inputSlopes.keys()) {
    const [more, less] = [1, -1].map((sign) => {
      const x = Float32Array.from(batch.x);
      x[i] = (x[i] as number) + sign * nudge;
      return { value: valueAt(x), x: x[i] as number };
    });
    const slope = ((more?.value ?? 0) - (less?.value ?? 0)) / ((more?.x ?? 0) - (less?.x ?? 0));
    expect(inputSlopes[i], `step ${Math.floor(i / D)}`).toBeCloseTo(slope, 5);
    expect(inputShares[i]).toBeCloseTo((inputSlopes[i] as number) * (batch.x[i] as number), 12);
    largest = Math.max(largest, Math.abs(slope));
  }
  expect(largest).toBeGreaterThan(0.01);
});

test("slopes by earlier states are the products of the Jacobians of the steps between", async () => {
  const { plan, batch, weights, trace } = await network(`${adding}&models=lstm`);
  const place = { scan: 0, name: "c", step: 7, unit: 1 };
  const { slopes } = dependenceOf(plan, weights, batch, trace.trajectories, place);
  const { at, size } = jacobiansOf(plan, weights, batch, trace, 0);
  // Rows of h come first; within a step h depends on c, which the total of c has in it.
  let row = Float64Array.from({ length: size }, (_, i) => (i === 4 + place.unit ? 1 : 0));
  for (let t = place.step; t > 3; t--) {
    const jacobian = at(t);
    row = Float64Array.from({ length: size }, (_, column) =>
      row.reduce((sum, value, i) => sum + value * (jacobian[i * size + column] as number), 0),
    );
  }
  for (let unit = 0; unit < 4; unit++)
    expect(slopes[0]?.h?.[3 * 4 + unit]).toBeCloseTo(row[unit] as number, 12);
  // What comes later has no part in it.
  expect(slopes[0]?.h?.subarray(8 * 4).every((slope) => slope === 0)).toBe(true);
});

test("a token is an input of its own, and the largest shares come first", async () => {
  const { plan, batch, weights, trace } = await network("task.length=9&models=simple&models.*.units=3");
  const place = { scan: 0, name: "h", step: 5, unit: 0 };
  const found = dependenceOf(plan, weights, batch, trace.trajectories, place);
  const D = plan.input.size;
  for (let t = 0; t < 9; t++)
    for (let token = 0; token < D; token++)
      expect(found.inputShares[t * D + token] !== 0).toBe(t <= 5 && batch.x[t] === token);
  const most = largestShares(found, place, 9, 5);
  expect(most).toHaveLength(5);
  const sizes = most.map(({ share }) => Math.abs(share));
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  expect(
    most.every(({ scan, name, step, unit }) => !(scan === 0 && name === "h" && step === 5 && unit === 0)),
  ).toBe(true);
});
