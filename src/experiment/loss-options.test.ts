import { expect, test } from "vitest";
import { rngFrom } from "../lib/rng.ts";
import { type TaskKind, tasks } from "../tasks/index.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { withValues } from "./edit.ts";
import { defaultSpec, prepareTask } from "./spec.ts";

const noAssets = () => Promise.reject(new Error("these tasks need no data"));
const prepared = (kind: TaskKind, training: { readonly [field: string]: string }) =>
  prepareTask(
    withValues(
      { ...defaultSpec(), task: { kind, values: { ...defaultsOf(kind) } } },
      Object.fromEntries(Object.entries(training).map(([field, value]) => [`training.${field}`, value])),
    ),
    noAssets,
  );
const defaultsOf = (kind: TaskKind) =>
  Object.fromEntries(Object.entries(tasks[kind].fields).map(([name, field]) => [name, field.default]));
const weightOf = (task: PreparedTask) => [...task.sample(rngFrom(1), "train").weight];

test("by default a task is what it says itself", async () => {
  const task = await prepared("hello", {});
  expect(weightOf(task)).toEqual(Array(10).fill(1));
  expect(task.trivial[0]?.loss).toBeCloseTo(Math.log(4));
  expect(task.solved).toBeDefined();
});

test("with the last step only, everything else of the sample stays and what the task says of its loss goes", async () => {
  const task = await prepared("hello", { lossSteps: "last" });
  const whole = (await prepared("hello", {})).sample(rngFrom(1), "train");
  const sample = task.sample(rngFrom(1), "train");
  expect([...sample.weight]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
  expect([sample.x, sample.y]).toEqual([whole.x, whole.y]);
  expect([task.io.readout, task.trivial, task.solved]).toEqual(["last", [], undefined]);
});

test("the last step of a task that has one answer is the task", async () => {
  const task = await prepared("temporal-order", { lossSteps: "last" });
  expect(task.trivial).not.toEqual([]);
  expect(task.solved).toBeDefined();
});

test("every step is refused where a task has no answer there, and is the task where it has", async () => {
  for (const kind of ["temporal-order", "adding"] as const)
    await expect(prepared(kind, { lossSteps: "every" })).rejects.toThrow(
      /Set “Loss computed at” to “task default” or “last step”/,
    );
  expect(weightOf(await prepared("hello", { lossSteps: "every" }))).toEqual(Array(10).fill(1));
});

test("beside a sum over steps stand trivial answers and a criterion that are as many times as large", async () => {
  const [mean, sum] = [await prepared("hello", {}), await prepared("hello", { reduction: "sum" })];
  expect(sum.trivial.map(({ loss }) => loss)).toEqual(mean.trivial.map(({ loss }) => loss * 10));
  const adding = await prepared("adding", { reduction: "sum" });
  expect(adding.trivial[0]?.loss).toBeCloseTo(1 / 6);
  const sine = await prepared("sine", {});
  const summed = await prepared("sine", { reduction: "sum" });
  const steps = weightOf(sine).reduce((all, weight) => all + weight, 0);
  for (const loss of [1e-5, 1e-3, 1e-1])
    expect(summed.solved?.test({ loss: loss * steps, metric: 50 })).toBe(
      sine.solved?.test({ loss, metric: 50 }),
    );
});
