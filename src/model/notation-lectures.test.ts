/** Every lecture's equations as its slides have them: letters, order of gates, order of indices, time, and what is a product. */
import { describe, expect, test } from "vitest";
import type { cells } from "../cells/index.ts";
import { everyCell, stackOf } from "./networks.ts";
import { type NotationId, otherForm } from "./notation.ts";
import { scansOf } from "./plan.ts";
import { texEquations, texShapes } from "./print/tex.ts";

const scanOf = (cell: keyof typeof cells, options: object = {}) => {
  const each = everyCell.find((one) => one.cell === cell);
  if (!each) throw new Error(`no network of ${cell}`);
  const [scan] = scansOf(stackOf([{ ...each, options: { ...each.options, ...options } }]));
  if (!scan) throw new Error("a stack of one layer has one scan");
  return scan;
};

/** TeX as one would write it on a blackboard: "C̃_t = tanh(W_C·[h_{t−1}, x_t] + b_C)". */
const plain = (tex: string): string =>
  tex
    .replaceAll("\\Gamma", "Γ")
    .replaceAll("\\sigma", "σ")
    .replaceAll("\\tanh", "tanh")
    .replaceAll("\\odot", "⊙")
    .replaceAll("\\circ", "∘")
    .replaceAll("\\ast", "∗")
    .replaceAll(" \\cdot ", "·")
    .replace(/\\tilde[ {](.)\}?/g, "$1\u0303")
    .replace(/\\hat (.)/g, "$1\u0302")
    .replace(/\^\{\\langle (.*?)\\rangle\}/g, "^⟨$1⟩")
    .replace(/\\langle (.*?)\\rangle/g, "⟨$1⟩")
    .replaceAll("-", "−")
    .normalize("NFC");

const gruBefore = { resetAfter: false, updateGate: "new", useBias: true };
const gruOlah = { ...gruBefore, useBias: false };
const gruAfter = { resetAfter: true, recurrentBias: false, updateGate: "new", useBias: true };

const olahLstm = [
  "f_t = σ(W_f·[h_{t−1}, x_t] + b_f)",
  "i_t = σ(W_i·[h_{t−1}, x_t] + b_i)",
  "C̃_t = tanh(W_C·[h_{t−1}, x_t] + b_C)",
  "C_t = f_t ∗ C_{t−1} + i_t ∗ C̃_t",
  "o_t = σ(W_o·[h_{t−1}, x_t] + b_o)",
  "h_t = o_t ∗ tanh(C_t)",
];
const splitLstm = [
  "i_t = σ(W_i x_t + U_i h_{t−1} + b_i)",
  "Ĉ_t = tanh(W_c x_t + U_c h_{t−1} + b_c)",
  "f_t = σ(W_f x_t + U_f h_{t−1} + b_f)",
  "C_t = i_t ⊙ Ĉ_t + f_t ⊙ C_{t−1}",
  "o_t = σ(W_o x_t + U_o h_{t−1} + b_o)",
  "h_t = o_t ⊙ tanh(C_t)",
];
const choGru = [
  "u_i = σ(W^{(u)} x_i + U^{(u)} h_{i−1} + b^{(u)})",
  "r_i = σ(W^{(r)} x_i + U^{(r)} h_{i−1} + b^{(r)})",
  "h̃_i = tanh(W x_i + r_i ∘ U h_{i−1} + b^{(h)})",
  "h_i = u_i ∘ h̃_i + (1 − u_i) ∘ h_{i−1}",
];
const olahGru = [
  "z_t = σ(W_z·[h_{t−1}, x_t])",
  "r_t = σ(W_r·[h_{t−1}, x_t])",
  "h̃_t = tanh(W·[r_t ∗ h_{t−1}, x_t])",
  "h_t = (1 − z_t) ∗ h_{t−1} + z_t ∗ h̃_t",
];

const lectures: readonly (readonly [NotationId, keyof typeof cells, object, readonly string[]])[] = [
  ["u", "simple", {}, ["h_t = tanh(W x_t + U h_{t−1} + b)"]],
  ["d", "simple", {}, ["h_t = tanh(W x_t + U h_{t−1} + b_h)"]],
  ["u", "lstm", {}, splitLstm],
  ["d", "lstm", {}, splitLstm],
  ["u-joint", "lstm", {}, olahLstm],
  ["d-joint", "lstm", {}, olahLstm],
  ["u", "gru", gruAfter, choGru],
  ["d", "gru", gruAfter, choGru],
  ["u-joint", "gru", gruAfter, choGru],
  ["d-joint", "gru", gruOlah, olahGru],
  ["s", "simple", {}, ["h^⟨t⟩ = tanh(U x^⟨t⟩ + W h^⟨t−1⟩ + b_h)"]],
  ["s", "lstm", {}, olahLstm],
  ["s", "gru", gruOlah, olahGru],
  [
    "s",
    "ugrnn",
    {},
    [
      "h̃ = tanh(U_h x + W_h h^⟨t−1⟩ + b_h)",
      "Γ_u = σ(U_u x + W_u h^⟨t−1⟩ + b_u)",
      "h = Γ_u ⊙ h̃ + (1 − Γ_u) ⊙ h^⟨t−1⟩",
    ],
  ],
  ["t", "simple", {}, ["h_t = tanh(W_x x_t + W_h h_{t−1} + b_h)"]],
  [
    "t",
    "lstm",
    {},
    [
      "f_t = σ(W_{fh} h_{t−1} + W_{fx} x_t + b_f)",
      "i_t = σ(W_{ih} h_{t−1} + W_{ix} x_t + b_i)",
      "C̃_t = tanh(W_{C̃h} h_{t−1} + W_{C̃x} x_t + b_{C̃})",
      "C_t = f_t·C_{t−1} + i_t·C̃_t",
      "o_t = σ(W_{oh} h_{t−1} + W_{ox} x_t + b_o)",
      "h_t = o_t·tanh(C_t)",
    ],
  ],
  ["t-joint", "lstm", {}, olahLstm],
  [
    "t",
    "gru",
    gruBefore,
    [
      "r_t = σ(W_{rh} h_{t−1} + W_{rx} x_t + b_r)",
      "z_t = σ(W_{zh} h_{t−1} + W_{zx} x_t + b_z)",
      "h̃_t = tanh(W_{h̃h} (r_t·h_{t−1}) + W_{h̃x} x_t + b_{h̃})",
      "h_t = (1 − z_t)·h_{t−1} + z_t·h̃_t",
    ],
  ],
  [
    "t",
    "peephole",
    {},
    [
      "f_t = σ(W_{fh} h_{t−1} + W_{fx} x_t + P_f·c_{t−1} + b_f)",
      "i_t = σ(W_{ih} h_{t−1} + W_{ix} x_t + P_i·c_{t−1} + b_i)",
      "c̃_t = tanh(W_{c̃h} h_{t−1} + W_{c̃x} x_t + b_{c̃})",
      "c_t = f_t·c_{t−1} + i_t·c̃_t",
      "o_t = σ(W_{oh} h_{t−1} + W_{ox} x_t + P_o·c_t + b_o)",
      "h_t = o_t·tanh(c_t)",
    ],
  ],
  ["o", "simple", {}, ["h_t = tanh(W_{hh} h_{t−1} + W_{hx} x_t + b)"]],
  [
    "o",
    "lstm",
    {},
    [
      "Γ^f = σ(W^f x_t + U^f h_{t−1} + b^f)",
      "Γ^i = σ(W^i x_t + U^i h_{t−1} + b^i)",
      "Γ^o = σ(W^o x_t + U^o h_{t−1} + b^o)",
      "c̃_t = tanh(W^c x_t + U^c h_{t−1} + b^c)",
      "c_t = Γ^f ∘ c_{t−1} + Γ^i ∘ c̃_t",
      "h_t = Γ^o ∘ tanh(c_t)",
    ],
  ],
  [
    "o",
    "gru",
    { resetAfter: false, updateGate: "old", useBias: true },
    [
      "Γ^u = σ(W^u x_t + U^u h_{t−1} + b^u)",
      "Γ^r = σ(W^r x_t + U^r h_{t−1} + b^r)",
      "h̃_t = tanh(W x_t + U (Γ^r ∘ h_{t−1}) + b)",
      "h_t = Γ^u ∘ h_{t−1} + (1 − Γ^u) ∘ h̃_t",
    ],
  ],
];

test.each(lectures)("%s writes the cell %s %j as its slides do", (notation, cell, options, expected) => {
  expect(texEquations(scanOf(cell, options), { notation }).map(({ tex }) => plain(tex))).toEqual(
    expected.map((line) => line.normalize("NFC")),
  );
});

test("T's coupled gates forget what they do not take in", () => {
  const lines = texEquations(scanOf("coupled"), { notation: "t" }).map(({ tex }) => plain(tex));
  expect(lines[2]).toBe("C_t = f_t ∗ C_{t−1} + (1 − f_t) ∗ C̃_t".normalize("NFC"));
});

describe("where a lecture has no slide, its letters go on", () => {
  test.each([
    ["u", "coupled", {}, 2, "C_t = (1 − f_t) ⊙ Ĉ_t + f_t ⊙ C_{t−1}"],
    ["s", "peephole", {}, 0, "f_t = σ(W_f·[h_{t−1}, x_t] + p_f ∗ C_{t−1} + b_f)"],
    ["s-split", "lstm", {}, 0, "f_t = σ(U_f x_t + W_f h_{t−1} + b_f)"],
    ["s-split", "gru", gruOlah, 2, "h̃_t = tanh(U_h x_t + W_h (r_t ∗ h_{t−1}))"],
    // The reset gate stands between U and the matrix of the input, so that they cannot be one.
    ["d-joint", "gru", gruAfter, 2, "h̃_t = tanh(W x_t + r_t ∗ (U h_{t−1}) + b_h)"],
    ["o", "mgu", {}, -1, "h_t = (1 − Γ^f) ∘ h_{t−1} + Γ^f ∘ h̃_t"],
    ["o", "peephole", {}, 4, "Γ^o = σ(W^o x_t + U^o h_{t−1} + p_o ∘ c_t + b^o)"],
    ["u", "state-skip", {}, 0, "h_t = tanh(W x_t + U_1 h_{t−1} + U_d h_{t−4} + b)"],
    ["s", "higher-order", {}, 0, "h^⟨t⟩ = tanh(U x^⟨t⟩ + W_1 h^⟨t−1⟩ + W_2 h^⟨t−2⟩ + b_h)"],
    ["o", "ugrnn", {}, 0, "Γ^u = σ(W^u x_t + U^u h_{t−1} + b^u)"],
    ["u", "gru", { ...gruAfter, updateGate: "old" }, 3, "h_i = (1 − u_i) ∘ h̃_i + u_i ∘ h_{i−1}"],
  ] as const)("%s, %s %j, line %d", (notation, cell, options, line, expected) => {
    const lines = texEquations(scanOf(cell, options), { notation }).map(({ tex }) => plain(tex));
    expect(lines.at(line)).toBe(expected.normalize("NFC"));
  });
});

test("the one matrix on [h, x] is as large as the two, and has a row of its own", () => {
  const { units, inputs } = scanOf("lstm");
  const shapes = texShapes(scanOf("lstm"), { notation: "s" });
  const joint = shapes.find(({ tex }) => tex.startsWith("W_"));
  expect(joint).toMatchObject({ tex: "W_i, W_f, W_C, W_o", shape: `${units} × ${units + inputs}` });
  expect(shapes.some(({ meaning }) => /^(input|recurrent) weights/.test(meaning))).toBe(false);
  const after = texShapes(scanOf("gru", gruAfter), { notation: "d-joint" }).map(({ tex }) => tex);
  expect(after).toEqual(expect.arrayContaining(["W_z, W_r", "W", "U"]));
});

test("forms come in pairs, and every lecture that writes [h, x] has one", () => {
  expect(otherForm("s")).toBe("s-split");
  expect(otherForm("d-joint")).toBe("d");
  for (const alone of ["pytorch", "keras", "o"] as const) expect(otherForm(alone)).toBeNull();
});
