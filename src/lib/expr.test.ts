import { expect, test } from "vitest";
import {
  add,
  constant,
  fold,
  input,
  mul,
  prev,
  recur,
  ref,
  renewedState,
  sigmoid,
  sub,
  walk,
} from "./expr.ts";

const expr = add(mul(ref("z"), prev("h")), sub(constant(1), sigmoid(add(input("n", true), recur("n", "h")))));

test("fold gives every operation its meaning, operands first", () => {
  const text = fold<string>(expr, {
    constant: String,
    ref: (name, lag) => `${name}@${lag}`,
    param: (name) => name,
    held: (gate) => `held ${gate}`,
    input: (gate, bias) => `W${gate}${bias ? "+b" : ""}`,
    recur: (gate, source, lag, bias) => `U${gate}${source}@${lag}${bias ? "+b" : ""}`,
    add: (a, b) => `(${a}+${b})`,
    sub: (a, b) => `(${a}-${b})`,
    mul: (a, b) => `${a}*${b}`,
    act: (fn, a) => `${fn}${a}`,
  });
  expect(text).toBe("(z@0*h@1+(1-sigmoid(Wn+b+Unh@1)))");
});

test("walk visits every node, parents first", () => {
  const seen: string[] = [];
  walk(expr, ({ op }) => seen.push(op));
  expect(seen).toEqual(["add", "mul", "ref", "ref", "sub", "const", "act", "add", "input", "recur"]);
});

test("a primed name renews its state", () => {
  expect(renewedState("c'")).toBe("c");
  expect(renewedState("c")).toBeUndefined();
});
