import { expect, test } from "vitest";
import { decode } from "../experiment/link.ts";
import { open } from "../testing/store-testbed.ts";
import { fork, specUntil, typeWeights } from "./branches.ts";

const hash = "#1/task.kind=hello&models=simple,gru&models.*.units=4";
const at = (update: number, value: number) => ({ update, field: "optimizer.learningRate", value });

/** A run of 60 updates with moments at 0, 16, 32 and 48. */
async function trained() {
  const page = await open(hash);
  page.actions.train();
  page.keep(0);
  for (const update of [16, 32, 48]) {
    page.train(update - 15, update);
    page.keep(update);
  }
  page.train(49, 60);
  page.say("phase", { phase: "paused", update: 60, reason: null });
  page.take();
  return page;
}

test("a fork at a kept moment goes on from it, and asks for no update", async () => {
  const page = await trained();
  page.actions.lookAt(30);
  expect(page.state.getState()).toMatchObject({ moment: 32, asked: null });
  fork(page.state, page.session);
  expect(
    page.take().map(({ type, command }) => [type, "from" in command ? command.from?.update : null]),
  ).toEqual([
    ["configure", 32],
    ["pullTrace", null],
  ]);
  expect(page.state.getState()).toMatchObject({ moment: null, replay: null });
  expect([page.record().update, page.state.getState().earlier[0]?.update]).toEqual([32, 60]);
});

test("a fork at an update between two moments trains from the one before, with what was changed by then", async () => {
  const page = await trained();
  page.say("changed", at(34, 0.25));
  page.say("changed", at(41, 0.5));
  page.actions.lookAt(41, true);
  expect(page.state.getState()).toMatchObject({ moment: 48, asked: 41 });
  fork(page.state, page.session);
  const sent = page.take();
  const configure = sent.find(({ type }) => type === "configure")?.command;
  // A change at an update is in force from the next one on.
  expect(configure).toMatchObject({ from: { update: 32 }, spec: { changes: [at(34, 0.25)] } });
  expect(sent.at(-1)).toMatchObject({ type: "oneUpdate", command: { count: 9 } });
  expect(page.state.getState()).toMatchObject({ moment: null, replay: { from: 32, to: 41 } });
  page.say("phase", { phase: "paused", update: 32, reason: null });
  page.say("phase", { phase: "training", update: 32, reason: null });
  expect(page.state.getState().replay).not.toBeNull();
  page.train(33, 41);
  page.say("phase", { phase: "paused", update: 41, reason: null });
  expect(page.state.getState().replay).toBeNull();
  expect(page.losses()[0]).toHaveLength(41);
});

test("a replay that is undone or stopped is over", async () => {
  for (const end of ["undo", "pause"] as const) {
    const page = await trained();
    page.actions.lookAt(41, true);
    fork(page.state, page.session);
    page.say("phase", { phase: "training", update: 32, reason: null });
    if (end === "undo") page.actions.undo();
    else page.say("phase", { phase: "paused", update: 35, reason: null });
    expect(page.state.getState().replay, end).toBeNull();
    expect(page.record().update, end).toBe(end === "undo" ? 60 : 32);
  }
});

test("an update that is kept is looked at itself, and to step on forgets what was asked for", async () => {
  const page = await trained();
  page.actions.lookAt(48, true);
  expect(page.state.getState()).toMatchObject({ moment: 48, asked: null });
  page.actions.lookAt(41, true);
  page.actions.stepMoment(-1);
  expect(page.state.getState()).toMatchObject({ moment: 32, asked: null });
});

test("of an update that the address names, nothing is left once another run trains", async () => {
  const page = await open(hash);
  page.state.setState({ asked: 317 });
  page.actions.train();
  expect(page.state.getState().asked).toBeNull();
});

test("what a link planned for later stays planned, unless it was changed since", () => {
  const { spec } = decode(`${hash}&changes=10:optimizer.learningRate:0.1,90:training.clipNorm:0.5`);
  const [early, planned] = spec.changes as [ReturnType<typeof at>, ReturnType<typeof at>];
  const made = [at(20, 0.2), at(40, 0.4)];
  expect(specUntil(spec, { ...spec, changes: [early, ...made, planned] }, 40).changes).toEqual([
    ...[early, made[0], planned],
  ]);
  // A change in force replaced the planned one of its field.
  expect(specUntil(spec, { ...spec, changes: [early, ...made] }, 40).changes).toEqual([early, made[0]]);
});

const typed = (value: number) =>
  [{ ...{ update: 0, model: 0, path: "readout.bias" }, ...{ row: 0, column: 1, value } }] as const;

test("a weight typed in a trained run is a fork at the moment that is shown, and Undo returns to the run", async () => {
  const page = await trained();
  page.actions.lookAt(32);
  page.take();
  typeWeights(page.session, typed(0.5));
  const configure = page.take().find(({ type }) => type === "configure")?.command;
  expect(configure).toMatchObject({
    from: { update: 32 },
    spec: { training: { typed: "32:0/readout.bias@0.1:0.5" } },
  });
  expect(page.record()).toMatchObject({ update: 32, forkedFrom: { update: 32 } });
  expect(page.session.link.hash()).toContain("training.typed=32:0/readout.bias@0.1:0.5");
  page.actions.undo();
  expect(page.record().update).toBe(60);
  expect(page.state.getState().spec.training.typed).toBe("");
});

test("weights typed before a run has begun are first weights, and the next cell keeps the last one", async () => {
  const page = await open(hash);
  typeWeights(page.session, typed(0.5));
  typeWeights(page.session, [{ ...typed(-2)[0], column: 2 }]);
  expect(page.state.getState().spec.training.typed).toBe("0:0/readout.bias@0.1:0.5:-2");
  // Another network has other places.
  page.actions.setModelCell(0, "gru");
  expect(page.state.getState().spec.training.typed).toBe("");
});
