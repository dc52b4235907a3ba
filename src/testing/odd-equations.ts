import {
  add,
  constant,
  type Equation,
  input,
  mul,
  param,
  prev,
  recur,
  ref,
  relu,
  sigmoid,
  sub,
  tanh,
} from "../lib/expr.ts";

/** A gate's sum before its activation: W·x + b + U·h. */
export const pre = (gate: string, options = {}) => add(input(gate, true), recur(gate, "h", options));
const peephole = (gate: string) => sigmoid(add(pre(gate), mul(param(`p${gate}`), prev("c"))));

export interface OddCell {
  readonly name: string;
  readonly gates: readonly string[];
  readonly states: readonly string[];
  readonly equations: readonly Equation[];
}

/** Equations that no cell of the registry holds: what a cell may use, every printer must print. */
export const oddCells = {
  peepholes: {
    name: "peepholes, the output's on the new cell",
    gates: ["i", "f", "g", "o"],
    states: ["h", "c"],
    equations: [
      { name: "i", expr: peephole("i") },
      { name: "f", expr: peephole("f") },
      { name: "g", expr: tanh(pre("g")) },
      { name: "c'", expr: add(mul(ref("f"), prev("c")), mul(ref("i"), ref("g"))) },
      { name: "o", expr: sigmoid(add(pre("o"), mul(param("po"), ref("c'")))) },
      { name: "h'", expr: mul(ref("o"), tanh(ref("c'"))) },
    ],
  },
  coupled: {
    name: "coupled gates and a recurrent bias",
    gates: ["f", "g"],
    states: ["h"],
    equations: [
      { name: "f", expr: sigmoid(pre("f", { bias: true })) },
      { name: "g", expr: tanh(pre("g", { bias: true })) },
      { name: "h'", expr: add(mul(ref("f"), prev("h")), mul(sub(constant(1), ref("f")), ref("g"))) },
    ],
  },
  lookBack: {
    name: "a look two steps back, by product and by unit, and a bias on one gate alone",
    gates: ["i", "g"],
    states: ["h"],
    equations: [
      { name: "i", expr: sigmoid(add(input("i", false), recur("i", "h", { lag: 2 }))) },
      { name: "g", expr: tanh(pre("g")) },
      { name: "h'", expr: add(mul(ref("i"), prev("h", 2)), ref("g")) },
    ],
  },
  twoStates: {
    name: "products of two states in one sum, one of them three steps old",
    gates: ["a", "b", "g"],
    states: ["h", "s"],
    equations: [
      { name: "g", expr: tanh(add(input("g", true), add(recur("g", "h"), recur("a", "s", { lag: 3 })))) },
      { name: "s'", expr: add(mul(constant(0.5), prev("s", 2)), mul(constant(0.5), ref("g"))) },
      { name: "h'", expr: mul(sigmoid(add(input("b", true), recur("b", "s"))), ref("s'")) },
    ],
  },
  threePhases: {
    name: "an input that waits for a product of the same step, three phases deep",
    gates: ["a", "b", "c"],
    states: ["h"],
    equations: [
      { name: "a", expr: tanh(pre("a")) },
      { name: "b", expr: relu(add(input("b", true), recur("b", "a", { lag: 0, bias: true }))) },
      { name: "c", expr: sigmoid(add(recur("c", "b", { lag: 0 }), mul(ref("a"), input("c", true)))) },
      { name: "h'", expr: add(mul(ref("c"), prev("h")), mul(ref("a"), ref("b"))) },
    ],
  },
  noMemory: {
    name: "two states and two phases that look back nowhere, and a weight per unit",
    gates: ["a", "b"],
    states: ["h", "s"],
    equations: [
      { name: "a", expr: tanh(input("a", true)) },
      { name: "s'", expr: sigmoid(add(input("b", true), recur("b", "a", { lag: 0, bias: true }))) },
      { name: "h'", expr: mul(ref("s'"), mul(param("p"), ref("a"))) },
    ],
  },
  multiplied: {
    name: "sums that are multiplied, not squashed",
    gates: ["u", "v"],
    states: ["h"],
    equations: [{ name: "h'", expr: tanh(mul(add(input("u", true), constant(0.5)), recur("v", "h"))) }],
  },
} as const satisfies { readonly [key: string]: OddCell };
