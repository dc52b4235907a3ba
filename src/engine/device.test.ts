import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Factories, listEngines, openEngines } from "./device.ts";
import type { Engine } from "./engine.ts";
import { createReferenceEngine, type ReferenceOptions } from "./reference/engine.ts";

let cpu: Engine;
beforeAll(async () => {
  cpu = await createReferenceEngine({ backend: "cpu" });
});
afterAll(() => cpu.dispose());

/** Engines that compute on the CPU and say otherwise: Node has no WebGL. */
const reference = async ({ backend, note }: ReferenceOptions): Promise<Engine> => ({
  ...cpu,
  backend,
  renderer: backend === "webgl" ? "ANGLE (Test)" : "CPU",
  ...(note !== undefined && { note }),
});
const fused = async (): Promise<Engine> => ({
  ...cpu,
  kind: "webgl",
  backend: "webgl",
  renderer: "ANGLE (Test)",
});
const factories = (changes: Partial<Factories> = {}): Factories => ({
  obstacle: () => undefined,
  reference,
  webgl: { kind: "webgl", version: "7", open: fused },
  ...changes,
});
const kinds = (engines: readonly Engine[]) => engines.map(({ kind, backend }) => `${kind} ${backend}`);

/** A fused engine whose gradients are a hundredth too large. */
const wrong: Factories["webgl"] = {
  kind: "webgl",
  version: "7",
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
  const engines = await openEngines({ onProven }, factories());
  expect(kinds(engines)).toEqual(["webgl webgl", "reference webgl"]);
  expect(engines.map(({ note }) => note)).toEqual([undefined, undefined]);
  expect(onProven.mock.calls).toEqual([["ANGLE (Test) · webgl · 7 · all"]]);
});

test("an engine that is known to be right is not checked again; another version is", async () => {
  const onProven = vi.fn();
  const proven = ["ANGLE (Test) · webgl · 7 · all"];
  const create = vi.spyOn(cpu, "createNetwork");
  await openEngines({ proven, onProven }, factories());
  expect(create).not.toHaveBeenCalled();
  expect(onProven).not.toHaveBeenCalled();
  await openEngines({ proven, onProven }, factories({ webgl: { kind: "webgl", version: "8", open: fused } }));
  await openEngines({ proven, onProven, drawBuffers: 4 }, factories());
  expect(onProven.mock.calls.flat()).toEqual([
    "ANGLE (Test) · webgl · 8 · all",
    "ANGLE (Test) · webgl · 7 · 4",
  ]);
});

test("a fused engine that differs is left out, and the note says what was wrong", async () => {
  const onProven = vi.fn();
  const engines = await openEngines({ onProven }, factories({ webgl: wrong }));
  expect(kinds(engines)).toEqual(["reference webgl"]);
  expect(engines[0]?.note).toMatch(/^On this device the fast engine computes “gradient .*0\.01.* is allowed/);
  expect(onProven).not.toHaveBeenCalled();
});

test("a fused engine that cannot be started is left out too", async () => {
  const open = () => Promise.reject(new Error("no EXT_color_buffer_float"));
  const engines = await openEngines({}, factories({ webgl: { kind: "webgl", version: "7", open } }));
  expect(kinds(engines)).toEqual(["reference webgl"]);
  expect(engines[0]?.note).toContain("could not be started (no EXT_color_buffer_float)");
});

test("the reference alone where it is asked for, and where there is no fused engine", async () => {
  expect(kinds(await openEngines({ engine: "reference" }, factories()))).toEqual(["reference webgl"]);
  expect(kinds(await openEngines({}, factories({ webgl: null })))).toEqual(["reference webgl"]);
  expect(kinds(await openEngines({ engine: "webgl" }, factories()))).toEqual([
    "webgl webgl",
    "reference webgl",
  ]);
});

test("without WebGL the CPU trains, and says why", async () => {
  const none = factories({ obstacle: () => "No WebGL 2." });
  const [asked] = await openEngines({ backend: "cpu" }, factories());
  const [refused] = await openEngines({}, none);
  const [broken] = await openEngines(
    {},
    factories({
      reference: (options) =>
        options.backend === "webgl" ? Promise.reject(new Error("no context")) : reference(options),
    }),
  );
  expect([asked?.backend, refused?.backend, broken?.backend]).toEqual(["cpu", "cpu", "cpu"]);
  expect(asked?.note).toMatch(/as was asked for/);
  expect(refused?.note).toBe("No WebGL 2.");
  expect(broken?.note).toMatch(/could not be started \(no context\)/);
});

test("the list holds every engine, and what stands against it", async () => {
  const offers = listEngines({}, factories({ obstacle: () => "No WebGL 2." }));
  expect(offers.map(({ id, obstacle }) => [id, obstacle])).toEqual([
    ["webgl webgl", "No WebGL 2."],
    ["reference webgl", "No WebGL 2."],
    ["reference cpu", null],
  ]);
  expect(listEngines({}, factories()).map(({ obstacle }) => obstacle)).toEqual([null, null, null]);
  expect((await listEngines({}, factories()).at(-1)?.open())?.backend).toBe("cpu");
});
