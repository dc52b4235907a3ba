/** What is asked about text, and when: the examiner has one thread for everything. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Command, Event, TextAsk } from "../examiner/protocol.ts";
import { phrase } from "../lib/phrase.ts";
import { open } from "../testing/store-testbed.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import { createExamining } from "./examining.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const ask: TextAsk = {
  ...{ model: 1, own: null, part: 0, marker: null, prompt: "" },
  decoding: { kind: "greedy", temperature: 1, k: 5 },
  held: null,
};

async function examiner() {
  const page = await open("#1/task.kind=hello&models=lstm,gru&models.*.units=4");
  await page.session.start(page.state.getState().spec);
  const sent: Command[] = [];
  let hear: (event: Event) => void = () => undefined;
  let update = 0;
  const { record, spec } = page.state.getState();
  if (!record) throw new Error("no record");
  const snapshot = (at: number): Snapshot => ({
    ...{ format: 1, update: at, seconds: 0, finished: false, spec },
    models: [7, 8].map((weight) => ({
      state: { updates: at, weights: new Map([["w", Float32Array.of(weight)]]), slots: { m: new Map() } },
      judge: [],
    })),
  });
  const examining = createExamining({
    state: page.state,
    moment: () => ({ record, snapshot: snapshot(update) }),
    assetBase: "",
    open: (onEvent) => {
      hear = onEvent;
      return { send: (command) => sent.push(command), end: () => undefined };
    },
  });
  const last = () => {
    const command = sent.at(-1);
    if (!command || command.type === "open") throw new Error("nothing was asked");
    return command;
  };
  return {
    ...{ state: page.state, record, examining, snapshot },
    asked: () => sent.flatMap((command) => (command.type === "text" ? [command] : [])),
    kinds: () => sent.map((command) => (command.type === "text" ? command.need : command.type)),
    wish: (change: Partial<TextAsk>) => page.state.setState({ textAsk: { ...ask, ...change } }),
    training: () => page.state.setState({ run: { ...page.state.getState().run, phase: "training" } }),
    snap: (next: number) => {
      update = next;
      examining.look();
    },
    answer: (milliseconds: number, event: "text" | "failed" = "text") => {
      const { run, id, type } = last();
      if (event === "failed") hear({ type: "failed", run, id, message: phrase`It did not work.` });
      else if (type === "text") hear({ type: "text", run, id, milliseconds, answer: null });
      else hear({ type: "examined", run, id, milliseconds, update, probe: 0, models: [] });
    },
  };
}

test("nothing is asked before a panel knows what; then of one model's weights alone, and only what is wanted", async () => {
  const { examining, asked, wish, answer } = await examiner();
  const leave = examining.need("reading");
  expect(asked()).toEqual([]);
  wish({});
  expect(asked()).toHaveLength(1);
  const [{ need, moments, ask: of }] = asked() as [ReturnType<typeof asked>[number]];
  expect([need, of]).toEqual(["reading", ask]);
  const weights = moments[0]?.models.map((state) =>
    "weights" in state ? [...state.weights.values()].map(([first]) => first) : null,
  );
  expect(weights).toEqual([[], [8]]);
  answer(1);
  // A prompt is no matter of what is read.
  wish({ prompt: "h" });
  vi.advanceTimersByTime(1000);
  expect(asked()).toHaveLength(1);
  leave();
  wish({ part: 1 });
  vi.advanceTimersByTime(1000);
  expect(asked()).toHaveLength(1);
});

test("text is written at earlier moments of the run too, the shown one last", async () => {
  const { examining, asked, wish, record, snapshot, snap } = await examiner();
  for (const update of [0, 16, 32, 48, 64, 500]) record.moments.add(snapshot(update));
  snap(64);
  wish({});
  examining.need("writing");
  const updates = asked()[0]?.moments.map(({ update }) => update) ?? [];
  expect(updates[0]).toBe(0);
  expect(updates.at(-1)).toBe(64);
  expect(updates).toHaveLength(5);
});

test("while it trains, what somebody asks for is asked at once, and the next weights after a rest", async () => {
  const { examining, asked, wish, training, answer, snap } = await examiner();
  training();
  wish({});
  examining.need("writing");
  answer(300);
  snap(16);
  vi.advanceTimersByTime(2000);
  expect(asked()).toHaveLength(1);
  wish({ prompt: "he" });
  expect(asked().map(({ ask: { prompt } }) => prompt)).toEqual(["", "he"]);
  answer(300);
  snap(32);
  vi.advanceTimersByTime(2900);
  expect(asked()).toHaveLength(2);
  vi.advanceTimersByTime(200);
  expect(asked()).toHaveLength(3);
});

test("needs about text and the examination of the moment take turns", async () => {
  const { examining, kinds, wish, answer, snap } = await examiner();
  wish({});
  for (const need of ["reach", "reading", "writing", "symbols"] as const) examining.need(need);
  for (let n = 1; n <= 12; n++) {
    answer(1);
    snap(16 * n);
    vi.advanceTimersByTime(200);
  }
  const counts = kinds().slice(1);
  for (const kind of ["examine", "reading", "writing", "symbols"])
    expect(counts.filter((one) => one === kind).length, kind).toBeGreaterThanOrEqual(3);
});

test("why a text could not be read stands in its place, and the other instruments keep theirs", async () => {
  const { examining, record, wish, answer } = await examiner();
  wish({});
  examining.need("reading");
  answer(1, "failed");
  expect(record.text.reading).toMatchObject({ need: "reading", ask, answer: { key: "It did not work." } });
  expect(record.examined).toBeNull();
});
