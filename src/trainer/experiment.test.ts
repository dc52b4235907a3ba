import { expect, test } from "vitest";
import type { Chooser, Trial } from "../engine/choose.ts";
import type { Missing, Opened } from "../engine/device.ts";
import type { Engine, EngineKind } from "../engine/engine.ts";
import { openExperiment, type Question } from "./experiment.ts";

const trial = {} as Trial;
const engineOf = (kind: EngineKind): Engine => ({ kind, backend: kind, renderer: kind }) as unknown as Engine;
const [webgl, wasm, reference] = [engineOf("webgl"), engineOf("wasm"), engineOf("reference")] as const;
const all: Opened = { engines: [webgl, wasm, reference], missing: [], asked: null };
const without = (reason: string, kind: EngineKind = "webgl"): Opened => ({
  ...all,
  engines: all.engines.filter((engine) => engine.kind !== kind),
  missing: [{ kind, backend: kind, reason } satisfies Missing],
});

/** Takes what is wanted, else the first; refuses what it is told to. */
const chooserOf = (refused: Partial<Record<EngineKind, string>> = {}): Chooser => ({
  choose: async (engines, _, wanted) => {
    const may = engines.filter(({ kind }) => refused[kind] === undefined);
    const chosen = may.find(({ kind }) => kind === wanted) ?? may[0];
    if (!chosen) throw new RangeError("None takes it.");
    const measured = engines.map(({ kind, backend, renderer }, n) => ({
      ...{ kind, backend, renderer },
      millisecondsPerUpdate: n + 1,
      reason: refused[kind] ?? null,
    }));
    return { chosen, measured };
  },
});

async function openOn(
  opened: Opened,
  question: Partial<Question> = {},
  chooser: Chooser = chooserOf(),
  build: (engine: Engine) => string = ({ kind }) => kind,
) {
  const asked = { trial, pinned: "auto", before: null, ...question } as const;
  const { opened: runs, note, options } = await openExperiment(opened, chooser, asked, build);
  return { runs, note, options };
}

test("the fastest engine trains, and there is nothing to say; every engine is listed", async () => {
  const { runs, note, options } = await openOn(all);
  expect([runs, note]).toEqual(["webgl", null]);
  expect(options.map(({ kind, millisecondsPerUpdate }) => [kind, millisecondsPerUpdate])).toEqual([
    ["webgl", 1],
    ["wasm", 2],
    ["reference", 3],
  ]);
});

test("what the link asks for goes before the fastest, and what the run has had before both", async () => {
  expect(await openOn(all, { pinned: "reference" })).toMatchObject({ runs: "reference", note: null });
  expect(await openOn(all, { pinned: "reference", before: "wasm" })).toMatchObject({ runs: "wasm" });
  expect(await openOn(without("Lost."), { before: "webgl" })).toMatchObject({ runs: "wasm" });
});

test("an engine that is asked for and does not run here gives way, with a sentence", async () => {
  expect(await openOn(without("No WebGL 2."), { pinned: "webgl" })).toMatchObject({
    runs: "wasm",
    note: "The fused WebGL engine, which was asked for, does not run this here. No WebGL 2, so training runs on the SIMD engine.",
  });
  expect(await openOn(all, { pinned: "wasm" }, chooserOf({ wasm: "GRU: no room." }))).toMatchObject({
    runs: "webgl",
    note: "The SIMD engine, which was asked for, does not run this here. GRU: no room, so training runs on the fused WebGL engine.",
  });
});

test("without WebGL the note says so; without SIMD only where nothing fast is left", async () => {
  const none = without("It could not be started (no context).");
  expect((await openOn(none)).note).toBe(
    "The fused WebGL engine could not be started (no context), so training runs on the SIMD engine.",
  );
  expect((await openOn(without("It has no SIMD.", "wasm"))).note).toBeNull();
  expect(
    await openOn(all, {}, chooserOf({ webgl: "LSTM: too wide.", wasm: "LSTM: too long." })),
  ).toMatchObject({
    runs: "reference",
    note: "LSTM: too wide. LSTM: too long, so training runs on TensorFlow.js.",
  });
  expect((await openOn(none)).options.at(-1)).toMatchObject({ kind: "webgl", millisecondsPerUpdate: null });
});

test("where the CPU was asked for it trains, unless the experiment asks for another engine", async () => {
  const cpu: Opened = {
    engines: [wasm, reference],
    missing: [],
    asked: { kind: "reference", note: "As was asked for." },
  };
  expect(await openOn(cpu)).toMatchObject({ runs: "reference", note: "As was asked for." });
  expect(await openOn(cpu, { pinned: "wasm" })).toMatchObject({ runs: "wasm", note: null });
});

test("an engine that sees only while it builds that a plan does not fit is passed over too; other errors are not", async () => {
  const refuse = (error: Error) => (engine: Engine) => {
    if (engine.kind === "webgl") throw error;
    return engine.kind;
  };
  const { runs, options } = await openOn(all, {}, chooserOf(), refuse(new RangeError("Too wide.")));
  expect([runs, options[0]?.reason]).toEqual(["wasm", "Too wide."]);
  await expect(openOn(all, {}, chooserOf(), refuse(new Error("a fault")))).rejects.toThrow("a fault");
});

test("where none takes it, the reason is told", async () => {
  const none = chooserOf({ webgl: "a", wasm: "b", reference: "c" });
  await expect(openOn(all, {}, none)).rejects.toThrow(new RangeError("None takes it."));
});
