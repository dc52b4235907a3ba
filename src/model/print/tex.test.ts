import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cells } from "../../cells/index.ts";
import * as e from "../../lib/expr.ts";
import { defaults } from "../../lib/fields.ts";
import { texEquations, texShapes } from "./tex.ts";

const scanOf = (kind: keyof typeof cells, options: object) => {
  const { gates, states, equations, fields } = cells[kind];
  const values = { useBias: true, ...defaults(fields), ...options };
  return { gates, states, equations: equations(values), inputs: 6, units: 32 };
};
const tex = (kind: keyof typeof cells, options: object) =>
  texEquations(scanOf(kind, options)).map((line) => line.tex);

describe("equations read as in the literature", () => {
  test.each([
    ["tanh", "\\tanh"],
    ["relu", "\\operatorname{ReLU}"],
    ["sigmoid", "\\sigma"],
  ])("plain network, %s", (activation, name) => {
    expect(tex("simple", { activation })).toEqual([`h_t = ${name}(W x_t + U h_{t-1} + b)`]);
    expect(tex("simple", { activation, useBias: false })).toEqual([`h_t = ${name}(W x_t + U h_{t-1})`]);
  });

  test("LSTM", () => {
    expect(tex("lstm", {})).toEqual([
      "i_t = \\sigma(W_i x_t + U_i h_{t-1} + b_i)",
      "f_t = \\sigma(W_f x_t + U_f h_{t-1} + b_f)",
      "g_t = \\tanh(W_g x_t + U_g h_{t-1} + b_g)",
      "o_t = \\sigma(W_o x_t + U_o h_{t-1} + b_o)",
      "c_t = f_t \\odot c_{t-1} + i_t \\odot g_t",
      "h_t = o_t \\odot \\tanh(c_t)",
    ]);
  });

  test("GRU, reset after: the reset gate multiplies the whole product", () => {
    expect(tex("gru", { resetAfter: true }).slice(1)).toEqual([
      "r_t = \\sigma(W_r x_t + U_r h_{t-1} + b_r + b'_r)",
      "n_t = \\tanh(W_n x_t + b_n + r_t \\odot (U_n h_{t-1} + b'_n))",
      "h_t = z_t \\odot h_{t-1} + (1 - z_t) \\odot n_t",
    ]);
    // U_n h r could be read as U_n (h r), which is the other GRU.
    expect(tex("gru", { resetAfter: true, useBias: false })[2]).toBe(
      "n_t = \\tanh(W_n x_t + r_t \\odot (U_n h_{t-1}))",
    );
  });

  test("GRU, reset before: the reset state has no line of its own", () => {
    expect(tex("gru", { resetAfter: false }).slice(2)).toEqual([
      "n_t = \\tanh(W_n x_t + U_n (r_t \\odot h_{t-1}) + b_n)",
      "h_t = z_t \\odot h_{t-1} + (1 - z_t) \\odot n_t",
    ]);
  });
});

describe("so do those of the other cells", () => {
  test("peepholes: i and f see the old c, o the new one", () => {
    const lines = tex("peephole", {});
    expect(lines[0]).toBe("i_t = \\sigma(W_i x_t + U_i h_{t-1} + b_i + p_{i} \\odot c_{t-1})");
    expect(lines[4]).toBe("o_t = \\sigma(W_o x_t + U_o h_{t-1} + b_o + p_{o} \\odot c_t)");
    expect(texShapes(scanOf("peephole", {})).at(-1)).toEqual({
      tex: "p_{i}, p_{f}, p_{o}",
      meaning: "weights a unit",
      shape: "32",
    });
  });

  test("coupled gates take in what they forget", () => {
    expect(tex("coupled", {})[3]).toBe("c_t = f_t \\odot c_{t-1} + (1 - f_t) \\odot g_t");
  });

  test("the update gate of the UGRNN, and of the GRU where asked, weighs the new state", () => {
    expect(tex("ugrnn", {}).at(-1)).toBe("h_t = u_t \\odot n_t + (1 - u_t) \\odot h_{t-1}");
    expect(tex("gru", { updateGate: "new", recurrentBias: false }).slice(2)).toEqual([
      "n_t = \\tanh(W_n x_t + b_n + r_t \\odot (U_n h_{t-1}))",
      "h_t = z_t \\odot n_t + (1 - z_t) \\odot h_{t-1}",
    ]);
  });

  test("the minimal gated unit's gate is in two places", () => {
    expect(tex("mgu", {}).slice(1)).toEqual([
      "n_t = \\tanh(W_n x_t + U_n (f_t \\odot h_{t-1}) + b_n)",
      "h_t = (1 - f_t) \\odot h_{t-1} + f_t \\odot n_t",
    ]);
  });

  test("one input matrix needs no index, several recurrent ones do", () => {
    expect(tex("state-skip", { skip: 12 })).toEqual(["h_t = \\tanh(W x_t + U_1 h_{t-1} + U_d h_{t-12} + b)"]);
    expect(tex("higher-order", { order: 3, activation: "relu", useBias: false })).toEqual([
      "h_t = \\operatorname{ReLU}(W x_t + U_1 h_{t-1} + U_2 h_{t-2} + U_3 h_{t-3})",
    ]);
    expect(texShapes(scanOf("higher-order", { order: 3 })).map((shape) => shape.tex)).toEqual([
      "x_t",
      "h_t",
      "W",
      "U_1, U_2, U_3",
      "b",
    ]);
  });
});

test("an equation knows the gates that it reads, inlined ones included", () => {
  const reads = (kind: keyof typeof cells, options: object) =>
    texEquations(scanOf(kind, options)).map(({ name, readsGates }) => `${name}: ${readsGates.join(" ")}`);
  expect(reads("lstm", {}).slice(4)).toEqual(["c': f i g", "h': o"]);
  expect(reads("gru", { resetAfter: false }).slice(2)).toEqual(["n: r", "h': z n"]);
});

test("symbols have shapes, units first", () => {
  const shapes = texShapes(scanOf("lstm", {}), cells.lstm.words);
  expect(shapes).toContainEqual({ tex: "W_i, W_f, W_g, W_o", meaning: "input weights", shape: "32 × 6" });
  expect(shapes).toContainEqual({ tex: "c_t", meaning: "cell state", shape: "32" });
  expect(shapes).toContainEqual({ tex: "x_t", meaning: "input", shape: "6" });
  expect(texShapes(scanOf("simple", { activation: "tanh" })).map((shape) => shape.tex)).toEqual([
    "x_t",
    "h_t",
    "W",
    "U",
    "b",
  ]);
  expect(texShapes(scanOf("gru", { resetAfter: true })).at(-1)?.tex).toBe("b'_z, b'_r, b'_n");
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
  const names = ["h_{t-1}", "h_{t-2}", "p", "W_a", "W_b", "U_a", "x_t", "b_a", "b'_a"];
  const at = (name: string) => {
    if (!names.includes(name)) throw new Error(`unknown symbol ${name}`);
    return 0.3 + 0.17 * names.indexOf(name);
  };
  const meaning: e.Algebra<number> = {
    constant: (value) => value,
    ref: (name, lag) => at(`${name}_{t-${lag}}`),
    param: at,
    input: (gate, bias) => at(`W_${gate}`) * at("x_t") + (bias ? at(`b_${gate}`) : 0),
    recur: (gate, _source, _lag, bias) => at(`U_${gate}`) * at("h_{t-1}") + (bias ? at(`b'_${gate}`) : 0),
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
      };
      const right = texEquations(scan)[0]?.tex.replace("h_t = ", "") ?? "";
      const expected = e.fold(random, meaning);
      const off = Math.abs(valueOfTex(right, at) - expected) / Math.max(1, Math.abs(expected));
      expect({ right, isRight: off < 1e-9 }).toEqual({ right, isRight: true });
    }),
    { numRuns: 1000 },
  );
});
