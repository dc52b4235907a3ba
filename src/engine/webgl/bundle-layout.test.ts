import { expect, test } from "vitest";
import type { AnyValues } from "../../lib/fields.ts";
import { rngFrom } from "../../lib/rng.ts";
import { everyCell, everyReach, randomBatch, smallRequest, stackOf } from "../../model/networks.ts";
import type { Plan } from "../../model/plan.ts";
import { BundleLayout } from "./bundle-layout.ts";
import { itemTable, itemTexels, rectanglesOf, telemetryWidth } from "./items.ts";
import { gather, packBatch, placesOf, scatter } from "./packing.ts";
import { telemetryOf } from "./telemetry.ts";
import { largestBatch, ringName, shapesOf, textureName } from "./textures.ts";

const device = { drawBuffers: 8, isWide: false };
const layoutOf = (plan: Plan, models = 1, limits = device) => new BundleLayout(plan, models, limits);

const layouts = [...everyCell, ...everyReach].map((cell, i) => {
  const variants: readonly AnyValues[] = [{}, { bidirectional: true }, { initialState: "learned" }];
  const options = variants[i % 3];
  const plan = stackOf([cell, { ...cell, options: { ...cell.options, ...options } }], smallRequest, 5);
  return layoutOf(plan, 1 + (i % 2), { drawBuffers: i % 4 === 0 ? 4 : 8, isWide: false });
});

test("a layer knows the one below, and the readout the last one", () => {
  const layout = layoutOf(
    stackOf([
      { cell: "gru", options: { bidirectional: true } },
      { cell: "lstm", options: {} },
    ]),
  );
  const [first, second] = layout.layers;
  expect(first?.below).toBeUndefined();
  expect(second?.below).toBe(first);
  expect(layout.readout.from).toBe(second);
  expect([first?.strands, second?.strands]).toEqual([2, 1]);
  expect(layout.placeOfNode("layers.0.backward")).toEqual({ layer: first, direction: 1 });
  expect(layout.placeOfNode("readout")).toBeUndefined();
  expect(layoutOf(layout.plan, 3).layers[0]?.strandOf(2, 1)).toBe(5);
});

test("a scan that reads only one direction of a layer is refused", () => {
  const plan = stackOf([
    { cell: "gru", options: { bidirectional: true } },
    { cell: "gru", options: {} },
  ]);
  const nodes = plan.nodes.map((node) =>
    node.op === "scan" && node.layer === 1 ? { ...node, from: node.from.slice(0, 1) } : node,
  );
  expect(() => layoutOf({ ...plan, nodes })).toThrow("are no layer");
});

test("a ring is no longer than it must be for no step to read what it writes", () => {
  const rings = (cell: "state-skip" | "higher-order", options: { readonly [name: string]: number }) =>
    layoutOf(stackOf([{ cell, options }])).layers[0]?.ring;
  expect(Array.from({ length: 15 }, (_, i) => rings("state-skip", { skip: i + 2 }))).toEqual([
    ...[3, 2, 3, 2, 4, 2, 3, 2, 3, 2, 5, 2, 3, 2, 3],
  ]);
  expect([2, 3, 4].map((order) => rings("higher-order", { order }))).toEqual([3, 4, 5]);
});

test("pieces of an evaluation fit the textures of a device, planes with their steps before the first included", () => {
  const limits = { ...device, textureSize: 64, slices: 256, samplers: 16 };
  for (const layout of layouts) {
    const size = largestBatch(layout, limits);
    const heights = (size: number) => [...shapesOf(layout, size, false).values()].map(({ height }) => height);
    expect(Math.max(...heights(size))).toBeLessThanOrEqual(64);
    expect(Math.max(...heights(size + 4))).toBeGreaterThan(64);
  }
});

test("each step's planes have rows of their own in a ring", () => {
  for (const { layers, steps } of layouts)
    for (const layer of layers) {
      const places = Array.from({ length: steps + layer.cell.maxLag }, (_, i) => {
        const { ring, turn } = layer.turnOf(i - layer.cell.maxLag);
        return `${ring} ${turn}`;
      });
      expect(new Set(places).size).toBe(places.length);
    }
});

test("a sampler's texture is that of the step it means", () => {
  const layout = layoutOf(
    stackOf(
      [
        { cell: "gru", options: {} },
        { cell: "higher-order", options: { order: 4 } },
      ],
      {
        ...smallRequest,
        steps: 7,
      },
    ),
  );
  const layer = layout.layers[1];
  if (!layer) throw new Error("two layers");
  const { maxLag, ring } = { maxLag: layer.cell.maxLag, ring: layer.ring };
  expect([maxLag, ring]).toEqual([4, 5]);
  expect(textureName({ of: "saved", phase: 1, offset: -4 }, layer, 2)).toBe("saved 1 1 2");
  expect(textureName({ of: "kept", phase: 1, offset: 1 }, layer, 2)).toBe("kept 1 1 2");
  // One step before the first of a ring of two, and the last step, which the other direction comes to first.
  expect(textureName({ of: "below", phase: 1, isMirrored: false }, layer, 2)).toBe("saved 0 1 1");
  expect(textureName({ of: "below", phase: 1, isMirrored: true }, layer, 0)).toBe("saved 0 1 1");
  expect(textureName({ of: "maskBelow" }, layer, 0)).toBe("mask 0");
  expect(ringName(layer, "saved", 1, -1)).toBe("saved 1 1 4");
  expect(() => textureName({ of: "maskBelow" }, layout.layers[0] ?? layer, 0)).toThrow("no layer");
});

test("every weight that equations read has a float of its own, in its parameter's rectangles", () => {
  for (const layout of layouts) {
    const taken = new Set<number>();
    for (const param of layout.plan.params) {
      const within = rectanglesOf(layout, param);
      for (const place of placesOf(layout, param)) {
        if (place < 0) continue;
        expect(taken.has(place)).toBe(false);
        taken.add(place);
        const [row, texel] = [Math.floor(place / 4 / layout.width), (place >> 2) % layout.width];
        expect(row).toBeLessThan(layout.flagRow);
        expect(within.some((one) => row >= one.row && row < one.row + one.rows && texel < one.width)).toBe(
          true,
        );
      }
    }
  }
});

test("what is scattered is gathered again, and what no equation reads comes from elsewhere", () => {
  const places = Int32Array.of(3, -1, 0);
  const texels = new Float32Array(4);
  scatter(places, Float32Array.of(1, 2, 3), texels);
  expect([...texels]).toEqual([3, 0, 0, 1]);
  expect([...gather(places, texels)]).toEqual([1, 0, 3]);
  expect([...gather(places, texels, Float32Array.of(7, 8, 9))]).toEqual([1, 8, 3]);
});

test("a batch lies four sequences to a texel, rows in the order of the steps", () => {
  const plan = stackOf([{ cell: "gru", options: {} }], {
    ...smallRequest,
    steps: 2,
    batch: 5,
    isPadded: true,
  });
  const layout = layoutOf(plan);
  const batch = { ...randomBatch(plan, rngFrom(1)), lengths: Int32Array.of(2, 1, 2, 1, 2) };
  const { width, targetTexel, weightTexel, liveTexel } = layout.data;
  expect([width, targetTexel, weightTexel, liveTexel]).toEqual([7, 3, 5, 6]);
  const out = packBatch(layout, batch, 10, new Float32Array(2 * 2 * width * 4).fill(9));
  const at = (row: number, texel: number) => [
    ...out.subarray((row * width + texel) * 4, (row * width + texel) * 4 + 4),
  ];
  expect(at(0, 1)).toEqual([0, 1, 2, 3].map((b) => batch.x[b * 3 + 1]));
  // The fifth sequence, and three that the batch does not have.
  expect(at(3, targetTexel)).toEqual([batch.y[9 * 2], 0, 0, 0]);
  expect(at(1, weightTexel)[0]).toBeCloseTo((batch.weight[4] as number) / 10 / 2, 6);
  expect(at(2, liveTexel)).toEqual([1, 0, 1, 0]);
});

test("items cover every gradient and every loss once, and one profile a state and step", () => {
  for (const layout of layouts) {
    const { items, profiles, gradientsPerModel, lossesPerModel, ofParameter } = itemTable(layout, 6);
    expect(ofParameter.flat().sort((a, b) => a - b)).toEqual(
      Array.from({ length: gradientsPerModel }, (_, i) => i),
    );
    const losses = items.filter(({ kind }) => kind === "losses");
    expect(losses.length).toBe(lossesPerModel * layout.models);
    const rows = losses.filter(({ x }) => x === 0).reduce((sum, { height }) => sum + height, 0);
    expect(rows).toBe(layout.steps * 2);
    const copies = items.flatMap(({ kind }, i) => (kind === "copy" ? [i] : []));
    const told = profiles.flatMap(({ first }) =>
      first.flatMap((start) => Array.from({ length: layout.steps }, (_, t) => start + t)),
    );
    expect(told.sort((a, b) => a - b)).toEqual(copies);
    // No two copies of one texel.
    expect(new Set(copies.map((i) => `${items[i]?.x} ${items[i]?.y}`)).size).toBe(copies.length);
  }
});

test("telemetry tells norms, losses and what is not finite", () => {
  const layout = layoutOf(stackOf([{ cell: "simple", options: {} }]), 2);
  const table = itemTable(layout, 2);
  expect(itemTexels(table).length).toBe(2 * table.height * telemetryWidth * 4);
  const texels = new Float32Array(table.height * telemetryWidth * 4);
  const perModel = table.gradientsPerModel + table.lossesPerModel;
  // Largest entry 3, Σ(x/m)² = 4: a norm of 6.
  texels.set([3, 4, 0, 0], (table.ofParameter[1]?.[0] ?? 0) * 4);
  texels.set([0.5, 0, 0, 0], table.gradientsPerModel * 4);
  texels.set([0, 0, 1, 0], perModel * 4);
  const [first, second] = telemetryOf(layout, table, texels, 2);
  expect(first).toMatchObject({ loss: 0.5, gradientNorm: 6, clippedNorm: 2, applied: true });
  expect([...(first?.parameterNorms ?? [])].slice(0, 3)).toEqual([0, 6, 0]);
  expect(second).toMatchObject({ applied: false, gradientNorm: Number.NaN });
});
