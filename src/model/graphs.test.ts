import { describe, expect, test } from "vitest";
import { rngFrom } from "../lib/rng.ts";
import { graphs } from "../testing/graphs.ts";
import { differences, lengthened, numbersOf } from "../testing/padded.ts";
import { SLOPE, worstDirection, worstSlope } from "../testing/slopes.ts";
import { assemble } from "./assemble.ts";
import { costOf } from "./costs.ts";
import { isStepped } from "./loops.ts";
import { randomBatch, randomWeights, smallRequest, stackOf } from "./networks.ts";
import { nodeKinds } from "./nodes/index.ts";
import { traceOracle } from "./oracle/run.ts";
import { here, type NodeId, type Plan, type PlanNode } from "./plan.ts";
import { randomInitial, randomMasks } from "./random.ts";

/** The random numbers of an update. */
const randomOf = (plan: Plan) => {
  const key = { seed: 5, update: 1 };
  return [randomInitial(plan, key, plan.batch), randomMasks(plan, key, plan.batch)] as const;
};

describe.each(graphs)("$name", ({ plan: planOf, loops }) => {
  test("has these loops", () => {
    expect(planOf().loops).toEqual(loops);
  });

  test("has the gradients that finite differences have", () => {
    const plan = planOf();
    expect(worstSlope(plan, 31, ...randomOf(plan))).toBeLessThan(SLOPE);
  });

  test("has them where sequences end early", () => {
    const plan = planOf({ isPadded: true, batch: 4 });
    expect(worstDirection(plan, 32, undefined, ...randomOf(plan))).toBeLessThan(SLOPE);
  });

  test("changes no bit with more padding", () => {
    const plan = planOf({ isPadded: true, batch: 4 });
    const longer = planOf({ isPadded: true, batch: 4, steps: plan.steps + 3 });
    const weights = randomWeights(plan, rngFrom(2));
    const batch = randomBatch(plan, rngFrom(3));
    const more = lengthened(longer, batch, rngFrom(4));
    const [short, long] = [traceOracle(plan, weights, batch), traceOracle(longer, weights, more)];
    expect(differences(numbersOf(short, batch), numbersOf(long, more))).toEqual([]);
  });

  test("sends no gradient from one chunk to another", () => {
    const plan = planOf({ steps: 5, truncation: 2 });
    const weights = randomWeights(plan, rngFrom(6));
    const batch = randomBatch(plan, rngFrom(7));
    // Only the last step counts, which is a chunk of its own: nothing of it reaches the states of the others.
    const last = { ...batch, weight: batch.weight.map((_, i) => (i < 4 * batch.size ? 0 : 1)) };
    const { stateGradients } = traceOracle(plan, weights, last);
    const reached = stateGradients.flatMap((all) =>
      Object.values(all).map((values) => values.subarray(0, (values.length * 4) / 5)),
    );
    expect(reached.every((values) => values.every((value) => value === 0))).toBe(true);
    expect(traceOracle(planOf({ steps: 5 }), weights, last).loss).toBe(traceOracle(plan, weights, last).loss);
  });

  test("costs twice as much for twice the sequences", () => {
    const [once, twice] = [planOf(), planOf({ batch: 2 * planOf().batch })].map((plan) => {
      const { flops, bytes } = costOf(plan, "adam");
      return [flops.products, flops.pointwise, bytes.activations, bytes.adjoints];
    });
    expect(twice).toEqual(once?.map((cost) => 2 * cost));
    expect(once?.every((cost) => cost > 0)).toBe(true);
  });
});

test("every kind of node is in some network", () => {
  const found = new Set(graphs.flatMap(({ plan }) => plan().nodes.map(({ op }) => op)));
  expect([...found].sort()).toEqual(Object.keys(nodeKinds).sort());
});

test("all steps are computed at once where no step looks back, and a loop of several nodes steps", () => {
  const stepped = (plan: Plan) => plan.loops.filter((loop) => isStepped(plan, loop)).flat();
  const named = (name: string) => graphs.find((graph) => graph.name.startsWith(name))?.plan() as Plan;
  expect(stepped(named("layers that look back nowhere"))).toEqual(["scan"]);
  expect(stepped(named("own outputs fed back: a dense"))).toEqual(["scan", "readout"]);
  expect(stepped(named("a dense node that reads its own output"))).toEqual(["sum", "scan"]);
  const tokens = { ...smallRequest, input: { kind: "tokens", size: 4 } } as const;
  const both = { cell: "lstm", options: { bidirectional: true } } as const;
  const stack = stackOf([{ cell: "embedding", options: {} }, both], tokens);
  expect(stepped(stack)).toEqual(["layers.1", "layers.1.backward"]);
  expect(stack.loops.every((loop) => loop.length === 1)).toBe(true);
});

describe("nodes that do not fit together are refused", () => {
  const lstm = { cell: "lstm", options: {} } as const;
  const gru = { cell: "gru", options: {} } as const;
  const plan = stackOf([lstm, gru]);
  const changed = (id: NodeId, change: (node: PlanNode) => PlanNode) => () =>
    assemble({ ...plan, nodes: plan.nodes.map((node) => (node.id === id ? change(node) : node)) });
  const read = (id: NodeId, place: object, more: object = {}) =>
    changed(id, (node) => ({ ...node, from: [{ ...here("layers.0"), ...place }], ...more }) as PlanNode);

  test.each([
    [read("layers.1", { of: "nothing" }), "scan “layers.1” reads “nothing”, which nobody makes"],
    [read("layers.1", { state: "z" }), "reads the state z of “layers.0”, which nobody makes"],
    [read("layers.1", { at: { lag: -1 } }), "reads -1 steps back"],
    [read("layers.1", {}, { inputs: 4 }), "scan “layers.1” reads 3 numbers a step, but has 4 inputs"],
    [
      read("layers.0", { of: "layers.1" }),
      "scan “layers.0” and scan “layers.1” wait for each other within a step",
    ],
    [
      read("layers.0", { of: "layers.1", at: { lag: 1 } }, { direction: "backward" }),
      "in the other direction",
    ],
    [read("layers.0", { of: "layers.1", at: "end" }), "reads the end of “layers.1”, which ends with it"],
    [read("layers.1", {}, { path: "layers.0" }), "“layers.0” and “layers.1” share “layers.0.kernel”"],
    [read("layers.1", {}, { id: "layers.0" }), "“layers.0” is the name of two nodes"],
    [
      changed("loss", (node) => ({ ...node, of: { of: "readout", at: "end" } }) as PlanNode),
      "at another step",
    ],
  ])("%#: %s", (make, reason) => {
    expect(make).toThrow(reason);
  });
});
