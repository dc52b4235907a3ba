import { expect, test } from "vitest";
import { type Algebra, fold, renewedState } from "../../lib/expr.ts";
import { rngFrom } from "../../lib/rng.ts";
import { acts } from "../../model/blocks.ts";
import { everyCell, randomBatch, randomWeights, smallRequest, stackOf } from "../../model/networks.ts";
import { traceOracle } from "../../model/oracle/run.ts";
import { type Plan, scansOf } from "../../model/plan.ts";
import { type Numbers, texNumbers } from "../../model/print/tex.ts";
import type { Floats } from "../../model/results.ts";
import { termsOf } from "../../model/terms.ts";
import type { NetworkTrace } from "../../trainer/protocol.ts";
import { numbersAt } from "./numbers.ts";

const request = { ...smallRequest, batch: 1 };

/** A probe's trace of random weights; the first layer's input in two forms. */
function traceOf(plan: Plan, withTerms: boolean): NetworkTrace {
  const weights = randomWeights(plan, rngFrom(5));
  const batch = randomBatch(plan, rngFrom(6), 1);
  const trace = traceOracle(plan, weights, batch);
  const single = (values: Floats) => Float32Array.from(values);
  return {
    loss: 0,
    outputs: single(trace.outputs),
    trajectories: trace.trajectories.map((byName) =>
      Object.fromEntries(Object.entries(byName).map(([name, values]) => [name, single(values)])),
    ),
    gradientNorms: [],
    terms: withTerms ? termsOf(plan, weights, batch, trace) : null,
  };
}

/** Arithmetic on one unit with the numbers that are shown. */
const arithmetic = ({ value, term }: Numbers): Algebra<number> => {
  const of = (number: number | undefined) => number ?? Number.NaN;
  return {
    constant: (constant) => constant,
    ref: (name, lag) => of(value(renewedState(name) ?? name, lag)),
    param: (name) => of(term("perUnit", name)),
    held: (gate) => of(value(gate, 0)),
    input: (gate, bias) => of(term("kernel", gate)) + (bias ? of(term("bias", gate)) : 0),
    recur: (gate, _source, _lag, bias) =>
      of(term("recurrentKernel", gate)) + (bias ? of(term("recurrentBias", gate)) : 0),
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    act: (fn, a) => acts[fn](a),
  };
};

/** What is shown computes what was traced, for every unit at every step. */
function agree(plan: Plan): void {
  const trace = traceOf(plan, true);
  for (const scan of scansOf(plan))
    for (let step = 0; step < plan.steps; step++)
      for (let unit = 0; unit < scan.units; unit++) {
        const numbers = numbersAt(trace, scan, step, unit);
        for (const { name, expr } of scan.equations) {
          const traced = numbers.value(renewedState(name) ?? name, 0);
          expect(fold(expr, arithmetic(numbers)), `${name} at ${step}, ${unit}`).toBeCloseTo(
            traced ?? Number.NaN,
            5,
          );
        }
      }
}

test.each(everyCell.map((each) => [each.name, each] as const))(
  "%s: the terms of every equation make what the trace holds, at every step and unit of two layers",
  (_, each) => {
    for (const input of [request.input, { kind: "tokens", size: 5 } as const]) {
      agree(stackOf([each, each], { ...request, input }));
    }
  },
);

test.each(everyCell.map((each) => [each.name, each] as const))(
  "%s: likewise in both directions, from learned first states",
  (_, { cell, options }) => {
    const both = { cell, options: { ...options, bidirectional: true, initialState: "learned" } };
    const plan = stackOf([both, { ...both, options: { ...both.options, bidirectional: false } }], request);
    agree(plan);
  },
);

test("without terms, what a learned state was before the first step is not known", () => {
  const plan = stackOf([{ cell: "lstm", options: { initialState: "learned" } }], request);
  const [scan] = scansOf(plan);
  if (!scan) throw new Error("a stack of one layer has one scan");
  expect(numbersAt(traceOf(plan, false), scan, 0, 1).value("c", 1)).toBeUndefined();
});

test("with terms an equation is shown term by term, without them by its result", () => {
  const plan = stackOf([{ cell: "lstm", options: {} }], request);
  const [scan] = scansOf(plan);
  if (!scan) throw new Error("a stack of one layer has one scan");
  const linesOf = (withTerms: boolean) =>
    texNumbers(scan, { notation: "pytorch" }, numbersAt(traceOf(plan, withTerms), scan, 2, 1)).map(
      ({ tex }) => tex,
    );
  expect(linesOf(true)[0]).toMatch(
    /^= \\sigma\((\\mathord\{-\})?[\d.]+ [+-] [\d.]+ [+-] [\d.]+\) = 0\.\d{3}$/,
  );
  expect(linesOf(false)[0]).toMatch(/^= 0\.\d{3}$/);
  // c = f·c + i·g has no sum of weights: its numbers are all in the trace.
  expect(linesOf(false)[4]).toBe(linesOf(true)[4]);
});
