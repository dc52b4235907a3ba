/** The printed equations of a step back with their numbers: what stands on the right of each is what stands on its left. */
import katex from "katex";
import { describe, expect, test } from "vitest";
import { rngFrom } from "../../lib/rng.ts";
import { backwardStepsOf } from "../../model/backward-steps.ts";
import {
  everyCell,
  everyClamp,
  randomBatch,
  randomWeights,
  smallRequest,
  stackOf,
} from "../../model/networks.ts";
import { notationIds } from "../../model/notation.ts";
import { type ScanNode, scansOf } from "../../model/plan.ts";
import {
  texAdjointNumbers,
  texAdjoints,
  texGradient,
  texWeightGradient,
} from "../../model/print/tex-adjoint.ts";
import { adjointNumbersAt, partsAt } from "./back-numbers.ts";

const base = { notation: "pytorch", lossAt: null, above: "above" } as const;

/** Summands of a printed sum. */
function summandsOf(tex: string): readonly string[] {
  const parts = [""];
  let depth = 0;
  for (const part of tex.split(/( [+-] |[()])/)) {
    if (part === "(") depth++;
    if (part === ")") depth--;
    if (depth === 0 && /^ [+-] $/.test(part)) parts.push(part);
    else parts[parts.length - 1] += part;
  }
  return parts;
}

/** What "5.4·10⁻¹²", "10⁻⁴" and "1,240" are. */
function numberOf(text: string): number {
  const [, mantissa = "", exponent] = /^(?:([\d.,]+)·?)?(?:10([⁻⁰¹²³⁴-⁹]+))?$/.exec(text) ?? [];
  const digits = [...(exponent ?? "⁰")]
    .map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(digit))
    .filter((digit) => digit >= 0);
  const power = Number(digits.join("")) * (exponent?.startsWith("⁻") ? -1 : 1);
  return Number(mantissa.replaceAll(",", "") || "1") * 10 ** power;
}

/** What printed numbers come to. */
function evaluated(tex: string): number {
  const plain = tex
    .replace(/\\text\{([^}]*)\}/g, (_whole, text: string) => String(numberOf(text)))
    .replaceAll("\\mathord{-}", "-")
    .replace(/\\tanh\^2\(/g, "tanh2(")
    .replace(/\\tanh\(/g, "Math.tanh(")
    .replace(/\[(.*?) > 0\]/g, "Number($1 > 0)")
    .replaceAll("\\cdot", "*")
    .replace(/\((-[\d.]+)\)\^2/g, "(($1)**2)")
    .replace(/([\d.]+)\^2/g, "($1**2)");
  return new Function("tanh2", `return ${plain}`)((x: number) => Math.tanh(x) ** 2) as number;
}

/** How far what is printed may be from its result: gradients have two or three digits, values three decimals. */
const roomOf = (tex: string): number =>
  summandsOf(tex).reduce((room, term) => {
    const rounding = term.includes("10⁻") ? 0.06 : 0.006;
    const gradient = Math.abs(evaluated(/\\text\{[^}]*\}|[\d.]+/.exec(term)?.[0] ?? "0"));
    return room + rounding * Math.abs(evaluated(term)) + 0.004 * gradient;
  }, 0);

function* linesOf(layer: Parameters<typeof stackOf>[0][number], bidirectional = false) {
  const own = { ...layer, options: { ...layer.options, bidirectional } };
  const plan = stackOf([own, own], { ...smallRequest, batch: 1, steps: 6 });
  const back = (index: number) =>
    backwardStepsOf(plan, randomWeights(plan, rngFrom(2)), randomBatch(plan, rngFrom(1)), index);
  for (const scan of scansOf(plan)) {
    const way = back(scan.index);
    for (let step = 0; step < 6; step++) for (let unit = 0; unit < 3; unit++) yield { scan, way, step, unit };
  }
}

describe("in numbers, every line of every cell is what it says", () => {
  test.each([...everyCell, ...everyClamp])("$name", (layer) => {
    let told = 0;
    for (const { scan, way, step, unit } of linesOf(layer, true)) {
      const letters = texAdjoints(scan, base);
      const lines = texAdjointNumbers(scan, base, adjointNumbersAt(scan, way, step, unit));
      expect(lines).toHaveLength(letters.length);
      for (const [k, line] of lines.entries()) {
        const [, right, last] = /^= (.*?)(?: = (.*))?$/.exec(line ?? "") ?? [];
        if (right === undefined) throw new Error(`no numbers of ${letters[k]?.tex}`);
        told++;
        if (last === undefined) continue;
        const wrong = Math.abs(evaluated(right) - evaluated(last));
        const room = roomOf(right) + (last.includes("10⁻") ? 0.06 : 0.006) * Math.abs(evaluated(last));
        expect(wrong, `${letters[k]?.tex}: ${line}`).toBeLessThanOrEqual(room);
      }
    }
    expect(told).toBeGreaterThan(20);
  });
});

test.each(notationIds)(
  "KaTeX sets every line and every weight's gradient in the letters of %s",
  (notation) => {
    for (const layer of [...everyCell, ...everyClamp.slice(0, 8)]) {
      const own = { ...layer, options: { ...layer.options, bidirectional: true, initialState: "learned" } };
      for (const scan of scansOf(stackOf([own])))
        for (const lossAt of [null, 11]) {
          const options = { notation, lossAt, above: "above" };
          const weights = (["kernel", "recurrentKernel", "bias", "recurrentBias"] as const).flatMap((role) =>
            scan.blocks[role].map((gate) => texWeightGradient(scan, options, { role, gate })),
          );
          const initial = scan.states.map((gate) =>
            texWeightGradient(scan, options, { role: "initial", gate }),
          );
          for (const tex of [...texAdjoints(scan, options).map((line) => line.tex), ...weights, ...initial]) {
            expect(tex).not.toMatch(/undefined|NaN|null/);
            katex.renderToString(tex, { output: "mathml", throwOnError: true });
          }
        }
    }
  },
);

const plainOf = (tex: string): string =>
  tex
    .replace(/\\tfrac\{\\partial (L(?:_\{\d+\})?)\}\{\\partial ((?:[^{}]|\{[^{}]*\})*)\}/g, "∂$1/∂$2")
    .replaceAll("\\text{above}", "above")
    .replace(/\\big\|_\{([^}]*)\}/g, "|$1")
    .replaceAll("\\odot", "⊙")

    .replaceAll("^\\top", "ᵀ");

test("the LSTM's way back, as PyTorch writes it", () => {
  const [scan] = scansOf(stackOf([{ cell: "lstm", options: {} }])) as [ScanNode];
  expect(texAdjoints(scan, base).map(({ tex }) => plainOf(tex))).toEqual([
    "∂L/∂h_t = ∂L/∂h_t|above + ∂L/∂h_t|t+1",
    "∂L/∂c_t = ∂L/∂h_t ⊙ o_t ⊙ (1 - \\tanh^2(c_t)) + ∂L/∂c_t|t+1",
    "∂L/∂o_t = ∂L/∂h_t ⊙ \\tanh(c_t)",
    "δ_{o,t} = ∂L/∂o_t ⊙ o_t ⊙ (1 - o_t)",
    "∂L/∂g_t = ∂L/∂c_t ⊙ i_t",
    "δ_{g,t} = ∂L/∂g_t ⊙ (1 - g_t^2)",
    "∂L/∂f_t = ∂L/∂c_t ⊙ c_{t-1}",
    "δ_{f,t} = ∂L/∂f_t ⊙ f_t ⊙ (1 - f_t)",
    "∂L/∂i_t = ∂L/∂c_t ⊙ g_t",
    "δ_{i,t} = ∂L/∂i_t ⊙ i_t ⊙ (1 - i_t)",
    "∂L/∂h_{t-1}|t = W_{ho}ᵀ δ_{o,t} + W_{hg}ᵀ δ_{g,t} + W_{hf}ᵀ δ_{f,t} + W_{hi}ᵀ δ_{i,t}",
    "∂L/∂c_{t-1}|t = ∂L/∂c_t ⊙ f_t",
  ]);
});

test("a backward scan gets from the step before, and a state skip from two steps", () => {
  const skip = { cell: "state-skip", options: { skip: 3, bidirectional: true } } as const;
  const [, scan] = scansOf(stackOf([skip])) as [ScanNode, ScanNode];
  expect(texAdjoints(scan, { ...base, lossAt: 4 }).map(({ tex }) => plainOf(tex))).toEqual([
    "∂L_{5}/∂h_t = ∂L_{5}/∂h_t|above + ∂L_{5}/∂h_t|t-1 + ∂L_{5}/∂h_t|t-3",
    "δ_t = ∂L_{5}/∂h_t ⊙ (1 - h_t^2)",
    "∂L_{5}/∂h_{t+1}|t = W_{h1}ᵀ δ_t",
    "∂L_{5}/∂h_{t+3}|t = W_{hd}ᵀ δ_t",
  ]);
});

test("what the last step gets of later ones is nothing, and a cut lets nothing through", () => {
  const layer = { cell: "lstm", options: {} } as const;
  const plan = stackOf([layer], { ...smallRequest, batch: 1, steps: 6, truncation: 3 });
  const way = backwardStepsOf(plan, randomWeights(plan, rngFrom(2)), randomBatch(plan, rngFrom(1)), 0);
  const [scan] = scansOf(plan) as [ScanNode];
  const later = [0, 1, 2, 3, 4, 5].map((t) => partsAt(scan, way, "c", t, 0).later.get(1));
  expect(later.map((value) => value === 0)).toEqual([false, false, true, false, false, true]);
});

test("gradients have three digits, or a power of ten", () => {
  expect([0, 0.5, -0.012345, 1234.5, 1.25e-5, -3e-12, 4e7, Number.NaN].map(texGradient)).toEqual([
    ...["0", "0.500", "-0.0123", "\\text{1,230}", "\\text{1.3·10⁻⁵}", "-\\text{3·10⁻¹²}", "\\text{4·10⁷}"],
    "\\text{NaN}",
  ]);
});
