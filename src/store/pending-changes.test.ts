import fc from "fast-check";
import { beforeEach, expect, test, vi } from "vitest";
import { cells } from "../cells/index.ts";
import { fieldsAt, isRecorded, locate } from "../experiment/describe.ts";
import { decode } from "../experiment/link.ts";
import { maxChanges, maxChangeUpdate } from "../experiment/spec.ts";
import type { Field, FieldValue } from "../lib/fields.ts";
import { optimizers } from "../optimizers/index.ts";
import { tasks } from "../tasks/index.ts";
import { anyValue, livePaths } from "../testing/experiment.arbitrary.ts";
import { inWords, open } from "../testing/store-testbed.ts";
import { changeRests } from "./pending-changes.ts";

const hash = "#1/task.kind=hello&models=simple,gru&models.*.units=4&training.updates=0";
type Page = Awaited<ReturnType<typeof open>>;

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

/** As the worker does: every change that it was sent for the present run is in force from the next update on, and told. */
function answer(page: Page): number {
  const present = page.state.getState().run.id;
  const changes = page.take().filter(({ type, run }) => type === "change" && run === present);
  for (const { command } of changes) {
    const { field, value } = command as { field: string; value: FieldValue };
    if (isRecorded(field)) page.say("changed", { update: page.record().update, field, value });
  }
  return changes.length;
}

/** What the address holds is the run: read and written again it is the same. */
function holds(page: Page): void {
  const { spec, problems } = decode(page.session.link.hash());
  expect(problems).toEqual([]);
  expect(spec).toStrictEqual(page.session.link.spec());
  expect(spec.changes.length).toBeLessThanOrEqual(maxChanges);
}

async function training(): Promise<Page> {
  const page = await open(hash);
  page.take();
  page.actions.train();
  page.say("phase", { phase: "training", update: 0, reason: null });
  page.train(1, 10);
  page.say("phase", { phase: "training", update: 10, reason: null });
  page.take();
  return page;
}

test("a drag and a held key are one change, made once they rest", async () => {
  const page = await training();
  for (let k = 1; k <= 40; k++) {
    page.actions.set("optimizer.learningRate", k / 1000);
    page.train(10 + k, 10 + k);
    await vi.advanceTimersByTimeAsync(30);
  }
  expect(page.state.getState().spec.optimizer.values.learningRate).toBe(0.04);
  await vi.advanceTimersByTimeAsync(changeRests);
  expect(answer(page)).toBe(1);
  expect(page.session.link.spec().changes).toEqual([
    { update: 50, field: "optimizer.learningRate", value: 0.04 },
  ]);
  holds(page);
});

test("Pause, Train and one update do not wait for a change to rest", async () => {
  for (const act of ["pause", "train", "oneUpdate", "reset"] as const) {
    const page = await training();
    page.actions.set("optimizer.learningRate", 0.5);
    page.actions[act]();
    expect(page.take()[0]).toMatchObject({
      type: "change",
      command: { field: "optimizer.learningRate", value: 0.5 },
    });
  }
});

test("a change that the worker tells of after the run was left is in its link when Undo brings it back", async () => {
  const page = await training();
  page.actions.set("optimizer.learningRate", 0.5);
  const left = page.state.getState().run.id;
  page.actions.reset();
  await vi.runAllTimersAsync();
  page.say("changed", { update: 10, field: "optimizer.learningRate", value: 0.5 }, left);
  page.actions.undo();
  expect(page.session.link.spec().changes).toEqual([
    { update: 10, field: "optimizer.learningRate", value: 0.5 },
  ]);
  holds(page);
});

test("the 65th change is refused in a sentence, and what is shown is what is in force", async () => {
  const page = await training();
  const change = { field: "optimizer.learningRate" };
  let sent = 0;
  for (let k = 1; k <= 70; k++) {
    page.actions.set(change.field, k / 1000);
    await vi.advanceTimersByTimeAsync(changeRests);
    sent += page.take().length;
    page.train(10 + k, 10 + k);
    // The worker takes its time to tell of three.
    for (; sent >= 3; sent -= 3)
      for (const later of [2, 1, 0])
        page.say("changed", { ...change, update: 10 + k - later, value: (k - later) / 1000 });
  }
  page.say("changed", { ...change, update: 74, value: 0.064 });
  expect(page.session.link.spec().changes).toHaveLength(maxChanges);
  expect(page.state.getState().spec.optimizer.values.learningRate).toBe(0.064);
  expect(page.state.getState().problems.map(inWords)).toEqual([
    expect.stringMatching(/64 recorded changes.*Reset/),
  ]);
  holds(page);
  // A setting that is no event of the run is still free.
  page.actions.set("view.probe", 3);
  expect(page.state.getState().spec.view.probe).toBe(3);
  page.actions.reset();
  await vi.runAllTimersAsync();
  page.take();
  page.actions.train();
  page.actions.set("optimizer.learningRate", 0.07);
  expect(page.state.getState().spec.optimizer.values.learningRate).toBe(0.07);
});

test("a change past the last update that a link can name is refused", async () => {
  const page = await training();
  page.state.setState({ run: { ...page.state.getState().run, update: maxChangeUpdate + 1 } });
  page.actions.set("optimizer.learningRate", 0.5);
  expect(page.state.getState().problems.map(inWords)).toEqual([expect.stringMatching(/10,000,000/)]);
  expect(page.state.getState().spec.optimizer.values.learningRate).toBe(0.003);
});

/** Everything that a person can do to an experiment, with any value. */
const step = (page: Page) => {
  const { spec } = page.state.getState();
  const paths = [
    ...livePaths(spec),
    ...["models.0.units", "models.0.dropout", "models.0.activation", "task.length", "training.seed"],
    ...["training.batchSize", "training.reduction", "models.1.kernelStddev"],
  ];
  const set = fc.constantFrom(...paths).chain((path) => {
    const at = locate(path);
    const field = at && fieldsAt(spec, at)?.[at.name];
    return field
      ? anyValue(field as Field).map((value) => () => page.actions.set(path, value))
      : fc.constant(() => undefined);
  });
  const { actions } = page;
  return fc.oneof(
    { weight: 8, arbitrary: set },
    fc.constantFrom(...Object.keys(tasks)).map((kind) => () => {
      if (kind === "hello" || kind === "adding") actions.setTask(kind);
    }),
    fc.constantFrom(...Object.keys(optimizers)).map((kind) => () => actions.setOptimizer(kind)),
    fc.constantFrom(...Object.keys(cells)).map((cell) => () => actions.addModel(cell)),
    fc.tuple(fc.nat(3), fc.constantFrom(...Object.keys(cells))).map(([m, cell]) => () => {
      if (page.state.getState().spec.models[m]) actions.setModelCell(m, cell);
    }),
    fc.nat(3).map((m) => () => actions.addLayer(m)),
    fc.nat(3).map((m) => () => actions.removeModel(m)),
    fc
      .constantFrom("train", "pause", "oneUpdate", "reset", "undo", "continueWithClipping")
      .map((name) => () => actions[name as "train"]()),
  );
};

test("whatever is pressed, the page writes only links that it reads back as the run they are of", async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat(2 ** 31 - 1)), async (seeds) => {
      const page = await open(hash);
      page.actions.train();
      for (let k = 0; k < 150; k++) {
        const seed = seeds.next().value ?? 0;
        const [act] = fc.sample(step(page), { numRuns: 1, seed });
        act?.();
        if (k % 3 === 0) await vi.advanceTimersByTimeAsync(changeRests + 1);
        if (page.state.getState().record?.id === page.state.getState().run.id) {
          answer(page);
          const { update } = page.record();
          if (seed % 2 === 0) page.train(update + 1, update + 1);
        }
        holds(page);
      }
      page.session.dispose();
    }),
    { numRuns: 6 },
  );
}, 120_000);
