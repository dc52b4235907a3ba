import { beforeEach, expect, test, vi } from "vitest";
import { decode } from "../experiment/link.ts";
import { layersOf } from "../experiment/spec.ts";
import { phrase } from "../lib/phrase.ts";
import { inWords, open } from "../testing/store-testbed.ts";
import type { Commands } from "../trainer/protocol.ts";

const hash = "#1/task.kind=hello&models=simple,gru&models.*.units=4";
const upTo = (last: number, tenth = 0, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, n) => Math.fround(first + n + tenth / 10));

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

test("after a loss the record goes back to the snapshot, and no point is doubled or missing", async () => {
  const page = await open(hash);
  page.take();
  page.actions.train();
  page.evaluate(0);
  page.keep(0);
  page.train(1, 33);
  page.evaluate(20);
  page.keep(32);
  page.train(34, 48);
  page.evaluate(40);
  page.say("sample", { update: 40, temperature: 1, texts: [] });
  page.say("changed", { update: 45, field: "optimizer.learningRate", value: 0.5 });
  page.take();
  page.lose();
  expect(page.record().update).toBe(32);
  expect(page.record().seconds).toBe(32);
  expect(page.record().evaluations.map(({ update }) => update)).toEqual([0, 20]);
  expect([page.record().samples, page.record().changes]).toEqual([[], []]);
  const [configure, ...rest] = page.take();
  expect(configure?.type).toBe("configure");
  const command = configure?.command as Commands["configure"] | undefined;
  expect(command?.from?.update).toBe(32);
  // The change comes into force again when its update comes.
  expect(command?.spec.changes).toEqual([{ update: 45, field: "optimizer.learningRate", value: 0.5 }]);
  expect(page.state.getState().spec.optimizer.values.learningRate).not.toBe(0.5);
  expect(rest.map(({ type }) => type)).toEqual(expect.arrayContaining(["train", "pullTrace"]));
  expect(inWords(page.state.getState().run.notice)).toBe(
    "The GPU was lost at update 48; training continued from update 32.",
  );
  expect(page.state.getState().run.failure).toBeNull();
  page.train(33, 50, 1);
  page.evaluate(40);
  for (const curve of page.losses()) expect(curve).toEqual([...upTo(32), ...upTo(50, 1, 33)]);
  expect(page.record().evaluations.map(({ update }) => update)).toEqual([0, 20, 40]);
  page.actions.dismissNotice();
  expect(inWords(page.state.getState().run.notice)).toBeNull();
});

test("a run that was paused stays paused; one without a snapshot begins anew", async () => {
  const page = await open(hash);
  page.actions.train();
  page.evaluate(0);
  page.train(1, 5);
  page.actions.pause();
  page.take();
  page.session.told.lost("workerLost", "out of memory");
  expect(page.take().map(({ type }) => type)).toEqual(["configure", "pullTrace"]);
  expect(page.record().update).toBe(0);
  expect(inWords(page.state.getState().run.notice)).toBe(
    "The training worker stopped at update 5 and was restarted; the run returned to update 0.",
  );
  page.evaluate(0);
  expect(page.record().evaluations).toHaveLength(1);
});

test("the third loss without progress is told, and another try goes on from the snapshot", async () => {
  const page = await open(hash);
  page.actions.train();
  page.keep(0);
  page.train(1, 3);
  page.lose();
  page.lose();
  page.take();
  page.train(1, 2);
  page.lose();
  expect(page.take()).toEqual([]);
  const { run } = page.state.getState();
  expect(run.phase).toBe("failed");
  expect(run.failure).toMatchObject({ code: "contextLost", lastGood: 0 });
  expect(inWords(run.failure?.message)).toMatch(
    /several times within a minute\. Training stopped at update 2\./,
  );
  page.actions.tryAgain();
  expect(page.take().map(({ type }) => type)).toEqual(["configure", "pullTrace", "train"]);
  expect(page.state.getState().run).toMatchObject({ phase: "preparing", failure: null });
});

test("a change that the lost worker had not recorded is asked for again", async () => {
  const page = await open(hash);
  page.actions.train();
  page.keep(16);
  page.train(1, 20);
  page.actions.set("optimizer.learningRate", 0.25);
  page.take();
  page.lose();
  expect(page.take().find(({ type }) => type === "change")?.command).toEqual({
    field: "optimizer.learningRate",
    value: 0.25,
  });
  expect(page.state.getState().spec.optimizer.values.learningRate).toBe(0.25);
});

test("a change told again takes no other of its field out of the link", async () => {
  const changes = "&changes=3:training.clipNorm:2,9:training.clipNorm:4";
  const page = await open(hash + changes);
  page.actions.train();
  page.train(1, 4);
  page.say("changed", { update: 3, field: "training.clipNorm", value: 2 });
  page.say("changed", { update: 3, field: "training.clipNorm", value: 2 });
  expect(page.record().changes).toHaveLength(1);
  expect(page.session.link.hash()).toContain(changes.slice(1));
});

test("undo after the worker was replaced goes on from the run's own snapshot", async () => {
  const page = await open(hash);
  page.actions.train();
  page.keep(0);
  page.train(1, 20);
  page.actions.pause();
  page.actions.reset();
  await vi.runAllTimersAsync();
  const first = 1;
  // What was under way when the run changed still comes, and its curve reaches as far as its weights.
  page.train(21, 22, 0, first);
  page.keep(16, first);
  page.session.told.lost("workerLost", "gone");
  page.take();
  page.actions.undo();
  const [configure] = page.take();
  expect(configure).toMatchObject({ type: "configure", run: first, command: { from: { update: 16 } } });
  expect(page.losses()[0]).toEqual(upTo(16));
});

test("a run goes on with the engine that it has had; a new one has it chosen; a choice starts a new run", async () => {
  const page = await open(hash);
  const engine = (kind: "wasm" | "webgl") =>
    page.say("engine", {
      engine: kind,
      backend: kind,
      renderer: "",
      byModel: [kind],
      note: null,
      options: [],
      update: 0,
    });
  expect(page.take()[0]?.command).toMatchObject({ from: null, before: null });
  engine("wasm");
  page.keep(0);
  page.actions.train();
  page.train(1, 20);
  page.keep(16);
  page.take();
  page.actions.set("training.engine", "webgl");
  await vi.runAllTimersAsync();
  expect(page.session.link.hash()).toContain("training.engine=webgl");
  const [, fresh] = page.take();
  expect(fresh?.command).toMatchObject({
    before: null,
    spec: { training: { engine: "webgl" }, changes: [] },
  });
  engine("webgl");
  page.session.told.lost("workerLost", "gone");
  page.take();
  page.actions.undo();
  expect(page.take()[0]?.command).toMatchObject({ from: { update: 16 }, before: ["wasm"] });
  expect(page.session.link.hash()).not.toContain("engine");
  engine("wasm");
  page.lose();
  expect(page.take()[0]?.command).toMatchObject({ from: { update: 16 }, before: ["wasm"] });
});

test("late events of a run put aside reach its record, not the present one", async () => {
  const page = await open(hash);
  page.actions.train();
  page.train(1, 20);
  page.actions.reset();
  await vi.runAllTimersAsync();
  page.train(21, 23, 0, 1);
  expect(page.record().update).toBe(0);
  page.take();
  page.actions.undo();
  expect(page.take()[0]).toMatchObject({ type: "resume", command: { to: 1 } });
  expect(page.losses()[1]).toEqual(upTo(23));
});

test("undo tells what a worker without the run's weights begins it with", async () => {
  const page = await open(hash);
  page.say("failed", {
    code: "tooLarge",
    message: phrase`No room.`,
    update: 0,
    model: null,
    gradientNorm: null,
    lastGood: null,
  });
  page.actions.set("models.0.units", 5);
  await vi.runAllTimersAsync();
  page.take();
  page.actions.undo();
  expect(page.take()[0]).toMatchObject({
    type: "resume",
    run: 1,
    command: {
      to: 1,
      from: null,
      before: null,
      spec: { models: [{ parts: { layers: [{ values: { units: 4 } }] } }, {}] },
    },
  });
});

test.each([
  ["refused", "task.kind=hello&models=gru&models.0.bidirectional=1", /^GRU reads in both.*Turn off/],
  ["refused", "training.lossSteps=every", /Set “Loss computed at” to/],
  ["dataMissing", "task.kind=moby-dick", /data file/],
] as const)("%s, before any worker is asked: %s", async (code, settings, message) => {
  const page = await open(`#1/${settings}`);
  expect(page.take()).toEqual([]);
  const { phase, failure } = page.state.getState().run;
  expect([phase, failure?.code]).toEqual(["failed", code]);
  expect(inWords(failure?.message)).toMatch(message);
});

test("after going back the settings shown are those in force then, and those still to be recorded", async () => {
  const page = await open(hash);
  const rate = page.state.getState().spec.optimizer.values.learningRate;
  page.actions.train();
  page.train(1, 20);
  page.say("changed", { update: 10, field: "training.clipNorm", value: 3 });
  page.say("changed", { update: 20, field: "optimizer.learningRate", value: 0.5 });
  page.train(21, 30);
  page.say("rolledBack", { update: 16 });
  const shown = () => page.state.getState().spec;
  expect([shown().optimizer.values.learningRate, shown().training.clipNorm]).toEqual([rate, 3]);
  expect(page.session.link.hash()).not.toContain("learningRate");
  page.actions.set("optimizer.learningRate", 0.25);
  page.say("rolledBack", { update: 0 });
  expect(shown().optimizer.values.learningRate).toBe(0.25);
  expect(shown().training.clipNorm).not.toBe(3);
});

test("layers come and go, each change a run that undo takes back; what is refused is said", async () => {
  const page = await open(hash);
  const cells = () =>
    page.state
      .getState()
      .spec.models.map((model) => layersOf(model).map(({ cell, values }) => `${cell} ${values.units}`));
  const asOpened = cells();
  page.actions.addLayer(1);
  await vi.advanceTimersByTimeAsync(0);
  page.actions.setModelCell(1, "lstm", 1);
  await vi.advanceTimersByTimeAsync(0);
  const runs = page.state.getState().run.id;
  page.actions.setTogether({ "models.0.units": 7, "models.1.layers.1.units": 9 });
  await vi.advanceTimersByTimeAsync(0);
  expect(cells()).toEqual([["simple 7"], ["gru 4", "lstm 9"]]);
  expect(page.state.getState().run.id).toBe(runs + 1);
  expect(decode(page.session.link.hash()).spec.models).toEqual(page.state.getState().spec.models);
  page.actions.removeLayer(1, 0);
  await vi.advanceTimersByTimeAsync(0);
  expect(cells()).toEqual([["simple 7"], ["lstm 9"]]);
  for (let change = 0; change < 4; change++) page.actions.undo();
  expect(cells()).toEqual(asOpened);

  const before = page.state.getState().run.id;
  page.actions.removeLayer(1, 0);
  expect(page.state.getState().problems.map(inWords)).toEqual([expect.stringMatching(/last layer stays/)]);
  page.actions.setTogether({ "models.0.units": 0 });
  expect(page.state.getState().problems.map(inWords)).toEqual([expect.stringMatching(/“0”/)]);
  expect(page.state.getState().run.id).toBe(before);
});

test("a worker that does not answer is replaced when asked, and the run goes on from its snapshot", async () => {
  const page = await open(hash);
  page.actions.train();
  page.keep(16);
  page.train(1, 20);
  page.take();
  page.actions.tryAgain();
  expect(page.take()).toEqual([]);
  const { run } = page.state.getState();
  page.state.setState({ run: { ...run, isSilent: true } });
  page.actions.tryAgain();
  expect(page.take().map(({ type }) => type)).toEqual(["configure", "pullTrace", "train"]);
  expect(page.record().update).toBe(16);
});
