import { expect, test } from "vitest";
import type { Chooser, Trial } from "../engine/choose.ts";
import type { Missing, Opened } from "../engine/device.ts";
import type { Engine, EngineKind } from "../engine/engine.ts";
import { PartRefused } from "../engine/part-refused.ts";
import { asData, inEnglish, phrase } from "../lib/phrase.ts";
import { openExperiment, openFirst, type Question } from "./experiment.ts";

const asDataOrNull = (text: string | undefined) => (text === undefined ? null : asData(text));
const trialOfModels = (...names: readonly string[]): Trial =>
  ({ models: names.map((name) => ({ name, plan: { name } })) }) as unknown as Trial;
const trial = trialOfModels("GRU");
/** @param refuses by model's name, why. */
const engineOf = (kind: EngineKind, refuses: { readonly [name: string]: string } = {}): Engine =>
  ({
    ...{ kind, backend: kind, renderer: kind },
    supports: ({ name }: { readonly name: string }) => {
      const reason = refuses[name];
      return reason === undefined ? { ok: true } : { ok: false, reason: asData(reason) };
    },
  }) as unknown as Engine;
const [webgl, wasm, reference] = [engineOf("webgl"), engineOf("wasm"), engineOf("reference")] as const;
const all: Opened = { engines: [webgl, wasm, reference], missing: [], asked: null };
const without = (reason: string, kind: EngineKind = "webgl", named?: string): Opened => ({
  ...all,
  engines: all.engines.filter((engine) => engine.kind !== kind),
  missing: [
    { kind, backend: kind, reason: asData(reason), ...(named && { named: asData(named) }) } satisfies Missing,
  ],
});

/** Takes what is wanted, else the first; refuses what it is told to. */
const chooserOf = (refused: Partial<Record<EngineKind, string>> = {}): Chooser => ({
  knows: () => false,
  choose: async (engines, _, wanted) => {
    const may = engines.filter(({ kind }) => refused[kind] === undefined);
    const chosen = may.find(({ kind }) => kind === wanted) ?? may[0];
    if (!chosen) throw new RangeError("None takes it.");
    const measured = engines.map(({ kind, backend, renderer }, n) => ({
      ...{ kind, backend, renderer },
      millisecondsPerUpdate: n + 1,
      reason: asDataOrNull(refused[kind]),
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
  return { runs, note: note && inEnglish(note), options };
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
  expect(await openOn(all, { pinned: "reference", before: ["wasm"] })).toMatchObject({ runs: "wasm" });
  expect(await openOn(without("Lost."), { before: ["webgl"] })).toMatchObject({ runs: "wasm" });
});

test("an engine that is asked for and does not run here gives way, with a sentence", async () => {
  expect(await openOn(without("No WebGL 2."), { pinned: "webgl" })).toMatchObject({
    runs: "wasm",
    note: "The fused WebGL engine, which was requested, cannot run this experiment on this device. No WebGL 2. Training runs on the SIMD engine.",
  });
  expect(await openOn(all, { pinned: "wasm" }, chooserOf({ wasm: "GRU: no room." }))).toMatchObject({
    runs: "webgl",
    note: "The SIMD engine, which was requested, cannot run this experiment on this device. GRU: no room. Training runs on the fused WebGL engine.",
  });
});

test("without WebGL the note says so; without SIMD only where nothing fast is left", async () => {
  const none = without(
    "It could not be started (no context).",
    "webgl",
    "The fused WebGL engine could not be started (no context).",
  );
  expect((await openOn(none)).note).toBe(
    "The fused WebGL engine could not be started (no context). Training runs on the SIMD engine.",
  );
  expect((await openOn(without("It has no SIMD.", "wasm"))).note).toBeNull();
  expect(
    await openOn(all, {}, chooserOf({ webgl: "LSTM: too wide.", wasm: "LSTM: too long." })),
  ).toMatchObject({
    runs: "reference",
    note: "LSTM: too wide. LSTM: too long. Training runs on TensorFlow.js.",
  });
  expect((await openOn(none)).options.at(-1)).toMatchObject({ kind: "webgl", millisecondsPerUpdate: null });
});

test("where the CPU was asked for it trains, unless the experiment asks for another engine", async () => {
  const cpu: Opened = {
    engines: [wasm, reference],
    missing: [],
    asked: { kind: "reference", note: phrase`As was asked for.` },
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
  expect([runs, inEnglish(options[0]?.reason ?? "")]).toEqual(["wasm", "Too wide."]);
  await expect(openOn(all, {}, chooserOf(), refuse(new Error("a fault")))).rejects.toThrow("a fault");
});

/** Asks what engines take, one model by one, as the real one does, and times nothing. */
const asking: Chooser = {
  knows: () => false,
  choose: async (engines, { models }, wanted) => {
    const takesAll = (engine: Engine) => models.every(({ plan }) => engine.supports(plan).ok);
    const may = engines.filter(takesAll);
    const chosen = may.find(({ kind }) => kind === wanted) ?? may[0];
    if (!chosen) throw new RangeError("None takes it.");
    const measured = engines.map((engine, n) => ({
      ...{ kind: engine.kind, backend: engine.backend, renderer: engine.renderer },
      millisecondsPerUpdate: n + 1,
      reason: takesAll(engine) ? null : phrase`It refuses a model.`,
    }));
    return { chosen, measured };
  },
};
const race = trialOfModels("GRU", "LSTM", "RNN");
const noLstm = (kind: EngineKind) => engineOf(kind, { LSTM: "It has no place for so wide a model." });
const kindsOn = async (engines: readonly Engine[], question: Partial<Question> = {}) => {
  const asked = { trial: race, pinned: "auto", before: null, ...question } as const;
  const { byModel, note, options } = await openExperiment(
    { ...all, engines },
    asking,
    asked,
    () => undefined,
  );
  return { kinds: byModel.map(({ kind }) => kind), note: note && inEnglish(note), options };
};

test("a race stays on one engine where a fast one takes all of it, whatever another one refuses", async () => {
  expect(await kindsOn([webgl, wasm, reference])).toMatchObject({
    kinds: ["webgl", "webgl", "webgl"],
    note: null,
  });
  expect(await kindsOn([noLstm("webgl"), wasm, reference])).toMatchObject({
    kinds: ["wasm", "wasm", "wasm"],
  });
});

test("a model that no fast engine takes trains on the reference, and the others stay together, with the reason", async () => {
  const { kinds, note, options } = await kindsOn([noLstm("webgl"), noLstm("wasm"), reference]);
  expect(kinds).toEqual(["webgl", "reference", "webgl"]);
  expect(note).toBe(
    "GRU and RNN train on the fused WebGL engine. LSTM trains on TensorFlow.js: It has no place for so wide a model.",
  );
  // Each can be chosen for what it takes; a part's time is none of the race.
  expect(
    options.map(({ reason, partly, millisecondsPerUpdate }) => [
      reason && inEnglish(reason),
      partly && inEnglish(partly),
      millisecondsPerUpdate,
    ]),
  ).toEqual([
    [null, "LSTM: It has no place for so wide a model.", null],
    [null, "LSTM: It has no place for so wide a model.", null],
    [null, undefined, null],
  ]);
});

test("an engine that is pinned keeps the models that it takes; the others fall back together, with the reason", async () => {
  const { kinds, note } = await kindsOn([noLstm("webgl"), wasm, reference], { pinned: "webgl" });
  expect(kinds).toEqual(["webgl", "wasm", "webgl"]);
  expect(note).toBe(
    "The fused WebGL engine, which was requested, cannot run LSTM on this device. GRU and RNN train on the fused WebGL engine. " +
      "LSTM trains on the SIMD engine: It has no place for so wide a model.",
  );
  const none = engineOf("webgl", { GRU: "No.", LSTM: "No.", RNN: "No." });
  expect(await kindsOn([none, wasm, reference], { pinned: "webgl" })).toMatchObject({
    kinds: ["wasm", "wasm", "wasm"],
    note: expect.stringContaining("cannot run this experiment on this device"),
  });
});

test("what each model of a run has had goes before all", async () => {
  const before = ["reference", "wasm", "reference"] as const;
  const { kinds } = await kindsOn([webgl, wasm, reference], { pinned: "webgl", before });
  expect(kinds).toEqual(before);
});

test("an engine of several that sees only while it builds that its models do not fit is passed over", async () => {
  const [first, second] = [noLstm("webgl"), noLstm("wasm")];
  const { byModel, options } = await openExperiment(
    { ...all, engines: [first, second, reference] },
    asking,
    { trial: race, pinned: "auto", before: null },
    ({ kind }) => {
      if (kind === "webgl") throw new PartRefused(first, new RangeError("Too wide together."));
    },
  );
  expect(byModel.map(({ kind }) => kind)).toEqual(["wasm", "reference", "wasm"]);
  expect(inEnglish(options[0]?.reason ?? "")).toBe("Too wide together.");
});

test("where none takes it, the reason is told", async () => {
  const none = chooserOf({ webgl: "a", wasm: "b", reference: "c" });
  await expect(openOn(all, {}, none)).rejects.toThrow(new RangeError("None takes it."));
});

const trialOf = (multiplyAdds: number): Trial =>
  ({ models: [{ name: "LSTM", plan: { multiplyAdds } }] }) as unknown as Trial;
const simd = { ...wasm, supports: () => ({ ok: true }) } as Engine;
const enginesOf = (changes: Partial<Parameters<typeof openFirst>[0]> = {}) => ({
  ...{ first: async () => simd, opened: () => null, hasGraphics: () => true },
  ...changes,
});
const startOf = async (
  engines: Parameters<typeof openFirst>[0],
  question: Partial<Question> = {},
  chooser = chooserOf(),
) =>
  (
    await openFirst(engines, chooser, {
      ...{ trial: trialOf(1e6), pinned: "auto", before: null },
      ...question,
    })
  )?.kind ?? null;

test("an experiment begins on SIMD alone, unless it asks for another engine, or has had one", async () => {
  expect(await startOf(enginesOf())).toBe("wasm");
  expect(await startOf(enginesOf(), { pinned: "wasm" })).toBe("wasm");
  expect(await startOf(enginesOf(), { pinned: "webgl" })).toBeNull();
  expect(await startOf(enginesOf(), { pinned: "webgl", before: ["wasm"] })).toBe("wasm");
  expect(await startOf(enginesOf(), { before: ["webgl"] })).toBeNull();
  expect(await startOf(enginesOf({ first: async () => null }))).toBeNull();
  const refuses = { ...simd, supports: () => ({ ok: false, reason: phrase`Too wide.` }) } as Engine;
  expect(await startOf(enginesOf({ first: async () => refuses }))).toBeNull();
});

test("a large model waits for WebGL where a graphics device renders it", async () => {
  const trial = trialOf(1e9);
  expect(await startOf(enginesOf(), { trial })).toBeNull();
  expect(await startOf(enginesOf(), { trial, pinned: "wasm" })).toBe("wasm");
  expect(await startOf(enginesOf({ hasGraphics: () => false }), { trial })).toBe("wasm");
});

test("what was timed before begins on the fastest of all", async () => {
  const knowing: Chooser = { ...chooserOf(), knows: () => true };
  expect(await startOf(enginesOf({ opened: () => all }), {}, knowing)).toBeNull();
  expect(await startOf(enginesOf(), {}, knowing)).toBe("wasm");
  expect(await startOf(enginesOf({ opened: () => all }))).toBe("wasm");
});
