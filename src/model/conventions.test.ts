import { expect, test } from "vitest";
import { type CellKind, cells } from "../cells/index.ts";
import { addModel, withModel } from "../experiment/edit.ts";
import { layerFields } from "../experiment/layer-fields.ts";
import { presets } from "../experiment/presets.ts";
import { defaultLayer, type ExperimentSpec } from "../experiment/spec.ts";
import { type AnyValues, checkField } from "../lib/fields.ts";
import { planModel } from "./build.ts";
import { conventionOf, unlikeSource } from "./conventions.ts";
import { smallRequest } from "./networks.ts";
import { notationIds } from "./notation.ts";
import { scansOf } from "./plan.ts";
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
    "\\tilde h_i = \\tanh(W x_i + r_i \\circ U h_{i-1} + b^{(h)})",
    "h_i = u_i \\circ \\tilde h_i + (1 - u_i) \\circ h_{i-1}",
  ],
  [
    "d",
    "\\tilde h_i = \\tanh(W x_i + r_i \\circ U h_{i-1} + b^{(h)})",
    "h_i = u_i \\circ \\tilde h_i + (1 - u_i) \\circ h_{i-1}",
  ],
  [
    "s",
    "\\tilde h_t = \\tanh(W \\cdot [r_t \\ast h_{t-1}, x_t])",
    "h_t = (1 - z_t) \\ast h_{t-1} + z_t \\ast \\tilde h_t",
  ],
  [
    "t",
    "\\tilde h_t = \\tanh(W_{\\tilde{h}h} (r_t \\cdot h_{t-1}) + W_{\\tilde{h}x} x_t + b_{\\tilde{h}})",
    "h_t = (1 - z_t) \\cdot h_{t-1} + z_t \\cdot \\tilde h_t",
  ],
  [
    "o",
    "\\tilde h_t = \\tanh(W x_t + U (\\Gamma^r \\circ h_{t-1}) + b)",
    "h_t = \\Gamma^u \\circ h_{t-1} + (1 - \\Gamma^u) \\circ \\tilde h_t",
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
  const [layer] = turned.models[0]?.parts.layers ?? [];
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
  const units = first.models.at(-1)?.parts.layers?.[0]?.values.units;
  const next = addModel(first, "gru", conventionOf("pytorch", "gru")).models.at(-1)?.parts.layers?.[0]
    ?.values;
  expect(next).toMatchObject({ units, resetAfter: true, updateGate: "old", useBias: true });
});
