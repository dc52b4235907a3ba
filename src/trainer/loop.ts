import { hasGradient, type RacerTelemetry } from "../engine/racers.ts";
import { isRecorded } from "../experiment/describe.ts";
import { modelNames } from "../experiment/spec.ts";
import { type Formed, phrase } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { saidBy } from "../lib/said.ts";
import { trainingBatch } from "./batches.ts";
import { createEvaluator } from "./evaluator.ts";
import { divergence, failureCode } from "./failure-code.ts";
import { createInFlight } from "./in-flight.ts";
import { createInstruments } from "./instruments.ts";
import { createLiveSpec } from "./live-spec.ts";
import { createMetrics } from "./metrics.ts";
import { createPipeline } from "./pipeline.ts";
import type { Snapshot } from "./protocol.ts";
import { createRacers } from "./racers.ts";
import type { Loop, LoopOptions } from "./run.ts";
import { isComingToRest, mayLook, movablePhase, newRun, nextRun, type RunMove } from "./run-state.ts";
import { createSnapshots, type SnapshotHeader, snapshotOf } from "./snapshots.ts";
import { createSpeedLimit } from "./speed-limit.ts";

/** Updates between two evaluations. */
export const evaluateEvery = 20;
/** A roll back goes at least this far before the failure: the weights right before it are finite, but already wild. */
const rollBackAtLeast = 10;

/** @throws RangeError with a sentence for people if a model does not fit the engine. */
export function createLoop({
  engine,
  spec: given,
  task,
  plans,
  emit,
  now,
  wait,
  from,
  moved,
}: LoopOptions): Loop {
  const { seed } = given.training;
  const root = rngFrom(seed);
  const names = modelNames(given.models);

  const beginsAt = from?.now.update ?? 0;
  let seconds = from?.now.seconds ?? 0;
  const spec = createLiveSpec(given, beginsAt, (change) => emit("changed", change));
  const racers = createRacers({
    ...{ engine, plans, root, optimizer: given.optimizer.kind },
    base: given.models,
    models: spec.after(beginsAt).models,
  });
  const restore = (snapshot: Snapshot) =>
    snapshot.models.forEach(({ state }, m) => {
      racers.whole[m]?.restore(state);
    });
  if (from) restore(from.now);
  const isOver = (submitted: number): boolean => {
    const { updates } = spec.after(submitted).training;
    return updates > 0 && submitted >= updates;
  };
  let run = newRun(beginsAt, (from?.now.finished ?? false) || (beginsAt > 0 && isOver(beginsAt)), moved);
  /** What is set for the next update. */
  const settings = () => spec.after(run.submitted).training;
  const planReached = () => isOver(run.submitted);
  let profiles = true;
  let pumping: Promise<void> | null = null;
  let discarding: Promise<void> | null = null;
  let lastNorms: (number | null)[] = [];

  const speedLimit = createSpeedLimit(now);
  const metrics = createMetrics(plans, now, (batch) =>
    emit("metrics", { ...batch, seconds, tensors: engine.tensorCount() }),
  );
  const pipeline = createPipeline(now);
  const inFlight = createInFlight(engine.depth);
  const evaluator = createEvaluator({ racers: racers.members, task, seed, root, from: from?.now });
  const header = (): SnapshotHeader => ({
    update: run.update,
    seconds,
    spec: spec.whole,
    finished: run.finished,
    judges: evaluator.memory(),
  });
  const snapshots = createSnapshots({
    models: racers.whole,
    pipeline,
    from: from ? [...from.earlier.filter((one) => one.update < beginsAt), from.now] : [],
    header,
    now,
    publish: (snapshot) => {
      // The curves on the page reach at least as far as what it can go back to.
      metrics.flush();
      emit("snapshot", { snapshot });
    },
    crash,
  });

  /** Moves the run on, and tells of the phase that it enters. */
  function step(move: RunMove, reason: Formed | null = null): void {
    const { phase } = run;
    run = nextRun(run, move);
    if (run.phase !== phase) emit("phase", { phase: run.phase, update: run.update, reason });
  }

  const instruments = createInstruments({
    ...{ task, spec, evaluator, pipeline, emit, now },
    flush: metrics.flush,
    update: () => run.update,
    submitted: () => run.submitted,
    resting: () => !run.training && run.singles === 0,
    wait: () => wait(0),
    ending: () => run.life !== "open" || run.failedAt !== null,
  });

  function submitEvaluation(): void {
    step({ type: "evaluating" });
    pipeline.push("evaluation", evaluator.examine(task.generate !== undefined), (examined) => {
      const models = evaluator.judge(run.update, examined);
      metrics.flush();
      emit("evaluation", { update: run.update, models });
      instruments.evaluated(examined.states);
      if (run.training && settings().stopWhenSolved && models.every(({ solvedAt }) => solvedAt !== null))
        finish(phrase`All models solved the task by update ${run.update}.`);
    });
  }

  function beginSnapshot(): void {
    step({ type: "keeping" });
    snapshots.begin(run.submitted);
  }

  function submitUpdate(): void {
    const { optimizer, training: set } = spec.after(run.submitted);
    const { speed, batchSize, clipNorm } = set;
    speedLimit.beat(speed);
    const number = run.submitted + 1;
    const batch = trainingBatch(task, root, number, batchSize);
    // An engine that computes at once is done when its call returns.
    const began = now();
    const randomKey = { seed, update: number };
    const results = racers.update(batch, { optimizer, clipNorm, randomKey }, { profiles });
    pipeline.push("update", results, (all, ms) => takeUpdate(all, ms), began);
    step({
      type: "submitted",
      due: { evaluation: number % evaluateEvery === 0, snapshot: snapshots.due(number) },
    });
  }

  function takeUpdate(results: readonly RacerTelemetry[], ms: number): void {
    const number = run.update + 1;
    const broken = results.findIndex(({ applied }) => !applied);
    if (broken >= 0) {
      fail(number, broken, results[broken] as RacerTelemetry);
      return;
    }
    spec.announce(run.update);
    const computed = inFlight.note(ms);
    lastNorms = results.map((told) => (hasGradient(told) ? told.gradientNorm : null));
    step({ type: "taken" });
    seconds += computed / 1000;
    metrics.append(number, results);
    // Every update where updates are slower than frames.
    if (!run.training || metrics.isDue()) metrics.flush();
    restIfDone();
  }

  function finish(reason: Formed): void {
    metrics.flush();
    step({ type: "finished" }, reason);
  }

  function fail(number: number, model: number, telemetry: RacerTelemetry): void {
    // What is under way behind an update that was not applied was not applied either. The pump awaits it; until then
    // a rejection must not count as unhandled.
    discarding = pipeline.discard();
    discarding.catch(() => undefined);
    metrics.flush();
    run = nextRun(run, { type: "notApplied", update: number });
    const what = divergence(names[model] ?? "", telemetry);
    emit("failed", {
      code: "diverged",
      what,
      message: phrase`${what} at update ${number}.`,
      update: number,
      model,
      gradientNorm: lastNorms[model] ?? null,
      lastGood: snapshots.before(number - rollBackAtLeast)?.update ?? null,
    });
    emit("phase", { phase: run.phase, update: run.update, reason: null });
  }

  /** The engine or the loop broke: nothing is asked of either from now on. */
  function crash(error: unknown): void {
    if (run.life === "dead") return;
    run = nextRun(run, { type: "crashed" });
    snapshots.abandon();
    // Told once; what else was under way rejects with the same.
    pipeline.discard().catch(() => undefined);
    emit("failed", {
      code: failureCode(error),
      message: saidBy(error),
      update: run.update,
      model: null,
      gradientNorm: null,
      lastGood: snapshots.list().at(-1)?.update ?? null,
    });
  }

  function goBack(clipNorm: number): void {
    const kept = snapshots.before((run.failedAt ?? run.update) - rollBackAtLeast);
    if (!kept) return;
    snapshots.goBackTo(kept.update);
    restore(kept);
    metrics.drop();
    evaluator.goBackTo(kept);
    const { update } = kept;
    seconds = kept.seconds;
    instruments.forget();
    spec.forgetAfter(update);
    emit("rolledBack", { update });
    spec.record({ update, field: "training.clipNorm", value: clipNorm });
    step({ type: "wentBack", update });
  }

  /** It is paused when no update is under way that would still count: the number shown then is the last one. */
  function restIfDone(): void {
    if (isComingToRest(run) && pipeline.count("update") === 0) step({ type: "rested" });
  }

  const dueIn = () => speedLimit.dueIn(settings().speed);

  function mayUpdate(): boolean {
    if (!run.training) return run.singles > 0 && pipeline.count() === 0;
    const mayBeLast = pipeline.count("evaluation") > 0 && settings().stopWhenSolved;
    return !mayBeLast && !planReached() && dueIn() === 0;
  }

  /** Gates are to be held otherwise than they are, before the next update or look. */
  const mustFollow = () =>
    run.life !== "closing" && run.phase !== "failed" && racers.differs(spec.after(run.submitted).models);

  async function follow(): Promise<void> {
    await snapshots.settled();
    const { models, view } = spec.after(run.submitted);
    for (const { model, before, after } of await racers.follow(models))
      emit("converted", { update: run.update, model, worst: evaluator.gap(before, after, view.probe) });
    instruments.forget();
    if (!run.training) instruments.wantSample();
  }

  /** Evaluations and snapshots come before the next update, so that they belong to the one before it. */
  function submitDue(): void {
    while (pipeline.count() < inFlight.limit()) {
      if (run.due.evaluation) submitEvaluation();
      else if (run.life === "closing") return;
      else if (run.due.snapshot) beginSnapshot();
      else if (mustFollow()) return;
      else if (mayLook(run) && instruments.due()) instruments.submit();
      else if (mayUpdate()) submitUpdate();
      else return;
    }
  }

  async function pump(): Promise<void> {
    while (run.life !== "dead") {
      if (run.rollBackTo !== null) {
        const clip = run.rollBackTo;
        step({ type: "rollingBack" });
        goBack(clip);
      }
      submitDue();
      const ready = pipeline.ready();
      const due = run.training ? dueIn() : 0;
      if (ready) {
        await (due > 0 ? Promise.race([ready, wait(Math.min(due, 50))]) : ready);
        if (!pipeline.takeReady()) continue;
        if (discarding) await discarding;
        discarding = null;
      } else if (mustFollow()) await follow();
      else if (run.training && planReached())
        finish(phrase`${run.update.toLocaleString("en-US")} updates completed.`);
      else if (run.training) await wait(Math.min(due, 50));
      else if (run.life === "open" && run.phase !== "failed" && snapshots.begun !== run.update)
        beginSnapshot();
      else return;
      await wait(0);
    }
  }

  function go(): void {
    if (pumping || run.life !== "open") return;
    pumping = pump()
      .catch(crash)
      .finally(() => {
        pumping = null;
        // A command that came while the pump was closing.
        if (run.rollBackTo !== null || run.singles > 0 || run.training || (mayLook(run) && instruments.due()))
          go();
      });
  }

  return {
    start: async () => {
      try {
        if (from) emit("snapshot", { snapshot: { ...from.now, spec: spec.whole } });
        else {
          submitEvaluation();
          beginSnapshot();
        }
        for (let ready = pipeline.ready(); ready; ready = pipeline.ready()) {
          await ready;
          pipeline.takeReady();
        }
      } catch (error) {
        run = nextRun(run, { type: "crashed" });
        throw error;
      }
      if (moved) {
        speedLimit.restart();
        go();
        return;
      }
      if (from) instruments.wantSample();
      step({ type: "started" });
      go();
    },
    train: () => {
      const { training } = run;
      step({ type: "train", isOver: planReached() });
      if (training || !run.training) return;
      speedLimit.restart();
      go();
    },
    pause: () => {
      if (!run.training) return;
      step({ type: "pause" });
      metrics.flush();
      restIfDone();
    },
    oneUpdate: () => {
      step({ type: "oneUpdate" });
      go();
    },
    change: (field, value) => {
      // What moves no weight is no event of the run: it only replaces the setting.
      if (!isRecorded(field) || !run.begun) spec.edit(field, value);
      else spec.record({ update: run.submitted, field, value });
      instruments.changed(field);
      if (field === "training.updates" && !planReached()) step({ type: "extended" });
      go();
    },
    rollBack: (clipNorm) => {
      step({ type: "rollBack", clipNorm });
      go();
    },
    pullTrace: () => {
      instruments.pullTrace();
      go();
    },
    needs: (needs) => {
      profiles = needs.profiles;
      instruments.needs(needs);
      // The untrained evaluation comes first.
      if (run.phase !== "preparing") go();
    },
    isUntouched: () => !run.begun,
    mayMove: () => movablePhase(run),
    update: () => run.update,
    millisecondsPerUpdate: () => inFlight.typical() ?? null,
    suspend: async () => {
      step({ type: "close" });
      await pumping;
      await snapshots.settled();
      metrics.flush();
      const earlier = snapshots.list();
      const last = earlier.at(-1);
      // A device that was lost while the run rested shows only here.
      const read = () => Promise.all(racers.whole.map((model) => model.read())).catch(() => null);
      const states = run.life === "dead" || run.failedAt !== null ? null : await read();
      racers.dispose();
      if (states) return { now: snapshotOf(header(), states), earlier, wentBack: false };
      return last ? { now: last, earlier, wentBack: true } : null;
    },
  };
}
