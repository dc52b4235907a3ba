import { describe, expect, test } from "vitest";
import { type CellKind, cells } from "../cells/index.ts";
import {
  add,
  constant,
  type Equation,
  mul,
  param,
  prev,
  recur,
  ref,
  sigmoid,
  sub,
  tanh,
} from "../lib/expr.ts";
import type { AnyValues } from "../lib/fields.ts";
import { oddCells, pre } from "../testing/odd-equations.ts";
import { type LoweredCell, lower } from "./lower.ts";
import { everyCell, layerValues } from "./networks.ts";

const known = (cell: CellKind, options: AnyValues = {}) =>
  lower(cells[cell].equations(layerValues(cell, options)), cells[cell].states);

/** Accumulators as "phase: W gate + U gate·source", in order. */
const accumulatorsOf = ({ accumulators }: LoweredCell): readonly string[] =>
  accumulators.map(({ phase, inputs, recurs }) => {
    const terms = [
      ...inputs.map(({ gate }) => `W${gate}`),
      ...recurs.map(({ gate, source, lag }) => `U${gate} ${source}${lag === 1 ? "" : ` ${lag} ago`}`),
    ];
    return `${phase}: ${terms.join(" + ")}`;
  });
const namesOf = ({ phases }: LoweredCell, what: "saved" | "kept" | "equations") =>
  phases.map((phase) => phase[what].map(({ name }) => name));
const carriesOf = ({ carries }: LoweredCell) => carries.map(({ state, lag }) => `${state} ${lag}`);

test("a plain network is one accumulator in one phase, and sends nothing back unit by unit", () => {
  const cell = known("simple");
  expect(accumulatorsOf(cell)).toEqual(["1: Wh + Uh h"]);
  expect(namesOf(cell, "saved")).toEqual([["h"]]);
  expect(carriesOf(cell)).toEqual([]);
  expect(cell.totals.map(({ state }) => state)).toEqual(["h"]);
});

test("an LSTM has an accumulator a gate, and carries its cell", () => {
  const cell = known("lstm");
  expect(accumulatorsOf(cell)).toEqual(["1: Wi + Ui h", "1: Wf + Uf h", "1: Wg + Ug h", "1: Wo + Uo h"]);
  expect(namesOf(cell, "saved")).toEqual([["i", "f", "g", "o", "c", "h"]]);
  expect(carriesOf(cell)).toEqual(["c 1"]);
  expect(cell.phases[0]?.sources).toEqual([{ phase: 1, source: "h", lag: 1, gates: ["i", "f", "g", "o"] }]);
  expect(namesOf(cell, "kept")[0]).toContain("∂L/∂c");
});

test("a GRU with the reset after has four accumulators in one phase: input alone, both, recurrent alone", () => {
  const cell = known("gru");
  expect(accumulatorsOf(cell)).toEqual(["1: Wn", "1: Wz + Uz h", "1: Wr + Ur h", "1: Un h"]);
  expect(namesOf(cell, "saved")[0]).toEqual(expect.arrayContaining(["z", "r", "n", "h", "Us n"]));
  expect(namesOf(cell, "saved")[0]).not.toContain("Wx n");
  expect(carriesOf(cell)).toEqual(["h 1"]);
});

test("a GRU with the reset before has two phases, and the second waits for rh", () => {
  const cell = known("gru", { resetAfter: false });
  expect(accumulatorsOf(cell)).toEqual(["1: Wz + Uz h", "1: Wr + Ur h", "2: Wn + Un rh 0 ago"]);
  expect(namesOf(cell, "equations")).toEqual([
    ["z", "r", "rh"],
    ["n", "h"],
  ]);
  expect(cell.phases[1]?.sources).toEqual([{ phase: 2, source: "rh", lag: 0, gates: ["n"] }]);
  // What the first phase sends to h needs what the second one left.
  expect(cell.keptAt(cell.carries[0]?.node ?? -1)?.phase).toBe(1);
  expect(cell.keptAt(cell.totals[0]?.node ?? -1)?.phase).toBe(2);
});

const lstmWith = (i: ReturnType<typeof pre>, f: ReturnType<typeof pre>): readonly Equation[] => [
  { name: "i", expr: i },
  { name: "f", expr: f },
  { name: "g", expr: tanh(pre("g")) },
  { name: "o", expr: sigmoid(pre("o")) },
  { name: "c'", expr: add(mul(ref("f"), prev("c")), mul(ref("i"), ref("g"))) },
  { name: "h'", expr: mul(ref("o"), tanh(ref("c'"))) },
];

test("peepholes are weights a unit, with gradients from the deltas", () => {
  const peep = (gate: string) => sigmoid(add(pre(gate), mul(param(`peephole ${gate}`), prev("c"))));
  const cell = lower(lstmWith(peep("i"), peep("f")), ["h", "c"]);
  expect(accumulatorsOf(cell)).toEqual(["1: Wi + Ui h", "1: Wf + Uf h", "1: Wg + Ug h", "1: Wo + Uo h"]);
  expect(cell.perUnit.map(({ name }) => name).sort()).toEqual(["peephole f", "peephole i"]);
  const sum = cell.graph.nodes.findIndex((_, id) => cell.sumAt(id)?.accumulators[0]?.index === 0);
  expect(cell.sumAt(sum)?.rest).toHaveLength(1);
});

test("coupled gates leave three accumulators", () => {
  const coupled: readonly Equation[] = [
    { name: "f", expr: sigmoid(pre("f")) },
    { name: "g", expr: tanh(pre("g")) },
    { name: "o", expr: sigmoid(pre("o")) },
    { name: "c'", expr: add(mul(ref("f"), prev("c")), mul(sub(constant(1), ref("f")), ref("g"))) },
    { name: "h'", expr: mul(ref("o"), tanh(ref("c'"))) },
  ];
  const cell = lower(coupled, ["h", "c"]);
  expect(accumulatorsOf(cell)).toEqual(["1: Wf + Uf h", "1: Wg + Ug h", "1: Wo + Uo h"]);
});

test("a look two steps back is a source of its own, and a carry of its own", () => {
  const cell = lower(oddCells.lookBack.equations, oddCells.lookBack.states);
  expect(cell.maxLag).toBe(2);
  expect(accumulatorsOf(cell)).toEqual(["1: Wi + Ui h 2 ago", "1: Wg + Ug h"]);
  expect(cell.phases[0]?.sources).toEqual([
    { phase: 1, source: "h", lag: 2, gates: ["i", undefined] },
    { phase: 1, source: "h", lag: 1, gates: [undefined, "g"] },
  ]);
  expect(cell.phases[0]?.biased).toEqual([false, true]);
  expect(carriesOf(cell)).toEqual(["h 2"]);
});

test("a gate whose weights two products share is refused", () => {
  const twice = [
    { name: "h'", expr: tanh(add(recur("a", "h"), mul(prev("h"), recur("a", "h", { lag: 2 })))) },
  ];
  expect(() => lower(twice, ["h"])).toThrow("two products share the weights of gate “a”");
});

describe.each(everyCell)("$name", ({ cell, options }) => {
  test("every equation is saved once, every accumulator has a delta, every state a total", () => {
    const lowered = known(cell, options);
    const saved = namesOf(lowered, "saved").flat();
    expect(new Set(saved).size).toBe(saved.length);
    for (const { name } of lowered.graph.values) expect(saved).toContain(name.replace("'", ""));
    for (const { adjoint, phase } of lowered.accumulators)
      expect(lowered.keptAt(adjoint)?.phase).toBeGreaterThanOrEqual(phase);
    expect(lowered.totals.map(({ state }) => state).sort()).toEqual([...cells[cell].states].sort());
    lowered.accumulators.forEach(({ index, phase }, i) => {
      expect(index).toBe(i);
      expect(phase).toBeGreaterThanOrEqual(lowered.accumulators[i - 1]?.phase ?? 1);
    });
  });
});
