import { expect, test } from "vitest";
import { defaults } from "../../lib/fields.ts";
import { rngFrom } from "../../lib/rng.ts";
import { randomBatch, randomWeights, smallRequest, stackOf } from "../../model/networks.ts";
import type { Plan } from "../../model/plan.ts";
import { optimizers } from "../../optimizers/index.ts";
import { fakeGl, fakeLimits } from "../../testing/fake-gl.ts";
import { type GpgpuContext, type Limits, openDevice } from "./device.ts";
import { createRace, groupsOf } from "./race.ts";

const limits: Limits = { ...fakeLimits, isWide: false };
const gru = (options = {}): Plan => stackOf([{ cell: "gru", options }]);
const lstm = stackOf([{ cell: "lstm", options: {} }]);
const membersOf = (plans: readonly Plan[], own = limits) =>
  groupsOf(plans, own).map(({ members }) => members);

test("models with the same equations and sizes are together, whatever their settings", () => {
  expect(membersOf([gru(), lstm, gru({ dropout: 0 }), gru({ resetAfter: false })])).toEqual([
    [0, 2],
    [1],
    [3],
  ]);
  const longer = stackOf([{ cell: "gru", options: {} }], { ...smallRequest, steps: 9 });
  expect(membersOf([gru(), longer])).toEqual([[0], [1]]);
  // At which value a gate is held is data; which one is held is not.
  const held = [30, 60].map((clampZ) => gru({ clampZ }));
  expect(membersOf([...held, gru({ clampR: 30 })])).toEqual([[0, 1], [2]]);
});

test("no more than four are together, and no more than fit a texture", () => {
  expect(membersOf(Array.from({ length: 6 }, () => lstm))).toEqual([
    [0, 1, 2, 3],
    [4, 5],
  ]);
  const wide = stackOf([{ cell: "lstm", options: {} }], smallRequest, 100);
  expect(membersOf([wide, wide, wide], { ...limits, textureSize: 256 })).toEqual([[0, 1], [2]]);
});

test("members and what an update tells come in the order of the race, each bundle at work once", async () => {
  const fake = fakeGl();
  const device = openDevice({ gl: fake.gl } as unknown as GpgpuContext, false);
  const plans = [gru(), lstm, gru()];
  const race = createRace(
    device,
    plans.map((plan) => ({
      plan,
      weights: new Map(
        [...randomWeights(plan, rngFrom(1))].map(([path, own]) => [path, Float32Array.from(own)]),
      ),
    })),
  );
  expect(race.members.map(({ plan }) => plan)).toEqual(plans);
  const settings = {
    optimizer: { kind: "sgd", values: defaults(optimizers.sgd.fields) },
    clipNorm: 0,
  } as const;
  const told = await race.update(randomBatch(lstm, rngFrom(1)), settings, { profiles: false });
  expect(told.map(({ parameterNorms, profiles }) => [parameterNorms.length, profiles.length])).toEqual(
    plans.map(({ params }) => [params.length, 0]),
  );
  // Of two bundles, each 2T + 8.
  expect(fake.calls.length).toBe(2 * (2 * lstm.steps + 8));
  race.dispose();
  expect(device.resources()).toMatchObject({ textures: 0, buffers: 0, framebuffers: 0 });
});
