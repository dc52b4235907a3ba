import { describe, expect, test } from "vitest";
import { createStore } from "zustand/vanilla";
import { fieldAt, isLive, valueAt, withValue } from "../experiment/describe.ts";
import { type PresetStep, presets, type StepView } from "../experiment/presets.ts";
import { checkField } from "../lib/fields.ts";
import { stepsDone, watchSteps } from "./preset-steps.ts";
import { newRecord } from "./run-record.ts";
import { idle } from "./run-summary.ts";
import type { AppState } from "./state.ts";

const untrained = (values: StepView["value"]): StepView => ({
  phase: "ready",
  update: 0,
  solvedAt: [],
  value: values,
});

/** The page after a step was done as it asks. */
function after({ act }: PresetStep, view: StepView): StepView {
  if (act.kind === "set")
    return { ...view, value: (path) => (path === act.path ? act.value : view.value(path)) };
  if (act.kind === "reset") return { ...view, phase: "ready", update: 0 };
  if (act.kind === "pause") return { ...view, phase: "paused" };
  return { ...view, phase: "finished", update: 5000, solvedAt: [1, 1, 1, 1] };
}

describe.each(presets)("the preset “$id”", ({ id, steps, spec }) => {
  test("has steps of one sentence each, which name settings that it has, within their limits", () => {
    expect(steps.length).toBeGreaterThan(1);
    expect(new Set(steps.map(({ say }) => say)).size).toBe(steps.length);
    for (const { say, act } of steps) {
      expect(say).toMatch(/^\p{Lu}.*[.?]$/u);
      expect(say.length).toBeLessThan(100);
      if (act.kind !== "set") continue;
      const field = fieldAt(spec, act.path);
      expect(field && checkField(field, act.value).ok, act.path).toBe(true);
      expect(valueAt(spec, act.path), act.path).not.toBe(act.value);
      expect(() => withValue(spec, act.path, act.value)).not.toThrow();
    }
  });

  test("none of its steps is done before it was begun, and one is ticked after the other", () => {
    let view = untrained((path) => valueAt(spec, path));
    let done = 0;
    expect(stepsDone(id, 0, view)).toBe(0);
    for (const step of steps) {
      view = after(step, step.act.kind === "train" ? { ...view, update: 0 } : view);
      done = stepsDone(id, done, view);
    }
    expect(done).toBe(steps.length);
  });
});

test("a setting that starts a new run counts once that run is there, and what is done stays done", () => {
  const [race] = presets;
  if (!race) throw new Error("no preset");
  const { spec } = race;
  const changed = withValue(spec, "models.0.recurrentInitializer", "orthogonal");
  const of = (id: number, of: typeof spec) => newRecord(id, of, {} as never, [], []);
  const state = createStore<AppState>()(
    () =>
      ({
        ...{ spec, presetId: "race", presetStep: 0, record: of(1, spec) },
        run: { ...idle, id: 1, phase: "finished", update: 1000 },
      }) as AppState,
  );
  const stop = watchSteps(state);
  const step = () => state.getState().presetStep;
  state.setState({ run: { ...state.getState().run, seconds: 1 } });
  expect(step()).toBe(1);
  // Typed, but the old run is still there, and it is at its end.
  state.setState({ spec: changed });
  expect(step()).toBe(1);
  state.setState({ run: { ...idle, id: 2 } });
  expect(step()).toBe(1);
  state.setState({ record: of(2, changed) });
  expect(step()).toBe(2);
  state.setState({ run: { ...idle, id: 2, phase: "finished", update: 1000 } });
  expect(step()).toBe(3);
  stop();
  state.setState({ presetId: "hello", presetStep: 0, run: { ...state.getState().run, update: 1001 } });
  expect(step()).toBe(0);
  expect(isLive("training.clipNorm")).toBe(true);
});
