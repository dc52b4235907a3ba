/** What the examiner says of the next update, against updates that a run on the reference engine really makes. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Engine } from "./engine/engine.ts";
import { createReferenceEngine } from "./engine/reference/engine.ts";
import { examine } from "./examiner/examine.ts";
import type { Examined } from "./examiner/protocol.ts";
import { specAt } from "./experiment/describe.ts";
import { decode } from "./experiment/link.ts";
import { prepareTask } from "./experiment/spec.ts";
import { countedIn } from "./lib/histogram.ts";
import { type Formed, inEnglish, isFormed } from "./lib/phrase.ts";
import { rngFrom } from "./lib/rng.ts";
import { networkState } from "./model/counted.ts";
import { networkAt } from "./model/in-use.ts";
import { normOf } from "./model/matrix.ts";
import { stepOf } from "./model/next-update.ts";
import type { Plan } from "./model/plan.ts";
import { plansOf } from "./model/race-plans.ts";
import { initialWeights } from "./model/weights.ts";
import { eventsOf, type OpenLoop, openLoop, phase, snapshotsIn } from "./testing/trainer-testbed.ts";
import { trainingBatch } from "./trainer/batches.ts";
import { networkMetrics, type Snapshot } from "./trainer/protocol.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await createReferenceEngine({ backend: "cpu" });
});
afterAll(() => engine.dispose());
vi.setConfig({ testTimeout: 60_000 });

const noAssets = async (): Promise<never> => {
  throw new Error("no assets");
};

/** One update after the other, with a snapshot after each. */
async function stepped({ loop, log, until }: OpenLoop, updates: number): Promise<readonly Snapshot[]> {
  const at = (update: number) => snapshotsIn(log).find((one) => one.update === update);
  await until(() => at(0) !== undefined);
  for (let update = 1; update <= updates; update++) {
    loop.oneUpdate();
    await until(() => phase("paused")(log) && at(update) !== undefined);
  }
  return Array.from({ length: updates + 1 }, (_, update) => at(update) as Snapshot);
}

const sizes = "&models.*.units=5&training.batchSize=6&training.seed=4";
const runs = {
  "Adam, clipped": `#1/task.length=9&models=simple,lstm&training.clipNorm=0.05${sizes}`,
  "momentum, random states and dropout": `#1/task.length=8&models=gru&optimizer.kind=sgd&optimizer.momentum=0.9&models.0.initialState=random&models.0.dropout=20${sizes}`,
  "a stack that reads both ways, sequences of unequal lengths": `#1/task.kind=adding&task.length=10&models=gru,lstm&models.0.bidirectional=1&models.1.initialState=learned&task.shortest=6${sizes}`,
};

for (const [name, hash] of Object.entries(runs))
  test(`the differences of weights are those that a run makes: ${name}`, async () => {
    const { spec } = decode(hash);
    const task = await prepareTask(spec, noAssets);
    const plans = plansOf(spec, task);
    const opened = await openLoop(engine, hash);
    const snapshots = await stepped(opened, 3);
    const metrics = eventsOf(opened.log, "metrics");
    for (const [update, snapshot] of snapshots.slice(0, -1).entries()) {
      const models = snapshot.models.map(({ state }) => state);
      const answers = examine(task, {
        ...{
          spec: snapshot.spec,
          update,
          probe: 0,
          models,
          wants: ["next"],
          withTerms: false,
          backward: null,
        },
      });
      plans.forEach((model, m) => {
        const next = nextIn(answers[m]);
        const told = metrics.find(({ first }) => first === update + 1)?.models[m];
        expect(next.gradientNorm / (networkMetrics(told)?.gradientNorm[0] ?? 0)).toBeCloseTo(1, 4);
        const network = networkAt(spec, update, model, m, snapshot.models[m]?.state);
        const after = networkState(snapshots[update + 1]?.models[m]?.state);
        if (!network || !after) throw new Error("no network");
        const { optimizer, training } = specAt(spec, update);
        const { seed, batchSize, clipNorm } = training;
        const { differences } = stepOf(
          network.plan,
          network.state,
          trainingBatch(task, rngFrom(seed), update + 1, batchSize),
          { optimizer, clipNorm, randomKey: { seed, update: update + 1 } },
        );
        for (const { path, weights, gradients, ratios, updateNorm, size } of next.parameters) {
          const [before, now] = [network.weights.get(path), after.weights.get(path)];
          const made = Float64Array.from(now ?? [], (value, i) => value - (before?.[i] ?? 0));
          // Weights are rounded to single precision after an update, and gradients come from sums in it.
          const off = normOf(made.map((value, i) => value - (differences.get(path)?.[i] ?? 0)));
          expect(off).toBeLessThan(2e-3 * normOf(made) + 1e-6 * Math.sqrt(size));
          expect(Math.abs(updateNorm - normOf(made))).toBeLessThan(
            2e-3 * normOf(made) + 1e-6 * Math.sqrt(size),
          );
          for (const histogram of [weights, gradients, ratios]) expect(countedIn(histogram)).toBe(size);
        }
      });
    }
    await opened.loop.suspend();
  });

function nextIn(examined: Examined | undefined) {
  const next = examined?.next;
  if (!next || isFormed(next)) throw new Error("nothing is known of the next update");
  return next;
}

test("a setting that changed at the moment acts on the update after it, and a held gate has no weights there", async () => {
  const hash = `#1/task.length=9&models=lstm${sizes}&optimizer.learningRate=0.01`;
  const { spec } = decode(hash);
  const task = await prepareTask(spec, noAssets);
  const { loop, log, until } = await openLoop(engine, hash);
  await until(() => snapshotsIn(log).length > 0);
  const snapshot = snapshotsIn(log)[0] as Snapshot;
  await loop.suspend();
  const models = snapshot.models.map(({ state }) => state);
  const at = (changes: typeof spec.changes) =>
    nextIn(
      examine(task, {
        ...{
          spec: { ...spec, changes },
          update: 0,
          probe: 0,
          models,
          wants: ["next"],
          withTerms: false,
          backward: null,
        },
      })[0],
    );
  const first = at([]);
  const slower = at([{ update: 0, field: "optimizer.learningRate", value: 0.001 }]);
  const later = at([{ update: 1, field: "optimizer.learningRate", value: 0.001 }]);
  first.parameters.forEach(({ updateNorm }, p) => {
    expect((slower.parameters[p]?.updateNorm ?? 0) / updateNorm).toBeCloseTo(0.1, 6);
    expect(later.parameters[p]?.updateNorm).toBe(updateNorm);
  });
  const held = at([{ update: 0, field: "models.0.clampF", value: 50 }]);
  const kernel = (next: typeof first) => next.parameters.find(({ path }) => path.endsWith("recurrentKernel"));
  expect(kernel(held)?.size).toBe(((kernel(first)?.size ?? 0) * 3) / 4);
});

test("an update that takes too long is refused with a sentence", async () => {
  const { spec } = decode("#1/task.length=60&models=lstm&models.*.units=128&training.batchSize=1024");
  const task = await prepareTask(spec, noAssets);
  const models = plansOf(spec, task).map((model) => ({
    updates: 0,
    weights: initialWeights(model as Plan, rngFrom(3)),
    slots: {},
  }));
  const [answer] = examine(task, {
    ...{ spec, update: 0, probe: 0, models, wants: ["next"], withTerms: false, backward: null },
  });
  expect(isFormed(answer?.next ?? {}) && inEnglish(answer?.next as Formed)).toContain(
    "billion multiply-adds",
  );
});
