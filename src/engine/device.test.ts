import { createHash } from "node:crypto";
import { load } from "virtual:unrolled-wasm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { inEnglish, phrase } from "../lib/phrase.ts";
import {
  createEngines,
  defaultFactories,
  type Factories,
  listEngines,
  type Opened,
  openEngines,
} from "./device.ts";
import type { Engine } from "./engine.ts";
import { createReferenceEngine, type ReferenceOptions } from "./reference/engine.ts";

let cpu: Engine;
beforeAll(async () => {
  cpu = await createReferenceEngine({ backend: "cpu" });
});
afterAll(() => cpu.dispose());

/** Engines that compute on the CPU and say otherwise: Node has no WebGL. */
const reference = async ({ backend }: ReferenceOptions): Promise<Engine> => ({
  ...cpu,
  backend,
  renderer: backend === "webgl" ? "ANGLE (Test)" : "CPU",
});
const fused = async (): Promise<Engine> => ({
  ...cpu,
  kind: "webgl",
  backend: "webgl",
  renderer: "ANGLE (Test)",
});
const simd = async (): Promise<Engine> => ({
  ...cpu,
  kind: "wasm",
  backend: "wasm",
  renderer: "WASM (Test)",
});
const factories = (changes: Partial<Factories> = {}): Factories => ({
  graphics: () => ({ renderer: "ANGLE (Test)" }),
  obstacle: async () => undefined,
  reference,
  webgl: { kind: "webgl", version: async () => "7", open: fused },
  wasm: null,
  ...changes,
});
const wasm: Factories["wasm"] = { kind: "wasm", version: async () => "3", open: simd };
const kinds = ({ engines }: Opened) => engines.map(({ kind, backend }) => `${kind} ${backend}`);

/** A fused engine whose gradients are a hundredth too large. */
const wrong: Factories["webgl"] = {
  kind: "webgl",
  version: async () => "7",
  open: async () => {
    const engine = await fused();
    return {
      ...engine,
      createNetwork: (plan, weights) => {
        const network = engine.createNetwork(plan, weights);
        return {
          ...network,
          trace: async (batch, initial) => {
            const trace = await network.trace(batch, initial);
            const gradients = new Map(
              [...trace.gradients].map(([path, values]) => [path, values.map((g) => g * 1.01)]),
            );
            return { ...trace, gradients };
          },
        };
      },
    };
  },
};

test("the fused engine comes first, the reference behind it, once it has proven itself", async () => {
  const onProven = vi.fn();
  const opened = await openEngines({ onProven }, factories());
  expect(kinds(opened)).toEqual(["webgl webgl", "reference webgl"]);
  expect(opened).toMatchObject({ missing: [], asked: null });
  expect(onProven.mock.calls).toEqual([["ANGLE (Test) · webgl · 7 · all"]]);
});

test("SIMD proves itself too, and is the likeliest where WebGL is rendered by the processor", async () => {
  const onProven = vi.fn();
  const opened = await openEngines({ onProven }, factories({ wasm }));
  expect(kinds(opened)).toEqual(["webgl webgl", "wasm wasm", "reference webgl"]);
  expect(onProven.mock.calls.flat()).toContain("WASM (Test) · wasm · 3 · all");
  const open = async () => ({ ...(await fused()), renderer: "ANGLE (Google, SwiftShader driver)" });
  const software = factories({ wasm, webgl: { kind: "webgl", version: async () => "7", open } });
  expect(kinds(await openEngines({}, software))).toEqual(["wasm wasm", "webgl webgl", "reference webgl"]);
});

test("an engine that is known to be right is not checked again; another version is", async () => {
  const onProven = vi.fn();
  const proven = ["ANGLE (Test) · webgl · 7 · all"];
  const create = vi.spyOn(cpu, "createNetwork");
  await openEngines({ proven, onProven }, factories());
  expect(create).not.toHaveBeenCalled();
  expect(onProven).not.toHaveBeenCalled();
  await openEngines(
    { proven, onProven },
    factories({ webgl: { kind: "webgl", version: async () => "8", open: fused } }),
  );
  await openEngines({ proven, onProven, drawBuffers: 4 }, factories());
  expect(onProven.mock.calls.flat()).toEqual([
    "ANGLE (Test) · webgl · 8 · all",
    "ANGLE (Test) · webgl · 7 · 4",
  ]);
});

test("a fused engine that differs is left out, and what was wrong is told", async () => {
  const onProven = vi.fn();
  const opened = await openEngines({ onProven }, factories({ webgl: wrong }));
  expect(kinds(opened)).toEqual(["reference webgl"]);
  const [missing, ...others] = opened.missing;
  expect([missing?.kind, missing?.backend, others]).toEqual(["webgl", "webgl", []]);
  expect(inEnglish(missing?.reason ?? "")).toMatch(
    /^On this device it computes “gradient .*0\.01.*, limit .*\)\.$/,
  );
  expect(inEnglish(missing?.named ?? "")).toMatch(
    /^On this device the fused WebGL engine computes “gradient /,
  );
  expect(onProven).not.toHaveBeenCalled();
});

test("a fused engine that cannot be started is left out too", async () => {
  const open = () => Promise.reject(new Error("no EXT_color_buffer_float"));
  const opened = await openEngines(
    {},
    factories({
      webgl: { kind: "webgl", version: async () => "7", open },
      wasm: { kind: "wasm", version: async () => "3", open },
    }),
  );
  expect(kinds(opened)).toEqual(["reference webgl"]);
  const reason = "It could not be started (no EXT_color_buffer_float).";
  expect(opened.missing.map((one) => [one.kind, inEnglish(one.reason)])).toEqual([
    ["webgl", reason],
    ["wasm", reason],
  ]);
});

test("without WebGL SIMD and the CPU are left, and what stands against WebGL is told", async () => {
  const refused = await openEngines({}, factories({ obstacle: async () => phrase`No WebGL 2.`, wasm }));
  const broken = await openEngines(
    {},
    factories({
      wasm,
      reference: (options) =>
        options.backend === "webgl" ? Promise.reject(new Error("no context")) : reference(options),
    }),
  );
  for (const opened of [refused, broken]) expect(kinds(opened)).toEqual(["wasm wasm", "reference cpu"]);
  expect(inEnglish(refused.missing[0]?.reason ?? "")).toBe("No WebGL 2.");
  expect(inEnglish(broken.missing[0]?.reason ?? "")).toBe("WebGL could not be started (no context).");
});

test("where the CPU is asked for, it trains what asks for nothing else", async () => {
  const opened = await openEngines({ backend: "cpu" }, factories({ wasm }));
  expect(kinds(opened)).toEqual(["wasm wasm", "reference cpu"]);
  expect(opened.asked).toEqual({ kind: "reference", note: phrase`Training runs on the CPU, as requested.` });
  expect(kinds(await openEngines({ backend: "cpu" }, factories()))).toEqual(["reference cpu"]);
});

test("the list holds every engine, and what stands against it", async () => {
  const offers = await listEngines({}, factories({ obstacle: async () => phrase`No WebGL 2.`, wasm }));
  expect(offers.map(({ id, obstacle }) => [id, obstacle && inEnglish(obstacle)])).toEqual([
    ["webgl webgl", "No WebGL 2."],
    ["wasm wasm", null],
    ["reference webgl", "No WebGL 2."],
    ["reference cpu", null],
  ]);
  expect((await listEngines({}, factories())).map(({ obstacle }) => obstacle)).toEqual([null, null, null]);
  expect((await (await listEngines({}, factories())).at(-1)?.open())?.backend).toBe("cpu");
});

test("SIMD is proven anew with every change of its kernels: its version is their hash", async () => {
  const hash = createHash("sha256");
  for (const isRelaxed of [true, false]) hash.update(await load(isRelaxed));
  expect(await defaultFactories.wasm?.version()).toBe(hash.digest("hex").slice(0, 12));
});

test("SIMD is opened alone, and proves itself once, before or with the others", async () => {
  const onProven = vi.fn();
  const reference = vi.fn(factories().reference);
  const engines = createEngines({ onProven }, factories({ wasm, reference }));
  expect((await engines.first())?.kind).toBe("wasm");
  expect(engines.others()).toEqual({
    unopened: [
      { kind: "webgl", backend: "webgl", renderer: "ANGLE (Test)" },
      { kind: "reference", backend: "webgl", renderer: "ANGLE (Test)" },
    ],
    missing: [],
  });
  expect([engines.hasGraphics(), engines.opened()]).toEqual([true, null]);
  expect(onProven).not.toHaveBeenCalled();
  expect(reference).not.toHaveBeenCalled();
  expect(await engines.prove()).toBe(true);
  const opened = await engines.all();
  expect(opened.engines).toContain(await engines.first());
  expect(engines.opened()).toBe(opened);
  expect(onProven.mock.calls.flat().filter((key) => /wasm/.test(key))).toHaveLength(1);
});

test("SIMD that fails its proof is not offered again, and what was wrong is told", async () => {
  const engines = createEngines({}, factories({ wasm: { ...wasm, ...wrong, kind: "wasm" } as typeof wasm }));
  expect(await engines.first()).not.toBeNull();
  expect(await engines.prove()).toBe(false);
  expect(await engines.first()).toBeNull();
  const { missing } = await engines.all();
  expect(missing.map(({ kind }) => kind)).toEqual(["wasm"]);
});

test("where the processor renders, or the CPU is asked for, a look says so without tfjs", async () => {
  const software = createEngines({}, factories({ graphics: () => ({ renderer: "SwiftShader" }) }));
  expect(software.hasGraphics()).toBe(false);
  const none = createEngines({}, factories({ graphics: () => ({ obstacle: phrase`No WebGL 2.` }) }));
  expect(none.hasGraphics()).toBe(false);
  expect(none.others()).toEqual({
    unopened: [{ kind: "reference", backend: "cpu", renderer: "CPU" }],
    missing: [{ kind: "webgl", backend: "webgl", reason: phrase`No WebGL 2.` }],
  });
  expect(await createEngines({ backend: "cpu" }, factories({ wasm })).first()).toBeNull();
});
