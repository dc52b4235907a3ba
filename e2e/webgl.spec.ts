/** The fused engine: what it holds, what it compiles and draws, races in one pass list, and a device that is lost. */
import type { Page } from "@playwright/test";
import type { OpenHarness } from "../scripts/harness.ts";
import {
  builds,
  ENGINE,
  floats,
  type Layer,
  lowered,
  nameOf,
  PROFILE,
  reference,
  tokens,
  training as trainingOf12,
  webgl,
  withLayer,
} from "./cases.ts";
import type { EngineChoice } from "./harness/engines.ts";
import type { TrainRequest } from "./harness/requests.ts";
import { expect, test } from "./harness-test.ts";

test.describe.configure({ timeout: 180_000 });

async function open(
  harness: OpenHarness,
  choice: Partial<EngineChoice> = {},
  page = harness.page,
): Promise<Page> {
  await page.evaluate((choice) => window.harness.open(choice), { ...webgl, ...choice });
  return page;
}

const every = builds(24).map((layer) => [nameOf(layer), layer] as const);
/** More updates than may be under way. */
const training: TrainRequest = { ...trainingOf12, updates: 20 };

test("nothing is left on the device: networks take their textures with them, the engine everything", async ({
  harness,
}) => {
  const page = await open(harness);
  const requests = [
    ...every.map(([, layer]) => withLayer(tokens, layer)),
    withLayer(floats, { cell: "lstm", units: 13 }),
    { ...tokens, layers: every.slice(-4).map(([, layer]) => layer) },
  ];
  const told = await page.evaluate((requests) => window.harness.webgl.resources(requests, {}), requests);
  expect(told.used.told.textures).toBeGreaterThan(told.opened.told.textures);
  expect(told.used.told.programs).toBeGreaterThan(0);
  // What the engine counts is what the context saw.
  for (const { told: own, seen } of [told.used, told.emptied, told.disposed]) {
    const { shaders: _, ...objects } = seen;
    expect(own).toEqual(objects);
  }
  for (const what of ["textures", "framebuffers", "buffers", "bytes"] as const)
    expect(told.emptied.told[what], what).toBe(told.opened.told[what]);
  expect(Object.values(told.disposed.told)).toEqual(Object.values(told.disposed.told).map(() => 0));
  expect(told.disposed.seen.shaders).toBe(0);
  expect(told.tensors).toBe(0);
});

for (const [name, layer] of every)
  for (const models of [1, 4])
    test(`${name}, ${models} of it: as many bytes are allocated as were planned`, async ({ harness }) => {
      const page = await open(harness);
      for (const request of [withLayer(tokens, layer), withLayer(floats, layer)]) {
        const { planned, allocated, seen } = await page.evaluate(
          ([request, models]) => window.harness.webgl.plannedBytes(request, models),
          [request, models] as const,
        );
        expect(allocated).toBe(planned);
        expect(seen).toBe(planned);
      }
    });

test("a second network with other lengths, batches, units and symbols compiles nothing", async ({
  harness,
}) => {
  // A page in which no test has compiled anything yet.
  const page = await open(harness, {}, await harness.fresh());
  for (const [name, layer] of every) {
    const first = withLayer(tokens, layer);
    const counts = await page.evaluate(
      (requests) => window.harness.webgl.compiled(requests),
      [
        first,
        { ...first, steps: 17 },
        { ...first, batch: 20 },
        { ...first, inputs: 29, outputs: 29 },
        { ...first, layers: [{ ...layer, units: 40 }] },
      ],
    );
    expect(counts[0]?.programs, name).toBeGreaterThan(0);
    expect(counts.slice(1), name).toEqual(counts.slice(1).map(() => ({ shaders: 0, programs: 0 })));
  }
  await page.close();
});

for (const [name, layer] of every)
  test(`${name} with four draw buffers agrees with the oracle`, async ({ harness }) => {
    const page = await open(harness, { drawBuffers: 4 });
    for (const request of [withLayer(tokens, layer), withLayer(floats, layer)]) {
      const gaps = await page.evaluate((request) => window.harness.compareTrace(request), request);
      expect(gaps.length).toBeGreaterThan(10);
      const bound = (what: string) => (what.startsWith("profile") ? PROFILE : ENGINE);
      expect(gaps.filter(({ what, error }) => !(Number(error) <= bound(what)))).toEqual([]);
    }
    const request = { ...withLayer(tokens, layer), steps: 25 };
    const four = await page.evaluate((request) => window.harness.webgl.drawsOf(request), request);
    expect(four.counted).toBe(four.told);
    await open(harness);
    const all = await page.evaluate((request) => window.harness.webgl.drawsOf(request), request);
    expect(all.counted).toBe(all.told);
    console.log(
      `${name}, T = 25: ${all.counted} draws an update (${all.watched} with profiles); with four draw buffers ` +
        `${four.counted} (${four.watched})`,
    );
  });

/** Required and aimed at: draws of one update at T steps, 3T + 10 with one phase and 5T + 12 with two. */
const mostDraws = (layer: Layer, steps: number): number => {
  const phases = lowered(layer).phases.length;
  return (2 * phases + 1) * steps + 2 * phases + 8;
};

for (const [name, layer] of every)
  test(`${name}: four models in one race draw what one does, each bit for bit as if alone`, async ({
    harness,
  }) => {
    const page = await open(harness);
    const request = { ...training, ...withLayer(tokens, layer) };
    const draws = async (models: number) =>
      (
        await page.evaluate(([request, models]) => window.harness.webgl.drawsOf(request, models), [
          request,
          models,
        ] as const)
      ).counted;
    const one = await draws(1);
    expect(await draws(4)).toBe(one);
    expect(one).toBeLessThanOrEqual(mostDraws(layer, request.steps));
    const { together, alone } = await page.evaluate(([request]) => window.harness.webgl.raced(request, 4), [
      request,
    ] as const);
    expect(together[0]?.telemetry).toHaveLength(request.updates);
    expect(together[0]?.telemetry).not.toEqual(together[1]?.telemetry);
    expect(together).toEqual(alone);
  });

test("a member of a race whose updates are not applied leaves the others as they are alone", async ({
  harness,
}) => {
  const page = await open(harness);
  const { together, alone } = await page.evaluate(
    (request) => window.harness.webgl.raced(request, 3, 1),
    training,
  );
  expect(together[1]?.telemetry.every((one) => one.endsWith("false"))).toBe(true);
  expect(together[0]?.telemetry.every((one) => one.endsWith("true"))).toBe(true);
  expect([together[0], together[2]]).toEqual([alone[0], alone[2]]);
});

test("an update gives the same bits one at a time and with others under way, watched or not, twice", async ({
  harness,
}) => {
  const page = await open(harness);
  for (const [name, layer] of every) {
    const request = { ...training, ...withLayer(tokens, layer) };
    const run = (own: TrainRequest, atATime: number | "depth") =>
      page.evaluate(([request, atATime]) => window.harness.webgl.pipelined(request, atATime), [
        own,
        atATime,
      ] as const);
    const first = await run(request, 1);
    expect(first.updates, name).toBe(request.updates);
    expect(await run(request, 1), name).toEqual(first);
    expect(await run(request, "depth"), name).toEqual(first);
    expect(await run({ ...request, profiles: true }, "depth"), name).toEqual(first);
  }
});

for (const value of ["NaN", "Infinity"] as const)
  test(`after an update on ${value} none is applied, those under way neither, until a restore`, async ({
    harness,
  }) => {
    const page = await open(harness);
    for (const [name, layer] of every) {
      const told = await page.evaluate(([request, value]) => window.harness.webgl.poisoned(request, value), [
        withLayer({ ...floats, weight: "every" }, layer),
        value,
      ] as const);
      expect(told.applied, name).toEqual([true, false, false, false, true]);
      expect(told.after, name).toEqual(told.before);
      expect(told.before.updates, name).toBe(1);
      expect(Number.isFinite(Number(told.again)), name).toBe(true);
      expect(told.moved.updates, name).toBe(2);
      expect(told.moved.bits, name).not.toEqual(told.after.bits);
    }
  });

for (const choice of [{ cell: "lstm" }, { cell: "gru", resetAfter: false }, { cell: "simple" }] as const)
  test(`${choice.cell}: losses follow tf.layers' through thirty updates of Adam from the same weights`, async ({
    harness,
  }) => {
    const page = await open(harness);
    // tf.layers on tfjs' CPU backend: it is there to be right, and on software GL it takes a minute.
    const { ours, layers } = await page.evaluate(
      (choice) => window.harness.webgl.besideLayers(choice, 30, "webgl", "cpu"),
      { ...choice, size: [8, 8, 24, 16] } as const,
    );
    expect(ours).toHaveLength(30);
    expect(new Set(ours).size).toBe(30);
    const worst = Math.max(...ours.map((loss, n) => Math.abs(loss - (layers[n] as number))));
    expect(worst).toBeLessThan(1e-5);
  });

test("the fused engine and tfjs take turns on one context without disturbing each other", async ({
  harness,
}) => {
  const page = await open(harness, reference);
  await open(harness);
  const request = { ...training, updates: 8 };
  const told = await page.evaluate((request) => window.harness.webgl.taken(request), request);
  expect(told.turns).toEqual(told.alone);
  const { losses } = await page.evaluate((request) => window.harness.curve(request, "reference"), request);
  expect(told.reference).toEqual(losses);
});

test("when the device is lost every promise rejects with ContextLost, never with a number", async ({
  harness,
}) => {
  const page = await open(harness, {}, await harness.fresh());
  const { pending, later } = await page.evaluate((request) => window.harness.webgl.lost(request), tokens);
  await page.close();
  expect(pending.length).toBeGreaterThan(4);
  expect([...new Set(pending)]).toEqual(["ContextLost"]);
  expect([...new Set(later)]).toEqual(["ContextLost"]);
});
