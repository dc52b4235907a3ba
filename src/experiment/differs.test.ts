import fc from "fast-check";
import { expect, test } from "vitest";
import { anyExperiment } from "../testing/experiment.arbitrary.ts";
import { differences } from "./differs.ts";
import { decode, encode } from "./link.ts";

const of = (hash: string) => decode(`#1/${hash}`).spec;

test.each([
  ["models=gru", "models=gru&models.0.units=64", ["units 32 → 64"]],
  ["models=simple,gru", "models=simple,gru&models.*.units=64", ["units 32 → 64"]],
  ["models=simple,gru", "models=simple,gru&models.1.units=64", ["GRU units 32 → 64"]],
  ["models=simple,lstm", "models=gru", ["GRU"]],
  ["models=lstm", "models=lstm&training.clipNorm=0", ["clip norm 1 → off"]],
  ["models=lstm", "models=lstm&task.length=20&training.seed=8", ["length 40 → 20 steps", "seed 7 → 8"]],
  ["models=lstm", "models=lstm&optimizer.kind=sgd", ["SGD"]],
  ["models=lstm", "task.kind=adding&models=lstm", ["Adding problem"]],
  [
    "models=lstm",
    "models=lstm&changes=120:optimizer.learningRate:0.001",
    ["learning rate 0.001 from update 120"],
  ],
  ["models=lstm", "models=lstm&training.typed=0:0/layers.0.kernel@0.0:0.5", ["typed weights"]],
  ["models=lstm", "models=lstm&training.speed=5&training.updates=50", []],
])("%s, then %s", (before, after, parts) => {
  expect(differences(of(before), of(after))).toEqual(parts);
});

test("nothing differs from itself, and whatever does is said in text that can be read", () => {
  fc.assert(
    fc.property(anyExperiment(), anyExperiment(), (before, after) => {
      expect(differences(before, before)).toEqual([]);
      const parts = differences(before, after);
      for (const part of parts) expect(part).not.toMatch(/undefined|NaN|\[object/);
      const same = (spec: typeof before) =>
        encode({
          ...spec,
          training: { ...spec.training, speed: "max", engine: "auto", stopWhenSolved: false, updates: 1 },
          view: before.view,
          changes: [],
        });
      if (parts.length === 0) expect(same(after)).toBe(same(before));
    }),
  );
});
