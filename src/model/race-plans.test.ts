import { expect, test } from "vitest";
import type { ExperimentSpec } from "../experiment/spec.ts";
import { defaultSpec, mapLayers } from "../experiment/spec.ts";
import { inEnglish } from "../lib/phrase.ts";
import { suitRefusal } from "./race-plans.ts";

const withDirections = (bidirectional: boolean): ExperimentSpec => {
  const spec = defaultSpec();
  return {
    ...spec,
    models: spec.models.map((model, m) =>
      m === 1
        ? mapLayers(model, (layer) => ({ ...layer, values: { ...layer.values, bidirectional } }))
        : model,
    ),
  };
};
const generating = { generate: { start: [0], length: 3, heldOut: new Int32Array(0) } };

test("a layer that reads backward is refused where the task goes on from its own output, with the model's name", () => {
  expect(inEnglish(suitRefusal(withDirections(true), generating) ?? "")).toMatch(
    /^LSTM reads in both directions.*off/,
  );
  expect(inEnglish(suitRefusal(withDirections(true), { forecast: {} as never }) ?? "")).toContain(
    "forecasts",
  );
  expect(suitRefusal(withDirections(true), {})).toBeUndefined();
  expect(suitRefusal(withDirections(false), generating)).toBeUndefined();
});
