import { describe, expect, test } from "vitest";
import { cells } from "../cells/index.ts";
import { everyCell, stackOf } from "./networks.ts";
import { borrowed, letterOf, letterText, notationIds, type notations, parameterLetter } from "./notation.ts";
import { scansOf } from "./plan.ts";
import { texEquations, texShapes } from "./print/tex.ts";

const scanOf = (cell: keyof typeof cells, options: object = {}) => {
  const each = everyCell.find((one) => one.cell === cell);
  if (!each) throw new Error(`no network of ${cell}`);
  const [scan] = scansOf(stackOf([{ ...each, options: { ...each.options, ...options } }]));
  if (!scan) throw new Error("a stack of one layer has one scan");
  return scan;
};

describe("one equation of every cell as each source writes it", () => {
  test.each([
    ["pytorch", "simple", 0, "h_t = \\tanh(W_{ih} x_t + W_{hh} h_{t-1} + b_{ih})"],
    [
      "keras",
      "simple",
      0,
      "h_t = \\tanh(\\text{kernel} \\, x_t + \\text{recurrent\\_kernel} \\, h_{t-1} + \\text{bias})",
    ],
    ["u", "simple", 0, "h_t = \\tanh(W x_t + U h_{t-1} + b)"],
    ["d", "simple", 0, "h_t = \\tanh(W x_t + U h_{t-1} + b)"],
    ["s", "simple", 0, "h_t = \\tanh(U x_t + W h_{t-1} + b_h)"],
    ["t", "simple", 0, "h_t = \\tanh(W_x x_t + W_h h_{t-1} + b)"],
    ["o", "simple", 0, "h_t = \\tanh(W_{hx} x_t + W_{hh} h_{t-1} + b_h)"],
    ["pytorch", "lstm", 2, "g_t = \\tanh(W_{ig} x_t + W_{hg} h_{t-1} + b_{ig})"],
    ["keras", "lstm", 4, "c_t = f_t \\odot c_{t-1} + i_t \\odot \\tilde c_t"],
    ["u", "lstm", 2, "\\tilde C_t = \\tanh(W_C x_t + U_C h_{t-1} + b_C)"],
    ["d", "lstm", 4, "C_t = f_t \\odot C_{t-1} + i_t \\odot \\tilde C_t"],
    ["s", "lstm", 1, "\\Gamma_{f,t} = \\sigma(U_f x_t + W_f h_{t-1} + b_f)"],
    ["t", "lstm", 1, "f_t = \\sigma(W_{xf} x_t + W_{hf} h_{t-1} + b_f)"],
    ["o", "lstm", 1, "f_t = \\sigma(W^f_{hx} x_t + W^f_{hh} h_{t-1} + b^f_h)"],
    ["pytorch", "gru", -1, "h_t = z_t \\odot h_{t-1} + (1 - z_t) \\odot n_t"],
    ["keras", "gru", -1, "h_t = z_t \\odot h_{t-1} + (1 - z_t) \\odot \\tilde h_t"],
    ["u", "gru", -1, "h_t = u_t \\odot h_{t-1} + (1 - u_t) \\odot \\tilde h_t"],
    ["s", "gru", -1, "h_t = \\Gamma_{u,t} \\odot h_{t-1} + (1 - \\Gamma_{u,t}) \\odot \\tilde h_t"],
    ["t", "gru", -1, "h_t = z_t \\odot h_{t-1} + (1 - z_t) \\odot \\tilde h_t"],
    ["o", "gru", -1, "h_t = \\Gamma^u_t \\odot h_{t-1} + (1 - \\Gamma^u_t) \\odot \\tilde h_t"],
    ["s", "ugrnn", -1, "h_t = \\Gamma_{u,t} \\odot \\tilde h_t + (1 - \\Gamma_{u,t}) \\odot h_{t-1}"],
    ["t", "peephole", 3, "C_t = f_t \\odot C_{t-1} + i_t \\odot \\tilde C_t"],
    ["s", "peephole", 0, "\\Gamma_{i,t} = \\sigma(U_i x_t + W_i h_{t-1} + b_i + p_i \\odot c_{t-1})"],
    ["u", "coupled", 3, "C_t = f_t \\odot C_{t-1} + (1 - f_t) \\odot \\tilde C_t"],
    ["o", "mgu", -1, "h_t = (1 - f_t) \\odot h_{t-1} + f_t \\odot \\tilde h_t"],
    ["u", "state-skip", 0, "h_t = \\tanh(W x_t + U_1 h_{t-1} + U_d h_{t-4} + b)"],
    ["s", "higher-order", 0, "h_t = \\tanh(U x_t + W_1 h_{t-1} + W_2 h_{t-2} + b_h)"],
  ] as const)("%s, %s", (notation, cell, line, expected) => {
    expect(texEquations(scanOf(cell), { notation }).at(line)?.tex).toBe(expected);
  });
});

test.each(notationIds)("in %s no two symbols of any cell are written alike", (notation) => {
  for (const each of everyCell) {
    const [scan] = scansOf(stackOf([each]));
    if (!scan) throw new Error("a stack of one layer has one scan");
    const meant = new Map<string, Set<string>>([["x_t", new Set(["input"])]]);
    const mark = (tex: string, meaning: object) => {
      // A state at other times is the same letter.
      const letter = tex.replace(/\{?t-\d+\}?/, "t");
      meant.set(letter, (meant.get(letter) ?? new Set()).add(JSON.stringify(meaning)));
      return tex;
    };
    texShapes(scan, { notation, mark }, cells[each.cell].words);
    texEquations(scan, { notation, mark });
    for (const [letter, meanings] of meant)
      expect([...meanings], `what ${letter} of ${each.name} stands for`).toHaveLength(1);
  }
});

test("what a source has no letter for is PyTorch's, and said", () => {
  const said = (notation: keyof typeof notations, cell: keyof typeof cells, options: object = {}) => {
    const scan = scanOf(cell, options);
    const perUnit = cell === "peephole" ? ["pi", "pf", "po"] : [];
    return borrowed(notation, scan, perUnit).map(letterText);
  };
  expect(said("pytorch", "lstm")).toEqual([]);
  expect(said("u", "gru", { resetAfter: true, recurrentBias: true })).toEqual(["b_hu", "b_hr", "b_hh"]);
  expect(said("keras", "ugrnn")).toEqual(["u"]);
  expect(said("pytorch", "peephole")).toEqual(["p_i", "p_f", "p_o"]);
});

test("letters in one line of text", () => {
  expect(letterText(letterOf("keras", "g"))).toBe("c̃");
  expect(letterText(letterOf("o", "z"))).toBe("Γ^u");
  expect(letterText(parameterLetter("keras", "recurrentKernel", null))).toBe("recurrent_kernel");
  expect(letterText(parameterLetter("o", "kernel", "z"))).toBe("W_hx^u");
});
