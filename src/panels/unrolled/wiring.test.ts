import { expect, test } from "vitest";
import { type CellKind, cells } from "../../cells/index.ts";
import { defaultModel, layersOf } from "../../experiment/spec.ts";
import { type Valve, wiringOf } from "./wiring.ts";

const wiring = (cell: CellKind) => {
  const [layer] = layersOf(defaultModel(cell));
  return wiringOf(cells[cell].equations(layer?.values ?? {}), cells[cell].states);
};
const written = (valves: readonly Valve[] | null | undefined) =>
  valves?.map(({ gate, isComplement }) => (isComplement ? `1 − ${gate}` : gate));

test("a plain cell carries nothing: all goes through the product", () => {
  for (const cell of ["simple", "higher-order", "state-skip", "embedding"] as const)
    expect(wiring(cell)).toMatchObject({ carry: null, writes: [], output: null, reads: [] });
  expect(wiring("simple").lags).toEqual([1]);
  expect(wiring("embedding").lags).toEqual([]);
});

test("products with earlier states than the last have the gates of their blocks", () => {
  expect(wiring("state-skip")).toMatchObject({ skips: [{ lag: 4, gate: "d" }], near: "1" });
  const order = wiringOf(cells["higher-order"].equations({ activation: "tanh", order: 3, useBias: true }), [
    "h",
  ]);
  expect(order).toMatchObject({
    skips: [
      { lag: 2, gate: "2" },
      { lag: 3, gate: "3" },
    ],
    near: "1",
  });
  for (const cell of ["simple", "lstm", "gru"] as const)
    expect(wiring(cell)).toMatchObject({ skips: [], near: null });
});

test.each([
  ["lstm", "c", ["f"], "g", ["i"], ["o"], []],
  ["peephole", "c", ["f"], "g", ["i"], ["o"], []],
  ["coupled", "c", ["f"], "g", ["1 − f"], ["o"], []],
  ["gru", "h", ["z"], "n", ["1 − z"], undefined, ["r"]],
  ["mgu", "h", ["1 − f"], "n", ["f"], undefined, ["f"]],
  ["ugrnn", "h", ["1 − u"], "n", ["u"], undefined, []],
] as const)(
  "%s: its valves are where its equations have them",
  (cell, state, kept, source, write, output, reads) => {
    const { carry, writes, output: out, reads: read } = wiring(cell);
    expect(carry?.state).toBe(state);
    expect(written(carry?.valves)).toEqual(kept);
    expect(writes.map((one) => [one.source, written(one.valves)])).toEqual([[source, write]]);
    expect(written(out)).toEqual(output);
    expect(written(read)).toEqual(reads);
  },
);
