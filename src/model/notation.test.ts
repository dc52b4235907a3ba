import { describe, expect, test } from "vitest";
import { cells } from "../cells/index.ts";
import { everyCell, stackOf } from "./networks.ts";
import {
  borrowed,
  letterOf,
  letterText,
  type NotationId,
  notationIds,
  parameterLetter,
  styleOf,
} from "./notation.ts";
import { scansOf } from "./plan.ts";
import { texEquations, texShapes } from "./print/tex.ts";

const scanOf = (cell: keyof typeof cells, options: object = {}) => {
  const each = everyCell.find((one) => one.cell === cell);
  if (!each) throw new Error(`no network of ${cell}`);
  const [scan] = scansOf(stackOf([{ ...each, options: { ...each.options, ...options } }]));
  if (!scan) throw new Error("a stack of one layer has one scan");
  return scan;
};

describe("equations as the frameworks write them; notation-lectures.test.ts has the lectures", () => {
  test.each([
    ["pytorch", "simple", 0, "h_t = \\tanh(W_{ih} x_t + W_{hh} h_{t-1} + b_{ih})"],
    [
      "keras",
      "simple",
      0,
      "h_t = \\tanh(\\text{kernel} \\, x_t + \\text{recurrent\\_kernel} \\, h_{t-1} + \\text{bias})",
    ],
    ["pytorch", "lstm", 2, "g_t = \\tanh(W_{ig} x_t + W_{hg} h_{t-1} + b_{ig})"],
    ["keras", "lstm", 4, "c_t = f_t \\odot c_{t-1} + i_t \\odot \\tilde c_t"],
    ["pytorch", "gru", -1, "h_t = z_t \\odot h_{t-1} + (1 - z_t) \\odot n_t"],
    ["keras", "gru", -1, "h_t = z_t \\odot h_{t-1} + (1 - z_t) \\odot \\tilde h_t"],
  ] as const)("%s, %s", (notation, cell, line, expected) => {
    expect(texEquations(scanOf(cell), { notation }).at(line)?.tex).toBe(expected);
  });
});

test.each(notationIds)("in %s no two symbols of any cell are written alike", (notation) => {
  for (const each of everyCell) {
    const [scan] = scansOf(stackOf([each]));
    if (!scan) throw new Error("a stack of one layer has one scan");
    const meant = new Map<string, Set<string>>([["x", new Set(["input"])]]);
    const mark = (tex: string, meaning: object) => `⟦${JSON.stringify(meaning)}¦${tex}⟧`;
    const lines = [
      ...texShapes(scan, { notation, mark }, cells[each.cell].words),
      ...texEquations(scan, { notation, mark }),
    ];
    for (const [, meaning = "", tex = ""] of lines.flatMap((line) => [
      ...line.tex.matchAll(/⟦(.*?)¦(.*?)⟧/g),
    ])) {
      // A state at other times is the same letter.
      const letter = tex.replace(
        /_\{?[ti](-\d+)?\}?$|,[ti](-\d+)?(?=\}$)|\^\{\\langle t(-\d+)?\\rangle\}/g,
        "",
      );
      meant.set(letter, (meant.get(letter) ?? new Set()).add(meaning));
    }
    for (const [letter, meanings] of meant)
      expect([...meanings], `what ${letter} of ${each.name} stands for`).toHaveLength(1);
  }
});

test("what a source has no letter for is PyTorch's, and said", () => {
  const said = (notation: NotationId, cell: keyof typeof cells, options: object = {}) => {
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
  const gru = styleOf("o", scanOf("gru"));
  expect(letterText(parameterLetter("o", "kernel", "z", gru))).toBe("W^u");
  expect(letterText(parameterLetter("o", "recurrentKernel", null))).toBe("W_hh");
  expect(letterText(letterOf("u", "g"))).toBe("C\u0302");
});
