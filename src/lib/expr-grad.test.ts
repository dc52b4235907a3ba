import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as e from "./expr.ts";
import { differentiate, evaluator, type GradAlgebra } from "./expr-grad.ts";

const acts = {
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  relu: (x: number) => Math.max(x, 0),
};

/** One unit, so that products are multiplications; `at` holds leaves by their printed name. */
function scalar(at: ReadonlyMap<string, number>, graph: ReturnType<typeof differentiate>) {
  const leaf = (name: string) => at.get(name) ?? 0;
  const algebra: GradAlgebra<number> = {
    constant: (value) => value,
    ref: (name, lag) => (lag === 0 ? equationAt(name) : leaf(`${name} ${lag}`)),
    param: leaf,
    held: leaf,
    input: (gate) => leaf(`W ${gate}`),
    recur: (gate, source, lag) =>
      leaf(`U ${gate}`) * (lag === 0 ? equationAt(source) : leaf(`${source} ${lag}`)),
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    act: (fn, a) => acts[fn](a),
    slope: (fn, y) => ({ sigmoid: y * (1 - y), tanh: 1 - y * y, relu: y > 0 ? 1 : 0 })[fn],
    seed: (state) => leaf(`seed ${state}`),
    pull: (gate, a) => leaf(`U ${gate}`) * a,
  };
  const value = evaluator(graph.nodes, algebra);
  const equationAt = (name: string): number =>
    value(graph.values.find((other) => other.name === name)?.node ?? -1);
  return { value, equationAt };
}

/** Random smooth expressions over every kind of leaf; `names` are equations before it. */
const exprOver = (names: readonly string[]): fc.Arbitrary<e.Expr> =>
  fc.letrec<{ expr: e.Expr }>((tie) => ({
    expr: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constantFrom(
        e.prev("h"),
        e.prev("h", 2),
        e.prev("c"),
        e.param("p"),
        e.input("i", true),
        e.recur("i", "h"),
        e.constant(1),
        e.constant(-0.5),
        ...names.flatMap((name) => [e.ref(name), e.recur("j", name, { lag: 0 })]),
      ),
      fc.tuple(fc.constantFrom(e.add, e.sub, e.mul), tie("expr"), tie("expr")).map(([op, a, b]) => op(a, b)),
      tie("expr").map(e.tanh),
      tie("expr").map(e.sigmoid),
    ),
  })).expr;

const cell = fc.tuple(exprOver([]), exprOver(["a"]), exprOver(["a", "c'"])).map(([a, c, h]) => [
  { name: "a", expr: a },
  { name: "c'", expr: c },
  { name: "h'", expr: h },
]);
const leaves = ["h 1", "h 2", "c 1", "p", "W i", "U i", "U j", "seed h", "seed c"];

test("adjoints of random cells are the slopes of Σ seed·state, leaf by leaf", () => {
  const numbers = fc.array(fc.double({ min: -1.2, max: 1.2, noNaN: true }), { minLength: 9, maxLength: 9 });
  fc.assert(
    fc.property(cell, numbers, (equations, at) => {
      const graph = differentiate(equations, ["h", "c"]);
      const point = new Map(leaves.map((name, i) => [name, at[i] as number]));
      const loss = (moved: ReadonlyMap<string, number>) => {
        const { equationAt } = scalar(moved, graph);
        return (moved.get("seed h") ?? 0) * equationAt("h'") + (moved.get("seed c") ?? 0) * equationAt("c'");
      };
      const slope = (name: string) => {
        const there = (step: number) => loss(new Map([...point, [name, (point.get(name) ?? 0) + step]]));
        return (there(1e-5) - there(-1e-5)) / 2e-5;
      };
      const { value } = scalar(point, graph);
      const sum = (terms: readonly number[]) => terms.reduce((a, b) => a + b, 0);
      const U = point.get("U i") ?? 0;
      for (const name of ["h 1", "h 2", "c 1"]) {
        const [state, lag] = name.split(" ");
        const direct = graph.states.filter(({ leaf }) => leaf.name === state && leaf.lag === Number(lag));
        const through = graph.recurs.filter(({ leaf }) => leaf.source === state && leaf.lag === Number(lag));
        const total =
          sum(direct.map((a) => value(a.adjoint))) + U * sum(through.map((a) => value(a.adjoint)));
        expect(total).toBeCloseTo(slope(name), 5);
      }
      expect(sum(graph.params.map((a) => value(a.adjoint)))).toBeCloseTo(slope("p"), 5);
      expect(sum(graph.inputs.map((a) => value(a.adjoint)))).toBeCloseTo(slope("W i"), 5);
    }),
    { numRuns: 300 },
  );
});

test("equal subexpressions are one node, whatever the order of their operands", () => {
  const [x, y] = [e.prev("h"), e.param("p")];
  const count = (expr: e.Expr) => differentiate([{ name: "h'", expr }], ["h"]).nodes.length;
  expect(count(e.mul(e.tanh(e.add(x, y)), e.tanh(e.add(y, x))))).toBe(
    count(e.mul(e.tanh(e.add(x, y)), e.tanh(e.add(x, y)))),
  );
});

test("constants fold: 1·x + 0 is x", () => {
  const expr = e.add(e.mul(e.constant(1), e.prev("h")), e.constant(0));
  const { nodes, values } = differentiate([{ name: "h'", expr }], ["h"]);
  expect(nodes[values[0]?.node ?? -1]).toEqual(e.prev("h"));
});

describe("cells that no step could compute are refused by name", () => {
  test.each([
    ["reads “z” of the same step before", [{ name: "h'", expr: e.ref("z") }]],
    ["reads “h'” of the same step before", [{ name: "h'", expr: e.recur("i", "h'", { lag: 0 }) }]],
    ["reads “z” 1 step back", [{ name: "h'", expr: e.prev("z") }]],
    ["state “h” is never renewed", [{ name: "z", expr: e.prev("h") }]],
  ])("%s", (message, equations) => {
    expect(() => differentiate(equations, ["h"])).toThrow(message);
  });
});

test("the adjoint of an LSTM's c holds the path through h, that of h none through the next c", () => {
  const equations = [
    { name: "c'", expr: e.prev("c") },
    { name: "h'", expr: e.tanh(e.ref("c'")) },
  ];
  const graph = differentiate(equations, ["h", "c"]);
  const point = new Map([
    ["c 1", 0.3],
    ["seed h", 2],
    ["seed c", 5],
  ]);
  const { value } = scalar(point, graph);
  const total = (name: string) => value(graph.totals.find((other) => other.name === name)?.adjoint ?? -1);
  expect(total("h'")).toBe(2);
  expect(total("c'")).toBeCloseTo(5 + 2 * (1 - Math.tanh(0.3) ** 2), 12);
});
