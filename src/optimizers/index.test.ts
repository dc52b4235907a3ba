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

test("kinds are known by their own names alone", () => {
  expect(isOptimizerKind("adam")).toBe(true);
  expect(isOptimizerKind("constructor")).toBe(false);
});
