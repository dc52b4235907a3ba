import { describe, expect, test } from "vitest";
import type { AnyValues } from "../../lib/fields.ts";
import { everyCell, everyReach, planOfEquations, smallRequest, stackOf } from "../../model/networks.ts";
import type { Plan } from "../../model/plan.ts";
import { oddCells } from "../../testing/odd-equations.ts";
import { BundleLayout } from "./bundle-layout.ts";
import { BundlePrograms } from "./bundle-programs.ts";
import { drawCallsOf, type PlannedPass, type Schedule, scheduleOf } from "./schedule.ts";

const request = { ...smallRequest, steps: 6, batch: 6 };
const device = { drawBuffers: 8, isWide: false };

const schedule = (plan: Plan, limits = device, models = 1): Schedule =>
  scheduleOf(new BundlePrograms(new BundleLayout(plan, models, limits)), plan.batch, true);
const one = (cell: (typeof everyCell)[number]["cell"], options = {}): Plan =>
  stackOf([{ cell, options }], request, 9);
const backwardOf = ({ training }: Schedule): readonly PlannedPass[] => training?.backward ?? [];
const passesOf = (all: Schedule): readonly PlannedPass[] => [...all.forward, ...backwardOf(all)];

describe("draw calls of an update", () => {
  const { steps } = request;
  test("2T + 8 for a cell of one phase, 2TP + P + 7 for one of several", () => {
    for (const cell of ["simple", "lstm", "gru"] as const)
      expect(drawCallsOf(schedule(one(cell))), cell).toBe(2 * steps + 8);
    expect(drawCallsOf(schedule(one("gru", { resetAfter: false })))).toBe(4 * steps + 9);
  });
  test("3T + 8 where Uᵀ·delta has a pass of its own, 4T + 8 for an LSTM on four draw buffers", () => {
    expect(drawCallsOf(schedule(one("lstm"), { drawBuffers: 8, isWide: true }))).toBe(3 * steps + 8);
    expect(drawCallsOf(schedule(one("lstm"), { drawBuffers: 4, isWide: false }))).toBe(4 * steps + 8);
  });
  test("the same for models side by side and for both directions of a layer", () => {
    expect(drawCallsOf(schedule(one("gru"), device, 4))).toBe(2 * steps + 8);
    expect(drawCallsOf(schedule(one("gru", { bidirectional: true })))).toBe(2 * steps + 8);
  });
  test("two more for each learned first state, and T + T + 2 for a layer more", () => {
    expect(drawCallsOf(schedule(one("lstm", { initialState: "learned" })))).toBe(2 * steps + 8 + 4);
    const two = stackOf(
      [
        { cell: "gru", options: {} },
        { cell: "gru", options: {} },
      ],
      request,
      9,
    );
    expect(drawCallsOf(schedule(two))).toBe(4 * steps + 10);
  });
});

describe("a layer that looks back nowhere", () => {
  const { steps } = request;
  const embedding = { cell: "embedding", options: {} } as const;
  const under = (options = {}) =>
    stackOf(
      [
        { ...embedding, options },
        { cell: "gru", options: {} },
      ],
      request,
      9,
    );
  const drawsInto = (all: Schedule, texture: RegExp) =>
    passesOf(all).filter(({ target }) => texture.test(target.texture));

  test("has one draw forward and one back for all steps, where others have one for each step", () => {
    // 2T + 8 of the GRU; of the embedding its two, what the GRU sends down, and its gradients.
    expect(drawCallsOf(schedule(under()))).toBe(2 * steps + 8 + 4);
    expect(drawCallsOf(schedule(one("embedding")))).toBe(10);
    const two = stackOf([embedding, { ...embedding, options: { initialState: "learned" } }], request, 9);
    expect(drawCallsOf(schedule(two))).toBe(14 + 2);
  });
  test("whatever its directions, the models beside it, the length and the padding", () => {
    for (const options of [{}, { bidirectional: true }, { dropout: 20 }])
      for (const more of [{}, { steps: 60 }, { isPadded: true }, { truncation: 2 }]) {
        const plan = { ...under(options), ...more };
        const all = schedule(plan, device, 3);
        const rows = plan.steps * 2;
        for (const of of ["saved", "kept"])
          expect(drawsInto(all, new RegExp(`^${of} 0`))).toMatchObject([
            { target: { texture: `${of} 0 1 0` }, y: 2, height: rows },
          ]);
        expect(drawsInto(all, /^(saved|kept) 1/)).toHaveLength(2 * plan.steps);
      }
  });
  test("by its equations, not by its name: two phases have two draws each way", () => {
    const { equations, gates, states } = oddCells.noMemory;
    const plan = planOfEquations(equations, gates, states, request, 9);
    for (const isWide of [false, true]) {
      const all = schedule(plan, { drawBuffers: 8, isWide });
      expect(drawsInto(all, /^saved/)).toHaveLength(2);
      expect(drawsInto(all, /^kept/)).toHaveLength(2);
      expect(all.shapes.has("pulled 0")).toBe(false);
    }
  });
});

test("passes come in the order of the computation", () => {
  const plan = stackOf(
    [
      { cell: "simple", options: { initialState: "learned" } },
      { cell: "gru", options: {} },
    ],
    { ...request, steps: 2 },
    9,
  );
  const all = schedule(plan);
  const names = (passes: readonly PlannedPass[]) =>
    passes.map(({ target, step }) => `${target.texture} @${step}`);
  expect(names(all.forward)).toEqual([
    // Step −1 of a ring of two, then steps 0 and 1.
    ...["saved 0 1 0 @0", "saved 0 1 1 @0", "saved 0 1 0 @1"],
    ...["saved 1 1 1 @0", "saved 1 1 0 @1"],
    ...["logits @0", "stats @0"],
  ]);
  expect(names(backwardOf(all))).toEqual([
    ...["logitGradients @0", "external 1 @0"],
    ...["kept 1 1 0 @1", "kept 1 1 1 @0", "external 0 @0", "gradients @0"],
    ...["kept 0 1 0 @1", "kept 0 1 1 @0", "before 0 @0", "gradients @0"],
    ...["gradients @0", "telemetry @0"],
  ]);
});

const variants: readonly AnyValues[] = [
  {},
  { bidirectional: true },
  { initialState: "learned" },
  { dropout: 20 },
];
const layers = [...everyCell, ...everyReach];
const cases = layers.map((cell, i) => {
  const variant = [{}, { isPadded: true }, { truncation: 2 }][i % 3];
  const options = variants[i % 4];
  const below = layers[(7 * i) % layers.length] as (typeof layers)[number];
  const stack = [below, { ...cell, options: { ...cell.options, ...options } }];
  const limits = { drawBuffers: i % 2 === 0 ? 8 : 4, isWide: i % 5 < 2 };
  const plan = stackOf(stack, { ...request, ...variant }, 9);
  return { name: `${cell.name} above ${below.name}`, all: schedule(plan, limits, 2) };
});

test("no pass reads the texture that it writes, and each stays within its textures", () => {
  const wrong = cases.flatMap(({ name, all }) =>
    passesOf(all).flatMap(({ reads, target, x, y, width, height, text }) => {
      const shape = all.shapes.get(target.texture);
      const isInside =
        shape !== undefined &&
        x + width <= shape.width &&
        y + height <= shape.height &&
        target.slices.every((slice) => slice < Math.max(1, shape.slices));
      const isThere = reads.every((read) => read === "params" || all.shapes.has(read));
      const isFine = isInside && isThere && reads.length === text.samplers.length;
      return isFine && !reads.includes(target.texture) ? [] : [`${name}: ${target.texture}`];
    }),
  );
  expect(wrong).toEqual([]);
});

test("each texture is written before it is read, and no rows are written twice", () => {
  // What is uploaded, and what is zero until something reaches it: steps before the first and after the last one.
  const given = /^(params|data|items|mask|first|saved|kept)/;
  const wrong = cases.flatMap(({ name, all }) => {
    const written = new Set<string>();
    return passesOf(all).flatMap(({ reads, target, y, step }) => {
      const early = reads.filter((read) => !given.test(read) && !written.has(read));
      const rows = `${target.texture} ${target.slices.join()} from ${y} at ${step}`;
      const twice = written.has(rows) ? [rows] : [];
      written.add(target.texture).add(rows);
      return [...early, ...twice].map((one) => `${name}: ${one}`);
    });
  });
  expect(wrong).toEqual([]);
});

test("every plane of every step is written", () => {
  const wrong = cases.flatMap(({ name, all }) => {
    const slices = new Map<string, { count: number; wanted: number }>();
    for (const { target, y, step } of passesOf(all)) {
      if (!/^(saved|kept)/.test(target.texture)) continue;
      const key = `${target.texture} from ${y} at ${step}`;
      const known = slices.get(key) ?? { count: 0, wanted: all.shapes.get(target.texture)?.slices ?? 0 };
      slices.set(key, { ...known, count: known.count + target.slices.length });
    }
    // Rows before the first step have those of learned first states alone, and count as step 0.
    return [...slices].flatMap(([key, { count, wanted }]) =>
      count === wanted || key.endsWith("at 0") ? [] : [`${name}: ${count} of ${wanted}, ${key}`],
    );
  });
  expect(wrong).toEqual([]);
});
