import { afterAll, beforeAll, expect, test } from "vitest";
import { asData, phrase } from "../lib/phrase.ts";
import type { Engine, Network } from "./engine.ts";
import { createReferenceEngine } from "./reference/engine.ts";
import { casesFor, everyBuild, everyCase, firstCases, selfCheck, selfCheckBound } from "./self-check.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await createReferenceEngine({ backend: "cpu" });
});
afterAll(() => engine.dispose());

/** The engine with something wrong about every network it makes. */
const sabotaged = (wrong: (network: Network) => Partial<Network>): Engine => ({
  ...engine,
  createNetwork: (plan, weights) => {
    const network = engine.createNetwork(plan, weights);
    return { ...network, ...wrong(network) };
  },
});

test("the cases are every cell, and each option that changes its equations once", () => {
  const written = everyCase.map(({ cell, options }) => `${cell} ${JSON.stringify(options)}`);
  expect(new Set(written).size).toBe(written.length);
  const count = (kind: string) => everyCase.filter(({ cell }) => cell === kind).length;
  // tanh, ReLU, sigmoid; nothing, since the forget bias only moves the first weights; each twice, for the bias.
  expect([count("simple"), count("lstm")]).toEqual([6, 2]);
  // Reset after with two biases or one, reset before: twice, for what the update gate weighs; without bias the first two are one.
  expect(count("gru")).toBe(6 + 4);
});

test("of each build there is one, at its defaults first; only the reference on WebGL is asked no more", () => {
  const gru = everyBuild().filter(({ cell }) => cell === "gru");
  expect(gru.map(({ options }) => options.resetAfter)).toEqual([true, false]);
  expect(new Set(everyBuild().map(({ cell }) => cell))).toEqual(new Set(everyCase.map(({ cell }) => cell)));
  expect(everyBuild().every(({ options }) => options.useBias)).toBe(true);
  expect(casesFor({ kind: "reference", backend: "webgl" })).toEqual(everyBuild());
  for (const kind of ["webgl", "wasm", "reference"] as const)
    expect(casesFor({ kind, backend: kind === "reference" ? "cpu" : kind })).toBe(everyCase);
});

test("the reference engine agrees with the oracle on every cell, well within the bound", async () => {
  const results = await selfCheck(engine, "oracle");
  expect(results).toHaveLength(everyCase.length);
  for (const { outcome, worstError } of results) {
    expect(outcome).toBe("agrees");
    expect(worstError).toBeGreaterThan(0);
    expect(worstError).toBeLessThan(selfCheckBound / 10);
  }
}, 30_000);

test("an engine against itself has no error at all, and leaves no tensor", async () => {
  const before = engine.tensorCount();
  const results = await selfCheck(engine, engine, firstCases);
  expect(results.map(({ worstError }) => worstError)).toEqual([0, 0]);
  expect(engine.tensorCount()).toBe(before);
});

const scaled = (values: Float32Array, factor: number) => values.map((value) => value * factor);
const faults: readonly (readonly [string, RegExp, (network: Network) => Partial<Network>])[] = [
  [
    "a gradient that is a thousandth too large",
    /^gradient layers\.0\.recurrentKernel/,
    (network) => ({
      trace: async (batch, initial) => {
        const trace = await network.trace(batch, initial);
        const gradients = new Map(trace.gradients);
        const path = "layers.0.recurrentKernel";
        gradients.set(path, scaled(gradients.get(path) as Float32Array, 1.001));
        return { ...trace, gradients };
      },
    }),
  ],
  [
    "initial states that are not read",
    /trajectory|outputs|gradient|∂L/,
    (network) => ({ trace: (batch) => network.trace(batch) }),
  ],
  [
    "one NaN among the outputs",
    /^outputs/,
    (network) => ({
      trace: async (batch, initial) => {
        const trace = await network.trace(batch, initial);
        return { ...trace, outputs: trace.outputs.with(3, Number.NaN) };
      },
    }),
  ],
  [
    "a profile that is missing",
    /^profile/,
    (network) => ({
      update: async (batch, settings, want) => ({
        ...(await network.update(batch, settings, want)),
        profiles: [],
      }),
    }),
  ],
  [
    "an update that forgets to clip",
    /step|slot|clipped/,
    (network) => ({
      update: (batch, settings, want) => network.update(batch, { ...settings, clipNorm: 0 }, want),
    }),
  ],
  [
    "an update that changes nothing",
    /step|slot|updates/,
    (network) => {
      const before = network.read();
      return {
        update: async (batch, settings, want) => {
          const telemetry = await network.update(batch, settings, want);
          network.restore(await before);
          return telemetry;
        },
      };
    },
  ],
];

test.each(faults)("%s is caught", async (_name, worstOf, wrong) => {
  for (const result of await selfCheck(sabotaged(wrong), "oracle", firstCases)) {
    expect(result.outcome).toBe("differs");
    expect(result.worstError).not.toBeLessThanOrEqual(selfCheckBound);
    expect(result.worstOf).toMatch(worstOf);
  }
});

test("an engine that throws has failed, one that refuses has not", async () => {
  const throws = sabotaged(() => ({ trace: () => Promise.reject(new Error("no such texture")) }));
  const refuses: Engine = { ...engine, supports: () => ({ ok: false, reason: phrase`Too many units.` }) };
  const [threw] = await selfCheck(throws, "oracle", firstCases);
  const [refused] = await selfCheck(refuses, "oracle", firstCases);
  expect(threw).toMatchObject({ outcome: "threw", reason: asData("no such texture") });
  expect(refused).toMatchObject({ outcome: "unsupported", reason: phrase`Too many units.` });
});

test("it tells each result as it comes", async () => {
  const seen: string[] = [];
  await selfCheck(engine, "oracle", firstCases, ({ cell }) => seen.push(cell));
  expect(seen).toEqual(["lstm", "gru"]);
});
