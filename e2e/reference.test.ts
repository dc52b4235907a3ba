/**
 * The reference on tfjs' CPU backend needs no browser: in Node it goes through what the other engines go through in
 * numerics, structure, lengths and cells.spec.ts, by the same comparisons; that padding changes no bit of it is in
 * src/engine/lengths.test.ts. In a browser it answers the golden files.
 */
import { beforeEach, describe, expect, test } from "vitest";
import { plainGrus } from "../src/model/networks.ts";
import {
  ENGINE,
  floats,
  nameOf,
  PROFILE,
  referenceOnCpu,
  tokens,
  training,
  variants,
  withLayer,
} from "./cases.ts";
import {
  far,
  held,
  lookingBack,
  padded,
  settings,
  shapes,
  structures,
  trainedStructures,
} from "./compared.ts";
import { openFor } from "./harness/engines.ts";
import * as harness from "./harness/numerics.ts";
import type { NetworkRequest } from "./harness/requests.ts";

beforeEach(async () => {
  expect((await openFor(referenceOnCpu)).backend).toBe("cpu");
});

async function compare(request: NetworkRequest): Promise<void> {
  const gaps = await harness.compareTrace(request);
  expect(gaps.length).toBeGreaterThan(10);
  const bound = (what: string) => (what.startsWith("profile") ? PROFILE : ENGINE);
  expect(gaps.filter(({ what, error }) => !(Number(error) <= bound(what)))).toEqual([]);
}

describe("agrees with the oracle", () => {
  test.each(variants(24).map((layer) => [nameOf(layer), layer] as const))("%s", async (_, layer) => {
    await compare(withLayer(tokens, layer));
    await compare(withLayer(floats, layer));
  });
  test.each([...shapes, ...settings, ...far, ...held])("%s", (_, request) => compare(request));
  test.each(structures)("%s", (_, request) => compare(request));
  test.each(padded)("unequal lengths: %s", (_, request) => compare(request));
  test.each(lookingBack)("%s", async (_, requests) => {
    for (const request of requests) await compare(request);
  });
});

test.each(trainedStructures)(
  "%s: same bits twice and after a snapshot, and nothing is left behind",
  async (_, request) => {
    expect(await harness.curve(request)).toEqual(await harness.curve(request));
    const { through, again } = await harness.restored(request);
    expect(again).toEqual(through);
    const { after10, after30 } = await harness.leak(request);
    expect(after30).toEqual(after10);
  },
);

test.each(plainGrus)("a GRU with r = 1 and z = 0 is the plain RNN: $name", async (form) => {
  const gaps = await harness.plainGru(form);
  expect(gaps).toHaveLength(form.twoBiases ? 9 : 14);
  expect(gaps.filter(({ error }) => !(Number(error) <= ENGINE))).toEqual([]);
});

test("nothing is left behind by updates, evaluations, traces and snapshots", async () => {
  for (const request of [training, { ...training, settings: { ...training.settings, clipNorm: 0 } }]) {
    const { before, after10, after30, after } = await harness.leak(request);
    expect(after30).toEqual(after10);
    expect(after).toEqual(before);
  }
});
