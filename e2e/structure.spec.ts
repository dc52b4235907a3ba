/**
 * First states and all else that changes the network around its cells: the fused engines against the oracle, in a browser; the
 * reference: reference.test.ts.
 */
import { plainGrus } from "../src/model/networks.ts";
import { ENGINE, PROFILE, plainSimd, reference, simd, webgl } from "./cases.ts";
import { structures, trainedStructures } from "./compared.ts";
import { expect, test } from "./harness-test.ts";

test.describe.configure({ timeout: 180_000 });

const bound = (what: string) => (what.startsWith("profile") ? PROFILE : ENGINE);

/** Of all cases those in both directions, as on a GPU and on a small one. */
for (const [drawBuffers, wide] of [
  [8, false],
  [4, false],
] as const)
  test(`both directions beside the rest agree with the oracle, with ${drawBuffers} draw buffers, not wide`, async ({
    harness: { page },
  }) => {
    await page.evaluate((choice) => window.harness.open(choice), { ...webgl, drawBuffers, wide });
    for (const [name, request] of structures.filter(([name]) => /both directions/.test(name))) {
      const gaps = await page.evaluate((request) => window.harness.compareTrace(request), request);
      expect(
        gaps.filter(({ what, error }) => !(Number(error) <= bound(what))),
        name,
      ).toEqual([]);
    }
  });

for (const engine of [webgl, simd])
  test.describe(`${engine.engine}`, () => {
    for (const [name, request] of structures)
      test(`${name}: agrees with the oracle`, async ({ harness: { page } }) => {
        await page.evaluate((choice) => window.harness.open(choice), engine);
        const gaps = await page.evaluate((request) => window.harness.compareTrace(request), request);
        expect(gaps.length).toBeGreaterThan(10);
        expect(gaps.filter(({ what, error }) => !(Number(error) <= bound(what)))).toEqual([]);
      });

    for (const [name, request] of trainedStructures)
      test(`${name}: same bits twice and after a snapshot, and nothing is left behind`, async ({
        harness: { page },
      }) => {
        await page.evaluate((choice) => window.harness.open(choice), engine);
        const run = () => page.evaluate((request) => window.harness.curve(request), request);
        expect(await run()).toEqual(await run());
        const { through, again } = await page.evaluate((r) => window.harness.restored(r), request);
        expect(again).toEqual(through);
        const { after10, after30 } = await page.evaluate((r) => window.harness.leak(r), request);
        expect(after30).toEqual(after10);
      });
  });

for (const engine of [reference, webgl, simd, plainSimd])
  test(`a GRU with r = 1 and z = 0 is the plain RNN on ${engine.engine}, ${engine.backend}${engine.relaxed === false ? ", plain" : ""}`, async ({
    harness: { page },
  }) => {
    await page.evaluate((choice) => window.harness.open(choice), engine);
    for (const form of plainGrus) {
      const gaps = await page.evaluate((form) => window.harness.plainGru(form), form);
      expect(gaps.length, form.name).toBe(form.twoBiases ? 9 : 14);
      expect(
        gaps.filter(({ error }) => !(Number(error) <= ENGINE)),
        form.name,
      ).toEqual([]);
    }
  });
