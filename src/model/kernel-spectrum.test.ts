import { expect, test } from "vitest";
import { decode } from "../experiment/link.ts";
import { prepareTask } from "../experiment/spec.ts";
import { rngFrom } from "../lib/rng.ts";
import { planOf } from "./counted.ts";
import { kernelSpectra, kernelSpectraCost } from "./kernel-spectrum.ts";
import { type Plan, scansOf } from "./plan.ts";
import { plansOf } from "./race-plans.ts";
import { initialWeights } from "./weights.ts";

async function firstScan(hash: string) {
  const { spec } = decode(hash);
  const task = await prepareTask(spec, async () => {
    throw new Error("no assets");
  });
  const plan = planOf(plansOf(spec, task)[0]) as Plan;
  const scan = scansOf(plan)[0];
  if (!scan) throw new Error("no layer");
  return { scan, weights: new Map(initialWeights(plan, rngFrom(2))) };
}

test("each gate has the spectrum of its own block", async () => {
  const { scan, weights } = await firstScan("#1/task.length=9&models=gru&models.*.units=3");
  expect(scan.blocks.recurrentKernel).toHaveLength(3);
  const U = new Float32Array(3 * 9);
  // Block b is b + 1 times a turn by a quarter in a plane, and 0.5 along the third axis.
  for (let block = 0; block < 3; block++) {
    const put = (row: number, column: number, value: number) => {
      U[row * 9 + block * 3 + column] = value;
    };
    put(0, 1, block + 1);
    put(1, 0, -(block + 1));
    put(2, 2, 0.5);
  }
  weights.set(`${scan.path}.recurrentKernel`, U);
  const spectra = kernelSpectra(scan, weights);
  expect(spectra.map(({ gate }) => gate)).toEqual(scan.blocks.recurrentKernel);
  spectra.forEach(({ largest, median, smallest, radius }, b) => {
    expect([largest, median, smallest, radius].map((value) => Number(value?.toFixed(9)))).toEqual([
      b + 1,
      b + 1,
      0.5,
      b + 1,
    ]);
  });
});

test("a matrix that is far from normal stretches at once and forgets in the long run", async () => {
  const { scan, weights } = await firstScan("#1/task.length=9&models=simple&models.*.units=2");
  weights.set(`${scan.path}.recurrentKernel`, Float32Array.of(0.5, 8, 0, 0.25));
  const [spectrum] = kernelSpectra(scan, weights);
  expect(spectrum?.radius).toBeCloseTo(0.5, 12);
  expect(spectrum?.largest).toBeGreaterThan(8);
  // The product of the singular values is the determinant.
  expect((spectrum?.largest ?? 0) * (spectrum?.smallest ?? 0)).toBeCloseTo(0.125, 12);
});

test("an orthogonal kernel has 1 everywhere", async () => {
  const { scan, weights } = await firstScan(
    "#1/task.length=9&models=simple&models.*.units=12&models.*.recurrentInitializer=orthogonal",
  );
  const [spectrum] = kernelSpectra(scan, weights);
  for (const value of [spectrum?.largest, spectrum?.median, spectrum?.smallest, spectrum?.radius])
    expect(value).toBeCloseTo(1, 6);
});

test("above 100 units only the largest value is computed, and a layer without recurrent weights has none", async () => {
  const large = await firstScan("#1/task.length=9&models=simple&models.*.units=101");
  const [spectrum] = kernelSpectra(large.scan, large.weights);
  expect(spectrum).toMatchObject({ median: null, smallest: null, radius: null });
  expect(spectrum?.largest).toBeGreaterThan(0);
  const none = await firstScan("#1/task.kind=hello&models=embedding&models.*.units=4");
  expect(kernelSpectra(none.scan, none.weights)).toEqual([]);
  expect(kernelSpectraCost(none.scan)).toBe(0);
});
