import { expect, test } from "vitest";
import { decode } from "../../../experiment/link.ts";
import { jobsOf, type Lab, readAxis } from "../../../lab/lab.ts";
import type { LabResult } from "../../../lab/results.ts";
import { columnsOf, inkOf, lossDecades, lossPath, medianRun, mostTelling } from "./figures.ts";
import { labSettings, valuesToTry } from "./settings.ts";

const base = decode("#1/models=simple,lstm&training.updates=60").spec;
const lab: Lab = {
  base,
  axes: [
    { path: "task.length", values: [10, 20] },
    { path: "training.clipNorm", values: [0, 1] },
  ],
  seeds: [1, 2, 3],
};
const jobs = jobsOf(lab);
const result = (solvedAt: number | null, loss: number): LabResult => ({
  ...{ solvedAt, updates: 60, failed: null },
  evaluations: [{ update: 60, loss, metric: 1 }],
});

test("columns are the values of the first setting, at one value of the second", () => {
  const results = jobs.map(({ model, at }) =>
    result(model === 1 && at[0] === 1 && at[1] === 1 ? 20 : null, 1),
  );
  const columns = columnsOf(lab, jobs, results, 1);
  expect(columns.map(({ text, short }) => [text, short])).toEqual([
    ["10 steps", "10"],
    ["20 steps", "20"],
  ]);
  expect(columns.map(({ cells }) => cells.map(({ solved, runs }) => [solved, runs]))).toEqual([
    [
      [0, 3],
      [0, 3],
    ],
    [
      [0, 3],
      [3, 3],
    ],
  ]);
  expect(mostTelling(columns)).toBe(1);
  expect(mostTelling(columnsOf(lab, jobs, results, 0))).toBe(1);
  const alone = { ...lab, axes: [] };
  expect(columnsOf(alone, jobsOf(alone), [], 0).map(({ text, cells }) => [text, cells.length])).toEqual([
    ["", 2],
  ]);
});

test("the run in the middle is by when it was solved, then by its loss", () => {
  const [cell] = columnsOf(lab, jobs, [], 0)[0]?.cells ?? [];
  if (!cell) throw new Error("there is no cell");
  const results: (LabResult | undefined)[] = [];
  const [a, b, c] = cell.jobs.map(({ index }) => index);
  results[a as number] = result(null, 0.2);
  results[b as number] = result(40, 9);
  results[c as number] = result(null, 0.3);
  expect(medianRun(cell, results)?.index).toBe(a);
  expect(medianRun(cell, [])).toBeNull();
});

test("sooner is darker, by the logarithm", () => {
  expect([inkOf(10, 10, 1000), inkOf(100, 10, 1000), inkOf(1000, 10, 1000)]).toEqual([1, 0.5, 0]);
  expect(inkOf(40, 40, 40)).toBe(1);
});

test("losses that are no numbers interrupt their curve", () => {
  const broken: LabResult = {
    ...result(null, 1),
    evaluations: [0.1, Number.NaN, 10, 100].map((loss, k) => ({ update: 20 * k, loss, metric: 0 })),
  };
  expect(lossDecades([broken])).toEqual([-1, 2]);
  expect(lossDecades([result(null, Number.NaN)])).toBeNull();
  expect(
    lossPath(
      broken,
      (update) => update,
      (loss) => loss,
    ),
  ).toBe("M0.0 0.1M40.0 10.0L60.0 100.0");
});

test("every setting that is offered can be varied, over the values that are offered with it", () => {
  const settings = labSettings(base);
  expect(settings.map(({ path }) => path)).toEqual(
    expect.arrayContaining(["task.length", "models.*.units", "optimizer.learningRate", "training.clipNorm"]),
  );
  expect(settings.some(({ path }) => /seed|engine|speed|forgetBias/.test(path))).toBe(false);
  for (const setting of settings) {
    const axis = readAxis(base, setting.path, valuesToTry(setting));
    expect(axis.values.length).toBeGreaterThan(0);
    expect(jobsOf({ base, axes: [axis], seeds: [1] })).toHaveLength(2 * axis.values.length);
  }
});
