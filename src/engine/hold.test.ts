/** Held gates are data: a network that is told other values computes what one does that was planned with them, to the last bit. */
import { describe, expect, test } from "vitest";
import { clampableGates, clampName } from "../experiment/clamp-fields.ts";
import { rngFrom } from "../lib/rng.ts";
import { randomBatch, smallRequest, stackOf } from "../model/networks.ts";
import { heldValuesOf, type Plan } from "../model/plan.ts";
import { initialWeights } from "../model/weights.ts";
import { enginesInNode, nodeEngines } from "../testing/engine-testbed.ts";
import type { Engine, Network } from "./engine.ts";

const engines = enginesInNode();
const request = { ...smallRequest, steps: 5, batch: 3 };
const settings = {
  optimizer: { kind: "adam", values: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
  clipNorm: 1,
} as const;
const weightsOf = (plan: Plan) => initialWeights(plan, rngFrom(1));

/** Every gate of two layers, the lower one of both directions, at values of their own. */
const planAt = (from: number) =>
  stackOf(
    (["peephole", "gru"] as const).map((cell, layer) => ({
      cell,
      options: {
        bidirectional: layer === 0,
        ...Object.fromEntries(
          clampableGates(cell).map((gate, g) => [clampName(gate), from + 7 * g + 3 * layer]),
        ),
      },
    })),
    request,
  );

async function trained(network: Network) {
  const batch = randomBatch(network.plan, rngFrom(2));
  const trace = await network.trace(batch);
  const updates = [];
  for (let n = 0; n < 3; n++) updates.push(await network.update(batch, settings, { profiles: true }));
  const [evaluation, state] = [await network.evaluate(batch), await network.read()];
  network.dispose();
  return { trace, updates, evaluation, state };
}

describe.each(nodeEngines)("%s", (name) => {
  const engine = () => engines.get(name) as Engine;

  test("other values are those that the plan might have had", async () => {
    const [one, other] = [planAt(10), planAt(60)];
    const told = engine().createNetwork(one, weightsOf(one));
    told.hold(heldValuesOf(other));
    const expected = await trained(engine().createNetwork(other, weightsOf(other)));
    expect(await trained(told)).toEqual(expected);
    expect(await trained(engine().createNetwork(one, weightsOf(one)))).not.toEqual(expected);
  });

  test("the trajectory of a held gate is its value, in float32", async () => {
    const plan = planAt(10);
    const network = engine().createNetwork(plan, weightsOf(plan));
    network.hold([
      [0.37, 0, 1],
      [0.37, 0, 1],
      [0.2, 0.7],
    ]);
    const { trajectories } = await network.trace(randomBatch(plan, rngFrom(2)));
    network.dispose();
    const valuesOf = (scan: number, gate: string) => new Set(trajectories[scan]?.[gate]);
    expect(["i", "f", "o"].map((gate) => [...valuesOf(1, gate)])).toEqual([[Math.fround(0.37)], [0], [1]]);
    expect(["z", "r"].map((gate) => [...valuesOf(2, gate)])).toEqual([
      [Math.fround(0.2)],
      [Math.fround(0.7)],
    ]);
  });
});

test("a plan has no parameter of a held gate", () => {
  const free = stackOf([{ cell: "peephole", options: {} }]);
  const held = stackOf([{ cell: "peephole", options: { clampF: 30 } }]);
  const gone = free.params.filter(({ path }) => held.params.every((own) => own.path !== path));
  expect(gone.map(({ path }) => path)).toEqual(["layers.0.pf"]);
  expect(
    held.params.map(({ path }) => path).filter((path) => free.params.every((own) => own.path !== path)),
  ).toEqual([]);
  expect(held.params.find(({ path }) => path === "layers.0.kernel")?.gates).toEqual(["i", "g", "o"]);
});
