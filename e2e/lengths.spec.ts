/**
 * Sequences of unequal length: engines against the oracle, and against themselves with more padding, in a browser; the reference
 * on the CPU: reference.test.ts, src/engine/lengths.test.ts.
 */
import { ENGINE, PROFILE, reference, simd, webgl } from "./cases.ts";
import { padded } from "./compared.ts";
import { expect, test } from "./harness-test.ts";

test.describe.configure({ timeout: 180_000 });

const bound = (what: string) => (what.startsWith("profile") ? PROFILE : ENGINE);

for (const [what, engine] of [
  ["the reference on WebGL", reference],
  ["SIMD", simd],
  ["WebGL, wide", { ...webgl, drawBuffers: 8, wide: true }],
  ["WebGL as on a GPU", { ...webgl, drawBuffers: 8, wide: false }],
  ["WebGL as on a small GPU", { ...webgl, drawBuffers: 4, wide: false }],
] as const)
  test.describe(what, () => {
    // tfjs compiles for seconds what the reference on the CPU shows too: the first case, and the one of most kinds.
    const own = engine === reference ? [padded[0], padded.at(-1)].filter((one) => one !== undefined) : padded;
    for (const [name, request] of own) {
      test(`${name}: agrees with the oracle`, async ({ harness: { page } }) => {
        await page.evaluate((choice) => window.harness.open(choice), engine);
        const gaps = await page.evaluate((request) => window.harness.compareTrace(request), request);
        expect(gaps.length).toBeGreaterThan(10);
        expect(gaps.filter(({ what, error }) => !(Number(error) <= bound(what)))).toEqual([]);
      });
      // tfjs sums in groups that depend on the shape.
      if (engine === reference) continue;
      test(`${name}: more padding changes no bit`, async ({ harness: { page } }) => {
        await page.evaluate((choice) => window.harness.open(choice), engine);
        const changed = await page.evaluate(
          (request) => window.harness.paddingChanges(request, [1, 20]),
          request,
        );
        expect(changed).toEqual([]);
      });
    }
  });
