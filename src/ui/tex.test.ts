// @vitest-environment happy-dom
import katex from "katex";
import { expect, test } from "vitest";
import { seatScripts, texPieces } from "./tex.tsx";

test.each([
  ["h_t = \\tanh(W x_t + U h_{t-1} - b)", ["h_t", "{}= \\tanh(W x_t", "{} + U h_{t-1}", "{} - b)"]],
  ["z h + (1 - z) n", ["z h", "{} + (1 - z) n"]],
  ["= \\sigma(0.1 + 0.2)", ["= \\sigma(0.1", "{} + 0.2)"]],
  ["b + r (U h + b)", ["b", "{} + r (U h", "{} + b)"]],
  ["\\text{kernel} \\, x_t", ["\\text{kernel} \\, x_t"]],
  ["W_i, W_f", ["W_i, ", "W_f"]],
  ["W_f \\cdot [h_{t-1}, x_t] + b_f", ["W_f \\cdot [h_{t-1}, x_t]", "{} + b_f"]],
  ["= -0.1 \\cdot 2", ["= -0.1 \\cdot 2"]],
  ["\\href{#a|b}{W_{h + x}} + 1", ["\\href{#a|b}{W_{h + x}}", "{} + 1"]],
])("%s breaks before its operators, and nowhere inside braces", (tex, pieces) => {
  expect(texPieces(tex)).toEqual(pieces);
});

test("the base of a subscript claims the same depth, whatever its letter", () => {
  const box = document.createElement("div");
  const tex = "g_t + \\href{#f|}{f_{t-1}} + \\tilde{c}_t + U^{(f)}_t + x^2";
  box.innerHTML = katex.renderToString(tex, { output: "mathml", trust: true });
  const read = box.querySelector("semantics > :first-child")?.textContent;
  seatScripts(box);
  const scripts = [...box.querySelectorAll("msub, msubsup")];
  expect(scripts).toHaveLength(4);
  for (const script of scripts) {
    expect(script.firstElementChild?.localName).toBe("mpadded");
    expect(script.firstElementChild?.getAttribute("depth")).toBe("0.2em");
    expect(script.childElementCount).toBe(script.localName === "msub" ? 2 : 3);
  }
  expect(box.querySelector("semantics > :first-child")?.textContent).toBe(read);
});
