/** Sequences of unequal length: every engine against the oracle, and against itself with more padding, in a browser. */
import { paddedLayers } from "../src/model/padded.ts";
import { ENGINE, floats, PROFILE, reference, referenceOnCpu, simd, tokens, webgl } from "./cases.ts";
import type { NetworkRequest } from "./harness/requests.ts";
import { expect, test } from "./harness-test.ts";

test.describe.configure({ timeout: 180_000 });

const bound = (what: string) => (what.startsWith("profile") ? PROFILE : ENGINE);
const cases = paddedLayers.map(({ name, layers, loss, reduction = "mean" }): [string, NetworkRequest] => [
  name,
  {
    ...(loss === "crossEntropy" ? tokens : floats),
    ...{ steps: 7, batch: 6, weight: "every", initial: true, isPadded: true, reduction },
    layers: layers.map((layer, i) => ({ ...layer, units: 9 - i })),
  },
]);

for (const [what, engine] of [
  ["the reference on the CPU", referenceOnCpu],
  ["the reference on WebGL", reference],
  ["SIMD", simd],
  ["WebGL, wide", { ...webgl, drawBuffers: 8, wide: true }],
  ["WebGL as on a GPU", { ...webgl, drawBuffers: 8, wide: false }],
  ["WebGL as on a small GPU", { ...webgl, drawBuffers: 4, wide: false }],
] as const)
  test.describe(what, () => {
    // tfjs compiles for seconds what the reference on the CPU shows too: the first case, and the one of most kinds.
    const own = engine === reference ? [cases[0], cases.at(-1)].filter((one) => one !== undefined) : cases;
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
