import { beforeAll, expect, test } from "vitest";
import type { RunRecord } from "../../store/run-record.ts";
import { recordedRun } from "../../testing/recorded-run.ts";
import { workbench as words } from "../../text/en/workbench.ts";
import {
  type Bench,
  batchOf,
  benchOf,
  isBench,
  isSmall,
  pastedRows,
  readNumber,
  sequenceOf,
} from "./bench.ts";
import { benchTable } from "./table.ts";

const quiz =
  "#1/task.kind=by-hand&task.targets=%3F/%3F&models=simple&models.0.units=1&models.0.activation=sigmoid&training.batchSize=1&training.updates=16" +
  "&training.typed=0:0/layers.0.bias@0.0:0.1,0:0/layers.0.kernel@0.0:-0.1,0:0/layers.0.recurrentKernel@0.0:0.5,0:0/readout.bias@0.0:0,0:0/readout.kernel@0.0:0.7,0:0/layers.4.kernel@0.0:1";

let record: RunRecord;
beforeAll(async () => {
  record = await recordedRun(quiz);
});

/** Before its first snapshot, as a page has it while the worker begins. */
const untrained = (of: RunRecord): Bench => {
  const bench = benchOf({ ...of, snapshot: null, lookedAt: null, update: 0 }, 0);
  if (!isBench(bench)) throw new Error(bench);
  return bench;
};

test("the quiz: every state and output to 1e-12, in the table too", () => {
  const bench = untrained(record);
  const columns = sequenceOf(bench, batchOf(record, 0), null);
  const { header, rows } = benchTable(bench, columns, words);
  expect(header).toEqual(["step", "x", "h", "y"]);
  const expected = [
    [1, 12, 0.24973989440488234, 0.17481792608341762],
    [2, 8, 0.36005393658863494, 0.25203775561204445],
  ];
  rows.forEach((row, t) => {
    row.forEach((value, c) => {
      expect(Math.abs(Number(value) - (expected[t]?.[c] as number))).toBeLessThan(1e-12);
    });
  });
  expect(bench.typed).toHaveLength(6);
  expect(bench.misfits.map(({ path }) => path)).toEqual(["layers.4.kernel"]);
});

test("after an update the weights are the engine's, and none is typed", () => {
  const bench = benchOf(record, 0);
  expect(isBench(bench) && [bench.update, bench.typed.length]).toEqual([16, 0]);
  expect(isBench(bench) && bench.weights.get("layers.0.kernel")?.[0]).toBe(Math.fround(-0.1));
});

test("a large network has no table of states, and a held gate no bench", async () => {
  const large = await recordedRun(
    "#1/task.length=8&models=gru,gru&models.*.units=5&models.1.clampZ=0&training.batchSize=1&training.updates=1",
  );
  const bench = untrained(large);
  expect(isSmall(bench.plan)).toBe(false);
  expect(sequenceOf(bench, batchOf(large, 0), null)).toBeNull();
  expect(benchTable(bench, null, words).rows).toHaveLength(
    bench.plan.params.reduce((sum, { size }) => sum + size, 0),
  );
  expect(benchOf(large, 1)).toBe("held");
});

test("numbers as people and spreadsheets write them", () => {
  expect([" −0.5", "1e-3", ".5", "+2"].map(readNumber)).toEqual([-0.5, 1e-3, 0.5, 2]);
  expect(Object.is(readNumber("-0"), 0)).toBe(true);
  for (const wrong of ["", "0,5", "1e9", "NaN", "0x10", "1 2"]) expect(readNumber(wrong)).toBeUndefined();
  expect(pastedRows("1\t2\r\n3\t4\n")).toEqual([
    ["1", "2"],
    ["3", "4"],
  ]);
});
