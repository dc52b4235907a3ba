/**
 * A contract over the registries: every cell with every combination of its options has the gradients that finite differences
 * of the oracle's loss have, whatever is set around it. A new cell, or a new setting of a layer, is in it without a line here.
 */
import { describe, expect, test } from "vitest";
import type { CellKind } from "../cells/index.ts";
import { layerFieldsOf } from "../experiment/spec.ts";
import { trainingFields } from "../experiment/training-fields.ts";
import type { AnyValues, Field, FieldValue, Values } from "../lib/fields.ts";
import { SLOPE, worstDirection, worstTruncated } from "../testing/slopes.ts";
import type { PlanRequest } from "./build.ts";
import { lower } from "./lower.ts";
import { everyCell, layerValues, smallRequest, stackOf } from "./networks.ts";
import { type Plan, scansOf } from "./plan.ts";
import { randomInitial, randomMasks } from "./random.ts";

interface Layer {
  readonly cell: CellKind;
  readonly options: AnyValues;
}

/** All of a plan that anything is computed from. */
const computed = ({ nodes, params }: Plan): string =>
  JSON.stringify([nodes.map((node) => (node.op === "scan" ? { ...node, options: {} } : node)), params]);

/** Those that compute something that none before them does. */
function distinct(layers: readonly Layer[]): readonly Layer[] {
  const seen = new Set<string>();
  return layers.filter((layer) => {
    const key = computed(stackOf([layer]));
    return !seen.has(key) && seen.add(key);
  });
}

/** What a setting may be: every value of a flag or a choice; of a number its ends and its middle. */
function valuesOf(field: Field): readonly FieldValue[] {
  if (field.type === "flag") return [true, false];
  if (field.type === "choice") return field.options.map(({ value }) => value);
  if (field.type === "text") return [field.default];
  return [field.min, Math.round((field.min + field.max) / 2), field.max];
}

/** By setting of a layer that changes what is computed: its values beside the one that the layer has. */
function settingsAround({ cell, options }: Layer): readonly (readonly AnyValues[])[] {
  const usual = layerValues(cell, options);
  return Object.entries(layerFieldsOf(cell))
    .filter(([name, field]) => !Object.hasOwn(options, name) || field.type === "int")
    .map(([name, field]) => {
      const changed = valuesOf(field).map((value) => ({ cell, options: { ...usual, [name]: value } }));
      return distinct([{ cell, options: usual }, ...changed])
        .slice(1)
        .map(({ options }) => ({ [name]: options[name] as FieldValue }));
    })
    .filter((values) => values.length > 0);
}

/** Of a number the middle one alone. */
const inPairs = (values: readonly AnyValues[]): readonly AnyValues[] =>
  typeof Object.values(values[0] ?? {})[0] === "number"
    ? values.slice((values.length - 1) / 2).slice(0, 1)
    : values;

/** The farthest that a step of these layers looks back. */
const reachOf = (layers: readonly Layer[]): number =>
  Math.max(...scansOf(stackOf(layers)).map(({ equations, states }) => lower(equations, states).maxLag));

const floats: Omit<PlanRequest, "steps"> = smallRequest;
const tokens: typeof floats = {
  ...smallRequest,
  ...{ input: { kind: "tokens", size: 3 }, outputs: 3, loss: "crossEntropy", reduction: "batch" },
};

/** Over a few more steps than they look back, with the random numbers of an update. */
function worst(
  layers: readonly Layer[],
  request: typeof floats,
  weight?: (t: number, steps: number) => number,
) {
  const steps = reachOf(layers) + 2;
  const plan = stackOf(layers, { ...request, steps }, 2);
  const key = { seed: 3, update: 2 };
  const random = [randomInitial(plan, key, plan.batch), randomMasks(plan, key, plan.batch)] as const;
  return worstDirection(plan, 61, weight && ((t) => weight(t, steps)), ...random);
}

/** The weight of step t by what `lossSteps` may be; the task's are random ones, some of them 0. */
const counted: {
  readonly [K in Values<typeof trainingFields>["lossSteps"]]:
    | ((t: number, steps: number) => number)
    | undefined;
} = {
  task: undefined,
  every: () => 1,
  last: (t, steps) => (t === steps - 1 ? 1 : 0),
};

const layers = distinct(everyCell).map((layer) => ({
  ...layer,
  name: `${layer.cell} ${JSON.stringify(layer.options)}`,
}));

describe.each(layers)("$name: gradients are the slopes of the loss", (layer) => {
  const settings = settingsAround(layer);
  const beside = (...more: readonly AnyValues[]): Layer => ({
    ...layer,
    options: Object.assign({}, layer.options, ...more),
  });

  test("beside every value of every setting, in a stack of two", () => {
    for (const more of [{}, ...settings.flat()]) {
      const own = beside(more);
      expect(worst([own, own], floats), JSON.stringify(more)).toBeLessThan(SLOPE);
    }
  });

  test("beside every two settings, over an embedding", () => {
    for (const [i, some] of settings.entries())
      for (const others of settings.slice(i + 1))
        for (const one of inPairs(some))
          for (const other of inPairs(others)) {
            const over = [{ cell: "embedding", options: {} }, beside(one, other)] as const;
            expect(worst(over, tokens), JSON.stringify([one, other])).toBeLessThan(SLOPE);
          }
  });

  test("whichever steps the loss counts, averaged and summed", () => {
    for (const { value: steps } of trainingFields.lossSteps.options)
      for (const { value: reduction } of trainingFields.reduction.options)
        for (const request of [floats, tokens]) {
          const own = { ...request, reduction: reduction === "sum" ? "batch" : "mean" } as const;
          expect(worst([layer], own, counted[steps]), `${steps}, ${reduction}`).toBeLessThan(SLOPE);
        }
  });

  // Farther back lie steps on the other side of a border: there no first state of a chunk says what a step reads.
  if (reachOf([layer]) === 1)
    test("of each chunk where the gradient stops, in one direction and in both", () => {
      for (const truncation of [1, 2])
        for (const bidirectional of [false, true]) {
          const own = beside({ bidirectional });
          const plan = stackOf([own, own], { ...floats, steps: 5, truncation, reduction: "batch" }, 2);
          expect(worstTruncated(plan, 62), `${truncation}, ${bidirectional}`).toBeLessThan(SLOPE);
        }
    });
});

test("the contract knows what is set around a cell", () => {
  const [lstm] = layers.filter(({ cell }) => cell === "lstm");
  const around = settingsAround(lstm ?? { cell: "lstm", options: {} }).map((values) =>
    values.map((one) => JSON.stringify(one)),
  );
  expect(around).toEqual([
    ['{"bidirectional":true}'],
    ['{"initialState":"random"}', '{"initialState":"learned"}'],
    ['{"dropout":45}', '{"dropout":90}'],
    ...["I", "F", "O"].map((gate) => [0, 50, 100].map((value) => `{"clamp${gate}":${value}}`)),
  ]);
});
