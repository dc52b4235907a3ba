/** The examiner against the numbers that it is made of, from a snapshot's states alone. */
import { expect, test } from "vitest";
import { withChange } from "../experiment/describe.ts";
import { decode } from "../experiment/link.ts";
import { prepareTask } from "../experiment/spec.ts";
import { isFormed } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { planOf } from "../model/counted.ts";
import { memoryHorizon } from "../model/horizon.ts";
import { jacobiansOf } from "../model/jacobian.ts";
import { traceOracle } from "../model/oracle/run.ts";
import { type Plan, scansOf } from "../model/plan.ts";
import { plansOf } from "../model/race-plans.ts";
import { reachMapCost } from "../model/reach-map.ts";
import { spectralNorm } from "../model/singular-values.ts";
import { initialWeights } from "../model/weights.ts";
import { ownSequence } from "../tasks/own-sequence.ts";
import { probeBatch } from "../trainer/batches.ts";
import { networkTrace } from "../trainer/protocol.ts";
import { examine, horizonsOf } from "./examine.ts";

const noAssets = async (): Promise<never> => {
  throw new Error("no assets");
};

async function race(hash: string) {
  const { spec } = decode(hash);
  const task = await prepareTask(spec, noAssets);
  const plans = plansOf(spec, task).map((model) => planOf(model) as Plan);
  const models = plans.map((plan) => ({
    updates: 0,
    weights: initialWeights(plan, rngFrom(3)),
    slots: {},
  }));
  const ask = { spec, update: 0, probe: 2, models, withTerms: false, backward: null } as const;
  return { spec, task, plans, models, ask };
}

test("what is asked for is answered, and nothing else", async () => {
  const { task, ask } = await race("#1/task.length=9&models=lstm&models.*.units=4");
  const backward = { model: 0, scan: 0, lossAt: null };
  for (const want of ["trace", "reach", "jacobians", "backward", "confusion"] as const) {
    const [model] = examine(task, { ...ask, wants: [want], backward });
    expect(Object.entries(model ?? {}).flatMap(([name, value]) => (value === null ? [] : name))).toEqual([
      want,
    ]);
  }
});

test("a sequence that is typed is traced as in a plan of its own length, and without an answer has no gradient", async () => {
  const { task, plans, models, ask } = await race("#1/task.length=9&models=lstm&models.*.units=4");
  const own = ownSequence(task, { x: "abXaY", y: "" });
  if (isFormed(own)) throw new Error("it is one");
  const [answer] = examine(task, { ...ask, own: own.sample, wants: ["trace"] });
  const trace = networkTrace(answer?.trace ?? undefined);
  const [plan, weights] = [plans[0] as Plan, models[0]?.weights ?? new Map()];
  const cut = (values: Int32Array) => values.slice(0, 5);
  const { x, y } = own.sample as { x: Int32Array; y: Int32Array };
  const alone = traceOracle({ ...plan, steps: 5 }, weights, {
    ...{ steps: 5, size: 1, x: cut(x), y: cut(y), weight: new Float32Array(5) },
  });
  expect(trace?.outputs).toEqual(Float32Array.from(alone.outputs));
  expect(trace?.trajectories[0]?.c).toEqual(Float32Array.from(alone.trajectories[0]?.c ?? []));
  expect(trace?.loss).toBe(0);
  expect(trace?.gradientNorms[0]?.h).toEqual(new Float32Array(5));
});

test("trace, map, Jacobians and horizon are those of the network of the probe", async () => {
  const { spec, task, plans, models, ask } = await race(
    "#1/task.length=9&models=simple,lstm,gru&models.*.units=5",
  );
  const batch = probeBatch(task, spec.training.seed, ask.probe);
  const answers = examine(task, { ...ask, wants: ["trace", "reach", "jacobians"] });
  answers.forEach(({ trace, reach, jacobians }, m) => {
    const [plan, weights] = [plans[m] as Plan, models[m]?.weights ?? new Map()];
    const full = traceOracle(plan, weights, batch);
    expect(trace?.loss).toBe(full.loss);
    if (!reach || isFormed(reach)) throw new Error("no map");
    // The loss of this task is that of the last step alone: the last row of the map is its gradient.
    const last = reach.norms[0]?.h?.subarray(8 * 9) ?? [];
    const state = full.stateGradients[0]?.h ?? [];
    for (let k = 0; k < 9; k++)
      expect(last[k]).toBeCloseTo(Math.hypot(...state.slice(k * 5, (k + 1) * 5)), 12);
    const strip = jacobians?.[0];
    if (!strip || isFormed(strip)) throw new Error("no Jacobians");
    const own = jacobiansOf(plan, weights, batch, full, 0);
    expect(strip.horizon).toEqual(memoryHorizon(own));
    for (const t of own.stepsBack)
      expect(strip.largest[t]).toBeCloseTo(spectralNorm(own.at(t), own.size), 10);
    expect(strip.bound === null).toBe(m > 0);
    for (let t = 0; t < 9; t++) expect(strip.smallest?.[t]).toBeLessThanOrEqual(strip.median?.[t] ?? 0);
  });
});

test("the way back is that of one scan of one model, of all losses or of one step's, with products of Jacobians", async () => {
  const { spec, task, plans, models, ask } = await race(
    "#1/task.length=9&models=lstm,gru&models.*.units=5&models.0.layers=lstm,simple&models.0.layers.1.units=4",
  );
  const batch = probeBatch(task, spec.training.seed, ask.probe);
  const asked = (lossAt: number | null) => {
    const backward = { model: 0, scan: 1, lossAt };
    const [first, second] = examine(task, { ...ask, wants: ["backward"], backward });
    expect(second?.backward).toBe(null);
    if (!first?.backward || isFormed(first.backward)) throw new Error("no way back");
    expect(first.backward.ask).toEqual(backward);
    return first.backward;
  };
  const [plan, weights] = [plans[0] as Plan, models[0]?.weights ?? new Map()];
  const whole = asked(null);
  expect(whole.products).toBe(null);
  expect(whole.scan).toEqual(scansOf(plan)[1]);
  expect(whole.way.gradients.get("layers.1.kernel")).toEqual(
    traceOracle(plan, weights, batch).gradients.get("layers.1.kernel"),
  );
  const { products, way } = asked(6);
  expect(way.gradients.get("layers.1.kernel")).not.toEqual(whole.way.gradients.get("layers.1.kernel"));
  if (!products || isFormed(products)) throw new Error("no products");
  const jacobians = jacobiansOf(plan, weights, batch, traceOracle(plan, weights, batch), 1);
  expect([...products.subarray(6)]).toEqual([1, 0, 0]);
  expect(products[5]).toBeCloseTo(spectralNorm(jacobians.at(6), jacobians.size), 10);
  expect(products[0]).toBeGreaterThan(0);
  // A step that the sequence has no more.
  const backward = { model: 0, scan: 1, lossAt: 9 };
  expect(examine(task, { ...ask, wants: ["backward"], backward })[0]?.backward).toBe(null);
});

test("a gate that is held at the moment counts as held, though the snapshot has all its weights", async () => {
  const { spec, task, ask } = await race("#1/task.length=9&models=lstm&models.*.units=4");
  const held = withChange(spec, { update: 5, field: "models.0.clampF", value: 0 });
  const strip = (update: number) => {
    const [model] = examine(task, { ...ask, spec: held, update, wants: ["jacobians"] });
    const first = model?.jacobians?.[0];
    if (!first || isFormed(first)) throw new Error("no Jacobians");
    return first;
  };
  expect(strip(4).largest).toEqual(strip(0).largest);
  expect(strip(5).largest).not.toEqual(strip(0).largest);
});

test("horizons of a line over the run are those of the strip; what takes too long for one has none", async () => {
  const { task, ask } = await race(
    "#1/task.length=12&models=simple,lstm,state-skip,embedding&models.*.units=4",
  );
  const strips = examine(task, { ...ask, wants: ["jacobians"] }).map(({ jacobians }) =>
    (jacobians ?? []).map((strip) => (isFormed(strip) ? null : strip.horizon)),
  );
  expect(horizonsOf(task, ask, ask.probe)).toEqual({ update: 0, models: strips });
  expect(strips[1]?.[0]?.steps).toBeGreaterThan(0);
  expect(strips[2]).toEqual([null]);
  expect(
    horizonsOf(task, ask, ask.probe, 10)
      .models.flat()
      .every((one) => one === null),
  ).toBe(true);
  const other = horizonsOf(task, ask, ask.probe + 1);
  expect(other.models[1]).toHaveLength(1);
});

test("where all steps would take too long, some are computed, to the same numbers, and a sentence says so", async () => {
  const { task, plans, ask } = await race("#1/task.length=40&models=lstm&models.*.units=5");
  const wants = ["reach", "jacobians"] as const;
  const most = 2e5;
  const [whole] = examine(task, { ...ask, wants });
  const [some] = examine(task, { ...ask, wants }, most);
  const [all, thinned] = [whole?.reach, some?.reach];
  if (!all || isFormed(all) || !thinned || isFormed(thinned)) throw new Error("no map");
  const every = Math.ceil(reachMapCost(plans[0] as Plan) / most);
  expect(every).toBeGreaterThan(1);
  expect([all.every, thinned.every]).toEqual([1, every]);
  expect(thinned.losses).toEqual(all.losses);
  const [rows, own] = [all.norms[0]?.h, thinned.norms[0]?.h];
  for (let t = 0; t < 40; t++)
    for (let k = 0; k < 40; k++)
      if ((39 - t) % every > 0) expect(own?.[t * 40 + k]).toBeNaN();
      else expect(own?.[t * 40 + k]).toBeCloseTo(rows?.[t * 40 + k] ?? Number.NaN, 13);

  const [fewer] = examine(task, { ...ask, wants }, most / 4);
  const [strip, thin] = [whole?.jacobians?.[0], fewer?.jacobians?.[0]];
  if (!strip || isFormed(strip) || !thin || isFormed(thin)) throw new Error("no Jacobians");
  const known = [...thin.largest.keys()].filter((t) => !Number.isNaN(thin.largest[t]));
  expect(known.length).toBeGreaterThan(1);
  expect(known.length).toBeLessThan(40);
  expect(known.at(-1)).toBe(39);
  for (const t of known) expect(thin.largest[t]).toBe(strip.largest[t]);
  expect(strip.said).toBeNull();
  expect(thin.said).not.toBeNull();
  // Followed back for fewer steps than it reaches: at least so many.
  expect(strip.horizon.steps).toBeGreaterThan(thin.horizon.steps);
  expect(thin.horizon).toMatchObject({ isWhole: false, isLeast: true });
});

test("what would take too long, and a cell without such a Jacobian, is refused with a sentence", async () => {
  const long = await race("#1/task.length=40&models=lstm&models.*.units=5");
  const [big] = examine(long.task, { ...long.ask, wants: ["reach", "jacobians"] }, 1000);
  for (const refused of [big?.reach, big?.jacobians?.[0]])
    expect(isFormed(refused ?? {}) && refused).toHaveProperty("key");
  const far = await race("#1/task.length=9&models=state-skip&models.*.units=4");
  const [skip] = examine(far.task, { ...far.ask, wants: ["jacobians", "reach"] });
  expect(isFormed(skip?.jacobians?.[0] ?? {})).toBe(true);
  expect(isFormed(skip?.reach ?? {})).toBe(false);
});
