import { expect, test } from "vitest";
import { architectures } from "../architectures/index.ts";
import { type CellKind, cells } from "../cells/index.ts";
import { initializers } from "../initializers/index.ts";
import { defaults, type Fields } from "../lib/fields.ts";
import { optimizers } from "../optimizers/index.ts";
import { tasks } from "../tasks/index.ts";
import { livePaths } from "../testing/experiment.arbitrary.ts";
import { clampableGates, clampName, free } from "./clamp-fields.ts";
import { layerFields } from "./layer-fields.ts";
import { layerPath } from "./paths.ts";
import { defaultLayer, defaultSpec, layerFieldsOf, layersOf, maxLayers, stackModel } from "./spec.ts";
import { trainingFields, viewFields } from "./training-fields.ts";
import { v1 } from "./versions/v1.ts";

const hint =
  "A new setting whose default keeps the old behaviour is added to versions/v1.ts; a changed default needs a v2 with up().";

type Catalog = { readonly [kind: string]: { readonly fields: Fields } };
const catalogNames = ["tasks", "architectures", "cells", "optimizers"] as const;
const catalogs: { readonly [name in (typeof catalogNames)[number]]: Catalog } = {
  tasks,
  architectures,
  cells,
  optimizers,
};

/** Kinds that version 1 began with; one that joined later has the catalog's defaults. */
const first = (catalog: keyof typeof catalogs): Catalog =>
  Object.fromEntries(Object.entries(catalogs[catalog]).filter(([kind]) => Object.hasOwn(v1[catalog], kind)));

const defaultsByKind = (catalog: keyof typeof catalogs) =>
  Object.fromEntries(Object.entries(first(catalog)).map(([kind, { fields }]) => [kind, defaults(fields)]));

// A cell, architecture, task or optimizer that joins is one folder and one line: the first run of this test writes its file, which is
// committed with it, and from then on its defaults cannot change unnoticed.
for (const catalog of catalogNames)
  for (const [kind, { fields }] of Object.entries(catalogs[catalog]).filter(
    ([kind]) => !Object.hasOwn(v1[catalog], kind),
  ))
    test(`${catalog}/${kind}, which joined version 1, keeps its defaults`, async () => {
      await expect(`${JSON.stringify(defaults(fields), null, 2)}\n`, hint).toMatchFileSnapshot(
        `versions/joined/${catalog}.${kind}.json`,
      );
    });

test("version 1 holds the defaults that the catalogs have now", () => {
  const { words: _, prefixes: __, ...frozen } = v1;
  const spec = defaultSpec();
  expect(frozen, hint).toStrictEqual({
    task: spec.task.kind,
    tasks: defaultsByKind("tasks"),
    models: spec.models.map((model) =>
      layersOf(model)
        .map(({ cell }) => cell)
        .join("+"),
    ),
    architecture: spec.models[0]?.architecture,
    architectures: defaultsByKind("architectures"),
    layer: defaults(layerFields),
    cells: defaultsByKind("cells"),
    optimizer: spec.optimizer.kind,
    optimizers: defaultsByKind("optimizers"),
    training: defaults(trainingFields),
    view: defaults(viewFields),
  });
});

const groups: readonly Fields[] = [
  layerFields,
  trainingFields,
  viewFields,
  ...catalogNames.flatMap((catalog) => Object.values(first(catalog)).map(({ fields }) => fields)),
];

// A kind that joined needs none: its names are written out in packed links, until words are added at the end of the list.
// An initializer is the value of a setting, and a value without a word is packed as its text; the words of the first ones are frozen.
test("packed links have a word for every first kind, name, choice and live path", () => {
  const live = Object.keys(first("optimizers")).flatMap((kind) =>
    Object.keys(first("tasks")).flatMap((task) =>
      livePaths({
        ...defaultSpec(),
        optimizer: { kind: kind as keyof typeof optimizers, values: {} },
        task: { kind: task as keyof typeof tasks, values: {} },
      }),
    ),
  );
  const choices = groups.flatMap((fields) =>
    Object.values(fields).flatMap((field) =>
      field.type === "choice" ? field.options.map(({ value }) => value) : [],
    ),
  );
  const needed = [
    ...["kind", "models", "layers", "changes"],
    ...(["tasks", "cells", "optimizers"] as const).flatMap((catalog) => Object.keys(first(catalog))),
    ...groups.flatMap((fields) => Object.keys(fields)),
    // Numbers are written as such.
    ...choices.filter((choice) => !/^\d+$/.test(choice) && !Object.hasOwn(initializers, choice)),
    ...live,
  ];
  expect(needed.filter((word) => !v1.words.includes(word))).toEqual([]);
  expect(new Set(v1.words).size).toBe(v1.words.length);
});

test("links split changes at commas and colons, so no live setting is a text", () => {
  for (const fields of groups)
    for (const [name, field] of Object.entries(fields))
      expect(field.live === true && field.type === "text", name).toBe(false);
});

const deepest = stackModel(Array.from({ length: maxLayers }, () => defaultLayer("simple")));

test("of a model, gates alone and their sense may be set while it trains; version 1 has their words, and gates are free", () => {
  for (const cell of Object.keys(cells) as CellKind[]) {
    const fields = layerFieldsOf(cell);
    const live = Object.keys(fields).filter((name) => fields[name]?.live);
    const { mirror } = cells[cell];
    expect(live).toEqual([...(mirror ? [mirror.field] : []), ...clampableGates(cell).map(clampName)]);
    for (const gate of clampableGates(cell)) expect(fields[clampName(gate)]?.default).toBe(free);
    for (const name of live) {
      for (const [m, l] of [0, 1, 2, 3].flatMap((m) => [0, 1, 2, 3].map((l) => [m, l] as const)))
        expect(v1.words).toContain(layerPath(m, l, name, deepest));
      expect(v1.words).toContain(name);
    }
  }
});

test("version 1 is frozen", () => {
  expect(() => Object.assign(v1.training, { seed: 8 })).toThrow();
});
