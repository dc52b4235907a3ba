import { expect, test } from "vitest";
import { decode } from "../experiment/link.ts";
import { jobsOf, type Lab } from "./lab.ts";
import { cellsOf, type LabResult, labTable, median, wilson } from "./results.ts";

test.each([
  [0, 10],
  [1, 2],
  [9, 10],
  [10, 10],
  [50, 100],
])(
  "Wilson's interval of %d in %d ends where the share would be 1.96 standard errors off",
  (successes, runs) => {
    const [low, high] = wilson(successes, runs);
    const share = successes / runs;
    expect(low).toBeLessThanOrEqual(share);
    expect(high).toBeGreaterThanOrEqual(share);
    for (const end of [low, high])
      if (end > 0 && end < 1)
        expect(Math.abs(share - end) / Math.sqrt((end * (1 - end)) / runs)).toBeCloseTo(1.959963984540054, 9);
    expect([low === 0, high === 1]).toEqual([successes === 0, successes === runs]);
  },
);

test("of nothing, nothing is known", () => {
  expect(wilson(0, 0)).toEqual([0, 1]);
  expect(median([])).toBeNaN();
  expect([median([3]), median([4, 1]), median([9, 1, 2])]).toEqual([3, 2.5, 2]);
});

const base = decode("#1/models=simple,lstm&training.updates=60").spec;
const lab: Lab = { base, axes: [{ path: "task.length", values: [10, 20] }], seeds: [1, 2] };
const jobs = jobsOf(lab);
const result = (solvedAt: number | null, loss: number): LabResult => ({
  ...{ solvedAt, updates: 60, failed: null },
  evaluations: [
    { update: 0, loss: 1.5, metric: 20 },
    { update: 60, loss, metric: 90 },
  ],
});

test("runs are counted by model and value, as far as they are over", () => {
  const results = jobs.map(({ model, at, seed }) => {
    if (seed === 2 && at[0] === 1) return undefined;
    return result(model === 1 ? 20 * seed : null, 0.1);
  });
  const cells = cellsOf(jobs, results);
  expect(
    cells.map(({ model, at, runs, solved, medianSolvedAt }) => [model, at[0], runs, solved, medianSolvedAt]),
  ).toEqual([
    [0, 0, 2, 0, Number.NaN],
    [1, 0, 2, 2, 30],
    [0, 1, 1, 0, Number.NaN],
    [1, 1, 1, 1, 20],
  ]);
  expect(cells.map(({ jobs: own }) => own.map(({ seed }) => seed))).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
    [1, 2],
  ]);
  expect(cells[1]?.interval).toEqual(wilson(2, 2));
});

test("the table has a row for each run that is over, with all digits and a link", () => {
  const exact = 0.1 + 0.2;
  const { header, rows } = labTable(lab, jobs, [result(null, exact), undefined, result(40, 1)], "WASM SIMD");
  expect(header).toEqual([
    ...[
      "model",
      "Length",
      "seed",
      "solved at update",
      "updates",
      "held-out loss",
      "metric",
      "failure",
      "engine",
      "link",
    ],
  ]);
  expect(rows.map((row) => row.slice(0, -1))).toEqual([
    ["RNN", "10 steps", 1, null, 60, exact, 90, "", "WASM SIMD"],
    ["RNN", "20 steps", 1, 40, 60, 1, 90, "", "WASM SIMD"],
  ]);
  expect(decode(String(rows[0]?.at(-1))).spec).toEqual(jobs[0]?.spec);
});
