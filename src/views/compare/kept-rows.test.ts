import { expect, test } from "vitest";
import { type KeptRun, keptFormat } from "../../store/database.ts";
import { identityOf } from "../../store/kept-runs.ts";
import { writeRecord } from "../../store/written-record.ts";
import { recordedRun } from "../../testing/recorded-run.ts";
import { curvePath, decadesOf, keptRows } from "./kept-rows.ts";

const series = (mean: readonly number[], stride = 1) => ({
  ...{ length: mean.length * stride, stride, last: mean.at(-1) ?? 0 },
  mean: Float64Array.from(mean),
});

async function kept(link: string): Promise<KeptRun> {
  const record = await recordedRun(link);
  return {
    ...{ id: "one", experiment: identityOf(record.spec), format: keptFormat, update: record.update },
    ...{ savedAt: 1000, state: "resting", engine: "wasm", file: new Uint8Array(0) },
    record: writeRecord(record),
  };
}

test("a kept run is listed with its task, its models, what they came to and their curves", async () => {
  const run = await kept(
    "#1/task.length=8&models=simple,lstm&models.*.units=3&training.batchSize=4&training.updates=20",
  );
  const [row, ...others] = keptRows([run, { ...run, experiment: "#1/models=no-such-cell" }]);
  // A link that cannot be read could not be opened either.
  expect(others).toEqual([]);
  expect(row?.task).toBe("Temporal order");
  expect(row?.models.map(({ name }) => name)).toEqual(["RNN", "LSTM"]);
  row?.models.forEach(({ loss, curve }, m) => {
    expect(loss).toBe(run.record.evaluations.at(-1)?.models[m]?.loss);
    expect(curve.length).toBeGreaterThan(0);
  });
});

test("curves share their decades, and what is no number interrupts them", () => {
  const model = (mean: readonly number[]) => ({
    name: "RNN",
    loss: null,
    solvedAt: null,
    curve: series(mean),
  });
  const rows = [{ models: [model([10, 1])] }, { models: [model([0.1, Number.NaN])] }] as never;
  expect(decadesOf(rows)).toEqual([-1, 1]);
  expect(decadesOf([{ models: [model([Number.NaN])] }] as never)).toBeNull();
  const size = { width: 100, height: 40 };
  expect(curvePath(series([10, 0.1]), 2, [-1, 1], size)).toBe("M25.0 0.0L75.0 40.0");
  expect(curvePath(series([1, Number.NaN, 1]), 3, [-1, 1], size)).toBe("M16.7 20.0M83.3 20.0");
  expect(curvePath(series([1, 1], 50), 100, [0, 0], size)).toBe("M25.0 20.0L75.0 20.0");
});
