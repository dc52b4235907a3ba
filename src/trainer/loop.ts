import { modelNames } from "../experiment/spec.ts";
import { readTyped } from "../experiment/typed-weights.ts";
import { type Formed, phrase } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { isWanted, nextAtRest, nextWork, type Outlook } from "./agenda.ts";
import { createEvaluations } from "./evaluations.ts";
import { createEvaluator } from "./evaluator.ts";
import { createFailures } from "./failures.ts";
import { createHeldGates } from "./held-gates.ts";
import { createInFlight } from "./in-flight.ts";
import { createInstruments } from "./instruments.ts";
import { createLiveSpec } from "./live-spec.ts";
import { createMetrics } from "./metrics.ts";
import { createPipeline } from "./pipeline.ts";
import { createProgress } from "./progress.ts";
import type { Snapshot } from "./protocol.ts";
import { createPump } from "./pump.ts";
import { createRacers } from "./racers.ts";
import type { Loop, LoopOptions } from "./run.ts";
import { createRunCommands } from "./run-commands.ts";
import { movablePhase, newRun } from "./run-state.ts";
import { createSnapshots, type SnapshotHeader, snapshotOf } from "./snapshots.ts";
import { createSpeedLimit } from "./speed-limit.ts";
import { createTyping, typedSnapshot } from "./typing.ts";
import { createUpdates } from "./updates.ts";

/** The parts of a run, each of which knows of the others what it needs. */
function createParts(options: LoopOptions) {
  const { engine, spec: given, task, plans, emit, now, wait, sampleText, moved } = options;
  const typed = readTyped(given.training.typed);
  const from = options.from && { ...options.from, now: typedSnapshot(options.from.now, plans, typed) };
  const { seed } = given.training;
  const root = rngFrom(seed);
  const beginsAt = from?.now.update ?? 0;
  const spec = createLiveSpec(given, beginsAt, (change) => emit("changed", change));
  const isOver = (submitted: number): boolean => {
    const { updates } = spec.after(submitted).training;
    return updates > 0 && submitted >= updates;
  };
  const racers = createRacers({
    ...{ engine, plans, root, optimizer: given.optimizer.kind },
    base: given.models,
    models: spec.after(beginsAt).models,
    typed: typed.filter(({ update }) => update === 0),
  });
  const restore = (snapshot: Snapshot) =>
    typedSnapshot(snapshot, plans, typed).models.forEach(({ state }, m) => {
      racers.whole[m]?.restore(state);
    });
  if (from) restore(from.now);

  const isFinished = (from?.now.finished ?? false) || (beginsAt > 0 && isOver(beginsAt));
  const progress = createProgress(newRun(beginsAt, isFinished, moved), emit);
  const speedLimit = createSpeedLimit(now);
  const metrics = createMetrics(plans, now, (batch) =>
    emit("metrics", { ...batch, seconds: updates.seconds, tensors: engine.tensorCount() }),
  );
  const pipeline = createPipeline(now);
  const inFlight = createInFlight(engine.depth);
  const evaluator = createEvaluator({
    racers: racers.members,
    task,
    seed,
    root,
    sampleText,
    from: from?.now,
  });
  const header = (): SnapshotHeader => ({
    update: progress.run.update,
    seconds: updates.seconds,
    spec: spec.whole,
    finished: progress.run.finished,
    judges: evaluator.memory(),
  });
  const snapshots = createSnapshots({
    ...{ models: racers.whole, pipeline, header, now },
    from: from ? [...from.earlier.filter((one) => one.update < beginsAt), from.now] : [],
    publish: (snapshot) => {
      // The curves on the page reach at least as far as what it can go back to.
      metrics.flush();
      emit("snapshot", { snapshot });
    },
    crash: (error) => failures.crash(error),
  });
  const instruments = createInstruments({
    ...{ task, spec, evaluator, pipeline, emit, now },
    flush: metrics.flush,
    update: () => progress.run.update,
    submitted: () => progress.run.submitted,
    resting: () => !progress.run.training && progress.run.singles === 0,
    wait: () => wait(0),
    ending: () => progress.run.life !== "open" || progress.run.failedAt !== null,
  });
  const common = { progress, spec, pipeline, metrics, snapshots, evaluator, instruments, emit };
  const updates = createUpdates({
    ...{ ...common, racers, task, seed, root, inFlight, speedLimit, now },
    seconds: from?.now.seconds ?? 0,
    fail: (...failure) => failures.fail(...failure),
  });
  const goBackTo = (snapshot: Snapshot) => {
    restore(snapshot);
    typing.goBackTo(snapshot.update);
  };
  const failures = createFailures({ ...common, updates, names: modelNames(given.models), restore: goBackTo });
  const gates = createHeldGates({ ...common, racers });
  const typing = createTyping({ ...common, racers, plans, typed });
  const finish = (reason: Formed) => {
    metrics.flush();
    progress.step({ type: "finished" }, reason);
  };
  const evaluations = createEvaluations({ ...common, task, finish });
  const isPlanReached = () => isOver(progress.run.submitted);
  return {
    ...{ ...common, racers, header, inFlight, speedLimit, updates, failures, gates, typing, evaluations },
    from,
    ...{ finish, isPlanReached },
  };
}

/** Brings the parts to do what the agenda says, until there is nothing more to do. */
function pumpOf(parts: ReturnType<typeof createParts>, wait: LoopOptions["wait"]) {
  const { progress, spec, pipeline, inFlight, speedLimit, snapshots, instruments } = parts;
  const { updates, failures, gates, typing, evaluations, finish, isPlanReached } = parts;
  const outlook: Outlook = {
    isPlanReached,
    isBusy: () => pipeline.count() > 0,
    mayEnd: evaluations.mayEnd,
    dueIn: () => speedLimit.dueIn(spec.after(progress.run.submitted).training.speed),
    differs: () => gates.differ() || typing.isDue(),
    looks: instruments.due,
  };
  const keep = () => {
    progress.step({ type: "keeping" });
    snapshots.begin(progress.run.submitted);
  };
  const works = {
    evaluation: evaluations.submit,
    snapshot: keep,
    look: instruments.submit,
    update: updates.submit,
  };
  const pump = createPump({
    ...{ pipeline, wait, after: failures.dropped, crash: failures.crash },
    life: () => progress.run.life,
    submit: () => {
      failures.goBackIfAsked();
      while (pipeline.count() < inFlight.limit()) {
        const work = nextWork(progress.run, outlook);
        if (work === null) return;
        works[work]();
      }
    },
    dueIn: () => (progress.run.training ? outlook.dueIn() : 0),
    rest: (untilDue) => {
      const next = nextAtRest(progress.run, outlook, snapshots.begun);
      if (next === "stop") return null;
      if (next === "follow") return gates.differ() ? gates.follow() : typing.apply();
      if (next === "wait") return untilDue();
      if (next === "keep") keep();
      else finish(phrase`${progress.run.update.toLocaleString("en-US")} updates completed.`);
      return Promise.resolve();
    },
    isWanted: () => isWanted(progress.run, outlook),
  });
  return { pump, keep };
}

/** @throws RangeError with a sentence for people if a model does not fit the engine. */
export function createLoop(options: LoopOptions): Loop {
  const { emit, moved, wait } = options;
  const parts = createParts(options);
  const { from } = parts;
  const { pump, keep } = pumpOf(parts, wait);
  const { progress, spec, racers, inFlight, speedLimit, metrics, snapshots, instruments, evaluations } =
    parts;
  return {
    ...createRunCommands({ ...parts, pump }),
    start: async () => {
      try {
        if (from) emit("snapshot", { snapshot: { ...from.now, spec: spec.whole } });
        else {
          evaluations.submit();
          keep();
        }
        await pump.drain();
      } catch (error) {
        progress.stepSilently({ type: "crashed" });
        throw error;
      }
      if (moved) {
        speedLimit.restart();
        pump.go();
        return;
      }
      if (from) instruments.wantSample();
      progress.step({ type: "started" });
      pump.go();
    },
    isUntouched: () => !progress.run.begun,
    mayMove: () => movablePhase(progress.run),
    update: () => progress.run.update,
    millisecondsPerUpdate: () => inFlight.typical() ?? null,
    suspend: async () => {
      progress.step({ type: "close" });
      await pump.going();
      await snapshots.settled();
      metrics.flush();
      const earlier = snapshots.list();
      const last = earlier.at(-1);
      const { life, failedAt } = progress.run;
      // A device that was lost while the run rested shows only here.
      const read = () => Promise.all(racers.whole.map((model) => model.read())).catch(() => null);
      const states = life === "dead" || failedAt !== null ? null : await read();
      racers.dispose();
      if (states) return { now: snapshotOf(parts.header(), states), earlier, wentBack: false };
      return last ? { now: last, earlier, wentBack: true } : null;
    },
  };
}
