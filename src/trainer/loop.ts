import type { Engine, NetworkState, UpdateTelemetry } from "../engine/engine.ts";
import type { Batch } from "../lib/batch.ts";
import type { FieldValue } from "../lib/fields.ts";
import { rngFrom } from "../lib/rng.ts";
import { planModel, requestOf } from "../model/plan.ts";
import { initialWeights } from "../model/weights.ts";
import { isRecorded, specAt, withValue } from "../spec/describe.ts";
import { type Change, type ExperimentSpec, modelNames } from "../spec/spec.ts";
import { tasks } from "../tasks/index.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { heldOutBatch, probeBatch, trainingBatch } from "./batches.ts";
import { createJudge } from "./judge.ts";
import { createMetricsBuffer } from "./metrics-buffer.ts";
import { probeTrace } from "./probe-trace.ts";
import type { Events, Phase } from "./protocol.ts";
import { sampleText } from "./sampler.ts";

/** Updates between two evaluations, with a snapshot at each. */
export const evaluateEvery = 20;
/** A roll back goes at least this far before the failure: the weights right before it are finite, but already wild. */
const rollBackAtLeast = 10;
const snapshotsKept = 3;

export type Emit = <K extends keyof Events>(type: K, event: Events[K]) => void;

export interface LoopOptions {
  readonly engine: Engine;
  readonly spec: ExperimentSpec;
  readonly task: PreparedTask;
  readonly emit: Emit;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Resolves after other messages had their turn, at the earliest after `ms`. */
  readonly wait: (ms: number) => Promise<void>;
  /** A run to go on with, as `suspend` left it. */
  readonly from?: RunMemory;
}

interface Snapshot {
  readonly update: number;
  readonly states: readonly NetworkState[];
}

/** What is kept of a run that is not on the engine. */
export interface RunMemory {
  readonly spec: ExperimentSpec;
  readonly update: number;
  readonly seconds: number;
  readonly states: readonly NetworkState[];
  readonly snapshots: readonly Snapshot[];
  readonly judges: readonly ReturnType<typeof createJudge>[];
  readonly finished: boolean;
}

/**
 * Trains all models of an experiment on the same batches, one update after the other. It knows engines and events, but
 * no `postMessage`: the worker, a command line and tests run the same loop.
 *
 * Updates, evaluations and traces never overlap: one pump does them in turn, and commands only set what it does next.
 */
export interface Loop {
  /** The untrained evaluation and trace; resolves when they are out. */
  start(): Promise<void>;
  train(): void;
  pause(): void;
  oneUpdate(): void;
  change(field: string, value: FieldValue): void;
  rollBack(clipNorm: number): void;
  pullTrace(): void;
  needs(profiles: boolean): void;
  /** Stops, frees the engine, and gives what is needed to go on. */
  suspend(): Promise<RunMemory>;
}

/** @throws RangeError with a sentence for people if a model does not fit the engine. */
export function createLoop({ engine, spec: given, task, emit, now, wait, from }: LoopOptions): Loop {
  let spec = from?.spec ?? given;
  const seed = spec.training.seed;
  const root = rngFrom(seed);
  const names = modelNames(spec.models);
  const request = requestOf(task.io, tasks[spec.task.kind].loss, spec.training.batchSize);
  const plans = spec.models.map((model) => planModel(model, request));
  plans.forEach((plan, m) => {
    const support = engine.supports(plan);
    if (!support.ok) throw new RangeError(`${names[m]}: ${support.reason}`);
  });
  const race = engine.createRace(plans.map((plan) => ({ plan, weights: initialWeights(plan, root) })));
  const networks = race.members;
  from?.states.forEach((state, m) => {
    networks[m]?.restore(state);
  });
  const judges = from?.judges ?? networks.map(() => createJudge(task));
  const heldOut: Batch = heldOutBatch(task, seed);
  const buffer = createMetricsBuffer(plans);

  let update = from?.update ?? 0;
  let seconds = from?.seconds ?? 0;
  let snapshots: Snapshot[] = [...(from?.snapshots ?? [])];
  let finished = from?.finished ?? false;
  let phase: Phase = "preparing";
  let training = false;
  let singles = 0;
  let rollBackTo: number | null = null;
  let failedAt: number | null = null;
  let traceWanted = false;
  let tracedAt = "";
  let profiles = true;
  let disposed = false;
  let pumping: Promise<void> | null = null;
  let nextDue = 0;
  let flushedAt = 0;
  let lastNorms: number[] = [];
  let resample = false;

  const inForce = () => specAt(spec, update);

  function enter(next: Phase, reason: string | null = null): void {
    phase = next;
    emit("phase", { phase, update, reason });
  }

  function flush(): void {
    const batch = buffer.take();
    if (batch) emit("metrics", { ...batch, seconds, tensors: engine.tensorCount() });
    flushedAt = now();
  }

  async function snapshot(): Promise<Snapshot> {
    const taken = { update, states: await Promise.all(networks.map((network) => network.read())) };
    snapshots = [...snapshots.filter((kept) => kept.update < update), taken].slice(-snapshotsKept);
    return taken;
  }

  function sampleFrom(states: readonly NetworkState[]): void {
    resample = false;
    if (!task.generate) return;
    const { temperature } = inForce().view;
    const texts = plans.map((plan, m) => {
      const weights = states[m]?.weights;
      return weights ? sampleText(task, plan, weights, temperature, root.fork("sample")) : "";
    });
    emit("sample", { update, temperature, texts });
  }

  async function evaluate(): Promise<void> {
    const models = await Promise.all(
      networks.map(async (network, m) => {
        const judge = judges[m] ?? createJudge(task);
        return judge.judge(update, await network.evaluate(heldOut), heldOut);
      }),
    );
    flush();
    emit("evaluation", { update, models });
    sampleFrom((await snapshot()).states);
    if (training && inForce().training.stopWhenSolved && models.every(({ solvedAt }) => solvedAt !== null))
      finish(`Every model solved the task by update ${update}.`);
  }

  function finish(reason: string): void {
    training = false;
    finished = true;
    singles = 0;
    flush();
    enter("finished", reason);
  }

  function fail(model: number, telemetry: UpdateTelemetry): void {
    training = false;
    singles = 0;
    failedAt = update + 1;
    flush();
    const finite = Number.isFinite(telemetry.loss);
    const what = finite ? "The gradient" : "The loss";
    const value = finite ? telemetry.gradientNorm : telemetry.loss;
    phase = "failed";
    emit("failed", {
      code: "diverged",
      message: `${what} of ${names[model]} became ${Number.isNaN(value) ? "NaN" : "infinite"} at update ${failedAt}.`,
      update: failedAt,
      model,
      gradientNorm: lastNorms[model] ?? null,
      lastGood: goodSnapshot()?.update ?? null,
    });
    enter("failed", null);
  }

  const goodSnapshot = (): Snapshot | undefined =>
    snapshots.filter((kept) => kept.update <= (failedAt ?? update) - rollBackAtLeast).at(-1) ?? snapshots[0];

  /** Brings live settings of a link's recorded changes into force and says so. */
  function announceChanges(): void {
    for (const change of spec.changes) if (change.update === update) emit("changed", change);
  }

  async function step(): Promise<void> {
    const began = now();
    announceChanges();
    const settings = inForce();
    const batch = trainingBatch(task, root, update + 1, settings.training.batchSize);
    const { clipNorm } = settings.training;
    const results = await race.update(batch, { optimizer: settings.optimizer, clipNorm }, { profiles });
    const broken = results.findIndex(({ applied }) => !applied);
    if (broken >= 0) {
      fail(broken, results[broken] as UpdateTelemetry);
      return;
    }
    lastNorms = results.map(({ gradientNorm }) => gradientNorm);
    update++;
    seconds += (now() - began) / 1000;
    buffer.append(update, results);
    if (update % evaluateEvery === 0) await evaluate();
    const { updates } = inForce().training;
    if (training && updates > 0 && update >= updates)
      finish(`${updates.toLocaleString("en-US")} updates are done.`);
    // One batch of metrics a frame at most; every update where updates are slower.
    if (now() - flushedAt >= 16) flush();
  }

  async function goBack(clipNorm: number): Promise<void> {
    const kept = goodSnapshot();
    if (!kept) return;
    snapshots = snapshots.filter(({ update: at }) => at <= kept.update);
    networks.forEach((network, m) => {
      const state = kept.states[m];
      if (state) network.restore(state);
    });
    buffer.take();
    for (const judge of judges) judge.truncate(kept.update);
    update = kept.update;
    failedAt = null;
    tracedAt = "";
    finished = false;
    spec = { ...spec, changes: spec.changes.filter((change) => change.update <= update) };
    emit("rolledBack", { update });
    record({ update, field: "training.clipNorm", value: clipNorm });
    training = true;
    enter("training");
  }

  async function trace(): Promise<void> {
    const index = spec.view.probe;
    traceWanted = false;
    tracedAt = `${update}/${index}`;
    const batch = probeBatch(task, seed, index);
    const models = await Promise.all(
      networks.map((network, m) => probeTrace(network, plans[m] ?? network.plan, batch)),
    );
    flush();
    emit("trace", { update, probe: index, models });
  }

  async function pump(): Promise<void> {
    for (;;) {
      if (disposed) break;
      if (rollBackTo !== null) {
        const clip = rollBackTo;
        rollBackTo = null;
        await goBack(clip);
      } else if (resample) sampleFrom(await Promise.all(networks.map((network) => network.read())));
      else if (traceWanted && tracedAt !== `${update}/${spec.view.probe}`) await trace();
      else if (singles > 0) {
        singles--;
        await step();
        flush();
        if (singles === 0 && !training && phase === "training") enter("paused");
      } else if (training) {
        const { speed } = inForce().training;
        const pause = speed === "max" ? 0 : Math.max(0, nextDue - now());
        if (pause > 0) {
          await wait(Math.min(pause, 50));
          continue;
        }
        nextDue = speed === "max" ? 0 : Math.max(now(), nextDue) + 1000 / Number(speed);
        await step();
      } else break;
      await wait(0);
    }
  }

  function go(): void {
    if (pumping || disposed) return;
    pumping = pump()
      .catch((error: unknown) => {
        training = false;
        phase = "failed";
        emit("failed", {
          code: "bug",
          message: error instanceof Error ? error.message : String(error),
          update,
          model: null,
          gradientNorm: null,
          lastGood: snapshots.at(-1)?.update ?? null,
        });
      })
      .finally(() => {
        pumping = null;
        // A command that came while the pump was closing.
        if (!disposed && (rollBackTo !== null || singles > 0 || training || resample)) go();
      });
  }

  /** A recorded change replaces what the link planned for that field from here on. */
  function record(change: Change): void {
    spec = {
      ...spec,
      changes: [
        ...spec.changes.filter(({ field, update: at }) => field !== change.field || at < change.update),
        change,
      ].sort((a, b) => a.update - b.update),
    };
    emit("changed", change);
  }

  return {
    start: async () => {
      if (!from) await evaluate();
      else if (task.generate) resample = true;
      enter(finished ? "finished" : update > 0 ? "paused" : "ready");
      go();
    },
    train: () => {
      if (training || phase === "failed") return;
      if (finished && inForce().training.updates > 0 && update >= inForce().training.updates) return;
      finished = false;
      training = true;
      nextDue = now();
      enter("training");
      go();
    },
    pause: () => {
      if (!training) return;
      training = false;
      singles = 0;
      flush();
      enter("paused");
    },
    oneUpdate: () => {
      if (training || phase === "failed") return;
      singles++;
      finished = false;
      if (phase !== "training") enter("training");
      go();
    },
    change: (field, value) => {
      // What moves no weight is no event of the run: it only replaces the setting.
      if (!isRecorded(field) || update === 0) spec = withValue(spec, field, value);
      else record({ update, field, value });
      if (field === "view.temperature") resample = task.generate !== undefined;
      if (
        field === "training.updates" &&
        phase === "finished" &&
        !(Number(value) > 0 && update >= Number(value))
      ) {
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
      traceWanted = true;
      go();
    },
    needs: (wanted) => {
      profiles = wanted;
    },
    suspend: async () => {
      training = false;
      singles = 0;
      disposed = true;
      await pumping;
      const states = await Promise.all(networks.map((network) => network.read()));
      race.dispose();
      return { spec, update, seconds, states, snapshots, judges, finished };
    },
  };
}
