import { expect, test } from "vitest";
import { type CellKind, cells } from "../cells/index.ts";
import { type AnyValues, checkField } from "../lib/fields.ts";
import { addModel, withModel } from "../spec/edit.ts";
import { layerFields } from "../spec/layer-fields.ts";
import { presets } from "../spec/presets.ts";
import { defaultLayer, type ExperimentSpec } from "../spec/spec.ts";
import { conventionOf, unlikeSource } from "./conventions.ts";
import { smallRequest } from "./networks.ts";
import { notationIds } from "./notation.ts";
import { planModel, scansOf } from "./plan.ts";
import { texEquations } from "./print/tex.ts";

const base = { ...(presets[0]?.spec as ExperimentSpec) };
const one = { ...base, models: base.models.slice(0, 1) };

/** Candidate and new state of a GRU that is added while the notation is chosen. */
function addedGru(notation: (typeof notationIds)[number]) {
  const model = addModel(one, "gru", conventionOf(notation, "gru")).models.at(-1);
  const [scan] = model ? scansOf(planModel(model, smallRequest)) : [];
  if (!scan) throw new Error("a model of one layer has one scan");
  return texEquations(scan, { notation })
    .slice(-2)
    .map(({ tex }) => tex);
}

// Syllabus A5, rows 56 to 58, and A10, E2, E3 and E5.
test.each([
  [
    "pytorch",
    "n_t = \\tanh(W_{in} x_t + b_{in} + r_t \\odot (W_{hn} h_{t-1} + b_{hn}))",
    "h_t = z_t \\odot h_{t-1} + (1 - z_t) \\odot n_t",
  ],
  [
    "u",
    "\\tilde h_t = \\tanh(W_h x_t + b_h + r_t \\odot (U_h h_{t-1}))",
    "h_t = u_t \\odot \\tilde h_t + (1 - u_t) \\odot h_{t-1}",
  ],
  [
    "d",
    "\\tilde h_t = \\tanh(W_h x_t + b_h + r_t \\odot (U_h h_{t-1}))",
    "h_t = u_t \\odot \\tilde h_t + (1 - u_t) \\odot h_{t-1}",
  ],
  [
    "s",
    "\\tilde h_t = \\tanh(U_h x_t + W_h (\\Gamma_{r,t} \\odot h_{t-1}))",
    "h_t = \\Gamma_{u,t} \\odot \\tilde h_t + (1 - \\Gamma_{u,t}) \\odot h_{t-1}",
  ],
  [
    "t",
    "\\tilde h_t = \\tanh(W_{xh} x_t + W_{hh} (r_t \\odot h_{t-1}) + b_h)",
    "h_t = z_t \\odot \\tilde h_t + (1 - z_t) \\odot h_{t-1}",
  ],
  [
    "o",
    "\\tilde h_t = \\tanh(W^h_{hx} x_t + W^h_{hh} (\\Gamma^r_t \\odot h_{t-1}) + b^h_h)",
    "h_t = \\Gamma^u_t \\odot h_{t-1} + (1 - \\Gamma^u_t) \\odot \\tilde h_t",
  ],
] as const)("a GRU added in %s is that source's", (notation, candidate, state) => {
  expect(addedGru(notation)).toEqual([candidate, state]);
});

test("Keras' GRU is PyTorch's", () => {
  expect(conventionOf("keras", "gru")).toEqual(conventionOf("pytorch", "gru"));
});

test.each(notationIds)("every setting of %s is one of its cell's", (notation) => {
  for (const cell of Object.keys(cells) as CellKind[])
    for (const [name, value] of Object.entries(conventionOf(notation, cell))) {
      const field = { ...layerFields, ...cells[cell].fields }[name];
      expect(field && checkField(field, value).ok, `${cell}.${name}`).toBe(true);
    }
});

test("another cell is the source's too, whatever the cell before it was", () => {
  const turned = withModel(one, 0, "gru", { convention: conventionOf("s", "gru") });
  const [layer] = turned.models[0]?.layers ?? [];
  expect(layer?.values).toMatchObject({ resetAfter: false, updateGate: "new", useBias: false });
  expect(layer && unlikeSource("s", layer)).toEqual([]);
});

test("what a layer has otherwise than a source: each once, and whether weights convert it", () => {
  const unlike = (notation: (typeof notationIds)[number], values: AnyValues = {}) =>
    unlikeSource(notation, { cell: "gru", values: { ...defaultLayer("gru").values, ...values } }).map(
      ({ name, own, source, converts }) => `${name} ${own} → ${source}${converts ? ", converts" : ""}`,
    );
  expect(unlike("pytorch")).toEqual([]);
  expect(unlike("u")).toEqual(["recurrentBias true → false", "updateGate old → new, converts"]);
  expect(unlike("s")).toEqual([
    "resetAfter true → false",
    "updateGate old → new, converts",
    "useBias true → false",
  ]);
  // Of a reset before the product a recurrent bias is no setting.
  expect(unlike("pytorch", { resetAfter: false, recurrentBias: false })).toEqual(["resetAfter false → true"]);
  expect(unlikeSource("keras", defaultLayer("lstm"))).toEqual([]);
});

test("the last model's units are kept, its GRU's settings are not", () => {
  const first = addModel(one, "gru", conventionOf("s", "gru"));
  const units = first.models.at(-1)?.layers[0]?.values.units;
  const next = addModel(first, "gru", conventionOf("pytorch", "gru")).models.at(-1)?.layers[0]?.values;
  expect(next).toMatchObject({ units, resetAfter: true, updateGate: "old", useBias: true });
});
