import { describe, expect, test } from "vitest";
import { checkField, defaults } from "../lib/fields.ts";
import { isOptimizerKind, type OptimizerKind, optimizers } from "./index.ts";
import type { OptimizerAlgebra } from "./optimizer.ts";

/** Runs one update on numbers; returns what it read and wrote. */
function run(kind: OptimizerKind, known: Map<string, number>) {
  const written: string[] = [];
  const algebra: OptimizerAlgebra<number> = {
    ref: (name) => {
      const value = known.get(name);
      if (value === undefined) throw new Error(`reads “${name}”`);
      return value;
    },
    constant: (value) => value,
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    div: (a, b) => a / b,
    sqrt: Math.sqrt,
  };
  const parameter = optimizers[kind].update(algebra, (slot, value) => {
    written.push(slot);
    known.set(`${slot}'`, value);
    return value;
  });
  return { parameter, written };
}

describe.each(Object.keys(optimizers) as OptimizerKind[])("%s", (kind) => {
  const def = optimizers[kind];

  test("stands under its own kind, explains itself, and its defaults pass", () => {
    expect(def.kind).toBe(kind);
    for (const words of [def.title, def.doc, def.source]) expect(words).not.toBe("");
    for (const field of Object.values(def.fields)) expect(checkField(field, field.default).ok).toBe(true);
    expect(def.fields).toHaveProperty("learningRate");
    expect(def.fields.learningRate?.live).toBe(true);
  });

  test("reads parameter, gradient, its slots and scalars alone, and writes every slot once", () => {
    const scalars = def.scalars(defaults(def.fields), 1);
    const zeros = def.slots.map((slot) => [slot, 0] as const);
    const { parameter, written } = run(
      kind,
      new Map([["parameter", 1], ["gradient", 0.5], ...zeros, ...Object.entries(scalars)]),
    );
    expect(parameter).toBeLessThan(1);
    expect(written).toEqual(def.slots);
  });
});

test("Adam's first step is the learning rate against the gradient's sign", () => {
  const values = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 0 };
  const scalars = Object.entries(optimizers.adam.scalars(values, 1));
  const known = new Map([["parameter", 2], ["gradient", -1e-4], ["m", 0], ["v", 0], ...scalars] as [
    string,
    number,
  ][]);
  expect(run("adam", known).parameter).toBeCloseTo(2.01, 12);
});

/** Three updates from θ = 1 with gradients 2, −1 and 0.5; the parameter after each. */
function follow(kind: OptimizerKind, values: { readonly [name: string]: number }): number[] {
  let state = new Map<string, number>([
    ["parameter", 1],
    ...optimizers[kind].slots.map((s) => [s, 0] as const),
  ]);
  return [2, -1, 0.5].map((gradient, i) => {
    const scalars = Object.entries(optimizers[kind].scalars(values, i + 1));
    const known = new Map([...state, ["gradient", gradient] as const, ...scalars]);
    const { parameter } = run(kind, known);
    state = new Map([
      ["parameter", parameter],
      ...optimizers[kind].slots.map((slot) => [slot, known.get(`${slot}'`) ?? Number.NaN] as const),
    ]);
    return parameter;
  });
}

// By hand. RMSprop with ρ = ½, ε = ¼: v = 2, 1.5, 0.875; steps 0.1·g/√(v + ¼) = 0.2/1.5, −0.1/√1.75, 0.05/√1.125.
const steps = [0.2 / 1.5, -0.1 / Math.sqrt(1.75), 0.05 / Math.sqrt(1.125)] as const;
const [u1, u2] = [steps[0], steps[0] / 2 + steps[1]];
// Adagrad: sums of squares 4, 5, 5.25.
const falls = [0.2 / 2.5, -0.1 / (Math.sqrt(5) + 0.5), 0.05 / (Math.sqrt(5.25) + 0.5)] as const;
test.each<[string, OptimizerKind, { [name: string]: number }, readonly number[]]>([
  ["RMSprop", "rmsprop", { learningRate: 0.1, rho: 0.5, momentum: 0, epsilon: 0.25 }, steps],
  [
    "RMSprop with momentum",
    "rmsprop",
    { learningRate: 0.1, rho: 0.5, momentum: 0.5, epsilon: 0.25 },
    [u1, u2, u2 / 2 + steps[2]],
  ],
  ["Adagrad", "adagrad", { learningRate: 0.1, epsilon: 0.5 }, falls],
])("%s moves as by hand", (_, kind, values, moves) => {
  let expected = 1;
  follow(kind, values).forEach((parameter, i) => {
    expected -= moves[i] as number;
    expect(parameter).toBeCloseTo(expected, 14);
  });
});

test.each(["rmsprop", "adagrad"] as const)(
  "%s leaves a weight alone whose gradient was always zero",
  (kind) => {
    const { parameter } = run(
      kind,
      new Map([
        ...[["parameter", 3] as const, ["gradient", 0] as const],
        ...optimizers[kind].slots.map((slot) => [slot, 0] as const),
        ...Object.entries(optimizers[kind].scalars(defaults(optimizers[kind].fields), 1)),
      ]),
    );
    expect(parameter).toBe(3);
  },
);

test("kinds are known by their own names alone", () => {
  expect(isOptimizerKind("adam")).toBe(true);
  expect(isOptimizerKind("constructor")).toBe(false);
});
