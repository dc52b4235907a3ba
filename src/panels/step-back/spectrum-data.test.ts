import { expect, test } from "vitest";
import { decode } from "../../experiment/link.ts";
import { modelNames, prepareTask } from "../../experiment/spec.ts";
import { inEnglish, phrase } from "../../lib/phrase.ts";
import { planOf } from "../../model/counted.ts";
import { type Plan, scansOf } from "../../model/plan.ts";
import { plansOf } from "../../model/race-plans.ts";
import { newRecord, type RunRecord, recordSpectra, truncateRecord } from "../../store/run-record.ts";
import { forkedRecord } from "../../store/written-record.ts";
import { spectrum as words } from "../../text/en/spectrum.ts";
import { updateChart } from "../../text/en/update-chart.ts";
import {
  firstGate,
  spectrumAt,
  spectrumLines,
  spectrumRange,
  spectrumReasons,
  spectrumSentence,
  spectrumTable,
} from "./spectrum-data.ts";

async function opened(hash: string): Promise<RunRecord> {
  const { spec } = decode(hash);
  const task = await prepareTask(spec, async () => {
    throw new Error("no assets");
  });
  return newRecord(1, spec, task, plansOf(spec, task), modelNames(spec.models));
}

const spectrumOf = (gate: string, largest: number) => ({
  ...{ gate, largest, median: largest / 2, smallest: largest / 10, radius: largest / 1.5 },
});

test("each line has the gate that was picked, else the candidate, in order of update", async () => {
  const record = await opened("#1/task.length=9&models=simple,lstm,gru&models.*.units=4");
  const moment = (update: number) => ({
    update,
    models: [
      [[spectrumOf("h", 1 + update)]],
      [["i", "f", "g", "o"].map((gate, k) => spectrumOf(gate, k + update))],
      phrase`It takes ${7} days.`,
    ],
  });
  recordSpectra(record, [moment(32), moment(0)]);
  recordSpectra(record, [moment(16)]);
  const lines = spectrumLines(record, null, new Map());
  expect(lines.map(({ name, gate, points }) => [name, gate, points.map((one) => one.update)])).toEqual([
    ["RNN", "h", [0, 16, 32]],
    ["LSTM", "g", [0, 16, 32]],
    ["GRU", lines[2]?.gate, []],
  ]);
  expect(lines[1]?.points.map(({ largest }) => largest)).toEqual([2, 18, 34]);
  const [, forget] = spectrumLines(record, null, new Map([[1, "f"]]));
  expect(forget?.points.map(({ largest }) => largest)).toEqual([1, 17, 33]);
  expect(spectrumReasons(words, inEnglish, record, null)).toEqual(["GRU: It takes 7 days."]);
  expect(spectrumAt(forget?.points ?? [], 31)?.update).toBe(16);
  expect(spectrumSentence(words, lines, (gate) => `U_${gate}`)).toBe(
    "RNN, U_h: largest singular value 33.0 at update 32, spectral radius 22.0. LSTM, U_g: largest singular value 34.0 at update 32, spectral radius 22.7",
  );
  const { header, rows } = spectrumTable(words, updateChart, lines.slice(0, 1));
  expect(header).toEqual([
    "update",
    "RNN h largest",
    "RNN h median",
    "RNN h smallest",
    "RNN h spectral radius",
  ]);
  expect(rows[1]).toEqual([16, 17, 8.5, 1.7, 11.33333]);
  expect(spectrumRange(lines)).toEqual([0.01, 100]);
  expect(spectrumRange([])).toEqual([0.01, 5]);
});

test("a fork has what was known before, and going back forgets what came after", async () => {
  const record = await opened("#1/task.length=9&models=simple&models.*.units=4");
  for (const update of [0, 16, 32])
    recordSpectra(record, [{ update, models: [[[spectrumOf("h", update)]]] }]);
  const updates = ({ spectra }: RunRecord) => spectra.map(({ update }) => update);
  expect(updates(forkedRecord(2, record, record.spec))).toEqual([0, 16, 32]);
  truncateRecord(record, 20);
  expect(updates(record)).toEqual([0, 16]);
  // A moment that is examined again takes the place of the first.
  recordSpectra(record, [{ update: 16, models: [[[spectrumOf("h", 9)]]] }]);
  expect(spectrumLines(record, null, new Map())[0]?.points.map(({ largest }) => largest)).toEqual([0, 9]);
});

test("large layers say that there is one value, and layers without recurrent weights that there is none", async () => {
  const record = await opened("#1/task.kind=hello&models=embedding,gru&models.1.units=128");
  const [embedding, gru] = record.names;
  expect(spectrumReasons(words, inEnglish, record, null)).toEqual([
    words.without(embedding ?? ""),
    words.onlyLargest(gru ?? "", "100"),
  ]);
  expect(spectrumLines(record, null, new Map()).map(({ lane }) => lane)).toEqual([1]);
  const scan = scansOf(planOf(record.plans[1]) as Plan)[0];
  expect(scan && firstGate(scan)).toBe(scan?.blocks.recurrentKernel.at(-1));
});
