import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ExaminerClient } from "../examiner/client.ts";
import type { Command, Event } from "../examiner/protocol.ts";
import { open } from "../testing/store-testbed.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import { createExamining } from "./examining.ts";

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
    ...{ format: 1, update, seconds: 0, finished: false, models: [] },
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
