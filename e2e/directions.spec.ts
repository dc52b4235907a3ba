/** Both directions of a layer on the fused WebGL engine: they share their draws, and are right in every combination. */
import {
  builds,
  ENGINE,
  floats,
  type Layer,
  lowered,
  nameOf,
  PROFILE,
  reaches,
  tokens,
  webgl,
  withLayer,
} from "./cases.ts";
import type { NetworkRequest } from "./harness/requests.ts";
import { expect, test } from "./harness-test.ts";

test.describe.configure({ timeout: 180_000 });

const both = ({ options, ...layer }: Layer): Layer => ({
  ...layer,
  options: { ...options, bidirectional: true },
});
const every = builds(9).map((layer) => [nameOf(layer), layer] as const);
const stack = (request: NetworkRequest, ...layers: readonly Layer[]): NetworkRequest => ({
  ...request,
  layers,
});
/** Where only the last step counts, a backward scan receives nothing at the others: there is no relative error of 0. */
const random: NetworkRequest = { ...floats, weight: "random" };
const bound = (what: string) => (what.startsWith("profile") ? PROFILE : ENGINE);

/** A product of its own is for fragments of one unit, of three accumulators and more: of the others the device is told the same, wide or not. */
const isWidened = ([, layer]: (typeof every)[number]) =>
  (lowered(layer).phases.at(-1)?.accumulators.length ?? 0) > 2;
const widened = every.filter(isWidened);

for (const [drawBuffers, wide, layers] of [
  [8, true, widened],
  [8, false, every],
  [4, false, every],
] as const)
  for (const [name, layer] of layers)
    test(`${name} in both directions agrees with the oracle, with ${drawBuffers} draw buffers${wide ? ", wide" : ""}`, async ({
      harness: { page },
    }) => {
      await page.evaluate((choice) => window.harness.open(choice), { ...webgl, drawBuffers, wide });
      for (const request of [
        withLayer({ ...tokens, initial: true }, both(layer)),
        withLayer({ ...random, steps: 7 }, both(layer)),
        // Two directions over one, over two, and one over two.
        stack({ ...random, batch: 5 }, layer, both(layer), both({ ...layer, units: 6 }), layer),
      ]) {
        const gaps = await page.evaluate((request) => window.harness.compareTrace(request), request);
        expect(gaps.length).toBeGreaterThan(10);
        expect(gaps.filter(({ what, error }) => !(Number(error) <= bound(what)))).toEqual([]);
      }
    });

for (const [name, layer] of every.filter((one) => !isWidened(one) || one === widened[0]))
  test(`${name} in both directions is ${layer === widened[0]?.[1] ? "not " : ""}the same to the device, wide or not`, async ({
    harness: { page },
  }) => {
    const all: string[] = [];
    // Twice: the first pair is told what other networks left behind in arrays that are used again.
    for (const wide of [true, false, true, false]) {
      await page.evaluate((choice) => window.harness.open(choice), { ...webgl, drawBuffers: 8, wide });
      const request = stack({ ...random, steps: 7 }, layer, both(layer));
      all.push(await page.evaluate((request) => window.harness.webgl.stream(request), request));
    }
    const told = all.slice(2);
    console.log(`${name}: ${told.join(" and ")}`);
    // The first that is widened shows that the comparison can tell.
    expect(told[0] === told[1]).toBe(layer !== widened[0]?.[1]);
  });

test("cells that look further back, above and below each other in both directions", async ({
  harness: { page },
}) => {
  await page.evaluate((choice) => window.harness.open(choice), webgl);
  const far = reaches(9);
  for (const [i, { layers, ...request }] of far.entries()) {
    const other = far[(i + 1) % far.length]?.layers[0] as Layer;
    const gaps = await page.evaluate((request) => window.harness.compareTrace(request), {
      ...request,
      layers: [both(other), both(layers[0] as Layer)],
    });
    expect(gaps.filter(({ what, error }) => !(Number(error) <= bound(what)))).toEqual([]);
  }
});

for (const wide of [true, false])
  test(`the gradient stops every five steps, in both directions${wide ? ", wide" : ""}`, async ({
    harness: { page },
  }) => {
    await page.evaluate((choice) => window.harness.open(choice), { ...webgl, wide });
    for (const layer of [
      { cell: "lstm", units: 9 },
      { cell: "gru", units: 9, options: { resetAfter: false } },
      { cell: "state-skip", units: 9 },
    ] as const) {
      const request = { ...stack(random, layer, both(layer)), truncation: 5 };
      const gaps = await page.evaluate((request) => window.harness.compareTrace(request), request);
      expect(gaps.filter(({ what, error }) => !(Number(error) <= bound(what)))).toEqual([]);
    }
  });

/** What an update may draw: layers of one phase in T steps. */
const most = (layers: number, steps: number) => layers * (2 * steps + 5) + 8;

for (const [name, layer] of every.filter(([, layer]) => lowered(layer).phases.length === 1))
  test(`${name}: stacks of one to four layers draw at most L(2T + 5) + 8, in both directions as in one`, async ({
    harness: { page },
  }) => {
    // As on a GPU, where a step is two draws: software GL takes a third one for its products.
    await page.evaluate((choice) => window.harness.open(choice), { ...webgl, wide: false });
    for (const layers of [1, 2, 3, 4]) {
      const draws = async (own: Layer) => {
        const request = stack(tokens, ...Array.from({ length: layers }, () => own));
        return (await page.evaluate((request) => window.harness.webgl.drawsOf(request), request)).counted;
      };
      const one = await draws(layer);
      expect(await draws(both(layer))).toBe(one);
      expect(one).toBeLessThanOrEqual(most(layers, tokens.steps));
      console.log(
        `${name}, ${layers} layers, T = ${tokens.steps}: ${one} draws in one direction and in both`,
      );
    }
  });

test("four models of two directions draw what one does, each bit for bit as if alone", async ({
  harness: { page },
}) => {
  await page.evaluate((choice) => window.harness.open(choice), webgl);
  const layer: Layer = { cell: "gru", units: 9, options: { bidirectional: true } };
  const request = {
    ...stack(tokens, layer, layer),
    updates: 4,
    settings: {
      optimizer: { kind: "adam", values: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
      clipNorm: 0.5,
    },
  } as const;
  const { together, alone } = await page.evaluate(
    (request) => window.harness.webgl.raced(request, 4),
    request,
  );
  expect(together).toEqual(alone);
  const { planned, allocated } = await page.evaluate(
    (request) => window.harness.webgl.plannedBytes(request, 4),
    request,
  );
  expect(allocated).toBe(planned);
});
