import { describe, expect, test } from "vitest";
import type { CellKind } from "../cells/index.ts";
import { rngFrom } from "../lib/rng.ts";
import { everyCell, planOfEquations, smallRequest, stackOf } from "./networks.ts";
import { here, lossOf, nodeOf, scansOf } from "./plan.ts";
import { initialWeights } from "./weights.ts";

describe.each(everyCell)("$name", (each) => {
  const plan = stackOf([each, each], smallRequest, 5);

  test("has arrays of the right shapes, each once", () => {
    const paths = plan.params.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    for (const { shape, size } of plan.params) expect(shape.reduce((a, b) => a * b, 1)).toBe(size);
    expect(plan.params.reduce((sum, { size }) => sum + size, 0)).toBe(plan.parameterCount);
    const { blocks, gates } = scansOf(plan)[0] ?? { blocks: undefined, gates: [] };
    const [G, R] = [blocks?.kernel.length ?? 0, blocks?.recurrentKernel.length ?? 0];
    expect(new Set([...(blocks?.kernel ?? []), ...(blocks?.recurrentKernel ?? [])])).toEqual(new Set(gates));
    const shapeOf = (path: string) => plan.params.find((param) => param.path === path)?.shape;
    expect(shapeOf("layers.0.kernel")).toEqual([3, G * 5]);
    expect(shapeOf("layers.1.kernel")).toEqual([5, G * 5]);
    expect(shapeOf("layers.1.recurrentKernel")).toEqual(R > 0 ? [5, R * 5] : undefined);
    expect(shapeOf("layers.0.bias")).toEqual(each.options.useBias ? [G * 5] : undefined);
    expect(shapeOf("readout.kernel")).toEqual([5, 2]);
  });

  test("traces every state and equation under its own name", () => {
    for (const { traced, states, equations } of scansOf(plan)) {
      expect(new Set(traced).size).toBe(equations.length);
      for (const state of states) expect(traced).toContain(state);
    }
  });

  test("starts from the same weights for the same seed, in every layer from others", () => {
    const first = initialWeights(plan, rngFrom(3));
    expect(initialWeights(plan, rngFrom(3))).toEqual(first);
    // Kernels of two layers differ in shape; a layer without memory has no other.
    const recurrent = [0, 1].flatMap((layer) => first.get(`layers.${layer}.recurrentKernel`) ?? []);
    expect(recurrent[1]).not.toEqual(recurrent[0] ?? null);
    expect([...first.keys()]).toEqual(plan.params.map(({ path }) => path));
    for (const { path, size } of plan.params) expect(first.get(path)).toHaveLength(size);
    expect(initialWeights(plan, rngFrom(4)).get("layers.0.kernel")).not.toEqual(first.get("layers.0.kernel"));
  });
});

test("a bidirectional layer is two scans, whose outputs the next layer and the readout read side by side", () => {
  const cell = { cell: "lstm", options: {} } as const;
  const both = { cell: "lstm", options: { bidirectional: true } } as const;
  const plan = stackOf([cell, both, both, cell], smallRequest, 5);
  const scans = scansOf(plan);
  expect(
    scans.map(({ index, layer, direction, from, inputs }) => [index, layer, direction, from, inputs]),
  ).toEqual([
    [0, 0, "forward", [here("x")], 3],
    [1, 1, "forward", [here("layers.0")], 5],
    [2, 1, "backward", [here("layers.0")], 5],
    [3, 2, "forward", ["layers.1", "layers.1.backward"].map(here), 10],
    [4, 2, "backward", ["layers.1", "layers.1.backward"].map(here), 10],
    [5, 3, "forward", ["layers.2", "layers.2.backward"].map(here), 10],
  ]);
  const shapeOf = (path: string) => plan.params.find((param) => param.path === path)?.shape;
  expect(shapeOf("layers.1.backward.kernel")).toEqual([5, 20]);
  expect(shapeOf("layers.2.backward.kernel")).toEqual([10, 20]);
  expect(shapeOf("readout.kernel")).toEqual([5, 2]);
  expect(
    stackOf([both], smallRequest, 5).params.find(({ path }) => path === "readout.kernel")?.shape,
  ).toEqual([10, 2]);
  for (const { node, path } of plan.params)
    expect(path.startsWith(`${nodeOf(plan, node, "scan", "dense").path}.`)).toBe(true);
});

test("the other direction changes no first weight of the layer but the readout's", () => {
  const weights = (bidirectional: boolean) =>
    initialWeights(stackOf([{ cell: "gru", options: { bidirectional } }], smallRequest, 5), rngFrom(3));
  const [one, two] = [weights(false), weights(true)];
  for (const [path, values] of one) if (!path.startsWith("readout")) expect(two.get(path)).toEqual(values);
  expect(two.get("layers.0.backward.kernel")).not.toEqual(two.get("layers.0.kernel"));
});

test("a block exists only where the equations use it", () => {
  const shapesOf = (cell: CellKind, options: object) =>
    Object.fromEntries(
      stackOf([{ cell, options: { ...options } }], smallRequest, 5).params.map(({ path, shape }) => [
        path.replace("layers.0.", ""),
        shape,
      ]),
    );
  expect(shapesOf("higher-order", { order: 3 })).toMatchObject({
    kernel: [3, 5],
    recurrentKernel: [5, 15],
    bias: [5],
  });
  expect(shapesOf("state-skip", { skip: 16 })).toMatchObject({
    kernel: [3, 5],
    recurrentKernel: [5, 10],
    bias: [5],
  });
  expect(shapesOf("peephole", {})).toMatchObject({ kernel: [3, 20], pi: [5], pf: [5], po: [5] });
  expect(Object.keys(shapesOf("gru", { recurrentBias: false }))).not.toContain("recurrentBias");
});

test("a batch's size changes no first weight", () => {
  const lstm = [{ cell: "lstm", options: {} }] as const;
  const [a, b] = [2, 64].map((batch) =>
    initialWeights(stackOf(lstm, { ...smallRequest, batch }), rngFrom(1)),
  );
  expect(a).toEqual(b);
});

test("biases start at 0, but for the forget gate's", () => {
  const plan = stackOf([{ cell: "lstm", options: {} }], smallRequest, 3);
  const weights = initialWeights(plan, rngFrom(1));
  expect([...(weights.get("layers.0.bias") ?? [])]).toEqual([0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
  expect(weights.get("readout.bias")?.every((value) => value === 0)).toBe(true);
});

test("orthogonal recurrent weights are orthogonal gate by gate", () => {
  const options = { recurrentInitializer: "orthogonal" };
  const U = initialWeights(stackOf([{ cell: "gru", options }], smallRequest, 4), rngFrom(1)).get(
    "layers.0.recurrentKernel",
  );
  for (let gate = 0; gate < 3; gate++)
    for (let a = 0; a < 4; a++)
      for (let b = 0; b < 4; b++) {
        let dot = 0;
        for (let r = 0; r < 4; r++)
          dot += (U?.[r * 12 + gate * 4 + a] ?? 0) * (U?.[r * 12 + gate * 4 + b] ?? 0);
        expect(dot).toBeCloseTo(a === b ? 1 : 0, 6);
      }
});

test("phases follow from the equations: the reset before needs two products a step", () => {
  const phases = (resetAfter: boolean) =>
    scansOf(stackOf([{ cell: "gru", options: { resetAfter } }]))[0]?.phases;
  expect(phases(true)).toBe(1);
  expect(phases(false)).toBe(2);
});

test("a token costs no multiply-add, a float one for every column", () => {
  const of = (kind: "tokens" | "floats") =>
    stackOf([{ cell: "lstm", options: {} }], { ...smallRequest, input: { kind, size: 7 } }, 3).multiplyAdds;
  expect(of("floats") - of("tokens")).toBe(3 * 4 * 2 * 7 * 12);
});

test("a plan without a loss says so", () => {
  const plan = planOfEquations([], ["a"], ["h"]);
  expect(() => lossOf({ ...plan, nodes: [] })).toThrow("cannot be trained");
});
