import { describe, expect, test } from "vitest";
import { type CellKind, cells } from "../cells/index.ts";
import { clampFieldsOf } from "../experiment/clamp-fields.ts";
import { layerFields } from "../experiment/layer-fields.ts";
import { decode } from "../experiment/link.ts";
import { modelNames, prepareTask } from "../experiment/spec.ts";
import { collate } from "../lib/batch.ts";
import { renewedState } from "../lib/expr.ts";
import { defaults } from "../lib/fields.ts";
import { rngFrom } from "../lib/rng.ts";
import { planOf } from "../model/counted.ts";
import { traceOracle } from "../model/oracle/run.ts";
import type { Plan } from "../model/plan.ts";
import { plansOf } from "../model/race-plans.ts";
import { termsOf } from "../model/terms.ts";
import { initialWeights } from "../model/weights.ts";
import { newRecord, recordTrace } from "../store/run-record.ts";
import type { AppState } from "../store/state.ts";
import { heldOutSample } from "../tasks/held-out.ts";
import { computedOrder, keepingGate, memoryOf } from "./memory-signals.ts";
import { pictureOf } from "./time/picture.ts";

const equationsOf = (cell: CellKind, values = {}) => {
  const { equations, fields } = cells[cell];
  return equations({ ...defaults({ ...layerFields, ...fields, ...clampFieldsOf(cell) }), ...values });
};

test("gates come before the state that needs them, and no earlier than another one that is needed first", () => {
  expect(computedOrder(equationsOf("lstm"))).toEqual(["i", "f", "g", "c", "o", "h"]);
  expect(computedOrder(equationsOf("peephole"))).toEqual(["i", "f", "g", "c", "o", "h"]);
  expect(computedOrder(equationsOf("coupled"))).toEqual(["f", "g", "c", "o", "h"]);
  expect(computedOrder(equationsOf("gru"))).toEqual(["z", "r", "n", "h"]);
  expect(computedOrder(equationsOf("gru", { resetAfter: false }))).toEqual(["z", "r", "rh", "n", "h"]);
});

test.each(Object.keys(cells) as CellKind[])("%s: every equation has its place once", (cell) => {
  const equations = equationsOf(cell);
  const names = equations.map(({ name }) => renewedState(name) ?? name);
  expect([...computedOrder(equations)].sort()).toEqual([...names].sort());
});

test("the gate that keeps the old state is the forget gate, or the update gate in either sense", () => {
  expect(keepingGate(equationsOf("lstm"))).toBe("f");
  expect(keepingGate(equationsOf("coupled"))).toBe("f");
  expect(keepingGate(equationsOf("gru"))).toBe("z");
  expect(keepingGate(equationsOf("gru", { updateGate: "new" }))).toBe("z");
  expect(keepingGate(equationsOf("simple"))).toBeUndefined();
});

describe("the sum before a plain RNN's activation", () => {
  const shown = async (hash: string) => {
    const { spec } = decode(hash);
    const task = await prepareTask(spec, async () => {
      throw new Error("no assets");
    });
    const plans = plansOf(spec, task);
    const record = newRecord(1, spec, task, plans, modelNames(spec.models));
    const plan = planOf(plans[0]) as Plan;
    const weights = initialWeights(plan, rngFrom(1));
    const batch = collate([heldOutSample(task, spec.training.seed, 0)]);
    const trace = traceOracle(plan, weights, batch);
    const trajectories = trace.trajectories.map((of) =>
      Object.fromEntries(Object.entries(of).map(([name, values]) => [name, Float32Array.from(values)])),
    );
    const { loss, outputs } = trace;
    const told = { loss, outputs: Float32Array.from(outputs), trajectories, gradientNorms: [], terms: null };
    recordTrace(record, { update: 0, probe: 0, models: [told] });
    const picture = pictureOf({ record, spec, shownLayer: null } as AppState);
    const terms = termsOf(plan, weights, batch, trace)[0];
    return { memory: picture && memoryOf(picture, 0), terms };
  };

  test("is that of its terms", async () => {
    const { memory, terms } = await shown("#1/task.length=9&models=simple&models.*.units=4");
    expect(memory?.signals.map(({ name, kind }) => [name, kind])).toEqual([
      ["Σ", "sum"],
      ["h", "state"],
    ]);
    const { h: x } = terms?.kernel ?? {};
    const { h: u } = terms?.recurrentKernel ?? {};
    const bias = terms?.bias.h;
    memory?.signals[0]?.values.forEach((value, i) => {
      expect(value).toBeCloseTo((x?.[i] ?? 0) + (u?.[i] ?? 0) + (bias?.[i % 4] ?? 0), 5);
    });
  });

  test("is not shown of gated cells, which have more to show, and of ReLU, which loses it", async () => {
    for (const models of ["lstm", "gru", "simple&models.0.activation=relu", "embedding"]) {
      const task = models === "embedding" ? "task.kind=hello" : "task.length=9";
      const { memory } = await shown(`#1/${task}&models=${models}&models.*.units=3`);
      expect(memory?.signals.some(({ kind }) => kind === "sum")).toBe(false);
    }
  });
});
