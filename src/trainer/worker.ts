/** A thin shell: messages in, the loop in the middle, messages out. */
import { createChooser } from "../engine/choose.ts";
import { type Opened, openEngines } from "../engine/device.ts";
import type { EngineKind } from "../engine/engine.ts";
import { messageOf } from "../lib/error-message.ts";
import { holdLifeline } from "../lib/lifeline.ts";
import type { Plan } from "../model/plan.ts";
import { type ExperimentSpec, prepareTask } from "../spec/spec.ts";
import { fetchAsset } from "../tasks/load-asset.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { openExperiment, plansOf, trialOf } from "./experiment.ts";
import { failureCode } from "./failure-code.ts";
import { createLoop } from "./loop.ts";
import {
  type Command,
  type Commands,
  dispatch,
  type Events,
  type FailureCode,
  type Handlers,
  preparingCode,
} from "./protocol.ts";
import type { Emit, Loop, RunMemory } from "./run.ts";
import { buffersOf } from "./transport.ts";

/** Runs that undo can return to. */
const memoriesKept = 4;

interface WorkerScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<Command>) => void) | null;
}
const scope = self as unknown as WorkerScope;

const channel = new MessageChannel();
let turns: (() => void)[] = [];
channel.port1.onmessage = () => {
  const ready = turns;
  turns = [];
  for (const resolve of ready) resolve();
};
/** A message to oneself lets others through without the 4 ms that nested timers cost. */
const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    if (ms > 0) setTimeout(resolve, ms);
    else {
      turns.push(resolve);
      channel.port2.postMessage(null);
    }
  });

const now = () => performance.now();
let engines: Promise<Opened> | undefined;
const chooser = createChooser(now);
let current: { run: number; loop: Loop; engine: EngineKind } | null = null;
const memories = new Map<number, { memory: RunMemory; assetBase: string; engine: EngineKind }>();
let assetBase = "";
/** Commands that build or take apart run one after the other, and none before the page can tell that this worker lives. */
let queue: Promise<void> = holdLifeline(self.name);

const emitFor =
  (run: number): Emit =>
  <K extends keyof Events>(type: K, event: Events[K]) => {
    // A snapshot is copied: the loop keeps it for rolling back.
    if (type === "snapshot") scope.postMessage({ type, run, ...light(event as Events["snapshot"]) }, []);
    else scope.postMessage({ type, run, ...event }, [...buffersOf(event)]);
  };

/** The page has the data of its experiments: megabytes of text need not be copied six times a second. */
function light({ snapshot }: Events["snapshot"]): Events["snapshot"] {
  const { data: _, ...task } = snapshot.spec.task;
  return { snapshot: { ...snapshot, spec: { ...snapshot.spec, task } } };
}

function failure(run: number, code: FailureCode, error: unknown): void {
  emitFor(run)("failed", {
    code,
    message: messageOf(error),
    update: 0,
    model: null,
    gradientNorm: null,
    lastGood: null,
  });
}

/** Frees the engine. @param returnable whether Undo may come back to the run. */
async function suspend(returnable: boolean): Promise<void> {
  if (!current) return;
  const { run, loop, engine } = current;
  current = null;
  const memory = await loop.suspend();
  if (memory && returnable) memories.set(run, { memory, assetBase, engine });
  for (const old of [...memories.keys()].slice(0, Math.max(0, memories.size - memoriesKept)))
    memories.delete(old);
}

/** @param before the engine that the run has trained on. */
async function begin(
  run: number,
  spec: ExperimentSpec,
  before: EngineKind | null,
  from?: RunMemory,
): Promise<void> {
  const emit = emitFor(run);
  emit("phase", { phase: "preparing", update: 0, reason: null });
  let task: PreparedTask;
  let plans: readonly Plan[];
  try {
    task = await prepareTask(spec, fetchAsset(assetBase));
    plans = plansOf(spec, task);
  } catch (error) {
    failure(run, preparingCode(error), error);
    return;
  }
  try {
    const { engine, note, opened, options } = await openExperiment(
      await (engines as Promise<Opened>),
      chooser,
      { trial: trialOf(spec, task, plans), pinned: spec.training.engine, before },
      (candidate) => createLoop({ engine: candidate, spec, task, plans, emit, now, wait, from }),
    );
    const { kind, backend, renderer } = engine;
    current = { run, loop: opened, engine: kind };
    emit("engine", { engine: kind, backend, renderer, note, options });
    if (from?.wentBack) emit("rolledBack", { update: from.now.update });
    await opened.start();
  } catch (error) {
    failure(run, codeOf(error), error);
  }
}

const codeOf = (error: unknown): FailureCode =>
  error instanceof RangeError ? "tooLarge" : failureCode(error);

function enqueue(run: number, work: () => Promise<void>): void {
  queue = queue.then(work).catch((error: unknown) => failure(run, codeOf(error), error));
}

/** A command to a run's loop, behind whatever builds it; to a run that is no longer there it means nothing. */
const tell = (run: number, say: (loop: Loop) => void): void =>
  enqueue(run, async () => {
    if (current?.run === run) say(current.loop);
  });

const handlers: Handlers<Commands> = {
  configure: ({ run, spec, assetBase: base, backend, from, before, proven }) => {
    assetBase = base;
    engines ??= openEngines({
      ...(backend === "cpu" && { backend }),
      proven,
      onProven: (key) => emitFor(run)("proven", { key }),
    });
    enqueue(run, async () => {
      await suspend(true);
      await begin(run, spec, before, from ? { now: from, earlier: [], wentBack: false } : undefined);
    });
  },
  resume: ({ run, to, spec, from, before }) =>
    enqueue(run, async () => {
      const kept = memories.get(to);
      memories.delete(to);
      await suspend(false);
      if (!kept) {
        await begin(to, spec, before, from ? { now: from, earlier: [], wentBack: true } : undefined);
        return;
      }
      assetBase = kept.assetBase;
      await begin(to, kept.memory.now.spec, kept.engine, kept.memory);
    }),
  train: ({ run }) => tell(run, (loop) => loop.train()),
  pause: ({ run }) => tell(run, (loop) => loop.pause()),
  oneUpdate: ({ run }) => tell(run, (loop) => loop.oneUpdate()),
  change: ({ run, field, value }) => tell(run, (loop) => loop.change(field, value)),
  rollBack: ({ run, clipNorm }) => tell(run, (loop) => loop.rollBack(clipNorm)),
  pullTrace: ({ run }) => tell(run, (loop) => loop.pullTrace()),
  needs: ({ run, profiles, forecast, terms }) =>
    tell(run, (loop) => loop.needs({ profiles, forecast, terms })),
};

scope.onmessage = ({ data }) => {
  dispatch(handlers, data);
};
