import { expect, test } from "vitest";
import type { ExperimentSpec } from "../spec/spec.ts";
import { defaultSpec } from "../spec/spec.ts";
import { futureRefusal } from "./race-plans.ts";

const withDirections = (bidirectional: boolean): ExperimentSpec => {
  const spec = defaultSpec();
  return {
    ...spec,
    models: spec.models.map((model, m) =>
      m === 1
        ? {
            ...model,
            layers: model.layers.map((layer) => ({ ...layer, values: { ...layer.values, bidirectional } })),
          }
        : model,
    ),
  };
};
const generating = { generate: { start: [0], length: 3 } };

test("a layer that reads backward is refused where the task goes on from its own output, with the model's name", () => {
  expect(futureRefusal(withDirections(true), generating)).toMatch(/^LSTM reads in both directions.*off/);
  expect(futureRefusal(withDirections(true), { forecast: {} as never })).toContain("foretells");
  expect(futureRefusal(withDirections(true), {})).toBeUndefined();
  expect(futureRefusal(withDirections(false), generating)).toBeUndefined();
});
