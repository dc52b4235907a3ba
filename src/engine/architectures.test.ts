/**
 * A contract over the registry of architectures, to which an architecture of these tests is added: its models come through links and
 * files, become plans, have the gradients that finite differences have, and every engine trains them or says why not. A new
 * architecture is in it without a line here.
 */
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { AnyArchitecture } from "../architectures/architecture.ts";
import { type ArchitectureKind, architectures } from "../architectures/index.ts";
import { type CellKind, cells } from "../cells/index.ts";
import { checkSpec } from "../experiment/check.ts";
import { describeChange, removeModel, withDepth, withoutLayer, withValue } from "../experiment/describe.ts";
import { parseExperimentFile, writeExperimentFile } from "../experiment/experiment-file.ts";
import { decode, encode } from "../experiment/link.ts";
import { fieldAt, layerPath, locate, modelPath, valueAt } from "../experiment/paths.ts";
import {
  defaultLayer,
  defaultSpec,
  type ExperimentSpec,
  layerFieldsOf,
  layersOf,
  type ModelSpec,
  maxLayers,
  modelNames,
  placesOf,
} from "../experiment/spec.ts";
import { combinations } from "../lib/combinations.ts";
import { defaults } from "../lib/fields.ts";
import { inEnglish } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { planFree, planModel } from "../model/build.ts";
import { equalParameters } from "../model/equal-parameters.ts";
import { layerValues, randomBatch, smallRequest } from "../model/networks.ts";
import { traceOracle } from "../model/oracle/run.ts";
import { type Plan, readoutOf, scansOf } from "../model/plan.ts";
import { suitRefusal } from "../model/race-plans.ts";
import { randomInitial, randomMasks } from "../model/random.ts";
import { initialWeights } from "../model/weights.ts";
import { enginesInNode, nodeEngines } from "../testing/engine-testbed.ts";
import { anyExperiment, livePaths } from "../testing/experiment.arbitrary.ts";
import { fuzzRuns } from "../testing/fuzz-runs.ts";
import { deviation } from "../testing/golden-compare.ts";
import { SLOPE, worstDirection } from "../testing/slopes.ts";
import type { Engine } from "./engine.ts";
import { supportOf } from "./webgl/support.ts";

vi.mock("../architectures/index.ts", async (original) => {
  const { architectures: registered } = await original<typeof import("../architectures/index.ts")>();
  const { sideBySide } = await import("../testing/side-by-side.ts");
  return { architectures: { ...registered, [sideBySide.kind]: sideBySide } };
});
vi.setConfig({ testTimeout: 120_000 });

const engines = enginesInNode();
const all = Object.entries(architectures) as [ArchitectureKind, AnyArchitecture][];
/** The architecture of these tests, whose kind the types do not know. */
const two = "side-by-side" as ArchitectureKind;

const modelOf = (
  architecture: ArchitectureKind,
  parts: readonly (readonly CellKind[])[],
  options: object = {},
  values = defaults(architectures[architecture].fields),
): ModelSpec => ({
  architecture,
  values,
  parts: Object.fromEntries(
    architectures[architecture].parts.map(({ name }, p) => [
      name,
      (parts[p % parts.length] ?? []).map((cell) => ({
        cell,
        values: layerValues(cell, { units: 2, ...options }),
      })),
    ]),
  ),
});
const specOf = (...models: readonly ModelSpec[]): ExperimentSpec => ({ ...defaultSpec(), models });
const plain = (architecture: ArchitectureKind, parts: readonly (readonly CellKind[])[]): ModelSpec =>
  modelOf(architecture, parts, { units: 32 });

const readBack = (spec: ExperimentSpec) => {
  const { spec: read, problems } = decode(encode(spec));
  expect(problems).toEqual([]);
  expect(read).toStrictEqual(spec);
};

test("the contract is about a stack and the architecture of these tests", () => {
  expect(Object.keys(architectures)).toEqual(expect.arrayContaining(["stack", "side-by-side"]));
});

describe.each(all)("%s", (kind, { fields, parts, title, doc }) => {
  const settings = Object.keys(fields).length > 0 ? combinations(fields) : [{}];
  const variants = settings.map((values) => ({ values: { ...defaults(fields), ...values } }));

  test("has words, and names that links can tell apart", () => {
    expect([title, doc].every((text) => text.trim() !== "")).toBe(true);
    const ofLayers = (Object.keys(cells) as CellKind[]).flatMap((cell) => Object.keys(layerFieldsOf(cell)));
    const names = [...parts.map(({ name }) => name), ...Object.keys(fields)];
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(name).toMatch(/^[a-zA-Z]+$/);
      expect([...ofLayers, "architecture", "cell", "models"]).not.toContain(name);
    }
    for (const part of parts) expect(part.title.trim()).not.toBe("");
  });

  test("a plain model of it learns tasks that write nothing, and is refused others in a sentence", () => {
    const spec = specOf(plain(kind, [["lstm"]]));
    expect(suitRefusal(spec, {})).toBeUndefined();
    for (const task of [
      { generate: { start: [0], length: 3, heldOut: new Int32Array(0) } },
      { forecast: {} as never },
    ])
      expect(inEnglish(suitRefusal(spec, task) ?? "")).toMatch(/^$|^LSTM [a-z].*\.$/);
  });

  test("every setting is read and written by its path", () => {
    for (const { values } of variants) {
      const model = modelOf(kind, [["gru", "lstm"], ["simple"]], {}, values);
      const spec = specOf(plain("stack", [["simple"]]), model);
      for (const name of Object.keys(fields)) {
        const path = modelPath(1, name);
        expect(valueAt(spec, path)).toBe(values[name]);
        expect(withValue(spec, path, fields[name]?.default ?? 0).models[1]?.values[name]).toBe(
          fields[name]?.default,
        );
      }
      layersOf(model).forEach((layer, l) => {
        const path = layerPath(1, l, "units", model);
        expect(fieldAt(spec, path)).toBe(layerFieldsOf(layer.cell).units);
        const changed = withValue(spec, path, 77).models[1] as ModelSpec;
        expect(layersOf(changed).map((one) => one.values.units === 77)).toEqual(
          layersOf(model).map((_, other) => other === l),
        );
      });
    }
  });

  test("models of it come through links, short and packed, through files and through JSON", () => {
    for (const { values } of variants)
      for (const spec of [
        specOf({ ...plain(kind, [["gru"]]), values }),
        specOf({ ...plain(kind, [["gru", "lstm"], ["mgu"]]), values }, plain("stack", [["simple"]])),
        specOf(
          ...Array<ModelSpec>(4).fill(
            modelOf(kind, [Array<CellKind>(maxLayers).fill("lstm")], { useBias: false, units: 77 }, values),
          ),
        ),
      ]) {
        readBack(spec);
        expect(checkSpec(JSON.parse(JSON.stringify(spec)))).toStrictEqual({ ok: true, spec });
        const file = parseExperimentFile(writeExperimentFile({ spec }));
        expect(file).toMatchObject({ ok: true, file: { spec }, problems: [] });
      }
  });

  test("layers come and go in each part, and the last one stays", () => {
    const spec = specOf(plain(kind, [["gru"]]));
    for (const { name } of parts) {
      const deep = withDepth(spec, 0, maxLayers, name);
      expect(deep.models[0]?.parts[name]).toHaveLength(maxLayers);
      const places = placesOf(deep.models[0] as ModelSpec);
      const top = places.findIndex(({ part, index }) => part === name && index === maxLayers - 1);
      expect(withoutLayer(deep, 0, top).models[0]?.parts[name]).toHaveLength(maxLayers - 1);
      const only = placesOf(spec.models[0] as ModelSpec).findIndex(({ part }) => part === name);
      expect(() => withoutLayer(spec, 0, only)).toThrow(/last layer stays/);
    }
  });

  test("its plan has every layer once, in the order of its numbers, and parameters of unequal names", () => {
    for (const { values } of variants) {
      const model = modelOf(kind, [["gru", "lstm"], ["simple"]], { bidirectional: true }, values);
      const plan = planModel(model, smallRequest);
      const forward = scansOf(plan).filter(({ direction }) => direction === "forward");
      expect(forward.map(({ layer }) => layer).sort()).toEqual(layersOf(model).map((_, l) => l));
      for (const scan of forward) expect(scan.cell).toBe(layersOf(model)[scan.layer]?.cell);
      const paths = plan.params.map(({ path }) => path);
      expect(new Set(paths).size).toBe(paths.length);
      expect(readoutOf(plan).outputs).toBe(smallRequest.outputs);
      // Held gates are no weights of the plan, and are of the free one.
      const held = modelOf(kind, [["lstm"]], { clampF: 50 }, values);
      expect(planFree(held, smallRequest).parameterCount).toBeGreaterThan(
        planModel(held, smallRequest).parameterCount,
      );
    }
  });

  test("its gradients are the slopes of the loss", () => {
    for (const { values } of variants)
      for (const options of [{}, { bidirectional: true }, { initialState: "learned", dropout: 30 }]) {
        const plan = planModel(modelOf(kind, [["gru", "lstm"], ["simple"]], options, values), smallRequest);
        const key = { seed: 3, update: 2 };
        const random = [randomInitial(plan, key, plan.batch), randomMasks(plan, key, plan.batch)] as const;
        expect(
          worstDirection(plan, 61, undefined, ...random),
          JSON.stringify([values, options]),
        ).toBeLessThan(SLOPE);
      }
  });

  test("every engine computes what the oracle does, or says why not", async () => {
    const large = { textureSize: 16384, slices: 2048, drawBuffers: 8, samplers: 16, isWide: false };
    for (const { values } of variants) {
      const plan: Plan = planModel(modelOf(kind, [["gru"], ["simple", "lstm"]], {}, values), smallRequest);
      const weights = initialWeights(plan, rngFrom(1));
      const batch = randomBatch(plan, rngFrom(2));
      const expected = traceOracle(plan, weights, batch);
      for (const name of nodeEngines) {
        const engine = engines.get(name) as Engine;
        const support = engine.supports(plan);
        if (!support.ok) {
          expect(inEnglish(support.reason)).toMatch(/^[A-Z].*\.$/);
          expect(() => engine.createNetwork(plan, weights)).toThrow(inEnglish(support.reason));
          continue;
        }
        const network = engine.createNetwork(plan, weights);
        const { loss, outputs } = await network.evaluate(batch);
        network.dispose();
        expect(deviation("loss", [loss], [expected.loss]).error).toBeLessThan(3e-6);
        expect(deviation("outputs", outputs, [...expected.outputs]).error).toBeLessThan(3e-6);
      }
      const support = supportOf(plan, large);
      if (!support.ok) expect(inEnglish(support.reason)).toMatch(/^[A-Z].*\.$/);
    }
  });

  test("models of equal size are found for it", () => {
    const models = [plain(kind, [["gru", "simple"], ["lstm"]]), plain("stack", [["simple"]])];
    const [, small] = equalParameters([...models].reverse(), smallRequest, 0);
    expect(small?.units).toHaveLength(layersOf(models[0] as ModelSpec).length);
    expect(Math.abs(small?.difference ?? 1)).toBeLessThan(0.1);
  });
});

test("any experiment with any architectures reads back as it was", () => {
  const any = fc.oneof(anyExperiment(), anyExperiment({ changed: 8, depth: 2, changes: 3 }));
  fc.assert(fc.property(any, readBack), fuzzRuns(200));
});

test("a stack costs a link nothing, and another architecture its name and what differs", () => {
  expect(encode(specOf(plain("stack", [["gru", "lstm"]])))).toBe("#1/models=gru&models.0.layers=gru,lstm");
  expect(encode(specOf(plain(two, [["gru"]])))).toBe("#1/models=gru&models.0.architecture=side-by-side");
  const pair = plain(two, [["gru"], ["lstm", "gru"]]);
  const changed = { ...pair, values: { chained: true } };
  const wide = withValue(specOf(changed, plain("stack", [["simple"]])), "models.0.right.0.units", 8);
  expect(encode(withValue(wide, "models.0.left.0.units", 9))).toBe(
    "#1/models=gru,simple&models.0.architecture=side-by-side&models.0.chained=1&models.0.right=lstm,gru&models.0.units=9&models.0.right.0.units=8",
  );
  expect(encode(specOf(plain(two, [["gru"]]), plain(two, [["lstm"]])))).toBe(
    "#1/models=gru,lstm&models.*.architecture=side-by-side",
  );
});

test.each<[hash: string, sentence: RegExp, rest: readonly object[]]>([
  ["models.0.architecture=tower", /“tower” is no architecture; known are stack/, [{ architecture: "stack" }]],
  ["models.*.architecture=constructor", /“constructor” is no architecture/, [{ architecture: "stack" }]],
  [
    "models.*.architecture=side-by-side&models.1.architecture=stack&models.9.architecture=stack",
    /models.9.architecture.* no setting/,
    [{ architecture: two }, { architecture: "stack" }, { architecture: two }],
  ],
  ["models.0.left=gru,lstm", /“models.0.left” is no setting/, [{ architecture: "stack" }]],
  ["models.0.chained=1", /“models.0.chained” is no setting/, [{ architecture: "stack", values: {} }]],
  [
    "models=gru&models.0.architecture=side-by-side&models.0.layers=gru,lstm",
    /“models.0.layers” is no setting/,
    [{ architecture: two, parts: { left: [{ cell: "gru" }], right: [{ cell: "gru" }] } }],
  ],
  [
    "models=gru&models.0.architecture=side-by-side&models.0.left=lstm&models.0.right=lstm,mgu",
    /another cell/,
    [{ parts: { left: [{ cell: "gru" }], right: [{ cell: "lstm" }, { cell: "mgu" }] } }],
  ],
  [
    "models=gru&models.0.architecture=side-by-side&models.0.right=rnn",
    /“rnn” is no cell/,
    [{ parts: { right: [{ cell: "gru" }] } }],
  ],
  [
    "models=gru&models.0.architecture=side-by-side&models.0.right.1.units=8&models.0.chained=2",
    /“models.0.right.1.units” is no setting/,
    [{ values: { chained: false } }],
  ],
])("#1/%s: a sentence matches %s", (hash, sentence, models) => {
  const { spec, problems } = decode(`#1/${hash}`);
  expect(problems.map(({ message }) => inEnglish(message)).join("\n")).toMatch(sentence);
  models.forEach((model, m) => {
    expect(spec.models[m]).toMatchObject(model);
  });
  expect(checkSpec(spec)).toStrictEqual({ ok: true, spec });
});

test("a first layer has two names in links, and one of them counts", () => {
  const link = "#1/models=gru&models.0.architecture=side-by-side";
  const { spec, problems } = decode(`${link}&models.0.left.0.units=8`);
  expect([problems, spec.models[0]?.parts.left?.[0]?.values.units]).toEqual([[], 8]);
  const twice = decode(`${link}&models.0.units=9&models.0.left.0.units=8`);
  expect(twice.problems.map(({ message }) => inEnglish(message)).join()).toMatch(/there twice/);
  expect(twice.spec.models[0]?.parts.left?.[0]?.values.units).toBe(9);
});

test("a model of several parts is described by the numbers of its layers, and its live settings by their paths", () => {
  const spec = specOf(plain(two, [["lstm", "lstm"], ["gru"]]));
  expect(modelNames(spec.models)).toEqual(["LSTM×2+GRU"]);
  expect(describeChange(spec, "models.0.right.0.units")?.group).toBe("LSTM×2+GRU, layer 3");
  expect(describeChange(spec, "models.0.chained")).toMatchObject({ group: "LSTM×2+GRU", value: false });
  expect(livePaths(spec)).toEqual(expect.arrayContaining(["models.0.clampF", "models.0.right.0.clampZ"]));
  expect(locate("models.0.right.0.clampZ")).toMatchObject({ part: "right", layer: 0 });
  const changes = [{ update: 5, field: "models.0.right.0.clampZ", value: 40 }];
  readBack({ ...spec, changes });
  // Where the model in front could not be read, the change follows its own.
  const behind = decode(
    `#1/models=rnn,lstm&models.1.architecture=side-by-side&models.1.right=gru&changes=5:models.1.right.0.clampZ:40`,
  );
  expect(behind.spec.changes).toEqual(changes);
  expect(
    removeModel({ ...spec, models: [...spec.models, plain("stack", [["gru"]])] }, 0).models,
  ).toHaveLength(1);
});

test("a stack written before there were other architectures is read", () => {
  const { models: _, ...rest } = defaultSpec();
  const layers = [defaultLayer("gru"), defaultLayer("lstm")];
  const read = checkSpec({ ...rest, models: [{ architecture: "stack", layers }] });
  expect(read).toStrictEqual({ ok: true, spec: { ...rest, models: [plain("stack", [["gru", "lstm"]])] } });
});
