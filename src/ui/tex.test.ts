import { expect, test } from "vitest";
import { texPieces } from "./tex.tsx";

test.each([
  ["h_t = \\tanh(W x_t + U h_{t-1} - b)", ["h_t", "{}= \\tanh(W x_t", "{} + U h_{t-1}", "{} - b)"]],
  ["z h + (1 - z) n", ["z h", "{} + (1 - z) n"]],
  ["= \\sigma(0.1 + 0.2)", ["= \\sigma(0.1", "{} + 0.2)"]],
  ["b + r (U h + b)", ["b", "{} + r (U h", "{} + b)"]],
  ["\\text{kernel} \\, x_t", ["\\text{kernel} \\, x_t"]],
  ["W_i, W_f", ["W_i, ", "W_f"]],
  ["= -0.1 \\cdot 2", ["= -0.1 \\cdot 2"]],
  ["\\href{#a|b}{W_{h + x}} + 1", ["\\href{#a|b}{W_{h + x}}", "{} + 1"]],
])("%s breaks before its operators, and nowhere inside braces", (tex, pieces) => {
  expect(texPieces(tex)).toEqual(pieces);
});
