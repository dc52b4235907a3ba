import { expect, test } from "vitest";
import type { KeptRun } from "../../store/database.ts";
import { keptFormat } from "../../store/database.ts";
import { identityOf } from "../../store/kept-runs.ts";
import { writeRecord } from "../../store/written-record.ts";
import { recordedRun } from "../../testing/recorded-run.ts";
import { differsFrom, keptRows } from "./kept-rows.ts";
import { decadesOfValues, pathOf } from "./log-lines.ts";
import { callOf, linesOf, measures } from "./overlay-data.ts";

const common = "task.length=8&training.batchSize=4&training.updates=20";

async function kept(settings: string, name?: string): Promise<KeptRun> {
  const record = await recordedRun(`#1/${common}&${settings}`);
  return {
    ...{ id: settings, experiment: identityOf(record.spec), format: keptFormat, update: record.update },
    ...{ savedAt: 1000, state: "resting", engine: "wasm", file: new Uint8Array(8), ...(name && { name }) },
    record: writeRecord(record),
  };
}

test("runs beside each other: their curves, and what each is called", async () => {
  const rows = keptRows([
    await kept("models=simple,lstm&models.*.units=3"),
    await kept("models=simple,lstm&models.*.units=4&training.clipNorm=0"),
    await kept("models=gru&models.0.units=4", "my best"),
  ]);
  expect([0, 1, 2].map((r) => callOf(rows, r))).toEqual([null, "units 3 → 4, clip norm 1 → off", "my best"]);
  expect(differsFrom(rows[2] as never, rows[1] as never)).toBe("GRU, clip norm off → 1");
  expect(rows[0]?.bytes).toBeGreaterThan(8);
  for (const measure of measures) {
    const lines = linesOf(rows, measure);
    expect(lines.map(({ run, lane, name }) => [run, lane, name])).toEqual([
      [0, 0, "RNN"],
      [0, 1, "LSTM"],
      [1, 0, "RNN"],
      [1, 1, "LSTM"],
      [2, 0, "GRU"],
    ]);
    for (const { points } of lines) {
      expect(points.length).toBeGreaterThan(0);
      for (const [update, value] of points) {
        expect(update).toBeLessThanOrEqual(20);
        expect(value).toBeGreaterThan(0);
      }
    }
    expect(decadesOfValues(lines.flatMap(({ points }) => points.map(([, value]) => value)))).not.toBeNull();
  }
  const heldOut = linesOf(rows, "heldOut")[0];
  expect(heldOut?.points.at(-1)?.[1]).toBe(rows[0]?.models[0]?.loss);
});

test("what is no number interrupts a line", () => {
  const points = [
    [0, 1],
    [1, Number.NaN],
    [2, 3],
    [3, 4],
  ] as const;
  expect(
    pathOf(
      points,
      (update) => update,
      (value) => value,
    ),
  ).toBe("M0.0 1.0M2.0 3.0L3.0 4.0");
  expect(decadesOfValues([0])).toBeNull();
});
