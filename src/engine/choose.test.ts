import { expect, test, vi } from "vitest";
import { inEnglish, phrase } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { randomBatch, smallRequest, stackOf } from "../model/networks.ts";
import { traceOracle } from "../model/oracle/run.ts";
import { scansOf } from "../model/plan.ts";
import { initialWeights } from "../model/weights.ts";
import { chooseFastest, classOf, createChooser, type Trial } from "./choose.ts";
import { ContextLost, type Engine, type EngineKind, type UpdateTelemetry } from "./engine.ts";
import { createWasmEngine } from "./wasm/create.ts";

const settings = {
  optimizer: { kind: "adam", values: { learningRate: 0.003, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
  clipNorm: 1,
} as const;
function trialOf(units: number, batch = smallRequest.batch): Trial {
  const plan = stackOf([{ cell: "gru", options: {} }], { ...smallRequest, batch }, units);
  const rng = rngFrom(1);
  return {
    models: [{ name: "GRU", plan, weights: initialWeights(plan, rng) }],
    batch: randomBatch(plan, rng.fork("batch")),
    settings,
  };
}
const trial = trialOf(8);
const [model] = trial.models;
if (!model) throw new Error("no model");
const { loss: truth } = traceOracle(model.plan, model.weights, trial.batch);

/** A clock that only the engines move. */
let clock = 0;
const now = () => clock;

interface Fake {
  readonly engine: Engine;
  updates(): number;
  alive(): number;
}
interface FakeOptions {
  readonly backend?: string;
  /** Milliseconds that compiling takes, before the first update. */
  readonly compile?: number;
  readonly loss?: number;
  readonly depth?: number;
  readonly renderer?: string;
  readonly refuses?: string;
  readonly broken?: Error;
  /** Most units that models of a race may have together. */
  readonly room?: number;
  readonly brokenLater?: Error;
}

function fake(kind: EngineKind, ms: number, options: FakeOptions = {}): Fake {
  const {
    backend = kind,
    renderer = kind,
    compile = 0,
    loss = truth,
    depth = 1,
    refuses,
    broken,
    brokenLater,
    room = Number.POSITIVE_INFINITY,
  } = options;
  let [updates, alive] = [0, 0];
  const told = { loss } as UpdateTelemetry;
  const engine = {
    kind,
    backend,
    renderer,
    depth,
    supports: () => (refuses === undefined ? { ok: true } : { ok: false, reason: refuses }),
    createRace: (models: Trial["models"]) => {
      if (broken) throw broken;
      const units = models.flatMap(({ plan }) => scansOf(plan)).reduce((sum, scan) => sum + scan.units, 0);
      if (units > room) throw new RangeError(`${units} units are too many together.`);
      alive++;
      let compiled = false;
      return {
        members: [],
        update: async () => {
          if (brokenLater && updates > 1) throw brokenLater;
          clock += ms + (compiled ? 0 : compile);
          compiled = true;
          updates++;
          return [told];
        },
        dispose: () => {
          alive--;
        },
      };
    },
  } as unknown as Engine;
  return { engine, updates: () => updates, alive: () => alive };
}

async function choose(fakes: readonly Fake[], of: Trial = trial) {
  const began = clock;
  const { chosen, measured } = await chooseFastest(
    fakes.map(({ engine }) => engine),
    of,
    now,
  );
  expect(fakes.map(({ alive }) => alive())).toEqual(fakes.map(() => 0));
  return {
    chosen: chosen.kind,
    ms: measured.map(({ millisecondsPerUpdate }) => millisecondsPerUpdate),
    reasons: measured.map(({ reason }) => reason && inEnglish(reason)),
    took: clock - began,
  };
}

test("the fastest engine is chosen wherever it stands, and the reference is not asked", async () => {
  const reference = fake("reference", 1);
  expect(await choose([fake("webgl", 7), fake("wasm", 2), reference])).toMatchObject({
    chosen: "wasm",
    ms: [7, 2, null],
    reasons: [null, null, null],
  });
  expect(await choose([fake("webgl", 2), fake("wasm", 7), reference])).toMatchObject({ chosen: "webgl" });
  expect(reference.updates()).toBe(0);
});

test("compiling is not counted, and all timing together stays under half a second", async () => {
  const { chosen, ms, took } = await choose([fake("webgl", 1, { compile: 900 }), fake("wasm", 2)]);
  expect([chosen, ms]).toEqual(["webgl", [1, 2]]);
  expect(took - 900).toBeLessThan(500);
});

test("WebGL that software renders is not compiled beside SIMD, which is timed for the record", async () => {
  const renderer = "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)";
  const software = fake("webgl", 1, { compile: 2000, renderer });
  const { chosen, ms, took } = await choose([software, fake("wasm", 4), fake("reference", 1)]);
  expect([chosen, ms]).toEqual(["wasm", [null, 4, null]]);
  expect([software.updates(), took < 150]).toEqual([0, true]);
  const refusing = fake("wasm", 4, { refuses: "No room." });
  expect(await choose([refusing, software, fake("reference", 1)])).toMatchObject({ chosen: "webgl" });
  const breaking = fake("wasm", 4, { broken: new RangeError("No room.") });
  expect(await choose([breaking, software, fake("reference", 1)])).toMatchObject({ chosen: "webgl" });
  expect(software.updates()).toBe(0);
});

test("an engine that is clearly slower is given up after one update that counts", async () => {
  const slow = fake("webgl", 300);
  expect(await choose([fake("wasm", 2), slow])).toMatchObject({ chosen: "wasm", ms: [2, 300] });
  expect(slow.updates()).toBe(2);
  // Eight under way may hide a wait that one alone shows.
  const deep = fake("webgl", 10, { depth: 8 });
  await choose([fake("wasm", 2), deep]);
  expect(deep.updates()).toBeGreaterThan(8);
});

test("where times are alike the likeliest engine wins: what is within the noise changes no bits", async () => {
  expect(await choose([fake("webgl", 2), fake("wasm", 1.9)])).toMatchObject({ chosen: "webgl" });
  expect(await choose([fake("wasm", 1.9), fake("webgl", 2)])).toMatchObject({ chosen: "wasm" });
});

test("an engine that refuses, breaks or loses its device is passed over, with its reason", async () => {
  const broken = fake("webgl", 1, { broken: new RangeError("Its texture is too wide.") });
  const lost = fake("webgl", 1, { brokenLater: new ContextLost() });
  const refusing = fake("webgl", 1, { refuses: "No room." });
  const reason = async (bad: Fake) => {
    const { chosen, ms, reasons } = await choose([bad, fake("wasm", 9), fake("reference", 1)]);
    expect([chosen, ms[0]]).toEqual(["wasm", null]);
    return reasons[0];
  };
  expect(await reason(broken)).toBe("Its texture is too wide.");
  expect(await reason(lost)).toBe("The GPU was lost.");
  expect(await reason(refusing)).toBe("GRU: No room.");
  expect(refusing.updates()).toBe(0);
  expect(
    await choose([broken, fake("wasm", 1, { broken: new Error("no") }), fake("reference", 1)]),
  ).toMatchObject({ chosen: "reference" });
});

test("a fast engine that computes nonsense is passed over; 64-bit arithmetic says which one does", async () => {
  const nothing = await choose([fake("webgl", 1, { loss: Number.NaN }), fake("wasm", 9)]);
  expect(nothing.chosen).toBe("wasm");
  expect(nothing.reasons[0]).toContain("not a number");
  const wrong = await choose([fake("webgl", 1, { loss: truth * 1.1 }), fake("wasm", 9)]);
  expect(wrong.chosen).toBe("wasm");
  expect(wrong.reasons[0]).toContain("64-bit arithmetic");
  // An experiment that overflows by itself is nobody's fault.
  const both = await choose([fake("webgl", 1, { loss: Number.NaN }), fake("wasm", 9, { loss: Number.NaN })]);
  expect(both.chosen).toBe("webgl");
});

test("what takes too long to be tried goes to the likeliest engine, and is listed as not measured", async () => {
  const huge = { ...trial, models: [{ ...model, plan: { ...model.plan, multiplyAdds: 1e12 } }] };
  const [webgl, wasm] = [fake("webgl", 1), fake("wasm", 1)];
  expect(await choose([webgl, wasm], huge)).toMatchObject({ chosen: "webgl", ms: [null, null] });
  expect(webgl.updates() + wasm.updates()).toBe(0);
});

test("where none takes it, the last engine's reason is thrown", async () => {
  await expect(
    choose([fake("webgl", 1, { refuses: "Too wide." }), fake("reference", 1, { refuses: "Too long." })]),
  ).rejects.toMatchObject({ name: "RangeError", message: "GRU: Too long." });
});

test("a class of experiments is measured once, another one by itself; what is refused now is not taken", async () => {
  const chooser = createChooser(now);
  const [webgl, wasm] = [fake("webgl", 3), fake("wasm", 2)];
  const engines = [webgl.engine, wasm.engine];
  const first = await chooser.choose(engines, trial, null);
  const [timed] = [webgl.updates()];
  const { measured } = await chooser.choose(engines, trialOf(9), null);
  expect(webgl.updates()).toBe(timed);
  expect(measured).toEqual(first.measured);
  await chooser.choose(engines, trialOf(64), null);
  expect(webgl.updates()).toBeGreaterThan(timed);
  const supports = vi.spyOn(wasm.engine, "supports").mockReturnValue({ ok: false, reason: phrase`No room.` });
  expect((await chooser.choose(engines, trial, null)).chosen.kind).toBe("webgl");
  supports.mockRestore();
});

test("a refusal of one experiment says nothing of another of its class", async () => {
  const chooser = createChooser(now);
  const [webgl, wasm] = [fake("webgl", 3), fake("wasm", 2)];
  const engines = [webgl.engine, wasm.engine];
  const supports = vi.spyOn(wasm.engine, "supports").mockReturnValue({ ok: false, reason: phrase`No room.` });
  expect((await chooser.choose(engines, trial, null)).chosen.kind).toBe("webgl");
  supports.mockRestore();
  const { chosen, measured } = await chooser.choose(engines, trialOf(9), null);
  expect([chosen.kind, measured.map(({ reason }) => reason && inEnglish(reason))]).toEqual([
    "wasm",
    [null, null],
  ]);
});

test("what does not fit together is refused for its own sizes, not for its class, and not tried twice", async () => {
  const chooser = createChooser(now);
  const [webgl, wasm] = [fake("webgl", 3), fake("wasm", 2, { room: 17 })];
  const race = (units: number): Trial => {
    const one = trialOf(units);
    return { ...one, models: [...one.models, ...one.models] };
  };
  const told = async (units: number) => {
    const { chosen, measured } = await chooser.choose([webgl.engine, wasm.engine], race(units), null);
    return [chosen.kind, measured.map(({ reason }) => reason && inEnglish(reason))];
  };
  const refused = ["webgl", [null, "18 units are too many together."]];
  expect(classOf(race(8))).toBe(classOf(race(9)));
  expect(await told(9)).toEqual(refused);
  const timed = webgl.updates();
  expect(await told(9)).toEqual(refused);
  expect(webgl.updates()).toBe(timed);
  expect(await told(8)).toEqual(["wasm", [null, null]]);
  expect(await told(9)).toEqual(refused);
});

test("an engine that breaks with several updates under way leaves no rejection unhandled", async () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown) => unhandled.push(error);
  process.on("unhandledRejection", note);
  const deep = fake("webgl", 1, { depth: 4, brokenLater: new ContextLost() });
  expect((await choose([deep, fake("wasm", 2)])).chosen).toBe("wasm");
  await new Promise((resolve) => setTimeout(resolve, 10));
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

test("an engine that is asked for trains without being timed; what is known of the class is told all the same", async () => {
  const chooser = createChooser(now);
  const [webgl, reference] = [fake("webgl", 3), fake("reference", 50)];
  const engines = [webgl.engine, fake("wasm", 2).engine, reference.engine];
  const asked = await chooser.choose(engines, trial, "reference");
  expect(asked.chosen.kind).toBe("reference");
  expect(asked.measured.map(({ millisecondsPerUpdate }) => millisecondsPerUpdate)).toEqual([
    null,
    null,
    null,
  ]);
  await chooser.choose(engines, trial, null);
  const again = await chooser.choose(engines, trial, "reference");
  expect(again.chosen.kind).toBe("reference");
  expect(again.measured.map(({ millisecondsPerUpdate }) => millisecondsPerUpdate)).toEqual([3, 2, null]);
  expect(reference.updates()).toBe(0);
});

test("classes differ by cell and by size, not by a few units", () => {
  expect(classOf(trialOf(8))).toBe(classOf(trialOf(9)));
  expect(classOf(trialOf(8))).not.toBe(classOf(trialOf(16)));
  expect(classOf(trialOf(8))).not.toBe(classOf(trialOf(8, 4 * smallRequest.batch)));
  const wide = { ...model.plan, input: { ...model.plan.input, size: 4 * model.plan.input.size } };
  expect(classOf({ ...trial, models: [{ ...model, plan: wide }] })).not.toBe(classOf(trial));
});

test("real engines are timed without a trace: nothing stays allocated, and a race trains as if none had been", async () => {
  const [relaxed, plain] = [await createWasmEngine(), await createWasmEngine({ relaxed: false })];
  const trained = async () => {
    const race = relaxed.createRace(trial.models);
    const [told] = await race.update(trial.batch, settings, { profiles: false });
    race.dispose();
    return told?.loss;
  };
  const before = await trained();
  const { measured } = await chooseFastest([relaxed, plain], trial, () => performance.now());
  for (const { millisecondsPerUpdate: ms } of measured) expect(ms).toBeGreaterThan(0);
  expect([relaxed.tensorCount(), plain.tensorCount()]).toEqual([0, 0]);
  expect(await trained()).toBe(before);
});
