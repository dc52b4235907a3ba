/** Weights typed by hand, on real engines: the exercises on paper, and a weight typed while a network trains. */
import { describe, expect, test, vi } from "vitest";
import { decode } from "../experiment/link.ts";
import { type ExperimentSpec, prepareTask } from "../experiment/spec.ts";
import { readTyped, writeTyped } from "../experiment/typed-weights.ts";
import { rngFrom } from "../lib/rng.ts";
import { planOf } from "../model/counted.ts";
import { traceOracle } from "../model/oracle/run.ts";
import type { Plan } from "../model/plan.ts";
import { plansOf } from "../model/race-plans.ts";
import type { Floats } from "../model/results.ts";
import { withTyped } from "../model/typed-weights.ts";
import { initialWeights, type Weights } from "../model/weights.ts";
import { enginesInNode, nodeEngines } from "../testing/engine-testbed.ts";
import { curve, openLoop, phase } from "../testing/trainer-testbed.ts";
import { probeBatch } from "./batches.ts";
import { typedSnapshot } from "./typing.ts";

vi.setConfig({ testTimeout: 60_000 });
const engines = enginesInNode();
const engineOf = (name: string) => {
  const engine = engines.get(name);
  if (!engine) throw new Error(`there is no ${name}`);
  return engine;
};

const at0 = (path: string, ...values: number[]) =>
  values.map((value, column) => ({ ...{ update: 0, model: 0, path }, ...{ row: 0, column, value } }));
const quizWeights = writeTyped([
  ...at0("layers.0.kernel", -0.1),
  ...at0("layers.0.recurrentKernel", 0.5),
  ...at0("layers.0.bias", 0.1),
  ...at0("readout.kernel", 0.7),
  ...at0("readout.bias", 0),
]);
const quiz = `#1/task.kind=by-hand&task.targets=%3F/%3F&models=simple&models.0.units=1&models.0.activation=sigmoid&training.typed=${encodeURIComponent(quizWeights)}`;
const σ = (x: number) => 1 / (1 + Math.exp(-x));
const h0 = σ(-0.1 * 12 + 0.1);
const h1 = σ(-0.1 * 8 + 0.5 * h0 + 0.1);

async function networkOf(spec: ExperimentSpec) {
  const task = await prepareTask(spec, () => Promise.reject(new Error("no data")));
  const plan = planOf(plansOf(spec, task)[0]) as Plan;
  const first = initialWeights(plan, rngFrom(spec.training.seed));
  return {
    plan,
    first,
    batch: probeBatch(task, spec.training.seed, 0),
    typed: readTyped(spec.training.typed),
  };
}

test("the quiz in float64: 0.2497, 0.1748, 0.3600 and 0.2520", async () => {
  const { spec, problems } = decode(quiz);
  expect(problems).toEqual([]);
  const { plan, first, batch, typed } = await networkOf(spec);
  const whole: Weights<Floats> = new Map([...first].map(([path, w]) => [path, Float64Array.from(w)]));
  const { outputs, trajectories, loss } = traceOracle(plan, withTyped(whole, plan, typed), batch);
  const state = trajectories[0]?.h ?? [];
  const expected = [0.24973989440488234, 0.7 * 0.24973989440488234, 0.36005393658863494, 0.25203775561204445];
  [state[0], outputs[0], state[1], outputs[1]].forEach((value, i) => {
    expect(Math.abs((value ?? Number.NaN) - (expected[i] as number))).toBeLessThan(1e-12);
  });
  expect(Math.abs(h1 - 0.36005393658863494)).toBeLessThan(1e-12);
  // Nothing is asked, and nothing is lost.
  expect(loss).toBe(0);
});

describe.each(nodeEngines)("%s", (name) => {
  test("the quiz, typed in a link: outputs to 1e-6, and training without targets moves nothing", async () => {
    const { plan, first, batch, typed } = await networkOf(decode(quiz).spec);
    const network = engineOf(name).createNetwork(plan, withTyped(first, plan, typed));
    const { outputs } = await network.evaluate(batch);
    network.dispose();
    for (const [t, h] of [h0, h1].entries())
      expect(Math.abs((outputs[t] as number) - 0.7 * h)).toBeLessThan(1e-6);

    const { loop, log, until } = await openLoop(engineOf(name), `${quiz}&training.updates=2`);
    loop.train();
    await until(phase("finished"));
    expect(curve(log)).toEqual([0, 0]);
    const kept = await loop.suspend();
    const state = kept?.now.models[0]?.state;
    expect(state && "weights" in state ? state.weights.get("layers.0.recurrentKernel") : null).toEqual(
      Float32Array.of(0.5),
    );
  });

  test("a weight typed at update 5: the same from the start, and on a fork from a snapshot of that update", async () => {
    const plain = "#1/task.length=8&models=lstm,gru&models.*.units=3&training.batchSize=4&training.updates=9";
    const typed = "5:0/layers.0.recurrentKernel@2.1:1.5:-2,5:1/readout.bias@0.3:0.25";
    const trained = async (hash: string, from?: Parameters<typeof openLoop>[2]) => {
      const run = await openLoop(engineOf(name), hash, from);
      run.loop.train();
      await run.until(phase("finished"));
      await run.loop.suspend();
      return [curve(run.log), curve(run.log, 1)];
    };
    const without = await trained(plain);
    const edited = await trained(`${plain}&training.typed=${typed}`);
    for (const m of [0, 1]) {
      expect(edited[m]?.slice(0, 5)).toEqual(without[m]?.slice(0, 5));
      expect(edited[m]?.[5]).not.toBe(without[m]?.[5]);
    }
    // As a fork has it: the plain run's snapshot of update 5, under an experiment with the typed weights.
    const before = await openLoop(engineOf(name), plain);
    before.loop.oneUpdate(5);
    await before.until((log) => curve(log).length === 5);
    const memory = await before.loop.suspend();
    if (!memory) throw new Error("nothing was kept");
    const forked = await trained(`${plain}&training.typed=${typed}`, { from: memory });
    for (const m of [0, 1]) expect(forked[m]).toEqual(edited[m]?.slice(5));
  });
});

test("what is typed is read back, and typing twice is typing once", async () => {
  const typed = readTyped("0:0/a.b@0.0:-0.1:5e-7,0:0/a.b@1.0:3,12:3/c@0.9:1234567.5");
  expect(readTyped(writeTyped([...typed].reverse()))).toEqual(typed);
  expect(writeTyped([...typed, { ...(typed[0] as (typeof typed)[number]), value: 4 }])).toMatch(
    /^0:0\/a\.b@0\.0:4:5e-7,/,
  );
  const { spec } = decode(quiz);
  const { plan, first } = await networkOf(spec);
  const snapshot = {
    ...({ format: 1, update: 0, seconds: 0, spec, finished: false } as const),
    models: [{ state: { updates: 0, weights: first, slots: {} }, judge: [] }],
  };
  const once = typedSnapshot(snapshot, [plan], readTyped(quizWeights));
  expect(typedSnapshot(once, [plan], readTyped(quizWeights))).toEqual(once);
  expect(typedSnapshot({ ...snapshot, update: 3 }, [plan], readTyped(quizWeights)).models).toBe(
    snapshot.models,
  );
});

test.each([
  ["a word for a number", "0:0/readout.bias@0.0:much", /“0:0\/readout.bias@0.0:much”/],
  ["a fifth model", "0:4/readout.bias@0.0:1", /“0:4\/readout.bias@0.0:1”/],
  ["too large a number", "0:0/readout.bias@0.0:1e9", /“0:0\/readout.bias@0.0:1e9”/],
  ["a path that is none", "0:0/__proto__@0.0:1", /“0:0\/__proto__@0.0:1”/],
])("a link with %s is refused with its value", (_, typed, quoted) => {
  const { spec, problems } = decode(`#1/training.typed=${encodeURIComponent(typed)}`);
  expect(spec.training.typed).toBe("");
  expect(JSON.stringify(problems.map(({ message }) => message)).replaceAll("\\\\", "")).toMatch(quoted);
});
