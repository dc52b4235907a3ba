import { expect, test } from "vitest";
import { type CellKind, cells } from "../cells/index.ts";
import { addModel, withModel, withValue } from "./edit.ts";
import { isOfUse, shownLayerFields } from "./shown-fields.ts";
import { defaultLayer, defaultSpec, layerFieldsOf } from "./spec.ts";

test("an embedding has no first state, no recurrent weights and no direction; all other cells have", () => {
  const idle = (Object.keys(cells) as CellKind[]).map((cell) => [
    cell,
    Object.keys(layerFieldsOf(cell)).filter((name) => !isOfUse(cell, name)),
  ]);
  expect(Object.fromEntries(idle.filter(([, names]) => names?.length !== 0))).toEqual({
    embedding: ["bidirectional", "recurrentInitializer", "recurrentStddev", "initialState"],
  });
});

test("what a link has set all the same is shown, so that it can be set back", () => {
  const { cell, values } = defaultLayer("embedding");
  expect(shownLayerFields({ cell, values })).not.toHaveProperty("bidirectional");
  expect(shownLayerFields({ cell, values: { ...values, bidirectional: true } })).toHaveProperty(
    "bidirectional",
  );
});

test("a layer that becomes an embedding leaves behind what means nothing to it", () => {
  const two = withValue(withValue(defaultSpec(), "models.1.bidirectional", true), "models.1.dropout", 20);
  expect(withModel(two, 1, "embedding").models[1]?.parts.layers?.[0]?.values).toMatchObject({
    bidirectional: false,
    dropout: 20,
  });
  const last = withValue(defaultSpec(), "models.2.initialState", "learned");
  expect(addModel(last, "embedding").models[3]?.parts.layers?.[0]?.values.initialState).toBe("zero");
});
