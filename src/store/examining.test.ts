import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ExaminerClient } from "../examiner/client.ts";
import type { Command, Event } from "../examiner/protocol.ts";
import { open } from "../testing/store-testbed.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import { createExamining } from "./examining.ts";
import { recordChange, recordHorizons } from "./run-record.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An examiner without a worker: what it is told is kept, and it answers when the test says it does. */
async function examiner() {
  const page = await open("#1/task.length=9&models=lstm&models.*.units=4");
  await page.session.start(page.state.getState().spec);
  const sent: Command[] = [];
  const ended = vi.fn();
  let hear: (event: Event) => void = () => undefined;
  let update = 0;
  const snapshot = (): Snapshot => ({
    ...{ format: 1, update, seconds: 0, finished: false },
    models: [{ state: { updates: update, weights: new Map(), slots: { m: new Map() } }, judge: [] }],
    spec: page.state.getState().spec,
  });
  const examining = createExamining({
    state: page.state,
    moment: () => {
      const { record } = page.state.getState();
      return record && { record, snapshot: snapshot() };
    },
    assetBase: "",
    open: (onEvent): ExaminerClient => {
      hear = onEvent;
      return { send: (command) => sent.push(command), end: ended };
    },
  });
  const asked = () => sent.flatMap((command) => (command.type === "examine" ? [command] : []));
  return {
    ...{ state: page.state, examining, asked, ended, sent },
    phase: (phase: "training" | "paused") =>
      page.state.setState({ run: { ...page.state.getState().run, phase } }),
    /** A newer snapshot has come. */
    snap: (next: number) => {
      update = next;
      examining.look();
    },
    spectra: () => sent.flatMap((command) => (command.type === "spectra" ? [command] : [])),
    answerSpectra: (milliseconds: number) => {
      const last = sent.findLast((command) => command.type === "spectra");
      if (last?.type !== "spectra") throw new Error("no spectra were asked for");
      const moments = last.moments.map(({ update: at }) => ({ update: at, models: [] }));
      hear({ type: "spectra", run: last.run, id: last.id, milliseconds, moments });
    },
    horizons: () => sent.flatMap((command) => (command.type === "horizons" ? [command] : [])),
    answerHorizons: (milliseconds: number) => {
      const last = sent.findLast((command) => command.type === "horizons");
      if (last?.type !== "horizons") throw new Error("no horizons were asked for");
      const moments = last.moments.map(({ update: at }) => ({ update: at, models: [] }));
      const { run, id, probe } = last;
      hear({ type: "horizons", run, id, probe, milliseconds, moments });
    },
    answer: (milliseconds: number) => {
      const last = asked().at(-1);
      if (!last) throw new Error("nothing was asked");
      const { run, id, probe } = last;
      hear({ type: "examined", run, id, update: last.update, probe, milliseconds, models: [] });
    },
  };
}

test("what no panel needs is not asked for, and one examination is under way at a time", async () => {
  const { examining, asked, snap, answer } = await examiner();
  snap(0);
  expect(asked()).toHaveLength(0);
  const leave = examining.need("reach");
  snap(16);
  expect(asked().map(({ update, wants }) => [update, ...wants])).toEqual([[0, "reach"]]);
  answer(1);
  vi.advanceTimersByTime(1000);
  // The newest, once the first was answered; and nothing twice.
  expect(asked().map(({ update }) => update)).toEqual([0, 16]);
  answer(1);
  vi.advanceTimersByTime(1000);
  expect(asked()).toHaveLength(2);
  leave();
  snap(32);
  vi.advanceTimersByTime(1000);
  expect(asked()).toHaveLength(2);
});

test("while it trains, each is followed by a rest of ten times its length, however many snapshots come", async () => {
  const { examining, asked, phase, snap, answer } = await examiner();
  phase("training");
  examining.need("jacobians");
  answer(200);
  for (let n = 1; n <= 19; n++) {
    vi.advanceTimersByTime(100);
    snap(16 * n);
  }
  expect(asked()).toHaveLength(1);
  vi.advanceTimersByTime(200);
  expect(asked().map(({ update }) => update)).toEqual([0, 16 * 19]);
});

test("where training rests nobody waits, and what is looked back at is traced at once", async () => {
  const { state, examining, asked, phase, snap, answer } = await examiner();
  phase("training");
  examining.need("jacobians");
  answer(5000);
  snap(16);
  vi.advanceTimersByTime(500);
  expect(asked()).toHaveLength(1);
  phase("paused");
  expect(asked().map(({ update }) => update)).toEqual([0, 16]);
  answer(5000);
  phase("training");
  const { record } = state.getState();
  if (!record) throw new Error("no record");
  record.lookedAt = { ...(asked()[0] as never as Snapshot), update: 3, models: [] };
  examining.look();
  expect(asked().at(-1)).toMatchObject({ update: 3, wants: ["jacobians", "trace"] });
});

test("a gate that is held, or a rate that is changed, where training rests makes another examination of the same update", async () => {
  const { state, examining, asked, answer, phase, snap } = await examiner();
  phase("paused");
  examining.need("jacobians");
  snap(16);
  answer(1);
  vi.advanceTimersByTime(1000);
  answer(1);
  vi.advanceTimersByTime(1000);
  expect(asked().map(({ update }) => update)).toEqual([0, 16]);
  const { record, spec } = state.getState();
  if (!record) throw new Error("no record");
  // As the store does where the worker says that it was changed.
  const change = (field: string, value: number) => {
    recordChange(record, { update: 16, field, value });
    state.setState({ spec: { ...spec } });
    vi.advanceTimersByTime(1000);
  };
  change("models.0.clampF", 0);
  expect(asked().map(({ update }) => update)).toEqual([0, 16, 16]);
  expect(asked().at(-1)?.spec.changes).toEqual([{ update: 16, field: "models.0.clampF", value: 0 }]);
  answer(1);
  vi.advanceTimersByTime(1000);
  expect(asked()).toHaveLength(3);
  change("models.0.clampF", -1);
  answer(1);
  change("optimizer.learningRate", 0.5);
  expect(asked().at(-1)?.spec.changes).toHaveLength(2);
  expect(asked()).toHaveLength(5);
});

test("before a run begins, the settings that it begins with count", async () => {
  const { state, examining, asked, answer } = await examiner();
  state.setState({ run: { ...state.getState().run, phase: "ready" } });
  examining.need("next");
  answer(1);
  const { spec } = state.getState();
  const values = { ...spec.optimizer.values, learningRate: 0.5 };
  state.setState({ spec: { ...spec, optimizer: { ...spec.optimizer, values } } });
  vi.advanceTimersByTime(1000);
  expect(asked().map(({ spec: at }) => at.optimizer.values.learningRate)).toEqual([0.003, 0.5]);
});

test("slots are sent only to whoever needs the next update", async () => {
  const { examining, asked, answer, snap } = await examiner();
  const slotsOf = () =>
    asked()
      .at(-1)
      ?.models.map((model) => Object.keys("slots" in model ? model.slots : {}));
  const leave = examining.need("reach");
  expect(slotsOf()).toEqual([[]]);
  answer(1);
  leave();
  examining.need("next");
  snap(16);
  vi.advanceTimersByTime(1000);
  expect(slotsOf()).toEqual([["m"]]);
});

test("spectra are asked of every kept moment once, a few at a time and spread over the run, the newest first", async () => {
  const { state, examining, spectra, answerSpectra, asked, answer } = await examiner();
  const { record } = state.getState();
  if (!record) throw new Error("no record");
  for (let update = 0; update <= 320; update += 16)
    record.moments.add({
      ...{ format: 1, update, seconds: 0, finished: false, models: [] },
      spec: record.spec,
    });
  examining.need("spectra");
  expect(spectra()[0]?.moments.map(({ update }) => update)).toEqual([320]);
  answerSpectra(10);
  vi.advanceTimersByTime(1000);
  expect(spectra()[1]?.moments.map(({ update }) => update)).toEqual([304, 272, 224, 192, 144, 112, 64, 32]);
  examining.need("reach");
  // They take turns with what else is wanted.
  answerSpectra(10);
  vi.advanceTimersByTime(1000);
  expect([spectra().length, asked().length]).toEqual([2, 1]);
  answer(1);
  vi.advanceTimersByTime(1000);
  for (let k = 0; k < 2; k++) {
    answerSpectra(10);
    vi.advanceTimersByTime(1000);
  }
  const all = spectra().flatMap(({ moments }) => moments.map(({ update }) => update));
  expect([...all].sort((a, b) => a - b)).toEqual(Array.from({ length: 21 }, (_, k) => 16 * k));
  expect(record.spectra.map(({ update }) => update)).toEqual(Array.from({ length: 21 }, (_, k) => 16 * k));
  expect(asked()).toHaveLength(1);
});

test("horizons are asked of every kept moment that was not examined, and of all of them for another sequence", async () => {
  const { state, examining, horizons, answerHorizons } = await examiner();
  const { record } = state.getState();
  if (!record) throw new Error("no record");
  for (let update = 0; update <= 80; update += 16)
    record.moments.add({
      ...{ format: 1, update, seconds: 0, finished: false, models: [] },
      spec: record.spec,
    });
  recordHorizons(record, 0, [{ update: 32, models: [] }]);
  examining.need("horizons");
  for (let k = 0; k < 4; k++) {
    answerHorizons(10);
    vi.advanceTimersByTime(1000);
  }
  const asked = () => horizons().flatMap(({ moments }) => moments.map(({ update }) => update));
  expect(asked()[0]).toBe(80);
  expect([...asked()].sort((a, b) => a - b)).toEqual([0, 16, 48, 64, 80]);
  expect(record.horizons.map(({ update }) => update)).toEqual([0, 16, 32, 48, 64, 80]);

  const before = asked().length;
  const { spec } = state.getState();
  state.setState({ spec: { ...spec, view: { ...spec.view, probe: 3 } } });
  for (let k = 0; k < 4; k++) {
    answerHorizons(10);
    vi.advanceTimersByTime(1000);
  }
  expect(asked().slice(before)).toHaveLength(6);
  expect(record.horizons.every(({ probe }) => probe === 3)).toBe(true);
});

test("another run ends what is under way for the one before", async () => {
  const { state, examining, asked, ended } = await examiner();
  examining.need("reach");
  const { record } = state.getState();
  if (!record) throw new Error("no record");
  state.setState({ record: { ...record, id: record.id + 1 } });
  examining.look();
  expect(ended).toHaveBeenCalledTimes(1);
  expect(new Set(asked().map(({ run }) => run)).size).toBe(2);
});

test("whoever walks back through another scan, or from another loss, is answered anew", async () => {
  const { state, examining, asked, answer } = await examiner();
  const leave = examining.need("backward");
  expect(asked()[0]).toMatchObject({ wants: ["backward"], backward: null });
  answer(1);
  const walkedBack = { model: 0, scan: 0, lossAt: null };
  state.setState({ walkedBack });
  expect(asked()).toHaveLength(2);
  expect(asked()[1]?.backward).toEqual(walkedBack);
  answer(1);
  state.setState({ walkedBack: { ...walkedBack, lossAt: 3 } });
  expect(asked()[2]?.backward?.lossAt).toBe(3);
  answer(1);
  // Nobody walks back any more.
  leave();
  examining.need("reach");
  expect(asked()[3]?.backward).toBe(null);
});

test("a sequence that is typed is examined in place of the held-out one, until it is no longer looked at", async () => {
  const { state, examining, asked, answer, snap } = await examiner();
  snap(0);
  expect(asked()).toHaveLength(0);
  state.setState({ typed: { x: "abXbYa", y: "XY" } });
  expect(asked().at(-1)).toMatchObject({ wants: ["trace"], withTerms: true });
  expect([...(asked().at(-1)?.own?.x ?? [])].slice(0, 6)).toEqual([0, 1, 4, 1, 5, 0]);
  answer(1);
  const { record } = state.getState();
  expect(record?.own?.sample.length).toBe(6);
  // What is no sequence of the task is not examined: the held-out one comes back.
  state.setState({ typed: { x: "abq", y: "" } });
  vi.advanceTimersByTime(1000);
  expect(asked()).toHaveLength(1);
  expect(record?.own).toBeNull();
  expect(record?.trace).toBe(record?.newestTrace);
  examining.dispose();
});

test("held-out sequences are answered once per snapshot, after what somebody waits for", async () => {
  const { state, examining, asked, answer, snap } = await examiner();
  snap(16);
  examining.need("confusion");
  state.setState({ typed: { x: "aX", y: "" } });
  expect(asked().map(({ wants }) => wants)).toEqual([["confusion"]]);
  answer(1);
  vi.advanceTimersByTime(1000);
  state.setState({ typed: { x: "aY", y: "" } });
  vi.advanceTimersByTime(1000);
  answer(1);
  vi.advanceTimersByTime(1000);
  expect(asked().map(({ wants }) => wants.join())).toEqual(["confusion", "trace", "trace"]);
});
