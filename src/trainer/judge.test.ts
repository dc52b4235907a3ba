import { expect, test } from "vitest";
import type { Batch } from "../lib/batch.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { trivialAnswer } from "../tasks/trivial.ts";
import { createJudge } from "./judge.ts";

const batch: Batch = {
  steps: 1,
  size: 1,
  x: Int32Array.of(0),
  y: Int32Array.of(0),
  weight: Float32Array.of(1),
};

/** A task whose metric is its only output, solved over 0.9, with chance at a loss of 1. */
const task: Pick<PreparedTask, "metric" | "solved" | "trivial"> = {
  metric: { label: "accuracy", unit: "%", better: "higher", of: (outputs) => outputs[0] ?? 0 },
  solved: { label: "over 0.9", reached: "0.9", source: "this test", test: ({ metric }) => metric > 0.9 },
  trivial: [trivialAnswer("chance", "by chance", 1)],
};

function judgeAll(results: readonly (readonly [update: number, loss: number, metric: number])[]) {
  const judge = createJudge(task as PreparedTask);
  return results.map(([update, loss, metric]) =>
    judge.judge(update, { loss, outputs: Float32Array.of(metric) }, batch),
  );
}

test("solved at the first of two good evaluations in a row, and it stays so", () => {
  const verdicts = judgeAll([
    [0, 1, 0.2],
    [20, 0.5, 0.95],
    [40, 0.5, 0.5],
    [60, 0.3, 0.95],
    [80, 0.2, 0.97],
    [100, 0.4, 0.1],
  ]);
  expect(verdicts.map(({ solvedAt }) => solvedAt)).toEqual([null, null, null, null, 60, 60]);
});

test("stuck after five evaluations within 2 % of a trivial answer, and not once it left", () => {
  const losses = [1, 1.01, 0.99, 1, 1.015, 1, 0.9, 1];
  const verdicts = judgeAll(losses.map((loss, n) => [n * 20, loss, 0]));
  expect(verdicts.map(({ stuckAt }) => stuckAt)).toEqual([
    null,
    null,
    null,
    null,
    "chance",
    "chance",
    null,
    null,
  ]);
});

/** Two evaluations of three are off the baseline, by up to 6 % either way, as with a batch that is small. */
const noisy = [1, 1.03, 0.96, 0.99, 1.06, 0.97, 1.01, 0.94, 1.04, 1];

test("a model that is stuck stays so while its loss is noisy, and has left once the loss fell", () => {
  const losses = [1, 1.01, 0.99, 1, 1, ...noisy, 0.97, 0.96, 0.95, 0.93, 1];
  const said = judgeAll(losses.map((loss, n) => [n * 20, loss, 0])).map(({ stuckAt }) => stuckAt);
  expect(said.slice(4, 5 + noisy.length)).toEqual(Array(1 + noisy.length).fill("chance"));
  // Three in a row outside of 2 %, all below: it has left, and the single return at the end does not count.
  expect(said.slice(5 + noisy.length)).toEqual(["chance", "chance", null, null, null]);
  const words = said.filter((word, n) => n > 0 && word !== said[n - 1]);
  expect(words).toHaveLength(2);
});

test("a solved model is not stuck, wherever its loss is", () => {
  const said = judgeAll([1, 1, 1, 1, 1, 1, 1].map((loss, n) => [n * 20, loss, n > 4 ? 1 : 0]));
  expect(said.map(({ stuckAt }) => stuckAt)).toEqual([null, null, null, null, "chance", "chance", null]);
});

test("a judge that goes on from a memory says what the first one would have said", () => {
  const results = [1, 1.01, 0.99, 1, 1, 1.03, 0.97, 1, 0.1, 0.1, 1].map(
    (loss, n) => [n * 20, loss, 1 - loss] as const,
  );
  const whole = judgeAll(results);
  for (let split = 0; split <= results.length; split++) {
    const first = createJudge(task as PreparedTask);
    const say = (judge: typeof first) => (result: (typeof results)[number]) =>
      judge.judge(result[0], { loss: result[1], outputs: Float32Array.of(result[2]) }, batch);
    const before = results.slice(0, split).map(say(first));
    const second = createJudge(task as PreparedTask, structuredClone(first.memory()));
    expect([...before, ...results.slice(split).map(say(second))]).toEqual(whole);
  }
});

test("going back to an earlier memory forgets a solution that came later", () => {
  const judge = createJudge(task as PreparedTask);
  const good = { loss: 0.1, outputs: Float32Array.of(1) };
  judge.judge(20, good, batch);
  const memory = judge.memory();
  expect(judge.judge(40, good, batch).solvedAt).toBe(20);
  const back = createJudge(task as PreparedTask, memory);
  expect(back.judge(40, { loss: 1, outputs: Float32Array.of(0) }, batch).solvedAt).toBe(null);
});

test("a memory that names its answer by the label, as earlier versions wrote it, goes on by the id", () => {
  const label = "by chance: 1.000";
  const written = [20, 40, 60, 80].map((update) => ({
    update,
    good: false,
    at: label,
    solvedAt: null,
    stuckAt: null,
  }));
  const judge = createJudge(task as PreparedTask, written);
  const evaluation = { loss: 1, outputs: Float32Array.of(0) };
  expect(judge.judge(100, evaluation, batch).stuckAt).toBe("chance");
  const stuck = createJudge(task as PreparedTask, [
    { update: 100, good: false, at: null, solvedAt: null, stuckAt: label },
  ]);
  expect(stuck.judge(120, { ...evaluation, loss: 1.05 }, batch).stuckAt).toBeNull();
  const noisy = createJudge(task as PreparedTask, [
    { update: 100, good: false, at: label, solvedAt: null, stuckAt: label },
  ]);
  expect(noisy.judge(120, { ...evaluation, loss: 1.05 }, batch).stuckAt).toBe("chance");
});
