/** What the trainer's worker does: messages in, the loop in the middle, messages out. */
import { createChooser } from "../engine/choose.ts";
import { createEngines, type Engines, fetchFirst, type Opened } from "../engine/device.ts";
import type { Engine, EngineKind } from "../engine/engine.ts";
import { type ExperimentSpec, prepareTask } from "../experiment/spec.ts";
import { holdLifeline } from "../lib/lifeline.ts";
import { waitTurn as wait } from "../lib/message-turns.ts";
import { saidBy } from "../lib/said.ts";
import { amongModels, ofNetworks, type RaceModel } from "../model/counted.ts";
import { fetchAsset } from "../tasks/load-asset.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { type Chosen, openExperiment, openFirst, plansOf, type Question, trialOf } from "./experiment.ts";
import { failureCode } from "./failure-code.ts";
import { createLoop } from "./loop.ts";
import {
  type Command,
  type Commands,
  dispatch,
  type EnginesByModel,
  type Events,
  type FailureCode,
  type Handlers,
  type Needs,
  preparingCode,
} from "./protocol.ts";
import type { Emit, Loop, MovablePhase, RunMemory } from "./run.ts";
import { buffersOf } from "./transport.ts";

/** Runs that undo can return to. */
const memoriesKept = 4;

interface WorkerScope {
  postMessage(message: unknown, transfer: Transferable[]): void;
}
const scope = self as unknown as WorkerScope;

const now = () => performance.now();
let engines: Engines | undefined;
// The page is still being painted: by the time it says what to train, this has arrived.
fetchFirst();
const chooser = createChooser(now);
let current: { run: number; loop: Loop; engines: EnginesByModel } | null = null;
/** What the page looks at, for a loop that takes another one's place. */
let looked: { readonly run: number; needs: Needs | null; isPulled: boolean } = {
  ...{ run: 0, needs: null, isPulled: false },
};
const memories = new Map<number, { memory: RunMemory; assetBase: string; engines: EnginesByModel }>();
let assetBase = "";
/** Commands that build or take apart run one after the other, and none before the page can tell that this worker lives. */
let queue: Promise<void> = holdLifeline(self.name);

let tellTraced: () => void = () => undefined;
/** Resolves with the next trace. */
const traced = (): Promise<void> =>
  new Promise((resolve) => {
    tellTraced = resolve;
  });

const emitFor =
  (run: number): Emit =>
  <K extends keyof Events>(type: K, event: Events[K]) => {
    if (type === "trace" && looked.run === run) {
      looked.isPulled = false;
      tellTraced();
    }
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
    message: saidBy(error),
    update: 0,
    model: null,
    gradientNorm: null,
    lastGood: null,
  });
}

function lookedBy(run: number): typeof looked {
  if (looked.run !== run) looked = { run, needs: null, isPulled: false };
  return looked;
}

/** Frees the engine. @param returnable whether Undo may come back to the run. */
async function suspend(returnable: boolean): Promise<void> {
  if (!current) return;
  const { run, loop, engines } = current;
  current = null;
  const memory = await loop.suspend();
  if (memory && returnable) memories.set(run, { memory, assetBase, engines });
  for (const old of [...memories.keys()].slice(0, Math.max(0, memories.size - memoriesKept)))
    memories.delete(old);
}

/** One engine for all networks of a run. */
const forAll = ({ trial }: Question, kind: EngineKind): readonly EngineKind[] => trial.models.map(() => kind);

/** @param before the engines that the run has trained on. */
async function begin(
  run: number,
  spec: ExperimentSpec,
  before: EnginesByModel | null,
  from?: RunMemory,
  moved?: MovablePhase,
): Promise<void> {
  const emit = emitFor(run);
  if (!moved) emit("phase", { phase: "preparing", update: 0, reason: null });
  let task: PreparedTask;
  let plans: readonly RaceModel[];
  try {
    task = await prepareTask(spec, fetchAsset(assetBase));
    plans = plansOf(spec, task);
  } catch (error) {
    failure(run, preparingCode(error), error);
    return;
  }
  try {
    const known = engines as Engines;
    const question: Question = {
      trial: trialOf(spec, task, plans),
      pinned: spec.training.engine,
      before: before && ofNetworks(plans, before).filter((kind) => kind !== null),
    };
    const sampleText = task.generate ? (await import("./sampler.ts")).sampleText : null;
    const open = (engine: Engine) =>
      createLoop({ engine, spec, task, plans, emit, now, wait, sampleText, from, moved });
    const first = await openFirst(known, chooser, question);
    let isFirst = first !== null;
    let chosen: Chosen<Loop> | null = null;
    if (first)
      try {
        const alone = { engines: [first], missing: [], asked: null };
        chosen = await openExperiment(
          alone,
          chooser,
          { ...question, before: forAll(question, first.kind) },
          open,
        );
      } catch (error) {
        // Only while it was built it was seen that it does not fit.
        if (!(error instanceof RangeError)) throw error;
      }
    if (!chosen) {
      isFirst = false;
      chosen = await openExperiment(await known.all(), chooser, question, open);
    }
    const { opened: loop, byModel } = chosen;
    current = { run, loop, engines: enginesOf(plans, byModel) };
    emitEngine(run, plans, chosen, from?.now.update);
    if (from?.wentBack) emit("rolledBack", { update: from.now.update });
    if (looked.run === run && looked.needs) loop.needs(looked.needs);
    await loop.start();
    if (looked.run === run && looked.isPulled) loop.pullTrace();
    if (!isFirst) return;
    // The untrained states go first. Nothing is trained before this is over: commands wait behind it.
    if (looked.run === run && looked.isPulled) await Promise.race([traced(), wait(mostForTrace)]);
    if (await known.prove()) void survey(run, known, plans, question);
    else {
      await suspend(false);
      await begin(run, spec, null, from);
    }
  } catch (error) {
    failure(run, codeOf(error), error);
  }
}

const enginesOf = (plans: readonly RaceModel[], byNetwork: readonly Engine[]): EnginesByModel =>
  amongModels(
    plans,
    byNetwork.map(({ kind }) => kind),
    () => null,
  );

function emitEngine(
  run: number,
  plans: readonly RaceModel[],
  { engine: { kind, backend, renderer }, byModel, note, options }: Chosen<unknown>,
  update = 0,
): void {
  const engines = enginesOf(plans, byModel);
  emitFor(run)("engine", { engine: kind, backend, renderer, byModel: engines, note, options, update });
}

/** Milliseconds that the first picture may take before the rest goes on without it. */
const mostForTrace = 200;
/** Milliseconds after the first picture before anything else is looked for. */
const surveyAfter = 300;
/** An update that SIMD makes in fewer milliseconds is not made faster by WebGL, whose draws alone take as long. */
const worthWebgl = 5;

/**
 * Looks at what else could train the run, after it is on screen. WebGL is loaded, proven and timed where a graphics device
 * renders it and an update is long enough for it to matter, and takes the place of SIMD: of a run that trains by then as well.
 */
async function survey(
  run: number,
  known: Engines,
  plans: readonly RaceModel[],
  question: Question,
): Promise<void> {
  await wait(surveyAfter);
  if (current?.run !== run || question.trial.models.length === 0) return;
  const simd = await known.first();
  if (!simd) return;
  const { trial, pinned, before } = question;
  const tell = async (opened: Parameters<typeof openExperiment>[0]): Promise<void> => {
    const chosen = await openExperiment(
      opened,
      chooser,
      { trial, pinned, before: forAll(question, simd.kind) },
      () => undefined,
    );
    if (current?.run === run) emitEngine(run, plans, chosen, current.loop.update());
  };
  const alone = { engines: [simd], asked: null, ...known.others() };
  await tell(alone);
  let ms: number | null = null;
  await inTurn(run, async (loop) => {
    // A run that trains times SIMD by itself.
    if (!loop.isUntouched()) return;
    const { measured } = await chooser.choose([simd], trial, null);
    ms = measured[0]?.millisecondsPerUpdate ?? Number.POSITIVE_INFINITY;
    await tell(alone);
  });
  if (before !== null || pinned !== "auto" || !known.hasGraphics()) return;
  for (; ms === null; await wait(surveyAfter)) {
    if (current?.run !== run) return;
    ms = current.loop.millisecondsPerUpdate();
  }
  if (ms < worthWebgl) return;
  let all: Opened;
  try {
    // Outside the queue: loading, compiling and proving it may take seconds, and no command need wait for that.
    all = await known.all();
  } catch (error) {
    const reason = saidBy(error);
    await tell({ ...alone, unopened: [], missing: [{ kind: "webgl", backend: "webgl", reason }] });
    return;
  }
  await inTurn(run, async (loop) => {
    const moved = loop.mayMove();
    if (!loop.isUntouched() && !moved) return;
    const choose = async () => (await chooser.choose(all.engines, trial, null)).chosen.kind;
    // Two that compute at once would time each other.
    if (moved) return move(run, moved, choose);
    const fastest = await choose();
    if (fastest === simd.kind) await tell(all);
    else await move(run, undefined, async () => fastest);
  });
}

/** Behind the commands that came before, if the run is still there; resolves when it is over. */
const inTurn = (run: number, work: (loop: Loop) => Promise<void>): Promise<void> =>
  new Promise((resolve) => {
    enqueue(run, async () => {
      try {
        if (current?.run === run) await work(current.loop);
      } finally {
        resolve();
      }
    });
  });

/**
 * The present run goes on from where it is, on the engine that is chosen while it rests. Its snapshot of this moment goes
 * out before anything is trained on, so that whoever takes the run up does so on the engine that trained it.
 */
async function move(
  run: number,
  phase: MovablePhase | undefined,
  choose: () => Promise<EngineKind>,
): Promise<void> {
  const memory = await current?.loop.suspend();
  current = null;
  if (!memory) return;
  const { spec } = memory.now;
  const kind = await choose();
  await begin(
    run,
    spec,
    spec.models.map(() => kind),
    memory,
    phase,
  );
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
    engines ??= createEngines({
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
      await begin(to, kept.memory.now.spec, kept.engines, kept.memory);
    }),
  train: ({ run }) => tell(run, (loop) => loop.train()),
  pause: ({ run }) => tell(run, (loop) => loop.pause()),
  oneUpdate: ({ run, count }) => tell(run, (loop) => loop.oneUpdate(count)),
  change: ({ run, field, value }) => tell(run, (loop) => loop.change(field, value)),
  rollBack: ({ run, clipNorm }) => tell(run, (loop) => loop.rollBack(clipNorm)),
  pullTrace: ({ run }) => {
    lookedBy(run).isPulled = true;
    tell(run, (loop) => loop.pullTrace());
  },
  needs: ({ run, profiles, forecast, terms }) => {
    const needs = { profiles, forecast, terms };
    lookedBy(run).needs = needs;
    tell(run, (loop) => loop.needs(needs));
  },
};

export const receive = (command: Command): void => dispatch(handlers, command);
