import { describe, expect, test } from "vitest";
import { decode, encode } from "../experiment/link.ts";
import {
  axisValueText,
  checkLab,
  jobsOf,
  type Lab,
  readLab,
  readSeeds,
  writeLab,
  writeSeeds,
} from "./lab.ts";

const base = decode(
  "#1/models=simple,lstm&models.*.units=4&training.updates=50&training.speed=1&changes=7:optimizer.learningRate:0.02&training.typed=0:1/layers.0.kernel@0.0:0.5",
).spec;
const lab: Lab = {
  base,
  axes: [
    { path: "task.length", values: [10, 20] },
    { path: "models.*.units", values: [2, 3] },
  ],
  seeds: [1, 2, 9],
};

test("each run is an experiment of one model, which a link holds and the page opens", () => {
  const jobs = jobsOf(lab);
  expect(jobs).toHaveLength(3 * 2 * 2 * 2);
  expect(jobs.map(({ index }) => index)).toEqual(jobs.map((_, k) => k));
  expect(new Set(jobs.map(({ spec }) => encode(spec))).size).toBe(jobs.length);
  for (const { spec, seed, at, model } of jobs) {
    expect(spec.training).toMatchObject({ seed, speed: "max", updates: 50, typed: "" });
    expect(spec.changes).toEqual([]);
    expect(spec.task.values.length).toBe(lab.axes[0]?.values[at[0] ?? -1]);
    expect(
      spec.models.map(({ parts }) => parts.layers?.map(({ cell, values }) => [cell, values.units])),
    ).toEqual([[[model === 0 ? "simple" : "lstm", lab.axes[1]?.values[at[1] ?? -1]]]]);
    const again = decode(encode(spec));
    expect(again).toMatchObject({ spec, problems: [] });
  }
  // Every cell has its first run before any has its second.
  expect(jobs.slice(0, 8).every(({ seed }) => seed === 1)).toBe(true);
});

test("a lab comes back from its text as it was", () => {
  const text = writeLab(lab);
  expect(text).toBe("seeds=1-2,9;task.length=10,20;models.*.units=2,3");
  expect(readLab(base, text)).toEqual(lab);
  expect(readLab(base, "seeds=3")).toEqual({ base, axes: [], seeds: [3] });
  const choices = { ...lab, axes: [{ path: "training.clipNorm", values: [0, 0.5] }] };
  expect(readLab(base, writeLab(choices))).toEqual(choices);
});

test("seeds that follow each other are written as one", () => {
  for (const seeds of [[1], [1, 2, 3], [1, 2, 7, 9, 10], [5, 4, 3]])
    expect(readSeeds(writeSeeds(seeds))).toEqual(seeds);
  expect(writeSeeds([1, 2, 3, 7])).toBe("1-3,7");
  expect(readSeeds(" 1 – 3, 7 ")).toEqual([1, 2, 3, 7]);
});

test("values are told as their controls tell them", () => {
  expect(axisValueText(lab, { path: "task.length", values: [] }, 40)).toBe("40 steps");
  expect(axisValueText(lab, { path: "task.length", values: [] }, 40, true)).toBe("40");
  expect(axisValueText(lab, { path: "training.clipNorm", values: [] }, 0)).toBe("off");
});

describe("what cannot be run is refused with what is wrong", () => {
  test.each([
    ["seeds=", "A lab needs at least one seed."],
    ["seeds=one", "“one” is no seed. Seeds are written as “7”, “1-10” or “1-3, 7”."],
    ["seeds=9-1", "“9-1” runs backwards."],
    ["seeds=1-999999", "“1-999999” are too many seeds: a lab has at most 2000 runs."],
    ["seeds=4294967295", "“4294967295” is no seed: seeds are whole numbers from 0 to 2,147,483,647."],
    ["seeds=1,1", "Every seed counts once: one of them is there twice."],
    ["seeds=1-1000", "These are 2000 runs"],
    ["seeds=1-1001", "These are 2002 runs; a lab has at most 2000. Try fewer seeds or values."],
    ["hello", "“hello” is no part of a lab; parts are written as “task.length=10,20”."],
    ["seeds=1;task.length=10,many", "Length is “many”, which is no number."],
    ["seeds=1;task.length=10,100000", "Length is “100000”, over its largest value 400."],
    ["seeds=1;task.length=", "“task.length” has no value to try."],
    ["seeds=1;task.width=3", "“task.width” is no setting of this experiment."],
    ["seeds=1;training.seed=3", "“training.seed” is no setting that a lab can vary."],
    [
      "seeds=1;training.typed=0:0/layers.0.kernel@0.0:1",
      "“training.typed” is no setting that a lab can vary.",
    ],
    [
      "seeds=1;models.1.units=3",
      "“models.1.units” is of one model; a lab varies a setting of all, such as “models.*.units”.",
    ],
    ["seeds=1;models.*.forgetBias=1", "“models.*.forgetBias” is no setting of this experiment."],
    ["seeds=1;task.length=10;task.length=20", "The two settings of a lab have to differ."],
    ["seeds=1;task.length=9;models.*.units=2;training.clipNorm=1", "A lab varies at most 2 settings, not 3."],
    [`seeds=1;${"x".repeat(2000)}`, "The lab in this link is 2008 characters long; 2000 are the limit."],
  ])("%s", (text, why) => {
    const read = () => readLab(base, text);
    if (why === "These are 2000 runs") expect(read).not.toThrow();
    else expect(read).toThrow(why);
  });

  test("runs without an end", () => {
    const endless = { ...base, training: { ...base.training, updates: 0 } };
    expect(() => checkLab({ ...lab, base: endless })).toThrow("A lab needs runs that end");
  });
});
