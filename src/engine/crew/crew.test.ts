import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { CellKind } from "../../cells/index.ts";
import type { Batch } from "../../lib/batch.ts";
import { rngFrom } from "../../lib/rng.ts";
import type { PlanRequest } from "../../model/build.ts";
import { randomBatch, stackOf } from "../../model/networks.ts";
import type { Plan } from "../../model/plan.ts";
import { initialWeights } from "../../model/weights.ts";
import { type FakeWorkers, fakeWorkers } from "../../testing/crew-testbed.ts";
import { ContextLost, type Engine, type Member, type Race, type UpdateSettings } from "../engine.ts";
import { createReferenceEngine } from "../reference/engine.ts";
import { createWasmEngine } from "../wasm/create.ts";
import { createCrew } from "./crew.ts";
import { WorkerLost } from "./link.ts";

const request: PlanRequest = {
  steps: 6,
  batch: 4,
  input: { kind: "floats", size: 3 },
  outputs: 2,
  loss: "mse",
};
const planOf = (cell: CellKind, units: number) => stackOf([{ cell, options: {} }], request, units);
const plans = [planOf("simple", 5), planOf("lstm", 12), planOf("gru", 7), planOf("lstm", 8)];
const startOf = (plan: Plan) => ({ plan, weights: initialWeights(plan, rngFrom(1)) });
const settings: UpdateSettings = {
  optimizer: { kind: "adam", values: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
  clipNorm: 0.5,
};
const watched = { profiles: true };
const batchesOf = (count: number): Batch[] => {
  const rng = rngFrom(2);
  return Array.from({ length: count }, () => randomBatch(plans[0] as Plan, rng));
};
const poisoned = (batch: Batch): Batch => ({
  ...batch,
  x: Float32Array.from(batch.x, (value, i) => (i === 0 ? Number.NaN : value)),
});
const member = (race: Race, index: number) => race.members[index] as Member;
/** Messages that are under way come in. */
const settled = (isDone: () => boolean) => vi.waitFor(() => expect(isDone()).toBe(true), { timeout: 30_000 });

let lead: Engine;
let workers: FakeWorkers;
let crew: Engine;
beforeAll(async () => {
  lead = await createWasmEngine();
});
function openCrew(most = 3, made = fakeWorkers(() => createWasmEngine())) {
  workers = made;
  const refused: unknown[] = [];
  crew = createCrew(lead, {
    workers: most,
    spawn: made.spawn,
    onRefused: (error) => refused.push(error),
  });
  return { refused, race: (of = plans) => crew.createRace(of.map(startOf)) };
}
afterEach(() => {
  crew.dispose();
  expect([workers.alive(), crew.tensorCount()]).toEqual([0, 0]);
});

/** Everything that a race tells of ten updates, three under way at a time, with a look at each member in between. */
async function tell(race: Race) {
  const told: Promise<unknown>[] = [];
  for (const [n, batch] of batchesOf(10).entries()) {
    told.push(race.update(batch, settings, { profiles: n % 2 === 0 }));
    if (n % 3 === 0)
      for (const { evaluate, trace, read } of race.members) told.push(evaluate(batch), trace(batch), read());
    if (n % 3 === 2) await told.at(-1);
  }
  return Promise.all(told);
}

test.each([1, 2, 3, 8])("%i workers: every model comes out bit for bit as alone", async (most) => {
  const { race: open, refused } = openCrew(most);
  const race = open();
  expect(race.members.map(({ plan }) => plan)).toEqual(plans);
  const told = await tell(race);
  const alone = lead.createRace(plans.map(startOf));
  expect(told).toEqual(await tell(alone));
  alone.dispose();
  expect(workers.started()).toBe(Math.min(most, 3));
  expect(refused).toEqual([]);
  race.dispose();
  expect(lead.tensorCount()).toBe(0);
});

test("what is called after an update sees its weights, wherever the model lives", async () => {
  const race = openCrew(1).race();
  const batches = batchesOf(3);
  const reads = batches.map((batch) => {
    void race.update(batch, settings, watched);
    return Promise.all(race.members.map(({ read }) => read()));
  });
  const counts = (await Promise.all(reads)).map((states) => states.map(({ updates }) => updates));
  expect(counts).toEqual([1, 2, 3].map((n) => plans.map(() => n)));
  race.dispose();
});

test("one model is the lead's own, and with no spare core so is every race", async () => {
  const { race } = openCrew();
  const one = race([planOf("gru", 3)]);
  await one.update(batchesOf(1)[0] as Batch, settings, watched);
  one.dispose();
  expect(workers.started()).toBe(0);
  crew.dispose();
  openCrew(0);
  expect(crew).toBe(lead);
});

test("after an update that was not applied none is, until all are restored", async () => {
  const race = openCrew(2).race();
  const [good, next] = batchesOf(2) as [Batch, Batch];
  await race.update(good, settings, watched);
  const before = await Promise.all(race.members.map(({ read }) => read()));
  const told = await Promise.all(
    [poisoned(next), next, good].map((batch) => race.update(batch, settings, watched)),
  );
  expect(told.flat().map(({ applied }) => applied)).toEqual(told.flat().map(() => false));
  expect(await Promise.all(race.members.map(({ read }) => read()))).toEqual(before);
  race.members.forEach(({ restore }, m) => {
    restore(before[m] as (typeof before)[number]);
  });
  // Called right behind it.
  const again = await race.update(next, settings, watched);
  expect(again.map(({ applied }) => applied)).toEqual(plans.map(() => true));
  const alone = lead.createRace(plans.map(startOf));
  await alone.update(good, settings, watched);
  expect(again).toEqual(await alone.update(next, settings, watched));
  alone.dispose();
  race.dispose();
});

test("a call that is refused, in a worker or here, rejects alone and with its own reason", async () => {
  const race = openCrew(1).race();
  const [batch] = batchesOf(1) as [Batch];
  const short = randomBatch({ ...(plans[0] as Plan), steps: 2 }, rngFrom(1));
  for (const { evaluate } of race.members) {
    await expect(evaluate(short)).rejects.toThrow(RangeError);
    await expect(evaluate(short)).rejects.toThrow(/2 steps, but the plan has 6/);
  }
  await expect(race.update(short, settings, watched)).rejects.toThrow(/2 steps/);
  expect((await race.update(batch, settings, watched)).every(({ applied }) => applied)).toBe(true);
  race.dispose();
});

test("what does not fit the lead is refused before any worker starts, and nothing is taken", () => {
  openCrew();
  const plan = stackOf([{ cell: "lstm", options: {} }], { ...request, steps: 400, batch: 1024 }, 1024);
  // Orthogonal kernels of 1,024 units take seconds, and a network that is refused needs no weights.
  const race = () => crew.createRace([startOf(planOf("gru", 3)), { plan, weights: new Map() }]);
  expect(race).toThrow(RangeError);
  expect(race).toThrow(/GiB.*Reduce the batch size/);
  expect([workers.started(), crew.tensorCount()]).toEqual([0, 0]);
});

describe("workers are kept", () => {
  test("the next race takes those of the last, behind whatever it had asked of them", async () => {
    const { race } = openCrew();
    const first = race();
    const late = first.update(batchesOf(1)[0] as Batch, settings, watched);
    first.dispose();
    const second = race(plans.slice(0, 3));
    const told = await second.update(batchesOf(1)[0] as Batch, settings, watched);
    expect(await late).toHaveLength(4);
    expect(told).toHaveLength(3);
    // The first one's were still on their way to their models.
    expect(workers.started()).toBe(5);
    // No more are kept than a race may want.
    await settled(() => workers.alive() === 3);
    second.dispose();
    const third = race();
    await third.update(batchesOf(1)[0] as Batch, settings, watched);
    expect(workers.started()).toBe(5);
    expect(crew.tensorCount()).toBeGreaterThan(lead.tensorCount());
    third.dispose();
    await settled(() => crew.tensorCount() === 0);
    expect(workers.alive()).toBe(3);
  });

  test("a race that is over answers nothing, and disturbs the next one not", async () => {
    const { race } = openCrew(1);
    const first = race();
    await first.update(batchesOf(1)[0] as Batch, settings, watched);
    first.dispose();
    const second = race();
    first.dispose();
    member(first, 1).restore(await member(second, 1).read());
    await expect(member(first, 1).read()).rejects.toThrow("this race was disposed");
    await expect(first.update(batchesOf(1)[0] as Batch, settings, watched)).rejects.toThrow("disposed");
    expect(await tell(second)).toHaveLength(10 + 4 * plans.length * 3);
    expect(workers.started()).toBe(1);
    second.dispose();
  });

  test("the engine takes them all with it", async () => {
    const race = openCrew().race();
    await race.update(batchesOf(1)[0] as Batch, settings, watched);
    const pending = race.update(batchesOf(1)[0] as Batch, settings, watched);
    crew.dispose();
    await expect(pending).rejects.toThrow("the engine was disposed");
    race.dispose();
    await settled(() => lead.tensorCount() === 0);
  });
});

describe("a worker dies", () => {
  test("what is under way and all that comes after rejects; the next race has fresh ones", async () => {
    const { race: open } = openCrew(1);
    const race = open();
    const [batch] = batchesOf(1) as [Batch];
    await race.update(batch, settings, watched);
    const inWorker = plans.findIndex((_, m) => m === 1);
    const pending = [race.update(batch, settings, watched), member(race, inWorker).read()];
    workers.kill("out of memory");
    for (const one of pending) {
      await expect(one).rejects.toThrow(WorkerLost);
      await expect(one).rejects.toThrow(/was lost \(out of memory\)/);
    }
    // As after a lost device: whoever handles that goes on from a snapshot.
    for (const { read } of race.members) await expect(read()).rejects.toThrow(ContextLost);
    await expect(race.update(batch, settings, watched)).rejects.toThrow(WorkerLost);
    race.dispose();
    const again = open();
    await again.update(batch, settings, watched);
    expect([workers.started(), workers.alive()]).toEqual([2, 1]);
    again.dispose();
  });

  test("a race beside another one takes its workers with it", async () => {
    const { race: open } = openCrew(1);
    const [batch] = batchesOf(1) as [Batch];
    const race = open();
    const trial = open();
    await race.update(batch, settings, watched);
    await trial.update(batch, settings, watched);
    expect(workers.alive()).toBe(2);
    trial.dispose();
    await settled(() => workers.alive() === 1);
    expect(await race.update(batch, settings, watched)).toHaveLength(4);
    race.dispose();
    const next = open();
    await next.update(batch, settings, watched);
    expect([workers.started(), workers.alive()]).toEqual([2, 1]);
    next.dispose();
  });

  test("an idle one is not missed", async () => {
    const { race: open } = openCrew(1);
    open().dispose();
    await settled(() => workers.log[0]?.includes("leave") === true);
    workers.kill("out of memory");
    const race = open();
    expect(await race.update(batchesOf(1)[0] as Batch, settings, watched)).toHaveLength(4);
    race.dispose();
    expect(workers.started()).toBe(2);
  });
});

describe("where workers do not start the lead trains all models, and nothing is lost", () => {
  const failing: readonly (readonly [string, () => FakeWorkers, RegExp, number])[] = [
    [
      "there are none",
      () => ({
        ...fakeWorkers(() => createWasmEngine()),
        spawn: () => {
          throw new Error("Worker is not defined");
        },
      }),
      /Worker is not defined/,
      0,
    ],
    [
      "the script does not load",
      () => {
        const made = fakeWorkers(() => new Promise(() => undefined));
        const spawn: FakeWorkers["spawn"] = (listener) => {
          setTimeout(() => listener.onDeath("its script could not be loaded"), 5);
          return made.spawn(listener);
        };
        return { ...made, spawn };
      },
      /its script could not be loaded/,
      2,
    ],
    [
      "the engine does not open",
      () => fakeWorkers(() => Promise.reject(new Error("answered 404"))),
      /answered 404/,
      2,
    ],
    [
      "they compute on something else",
      () => fakeWorkers(async () => ({ ...(await createWasmEngine()), renderer: "another" })),
      /“another” instead of “WASM/,
      2,
    ],
  ];
  test.each(failing)("%s", async (_, make, reason, started) => {
    const { race: open, refused } = openCrew(2, make());
    const race = open();
    const told = await tell(race);
    const alone = lead.createRace(plans.map(startOf));
    expect(told).toEqual(await tell(alone));
    alone.dispose();
    race.dispose();
    expect(refused).toHaveLength(2);
    expect(String(refused[0])).toMatch(reason);
    // It is not tried again.
    open().dispose();
    expect([workers.started(), workers.alive()]).toEqual([started, 0]);
    expect(lead.tensorCount()).toBe(0);
  });
});

test("a lead whose work takes several turns is asked for one thing at a time", async () => {
  const cpu = await createReferenceEngine({ backend: "cpu" });
  workers = fakeWorkers(async () => cpu);
  crew = createCrew(cpu, { workers: 1, spawn: workers.spawn });
  const small = [planOf("simple", 2), planOf("gru", 2), planOf("simple", 3)];
  const race = crew.createRace(small.map(startOf));
  const alone = small.map((plan) => cpu.createNetwork(plan, startOf(plan).weights));
  const batches = batchesOf(3);
  const together = await Promise.all(batches.map((batch) => race.update(batch, settings, watched)));
  for (const [n, batch] of batches.entries())
    for (const [m, network] of alone.entries())
      expect(together[n]?.[m]).toEqual(await network.update(batch, settings, watched));
  for (const [m, network] of alone.entries()) {
    expect(await member(race, m).read()).toEqual(await network.read());
    network.dispose();
  }
  race.dispose();
  await settled(() => cpu.tensorCount() === 0);
  await settled(() => crew.tensorCount() === 0);
});
