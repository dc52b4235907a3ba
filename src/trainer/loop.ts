import type { UpdateTelemetry } from "../engine/engine.ts";
import { rngFrom } from "../lib/rng.ts";
import { initialWeights } from "../model/weights.ts";
import { isRecorded } from "../spec/describe.ts";
import { modelNames } from "../spec/spec.ts";
import { trainingBatch } from "./batches.ts";
import { createExaminer } from "./examiner.ts";
import { divergence, failureCode } from "./failure-code.ts";
import { createLiveSpec } from "./live-spec.ts";
import { createLooks } from "./looks.ts";
import { createMetrics } from "./metrics.ts";
import { createMetronome } from "./metronome.ts";
import { createPace } from "./pace.ts";
import { createPipeline } from "./pipeline.ts";
import type { Phase, Snapshot } from "./protocol.ts";
import { createRoster } from "./roster.ts";
import type { Loop, LoopOptions } from "./run.ts";
import { createSnapshots, type SnapshotHeader, snapshotOf } from "./snapshots.ts";

/** Updates between two evaluations. */
export const evaluateEvery = 20;
/** A roll back goes at least this far before the failure: the weights right before it are finite, but already wild. */
const rollBackAtLeast = 10;

/** @throws RangeError with a sentence for people if a model does not fit the engine. */
export function createLoop({ engine, spec: given, task, plans, emit, now, wait, from }: LoopOptions): Loop {
  const { seed } = given.training;
  const root = rngFrom(seed);
  const names = modelNames(given.models);

  /** Updates whose results have been taken. */
  let update = from?.now.update ?? 0;
  /** Updates given to the engine. */
  let submitted = update;
  let seconds = from?.now.seconds ?? 0;
  const spec = createLiveSpec(given, update, (change) => emit("changed", change));
  const roster = createRoster({
    ...{ engine, plans, optimizer: given.optimizer.kind },
    base: given.models,
    models: spec.after(update).models,
    weights: plans.map((plan) => initialWeights(plan, root)),
  });
  const restore = (snapshot: Snapshot) =>
    snapshot.models.forEach(({ state }, m) => {
      roster.whole[m]?.restore(state);
    });
  if (from) restore(from.now);
  const settings = () => spec.after(submitted).training;
  const planReached = () => settings().updates > 0 && submitted >= settings().updates;
  let finished = (from?.now.finished ?? false) || (update > 0 && planReached());
  let phase: Phase = "preparing";
  /** Someone asked for training: from here on a change is an event of the run, and before it a part of its start. */
  let begun = update > 0;
  let training = false;
  let singles = 0;
  let rollBackTo: number | null = null;
  let failedAt: number | null = null;
  let evaluationDue = false;
  let snapshotDue = false;
  let profiles = true;
  let disposed = false;
  /** The engine can no longer be believed, or the loop itself broke. */
  let dead = false;
  let pumping: Promise<void> | null = null;
  let discarding: Promise<void> | null = null;
  let lastNorms: number[] = [];

  const metronome = createMetronome(now);
  const metrics = createMetrics(plans, now, (batch) =>
    emit("metrics", { ...batch, seconds, tensors: engine.tensorCount() }),
  );
  const pipeline = createPipeline(now);
  const pace = createPace(engine.depth);
  const examiner = createExaminer({ networks: roster.networks, task, seed, root, from: from?.now });
  const header = (): SnapshotHeader => ({
    update,
    seconds,
    spec: spec.whole,
    finished,
    judges: examiner.memory(),
  });
  const snapshots = createSnapshots({
    networks: roster.whole,
    pipeline,
    from: from ? [...from.earlier.filter((one) => one.update < update), from.now] : [],
    header,
    now,
    publish: (snapshot) => {
      // The curves on the page reach at least as far as what it can go back to.
      metrics.flush();
      emit("snapshot", { snapshot });
    },
    crash,
  });

  function enter(next: Phase, reason: string | null = null): void {
    phase = next;
    emit("phase", { phase, update, reason });
  }

  const looks = createLooks({
    ...{ task, spec, examiner, pipeline, emit, now },
    flush: metrics.flush,
    update: () => update,
    submitted: () => submitted,
    resting: () => !training && singles === 0,
    wait: () => wait(0),
    ending: () => disposed || dead || failedAt !== null,
  });

  function submitEvaluation(): void {
    evaluationDue = false;
    pipeline.push("evaluation", examiner.examine(task.generate !== undefined), (examined) => {
      const models = examiner.judge(update, examined);
      metrics.flush();
      emit("evaluation", { update, models });
      looks.evaluated(examined.states);
      if (training && settings().stopWhenSolved && models.every(({ solvedAt }) => solvedAt !== null))
        finish(`Every model solved the task by update ${update}.`);
    });
  }

  function beginSnapshot(): void {
    snapshotDue = false;
    snapshots.begin(submitted);
  }

  function submitUpdate(): void {
    const { optimizer, training: set } = spec.after(submitted);
    const { speed, batchSize, clipNorm } = set;
    metronome.beat(speed);
    if (!training) singles--;
    const number = ++submitted;
    const batch = trainingBatch(task, root, number, batchSize);
    // An engine that computes at once is done when its call returns.
    const began = now();
    const draw = { seed, update: number };
    const results = roster.update(batch, { optimizer, clipNorm, draw }, { profiles });
    pipeline.push("update", results, (all, ms) => takeUpdate(number, all, ms), began);
    evaluationDue = number % evaluateEvery === 0;
    snapshotDue = snapshots.due(number);
  }

  function takeUpdate(number: number, results: readonly UpdateTelemetry[], ms: number): void {
    const broken = results.findIndex(({ applied }) => !applied);
    if (broken >= 0) {
      fail(number, broken, results[broken] as UpdateTelemetry);
      return;
    }
    spec.announce(update);
    const computed = pace.note(ms);
    lastNorms = results.map(({ gradientNorm }) => gradientNorm);
    update = number;
    seconds += computed / 1000;
    metrics.append(update, results);
    // Every update where updates are slower than frames.
    if (!training || metrics.isDue()) metrics.flush();
    if (mayRest()) enter("paused");
  }

  function finish(reason: string): void {
    training = false;
    finished = true;
    singles = 0;
    metrics.flush();
    enter("finished", reason);
  }

  function fail(number: number, model: number, telemetry: UpdateTelemetry): void {
    training = false;
    singles = 0;
    failedAt = number;
    submitted = update;
    evaluationDue = false;
    snapshotDue = false;
    // What is under way behind an update that was not applied was not applied either. The pump awaits it; until then
    // a rejection must not count as unhandled.
    discarding = pipeline.discard();
    discarding.catch(() => undefined);
    metrics.flush();
    phase = "failed";
    emit("failed", {
      code: "diverged",
      message: divergence(names[model] ?? "", number, telemetry),
      update: number,
      model,
      gradientNorm: lastNorms[model] ?? null,
      lastGood: snapshots.before(number - rollBackAtLeast)?.update ?? null,
    });
    enter("failed", null);
  }

  /** The engine or the loop broke: nothing is asked of either from now on. */
  function crash(error: unknown): void {
    if (dead) return;
    dead = true;
    snapshots.abandon();
    training = false;
    singles = 0;
    phase = "failed";
    // Told once; what else was under way rejects with the same.
    pipeline.discard().catch(() => undefined);
    emit("failed", {
      code: failureCode(error),
      message: error instanceof Error ? error.message : String(error),
      update,
      model: null,
      gradientNorm: null,
      lastGood: snapshots.list().at(-1)?.update ?? null,
    });
  }

  function goBack(clipNorm: number): void {
    const kept = snapshots.before((failedAt ?? update) - rollBackAtLeast);
    if (!kept) return;
    snapshots.goBackTo(kept.update);
    restore(kept);
    metrics.drop();
    examiner.goBackTo(kept);
    update = kept.update;
    submitted = update;
    seconds = kept.seconds;
    failedAt = null;
    looks.forget();
    finished = false;
    spec.forgetAfter(update);
    emit("rolledBack", { update });
    spec.record({ update, field: "training.clipNorm", value: clipNorm });
    training = true;
    enter("training");
  }

  /** It is paused when no update is under way that would still count: the number shown then is the last one. */
  const mayRest = () => !training && singles === 0 && phase === "training" && pipeline.count("update") === 0;

  const dueIn = () => metronome.dueIn(settings().speed);

  function mayUpdate(): boolean {
    if (!training) return singles > 0 && pipeline.count() === 0;
    const mayBeLast = pipeline.count("evaluation") > 0 && settings().stopWhenSolved;
    return !mayBeLast && !planReached() && dueIn() === 0;
  }

  /** After an update that one model did not apply, the others may stand elsewhere until all go back. */
  const mayLook = () => failedAt === null;

  /** Gates are to be held otherwise than they are, before the next update or look. */
  const mustFollow = () =>
    !disposed && failedAt === null && phase !== "failed" && roster.differs(spec.after(submitted).models);

  async function follow(): Promise<void> {
    await snapshots.settled();
    const { models, view } = spec.after(submitted);
    for (const { model, before, after } of await roster.follow(models))
      emit("converted", { update, model, worst: examiner.gap(before, after, view.probe) });
    looks.forget();
    if (!training) looks.wantSample();
  }

  /** Evaluations and snapshots come before the next update, so that they belong to the one before it. */
  function submitDue(): void {
    while (pipeline.count() < pace.limit()) {
      if (evaluationDue) submitEvaluation();
      else if (disposed) return;
      else if (snapshotDue) beginSnapshot();
      else if (mustFollow()) return;
      else if (mayLook() && looks.due()) looks.submit();
      else if (mayUpdate()) submitUpdate();
      else return;
    }
  }

  async function pump(): Promise<void> {
    while (!dead) {
      if (rollBackTo !== null) {
        const clip = rollBackTo;
        rollBackTo = null;
        goBack(clip);
      }
      submitDue();
      const ready = pipeline.ready();
      const due = training ? dueIn() : 0;
      if (ready) {
        await (due > 0 ? Promise.race([ready, wait(Math.min(due, 50))]) : ready);
        if (!pipeline.takeReady()) continue;
        if (discarding) await discarding;
        discarding = null;
      } else if (mustFollow()) await follow();
      else if (training && planReached()) finish(`${update.toLocaleString("en-US")} updates are done.`);
      else if (training) await wait(Math.min(due, 50));
      else if (!disposed && phase !== "failed" && snapshots.begun !== update) beginSnapshot();
      else return;
      await wait(0);
    }
  }

  function go(): void {
    if (pumping || disposed || dead) return;
    pumping = pump()
      .catch(crash)
      .finally(() => {
        pumping = null;
        // A command that came while the pump was closing.
        if (rollBackTo !== null || singles > 0 || training || (mayLook() && looks.due())) go();
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
        dead = true;
        throw error;
      }
      if (from) looks.wantSample();
      enter(finished ? "finished" : update > 0 ? "paused" : "ready");
      go();
    },
    train: () => {
      begun = true;
      if (training || phase === "failed" || (finished && planReached())) return;
      finished = false;
      training = true;
      metronome.restart();
      enter("training");
      go();
    },
    pause: () => {
      if (!training) return;
      training = false;
      singles = 0;
      metrics.flush();
      if (mayRest()) enter("paused");
    },
    oneUpdate: () => {
      begun = true;
      if (training || phase === "failed") return;
      singles++;
      finished = false;
      if (phase !== "training") enter("training");
      go();
    },
    change: (field, value) => {
      // What moves no weight is no event of the run: it only replaces the setting.
      if (!isRecorded(field) || !begun) spec.edit(field, value);
      else spec.record({ update: submitted, field, value });
      looks.changed(field);
      if (field === "training.updates" && phase === "finished" && !planReached()) {
        finished = false;
        enter("paused");
      }
      go();
    },
    rollBack: (clipNorm) => {
      if (phase !== "failed") return;
      rollBackTo = clipNorm;
      go();
    },
    pullTrace: () => {
      looks.pullTrace();
      go();
    },
    needs: (needs) => {
      profiles = needs.profiles;
      looks.needs(needs);
      // The untrained evaluation comes first.
      if (phase !== "preparing") go();
    },
    suspend: async () => {
      training = false;
      singles = 0;
      rollBackTo = null;
      disposed = true;
      await pumping;
      await snapshots.settled();
      metrics.flush();
      const earlier = snapshots.list();
      const last = earlier.at(-1);
      // A device that was lost while the run rested shows only here.
      const read = () => Promise.all(roster.whole.map((network) => network.read())).catch(() => null);
      const states = dead || failedAt !== null ? null : await read();
      roster.dispose();
      if (states) return { now: snapshotOf(header(), states), earlier, wentBack: false };
      return last ? { now: last, earlier, wentBack: true } : null;
    },
  };
}
