/** An experiment through the page's own loop (src/trainer/loop.ts), in Node. */

import { createChooser } from "../src/engine/choose.ts";
import type { Engine } from "../src/engine/engine.ts";
import { encode } from "../src/experiment/link.ts";
import { type ExperimentSpec, modelNames, prepareTask } from "../src/experiment/spec.ts";
import { inEnglish, phrase } from "../src/lib/phrase.ts";
import { networksOf, planOf, type RaceModel } from "../src/model/counted.ts";
import type { PreparedTask } from "../src/tasks/task.ts";
import { openExperiment, plansOf, trialOf } from "../src/trainer/experiment.ts";
import { createLoop } from "../src/trainer/loop.ts";
import { type Events, type ModelEvaluation, networkMetrics, type Snapshot } from "../src/trainer/protocol.ts";
import type { Emit } from "../src/trainer/run.ts";
import { sampleText } from "../src/trainer/sampler.ts";
import { readAsset } from "./data-assets.ts";
import { type EngineName, openReference, openWasmCrew } from "./train-engine.ts";

/** What a run gave, as `--json` writes it. */
export interface RunReport {
  readonly format: "unrolled-run";
  readonly version: 1;
  /** Of the experiment as it was trained; it opens in the page. */
  readonly link: string;
  readonly outcome: "finished" | "stopped" | "failed";
  /** In a sentence. */
  readonly reason: string;
  /** Updates made. */
  readonly updates: number;
  /** By the clock from the first update made here on, evaluations included. */
  readonly seconds: number;
  readonly engine: Pick<Engine, "kind" | "backend" | "renderer"> & { readonly note: string | null };
  readonly node: string;
  readonly metric: { readonly label: string; readonly unit: string };
  /** The update of the first entry of `loss` and its like. */
  readonly first: number;
  readonly models: readonly {
    readonly name: string;
    readonly parameters: number;
    /** One entry an update: of the training batch before it, float32. Norms are empty for a model that counts. */
    readonly loss: readonly number[];
    readonly gradientNorm: readonly number[];
    readonly clippedNorm: readonly number[];
    readonly evaluations: readonly ({ readonly update: number } & ModelEvaluation)[];
    readonly solvedAt: number | null;
  }[];
}

export interface Progress {
  readonly update: number;
  /** 0: no end. */
  readonly end: number;
  /** By the clock, since the first update made here. */
  readonly seconds: number;
  /** Updates made here. */
  readonly done: number;
  readonly names: readonly string[];
  /** Of the latest update, by model. */
  readonly losses: readonly number[];
}

export interface RunOptions {
  readonly spec: ExperimentSpec;
  /** A run to go on with. */
  readonly from: Snapshot | null;
  /** Null: the one that the experiment asks for, else the fastest. */
  readonly engine: EngineName | null;
  /** Stops when aborted. */
  readonly signal: AbortSignal;
  readonly onEngine: (engine: RunReport["engine"]) => void;
  readonly onProgress: (progress: Progress) => void;
}

export interface RunResult {
  readonly report: RunReport;
  /** Null if it broke before there was anything. */
  readonly snapshot: Snapshot | null;
  readonly plans: readonly RaceModel[];
}

const prepare = (spec: ExperimentSpec): Promise<PreparedTask> =>
  prepareTask(spec, async (name) => readAsset(name));

export const plansFor = async (spec: ExperimentSpec): Promise<readonly RaceModel[]> =>
  plansOf(spec, await prepare(spec));

async function openEngines(name: EngineName, plans: readonly RaceModel[]): Promise<readonly Engine[]> {
  if (name === "reference") return [await openReference()];
  const wasm = await openWasmCrew(name === "wasm");
  const isEnough = networksOf(plans).every((plan) => wasm.supports(plan).ok);
  return isEnough ? [wasm] : [wasm, await openReference()];
}

const now = () => performance.now();
const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve)));

/** @throws RangeError with a sentence for people if no engine takes the experiment. */
export async function runExperiment(options: RunOptions): Promise<RunResult> {
  const { spec, from, signal, onEngine, onProgress } = options;
  const task = await prepare(spec);
  const plans = plansOf(spec, task);
  const names = modelNames(spec.models);
  const asked = spec.training.engine === "reference" ? "reference" : "wasm";
  const name = options.engine ?? asked;
  const engines = await openEngines(name, plans);

  const first = (from?.update ?? 0) + 1;
  const curves = names.map(() => ({
    loss: [] as number[],
    gradientNorm: [] as number[],
    clippedNorm: [] as number[],
    evaluations: [] as ({ readonly update: number } & ModelEvaluation)[],
  }));
  let began = now();
  let end: { readonly outcome: RunReport["outcome"]; readonly reason: string } | null = null;
  let onEnd: () => void = () => undefined;
  const finish = (outcome: RunReport["outcome"], reason: string) => {
    end ??= { outcome, reason };
    onEnd();
  };

  const on: { readonly [K in keyof Events]?: (event: Events[K]) => void } = {
    metrics: ({ first: at, count, models }) => {
      models.forEach((model, m) => {
        const norms = networkMetrics(model);
        curves[m]?.loss.push(...model.loss);
        curves[m]?.gradientNorm.push(...(norms?.gradientNorm ?? []));
        curves[m]?.clippedNorm.push(...(norms?.clippedNorm ?? []));
      });
      const update = at + count - 1;
      onProgress({
        update,
        end: spec.training.updates,
        seconds: (now() - began) / 1000,
        done: update - first + 1,
        names,
        losses: curves.map(({ loss }) => loss.at(-1) ?? Number.NaN),
      });
    },
    evaluation: ({ update, models }) => {
      models.forEach((one, m) => {
        curves[m]?.evaluations.push({ update, ...one });
      });
    },
    failed: ({ message }) => finish("failed", inEnglish(message)),
    phase: ({ phase, reason }) => {
      if (phase === "finished") finish("finished", reason ? inEnglish(reason) : "The run is complete.");
    },
  };
  const emit: Emit = (type, event) => on[type]?.(event);

  const pinned =
    options.engine === null ? spec.training.engine : options.engine === "reference" ? "reference" : "wasm";
  const missing =
    pinned === "webgl"
      ? [{ kind: "webgl", backend: "webgl", reason: phrase`Node has no WebGL.` } as const]
      : [];
  const memory = from ? { now: from, earlier: [], wentBack: false } : undefined;
  const {
    engine,
    note: said,
    opened: loop,
  } = await openExperiment(
    { engines, missing, asked: null },
    createChooser(now),
    { trial: trialOf(spec, task, plans), pinned, before: null },
    (candidate) =>
      createLoop({ engine: candidate, spec, task, plans, emit, now, wait, sampleText, from: memory }),
  );
  const { kind, backend, renderer } = engine;
  const note = said && inEnglish(said);
  onEngine({ kind, backend, renderer, note });

  const ended = new Promise<void>((resolve) => {
    onEnd = resolve;
  });
  const stop = () => finish("stopped", "The run was stopped.");
  loop.needs({ profiles: false, forecast: false, terms: false });
  await loop.start();
  // A snapshot of a finished run says so when it starts: with a later end it goes on all the same.
  end = null;
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  else {
    began = now();
    loop.train();
    await ended;
  }
  signal.removeEventListener("abort", stop);
  const seconds = (now() - began) / 1000;
  const { outcome, reason } = end as unknown as { outcome: RunReport["outcome"]; reason: string };
  const left = await loop.suspend();
  for (const one of engines) one.dispose();
  const snapshot = left?.now ?? null;
  const { label, unit } = task.metric;
  return {
    snapshot,
    plans,
    report: {
      ...({ format: "unrolled-run", version: 1 } as const),
      link: encode(spec),
      ...{ outcome, reason },
      updates: first - 1 + (curves[0]?.loss.length ?? 0),
      seconds,
      engine: { kind, backend, renderer, note },
      node: process.version,
      metric: { label: inEnglish(label), unit },
      first,
      models: curves.map((curve, m) => ({
        name: names[m] ?? "",
        parameters: planOf(plans[m])?.parameterCount ?? 0,
        ...curve,
        solvedAt: curve.evaluations.at(-1)?.solvedAt ?? null,
      })),
    },
  };
}
