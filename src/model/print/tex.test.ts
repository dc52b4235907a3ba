import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cells } from "../../cells/index.ts";
import * as e from "../../lib/expr.ts";
import { defaults } from "../../lib/fields.ts";
import { fuzzRuns } from "../../testing/fuzz-runs.ts";
import { texEquations, texShapes } from "./tex.ts";

const pytorch = { notation: "pytorch" } as const;
const scanOf = (kind: keyof typeof cells, options: object) => {
  const { gates, states, equations, fields } = cells[kind];
  const values = { useBias: true, ...defaults(fields), ...options };
  const direction = "forward" as const;
  return { gates, states, equations: equations(values), inputs: 6, units: 32, direction, held: [] };
};
const tex = (kind: keyof typeof cells, options: object) =>
  texEquations(scanOf(kind, options), pytorch).map((line) => line.tex);

describe("equations read as in the literature", () => {
  test.each([
    ["tanh", "\\tanh"],
    ["relu", "\\operatorname{ReLU}"],
    ["sigmoid", "\\sigma"],
  ])("plain network, %s", (activation, name) => {
    expect(tex("simple", { activation })).toEqual([`h_t = ${name}(W_{ih} x_t + W_{hh} h_{t-1} + b_{ih})`]);
    expect(tex("simple", { activation, useBias: false })).toEqual([
      `h_t = ${name}(W_{ih} x_t + W_{hh} h_{t-1})`,
    ]);
  });

  test("LSTM", () => {
    expect(tex("lstm", {})).toEqual([
      "i_t = \\sigma(W_{ii} x_t + W_{hi} h_{t-1} + b_{ii})",
      "f_t = \\sigma(W_{if} x_t + W_{hf} h_{t-1} + b_{if})",
      "g_t = \\tanh(W_{ig} x_t + W_{hg} h_{t-1} + b_{ig})",
      "o_t = \\sigma(W_{io} x_t + W_{ho} h_{t-1} + b_{io})",
      "c_t = f_t \\odot c_{t-1} + i_t \\odot g_t",
      "h_t = o_t \\odot \\tanh(c_t)",
    ]);
  });

  test("read backward, the step before t is t + 1", () => {
    const backward = { ...scanOf("state-skip", { skip: 3 }), direction: "backward" as const };
    const forward = tex("state-skip", { skip: 3 });
    expect(texEquations(backward, pytorch).map((line) => line.tex)).toEqual(
      forward.map((line) => line.replaceAll("{t-", "{t+")),
    );
    expect(forward.join()).toMatch(/\{t-1\}.*\{t-3\}/);
  });

  test("GRU, reset after: the reset gate multiplies the whole product", () => {
    expect(tex("gru", { resetAfter: true }).slice(1)).toEqual([
      "r_t = \\sigma(W_{ir} x_t + W_{hr} h_{t-1} + b_{ir} + b_{hr})",
      "n_t = \\tanh(W_{in} x_t + b_{in} + r_t \\odot (W_{hn} h_{t-1} + b_{hn}))",
      "h_t = z_t \\odot h_{t-1} + (1 - z_t) \\odot n_t",
    ]);
    // W_{hn} h r could be read as W_{hn} (h r), which is the other GRU.
    expect(tex("gru", { resetAfter: true, useBias: false })[2]).toBe(
      "n_t = \\tanh(W_{in} x_t + r_t \\odot (W_{hn} h_{t-1}))",
    );
  });

  test("GRU, reset before: the reset state has no line of its own", () => {
    expect(tex("gru", { resetAfter: false }).slice(2)).toEqual([
      "n_t = \\tanh(W_{in} x_t + W_{hn} (r_t \\odot h_{t-1}) + b_{in})",
      "h_t = z_t \\odot h_{t-1} + (1 - z_t) \\odot n_t",
    ]);
  });
});

describe("so do those of the other cells", () => {
  test("peepholes: i and f see the old c, o the new one", () => {
    const lines = tex("peephole", {});
    expect(lines[0]).toBe("i_t = \\sigma(W_{ii} x_t + W_{hi} h_{t-1} + b_{ii} + p_i \\odot c_{t-1})");
    expect(lines[4]).toBe("o_t = \\sigma(W_{io} x_t + W_{ho} h_{t-1} + b_{io} + p_o \\odot c_t)");
    expect(texShapes(scanOf("peephole", {}), pytorch).at(-1)).toEqual({
      tex: "p_i, p_f, p_o",
      meaning: "per-unit weights",
      shape: "32",
    });
  });

  test("coupled gates take in what they forget", () => {
    expect(tex("coupled", {})[3]).toBe("c_t = f_t \\odot c_{t-1} + (1 - f_t) \\odot g_t");
  });

  test("the update gate of the UGRNN, and of the GRU where asked, weighs the new state", () => {
    expect(tex("ugrnn", {}).at(-1)).toBe("h_t = u_t \\odot n_t + (1 - u_t) \\odot h_{t-1}");
    expect(tex("gru", { updateGate: "new", recurrentBias: false }).slice(2)).toEqual([
      "n_t = \\tanh(W_{in} x_t + b_{in} + r_t \\odot (W_{hn} h_{t-1}))",
      "h_t = z_t \\odot n_t + (1 - z_t) \\odot h_{t-1}",
    ]);
  });

  test("the minimal gated unit's gate is in two places", () => {
    expect(tex("mgu", {}).slice(1)).toEqual([
      "n_t = \\tanh(W_{in} x_t + W_{hn} (f_t \\odot h_{t-1}) + b_{in})",
      "h_t = (1 - f_t) \\odot h_{t-1} + f_t \\odot n_t",
    ]);
  });

  test("one input matrix needs no index, several recurrent ones do", () => {
    expect(tex("state-skip", { skip: 12 })).toEqual([
      "h_t = \\tanh(W_{ih} x_t + W_{h1} h_{t-1} + W_{hd} h_{t-12} + b_{ih})",
    ]);
    expect(tex("higher-order", { order: 3, activation: "relu", useBias: false })).toEqual([
      "h_t = \\operatorname{ReLU}(W_{ih} x_t + W_{h1} h_{t-1} + W_{h2} h_{t-2} + W_{h3} h_{t-3})",
    ]);
    expect(texShapes(scanOf("higher-order", { order: 3 }), pytorch).map((shape) => shape.tex)).toEqual([
      "x_t",
      "h_t",
      "W_{ih}",
      "W_{h1}, W_{h2}, W_{h3}",
      "b_{ih}",
    ]);
  });
});

test("an equation knows the gates that it reads, inlined ones included", () => {
  const reads = (kind: keyof typeof cells, options: object) =>
    texEquations(scanOf(kind, options), pytorch).map(
      ({ name, readsGates }) => `${name}: ${readsGates.join(" ")}`,
    );
  expect(reads("lstm", {}).slice(4)).toEqual(["c': f i g", "h': o"]);
  expect(reads("gru", { resetAfter: false }).slice(2)).toEqual(["n: r", "h': z n"]);
});

test("symbols have shapes, units first", () => {
  const shapes = texShapes(scanOf("lstm", {}), pytorch, cells.lstm.words);
  expect(shapes).toContainEqual({
    tex: "W_{ii}, W_{if}, W_{ig}, W_{io}",
    meaning: "input weights",
    shape: "32 × 6",
  });
  expect(shapes).toContainEqual({ tex: "c_t", meaning: "cell state", shape: "32" });
  expect(shapes).toContainEqual({ tex: "x_t", meaning: "input", shape: "6" });
  expect(texShapes(scanOf("simple", { activation: "tanh" }), pytorch).map((shape) => shape.tex)).toEqual([
    "x_t",
    "h_t",
    "W_{ih}",
    "W_{hh}",
    "b_{ih}",
  ]);
  expect(texShapes(scanOf("gru", { resetAfter: true }), pytorch).at(-1)?.tex).toBe("b_{hz}, b_{hr}, b_{hn}");
});

/** Reads TeX back as arithmetic on one unit: sums of ⊙-products of juxtaposed factors. */
function valueOfTex(text: string, at: (name: string) => number): number {
  const words = text.match(/\\odot|\\sigma|\\tanh|[A-Za-z]'?(_(\{[^}]*\}|\w))?|[\d.]+|[()+-]/g) ?? [];
  let i = 0;
  const sum = (): number => {
    let total = words[i] === "-" ? 0 : product();
    while (words[i] === "+" || words[i] === "-") total += words[i++] === "+" ? product() : -product();
    return total;
  };
  const product = (): number => {
    let value = factors();
    while (words[i] === "\\odot") {
      i++;
      value *= factors();
    }
    return value;
  };
  const factors = (): number => {
    let value = 1;
    while (i < words.length && !["+", "-", ")", "\\odot"].includes(words[i] as string)) value *= factor();
    return value;
  };
  const factor = (): number => {
    const word = words[i++] as string;
    if (word === "\\sigma") return 1 / (1 + Math.exp(-factor()));
    if (word === "\\tanh") return Math.tanh(factor());
    if (word === "(") {
      const value = sum();
      i++;
      return value;
    }
    return /^[\d.]/.test(word) ? Number(word) : at(word);
  };
  return sum();
}

test("parentheses stand wherever the meaning needs them: random equations read back to their values", () => {
  const expr = fc.letrec<{ expr: e.Expr }>((tie) => ({
    expr: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom(
        e.prev("h"),
        e.prev("h", 2),
        e.param("p"),
        e.constant(0.5),
        e.constant(-2),
        e.input("a", true),
        e.input("b", false),
        e.recur("a", "h", { bias: true }),
      ),
      fc.tuple(fc.constantFrom(e.add, e.sub, e.mul), tie("expr"), tie("expr")).map(([op, a, b]) => op(a, b)),
      tie("expr").map(e.tanh),
      tie("expr").map(e.sigmoid),
    ),
  })).expr;
  const names = ["h_{t-1}", "h_{t-2}", "p", "W_{ia}", "W_{ib}", "W_{ha}", "x_t", "b_{ia}", "b_{ha}"];
  const at = (name: string) => {
    if (!names.includes(name)) throw new Error(`unknown symbol ${name}`);
    return 0.3 + 0.17 * names.indexOf(name);
  };
  const meaning: e.Algebra<number> = {
    constant: (value) => value,
    ref: (name, lag) => at(`${name}_{t-${lag}}`),
    param: at,
    held: at,
    input: (gate, bias) => at(`W_{i${gate}}`) * at("x_t") + (bias ? at(`b_{i${gate}}`) : 0),
    recur: (gate, _source, _lag, bias) =>
      at(`W_{h${gate}}`) * at("h_{t-1}") + (bias ? at(`b_{h${gate}}`) : 0),
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    act: (fn, a) => (fn === "tanh" ? Math.tanh(a) : 1 / (1 + Math.exp(-a))),
  };
  fc.assert(
    fc.property(expr, (random) => {
      const scan = {
        equations: [{ name: "h'", expr: random }],
        gates: ["a", "b"],
        states: ["h"],
        inputs: 1,
        units: 1,
        direction: "forward" as const,
        held: [],
      };
      const right = texEquations(scan, pytorch)[0]?.tex.replace("h_t = ", "") ?? "";
      const expected = e.fold(random, meaning);
      const off = Math.abs(valueOfTex(right, at) - expected) / Math.max(1, Math.abs(expected));
      expect({ right, isRight: off < 1e-9 }).toEqual({ right, isRight: true });
    }),
    fuzzRuns(1000),
  );
});
