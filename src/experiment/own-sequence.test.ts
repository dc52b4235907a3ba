import { expect, test } from "vitest";
import { inEnglish, isFormed } from "../lib/phrase.ts";
import { heldOutSample } from "../tasks/held-out.ts";
import { isNextInput, ownSequence, type Typed, typedOf } from "../tasks/own-sequence.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { decode } from "./link.ts";
import { prepareTask } from "./spec.ts";

const open = (settings: string): Promise<PreparedTask> =>
  prepareTask(decode(`#1/${settings}`).spec, async () => {
    throw new Error("no assets");
  });

function read(task: PreparedTask, typed: Typed) {
  const own = ownSequence(task, typed);
  if (isFormed(own)) throw new Error(inEnglish(own));
  return own;
}
const problem = (task: PreparedTask, typed: Typed): string => {
  const own = ownSequence(task, typed);
  return isFormed(own) ? inEnglish(own) : "";
};

test.each([
  "task.length=12",
  "task.length=20&task.shortest=8",
  "task.kind=adding&task.length=12",
  "task.kind=copy-memory&task.remember=3&task.delay=5",
  "task.kind=hello",
  "task.kind=sine",
])("%s: a held-out sequence, typed, is the same sequence", async (settings) => {
  const task = await open(settings);
  for (const index of [0, 1, 2]) {
    const sample = heldOutSample(task, 1, index);
    const { sample: own } = read(task, typedOf(task, sample));
    expect(own.length).toBe(sample.length === task.io.steps ? undefined : sample.length);
    const isExact = task.io.input.kind === "tokens";
    for (const [k, value] of sample.x.entries())
      if (isExact) expect(own.x[k]).toBe(value);
      else expect(own.x[k]).toBeCloseTo(value, 3);
    // The last step of a text has a next symbol that is not typed.
    const asked = isNextInput(task) ? sample.weight.slice(0, -1) : sample.weight;
    for (const [t, weight] of asked.entries()) {
      expect(own.weight[t]).toBe(weight);
      if (weight > 0) expect(own.y[t]).toBeCloseTo(sample.y[t] as number, 3);
    }
  }
});

test("a shorter sequence is padded, and nothing is drawn after its end", async () => {
  const task = await open("task.length=12");
  const { sample, drawing } = read(task, { x: "aX bY", y: "XY" });
  expect(sample.length).toBe(4);
  expect([...sample.x]).toEqual([0, 4, 1, 5, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect([...sample.weight.keys()].filter((t) => sample.weight[t] === 1)).toEqual([3]);
  expect(sample.y[3]).toBe(1);
  const [track] = drawing.input;
  expect(track?.kind === "symbols" && track.symbols.join("|")).toBe("a|X|b|Y||||||||");
  expect(drawing.answer).toBe("XY");
});

test("without an answer there is none: not a wrong one either", async () => {
  const task = await open("task.length=12");
  const { sample, drawing } = read(task, { x: "aXbY", y: "" });
  expect(sample.weight.every((weight) => weight === 0)).toBe(true);
  expect(drawing.answer).toBeUndefined();
  expect(drawing.target.kind === "symbols" && drawing.target.symbols.join("")).toBe("");
});

test("what cannot be read is quoted with what to do", async () => {
  const order = await open("task.length=12");
  expect(problem(order, { x: "aXq", y: "" })).toBe(
    "“q” is not a symbol of this task. Its symbols are: a b c d X Y.",
  );
  expect(problem(order, { x: "", y: "" })).toContain("Type at least one step");
  expect(problem(order, { x: "a".repeat(13), y: "" })).toContain(
    "has 13 steps; this experiment has up to 12",
  );
  expect(problem(order, { x: "aXb", y: "XZ" })).toContain("“XZ” is not a symbol");
  expect(problem(order, { x: "aXb", y: "XY XX" })).toContain("2 answers are given");
  const adding = await open("task.kind=adding&task.length=12");
  expect(problem(adding, { x: "0.5 1; 0,3 0", y: "" })).toContain("“0,3” is not a number");
  expect(problem(adding, { x: "0.5 1; 0.3", y: "" })).toContain(
    "“0.3” has 1 numbers; a step of this task has 2",
  );
  expect([...read(adding, { x: "0.5 1; 0.25 0", y: "0.75" }).sample.x.slice(0, 4)]).toEqual([
    0.5, 1, 0.25, 0,
  ]);
});
