import { expect, test } from "vitest";
import type { Examinations, JacobianStrip } from "../../examiner/protocol.ts";
import { decode } from "../../experiment/link.ts";
import { modelNames, prepareTask } from "../../experiment/spec.ts";
import { inEnglish, phrase } from "../../lib/phrase.ts";
import { lagsOf } from "../../model/lags.ts";
import { plansOf } from "../../model/race-plans.ts";
import { newRecord, type RunRecord, recordExamined } from "../../store/run-record.ts";
import { heldOutSample } from "../../tasks/held-out.ts";
import { horizon as words } from "../../text/en/horizon.ts";
import { updateChart } from "../../text/en/update-chart.ts";
import { tabSeparated } from "../table.ts";
import {
  directionOf,
  horizonLines,
  horizonSentence,
  horizonTable,
  knownAt,
  lagWords,
  markedOf,
  normWords,
  scanWords,
  stepPaths,
  whyNone,
} from "./horizon-data.ts";

async function opened(hash: string): Promise<RunRecord> {
  const { spec } = decode(hash);
  const task = await prepareTask(spec, async () => {
    throw new Error("no assets");
  });
  return newRecord(1, spec, task, plansOf(spec, task), modelNames(spec.models));
}

const strip = (steps: number, isWhole = false): JacobianStrip => ({
  ...{ largest: new Float64Array(9), median: null, smallest: null, said: null, bound: null },
  horizon: { steps, isWhole, isLeast: false },
});
/** By model and scan. */
const examined = (
  update: number,
  models: readonly NonNullable<Examinations["models"][number]["jacobians"]>[],
): Examinations => ({
  update,
  probe: 0,
  models: models.map((jacobians) => ({
    ...{ trace: null, reach: null, backward: null, next: null, confusion: null, jacobians },
  })),
});

test("a line has what was measured, at the updates that were examined, in their order", async () => {
  const record = await opened("#1/task.length=9&models=simple,lstm&models.*.units=4");
  expect(horizonLines(record, null)).toEqual([]);
  expect(horizonSentence(words, [], [])).toBe(words.empty);
  for (const [update, rnn] of [
    [0, 3],
    [40, 1],
    [16, 2],
  ] as const)
    recordExamined(record, examined(update, [[strip(rnn)], [strip(9, true)]]));
  const lines = horizonLines(record, null);
  expect(lines.map(({ lane, known }) => [lane, known.map(({ update, steps }) => [update, steps])])).toEqual([
    [
      0,
      [
        [0, 3],
        [16, 2],
        [40, 1],
      ],
    ],
    [
      1,
      [
        [0, 9],
        [16, 9],
        [40, 9],
      ],
    ],
  ]);
  expect(horizonSentence(words, lines, [])).toBe(
    "RNN: 1 step back at update 40. LSTM: all 9 back at update 40",
  );
  expect(tabSeparated(horizonTable(words, updateChart, lines)).split("\n")).toEqual([
    "update\tRNN horizon in steps\tLSTM horizon in steps",
    "0\t3\t9",
    "16\t2\t9",
    "40\t1\t9",
  ]);
});

test("a model that the examiner refused has its reason in place of a line", async () => {
  const record = await opened("#1/task.length=9&models=state-skip,gru&models.*.units=4");
  recordExamined(record, examined(0, [[phrase`It looks back ${3} steps.`], [strip(2)]]));
  expect(horizonLines(record, null).map(({ lane }) => lane)).toEqual([1]);
  expect(whyNone(words, inEnglish, record, null)).toEqual([`${record.names[0]}: It looks back 3 steps.`]);
  recordExamined(record, phrase`Nothing could be computed.`);
  expect(whyNone(words, inEnglish, record, null)).toEqual(["Nothing could be computed."]);
});

test("a model that counts says that it has no state", async () => {
  const record = await opened("#1/task.kind=hello&models=gru,simple&models.*.units=4");
  const counted = { ...record, plans: [record.plans[0], { tables: [] }] } as unknown as RunRecord;
  expect(whyNone(words, inEnglish, counted, null)).toEqual([words.counted(record.names[1] ?? "")]);
  expect(directionOf(counted, null)).toBe("forward");
});

test("of two directions and several layers, the one that is shown", async () => {
  const record = await opened(
    "#1/task.length=9&models=simple,lstm&models.*.units=4&models.1.bidirectional=1",
  );
  const scans = [strip(5), strip(7)];
  recordExamined(record, examined(0, [[strip(2)], scans]));
  const isTwo = record.horizons[0]?.models[1]?.length === 2;
  expect(isTwo).toBe(true);
  const backward = { layer: 0, direction: "backward" } as const;
  expect(horizonLines(record, null).map(({ known }) => known[0]?.steps)).toEqual([2, 5]);
  expect(horizonLines(record, backward).map(({ known }) => known[0]?.steps)).toEqual([2, 7]);
  expect(directionOf(record, null)).toBe("forward");
  // The RNN reads forward alone: the end of its time is not that of the other.
  expect(directionOf(record, backward)).toBe(null);
  expect(scanWords(words, record, backward)).toBe("layer 1, read backward");
});

const lagsIn = async (hash: string, direction: "forward" | "backward" = "forward") => {
  const { task, spec } = await opened(hash);
  const sample = heldOutSample(task, spec.training.seed, 0);
  return { sample, task, lags: lagsOf(task.drawing(sample), sample.length ?? task.io.steps, direction) };
};

test("the lags of a task are those of the letters that its drawing emphasises", async () => {
  const { sample, lags } = await lagsIn("#1/task.length=40");
  const at = [...sample.x.keys()].filter((t) => (sample.x[t] as number) >= 4);
  expect(lags.map(({ far, near }) => [far, near])).toEqual(at.map((t) => [39 - t, 39 - t]));
  const letter = sample.x[at[0] as number] === 4 ? "X" : "Y";
  expect(lagWords(words, lags[0] as (typeof lags)[0])).toBe(`${letter} is ${39 - (at[0] ?? 0)} steps back`);
  const { lags: backward } = await lagsIn("#1/task.length=40", "backward");
  expect(backward.map(({ far }) => far)).toEqual(at.toReversed());
});

test("marks count as well, neighbours are one, and a task that emphasises nothing has none", async () => {
  const { sample, lags } = await lagsIn("#1/task.kind=adding&task.length=20");
  const at = Array.from({ length: 20 }, (_, t) => t).filter((t) => sample.x[2 * t + 1] === 1);
  expect(lags.map(({ far, kind }) => [far, kind])).toEqual(at.map((t) => [19 - t, "marks"]));
  const { lags: copy } = await lagsIn("#1/task.kind=copy-memory&task.remember=5&task.delay=20");
  expect(copy.map(({ far, near }) => [far, near])[0]).toEqual([29, 25]);
  expect(lagWords(words, copy[0] as (typeof copy)[0])).toBe("symbols, 25 to 29 steps back");
  expect((await lagsIn("#1/task.kind=sine")).lags).toEqual([]);
  expect((await lagsIn("#1/task.kind=hello")).lags).toEqual([]);
});

const plain = { x: (update: number) => update, y: (steps: number) => 100 - steps };
const known = (...all: readonly (readonly [update: number, steps: number])[]) =>
  all.map(([update, steps]) => ({ update, steps, isWhole: false, isLeast: false }));

test("a line keeps a value until the next one, dashed where nothing was examined for long", () => {
  expect(stepPaths(known([0, 10], [4, 12], [8, 11]), plain, 100)).toEqual({
    solid: "M0.0 90.0H4.0V88.0H8.0V89.0",
    dashed: "",
  });
  expect(stepPaths(known([0, 10], [4, 12], [60, 11], [62, 13]), plain, 100)).toEqual({
    solid: "M0.0 90.0H4.0V88.0M60.0 89.0H62.0V87.0",
    dashed: "M4.0 88.0H60.0V89.0",
  });
  expect(stepPaths(known([5, 10]), plain, 100)).toEqual({ solid: "", dashed: "" });
});

test("few points have a mark each, many those at the places of all charts", () => {
  const few = known([0, 1], [50, 2]);
  expect(markedOf(few, [80])).toEqual(few);
  const many = known(...Array.from({ length: 40 }, (_, k) => [10 * k, k] as const));
  expect(markedOf(many, [85, 89, 240]).map(({ update }) => update)).toEqual([80, 240]);
  expect(knownAt(many, 5)?.update).toBe(0);
  expect(knownAt(known([10, 1]), 5)).toBe(undefined);
});

test("the norm is named with the steps that it compares", () => {
  expect(normWords(40, "forward")).toBe("‖∂h₄₀/∂h₄₀₋ₖ‖");
  expect(normWords(40, "backward")).toBe("‖∂h₁/∂h₁₊ₖ‖");
});
