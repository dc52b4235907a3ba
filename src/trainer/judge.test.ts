import { expect, test } from "vitest";
import type { Batch } from "../lib/batch.ts";
import type { PreparedTask } from "../tasks/task.ts";
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
  solved: { label: "over 0.9", source: "this test", test: ({ metric }) => metric > 0.9 },
  trivial: [{ label: "chance", loss: 1 }],
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

test("a judge that goes on from a memory says what the first one would have said", () => {
  const results = [1, 1.01, 0.99, 1, 0.1, 0.1, 1].map((loss, n) => [n * 20, loss, 1 - loss] as const);
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
