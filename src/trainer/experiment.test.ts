import { expect, test } from "vitest";
import type { Engine, EngineKind, Support } from "../engine/engine.ts";
import type { Plan } from "../model/plan.ts";
import { decode } from "../spec/link.ts";
import { chooseEngine } from "./experiment.ts";

const { spec } = decode("#1/models=simple,lstm,gru");
const plans = ["simple", "lstm", "gru"] as unknown as readonly Plan[];

/** An engine that refuses some models. */
const engineOf = (kind: EngineKind, refuses: readonly string[], note?: string): Engine =>
  ({
    kind,
    ...(note !== undefined && { note }),
    supports: (plan: Plan): Support =>
      refuses.includes(plan as unknown as string)
        ? { ok: false, reason: `the ${kind} engine has no ${plan}.` }
        : { ok: true },
  }) as unknown as Engine;

const choose = (engines: readonly Engine[], open: (engine: Engine) => string = ({ kind }) => kind) => {
  const { opened, note } = chooseEngine(engines, spec, plans, open);
  return { opened, note };
};

test("the fastest engine that takes every model trains them all", () => {
  expect(choose([engineOf("webgl", []), engineOf("reference", [])])).toEqual({ opened: "webgl", note: null });
});

test("one model that the faster engine refuses sends the race to the next, and the note says why", () => {
  expect(choose([engineOf("webgl", ["lstm"]), engineOf("reference", [])])).toEqual({
    opened: "reference",
    note: "LSTM: the webgl engine has no lstm, so training runs on TensorFlow.js.",
  });
});

test("an engine that sees only while it builds that a plan does not fit is passed over too; other errors are not", () => {
  const refuse = (error: Error) => (engine: Engine) => {
    if (engine.kind === "webgl") throw error;
    return engine.kind;
  };
  const engines = [engineOf("webgl", []), engineOf("reference", [], "This browser has no WebGL.")];
  expect(choose(engines, refuse(new RangeError("Its texture is too wide.")))).toEqual({
    opened: "reference",
    note: "Its texture is too wide, so training runs on TensorFlow.js. This browser has no WebGL.",
  });
  expect(() => choose(engines, refuse(new Error("a fault")))).toThrow("a fault");
});

test("where none takes it, the last engine's reason is told", () => {
  expect(() => choose([engineOf("webgl", ["simple"]), engineOf("reference", ["gru"])])).toThrow(
    new RangeError("GRU: the reference engine has no gru."),
  );
});
