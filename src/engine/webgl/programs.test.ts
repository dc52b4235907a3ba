import { expect, test } from "vitest";
import type { PlanRequest } from "../../model/build.ts";
import { everyCell, everyReach, smallRequest, stackOf } from "../../model/networks.ts";
import { BundleLayout } from "./bundle-layout.ts";
import { BundlePrograms } from "./bundle-programs.ts";

/** Textures that a fragment program may read on every WebGL2 device: MAX_TEXTURE_IMAGE_UNITS is 16 at least. */
const most = 16;

/** The longest rings: a layer below one of these. */
const deep: typeof everyCell = [
  { cell: "higher-order", options: { order: 4 }, name: "" },
  { cell: "state-skip", options: { skip: 12 }, name: "" },
];

const bothWays = ({ cell, options }: (typeof everyCell)[number]) => ({
  cell,
  options: { ...options, bidirectional: true },
  name: `${cell}, both ways`,
});

test.each([4, 8])(
  "no cell reads more textures than every device has, with %i draw buffers",
  (drawBuffers) => {
    for (const each of [...everyCell, ...everyReach, ...deep])
      for (const below of [undefined, each, ...deep, bothWays(each), ...deep.map(bothWays)]) {
        const own = below?.options.bidirectional ? bothWays(each) : each;
        const plan = stackOf(below ? [below, own] : [own], { ...smallRequest, steps: 20 }, 9);
        for (const isWide of [false, true])
          for (const { samplers } of new BundlePrograms(new BundleLayout(plan, 1, { drawBuffers, isWide }))
            .all)
            expect(samplers.length, each.name).toBeLessThanOrEqual(most);
      }
  },
  // Prints some thousand programs.
  60_000,
);

/** Texts of a plan's programs. */
const textsOf = (request: PlanRequest, units: number, models: number, isWide = false): readonly string[] =>
  new BundlePrograms(
    new BundleLayout(
      stackOf(
        [bothWays({ cell: "lstm", options: {}, name: "" }), { cell: "gru", options: {} }],
        request,
        units,
      ),
      models,
      { drawBuffers: 8, isWide },
    ),
  ).all.map(({ vertex, fragment }) => vertex + fragment);

test("another length, batch, width or number of models compiles nothing", () => {
  const texts = textsOf(smallRequest, 3, 1);
  expect(textsOf({ ...smallRequest, steps: 50, batch: 64 }, 32, 4)).toEqual(texts);
  expect(textsOf({ ...smallRequest, input: { kind: "floats", size: 9 }, outputs: 7 }, 3, 1)).toEqual(texts);
  // What the structure of the plan or the device changes does.
  expect(textsOf({ ...smallRequest, truncation: 2 }, 3, 1)).not.toEqual(texts);
  expect(textsOf(smallRequest, 3, 1, true)).not.toEqual(texts);
});

test("each program has one output for each plane that its pass writes", () => {
  for (const { cell, options } of everyCell) {
    const layout = new BundleLayout(stackOf([{ cell, options }]), 1, { drawBuffers: 4, isWide: false });
    for (const { forward, backward } of new BundlePrograms(layout).layers)
      for (const { planes, phase, text } of [...forward, ...backward]) {
        const outputs = text.fragment.match(/layout\(location = \d\) out/g) ?? [];
        expect(outputs.length).toBe(planes.length * phase.perFragment);
        expect(outputs.length).toBeLessThanOrEqual(4);
      }
  }
});

test("a layer prints each of its programs once", () => {
  const layout = new BundleLayout(stackOf([{ cell: "lstm", options: {} }]), 1, {
    drawBuffers: 8,
    isWide: true,
  });
  const [layer] = new BundlePrograms(layout).layers;
  expect(layer?.all.every((text, i) => text === layer.all[i])).toBe(true);
});
