import type { Chooser, Measured, Trial } from "../engine/choose.ts";
import type { Opened } from "../engine/device.ts";
import type { Engine, EngineKind } from "../engine/engine.ts";
import { rngFrom } from "../lib/rng.ts";
import { type Plan, planLike } from "../model/plan.ts";
import { initialWeights } from "../model/weights.ts";
import { type ExperimentSpec, modelNames } from "../spec/spec.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { trainingBatch } from "./batches.ts";
import type { EngineOption } from "./protocol.ts";

export { plansOf } from "../model/race-plans.ts";

/** The first update of an experiment, as its engine is to compute it: with the gates held that are held at first. */
export function trialOf(spec: ExperimentSpec, task: PreparedTask, plans: readonly Plan[]): Trial {
  const { batchSize, clipNorm, seed } = spec.training;
  const root = rngFrom(seed);
  const names = modelNames(spec.models);
  return {
    models: spec.models.map((model, m) => {
      const plan = planLike(plans[m] as Plan, model);
      return { name: names[m] ?? "", plan, weights: initialWeights(plan, root) };
    }),
    batch: trainingBatch(task, root, 1, batchSize),
    settings: { optimizer: spec.optimizer, clipNorm, draw: { seed, update: 1 } },
  };
}

const spoken: { readonly [kind in EngineKind]: string } = {
  webgl: "the fused WebGL engine",
  wasm: "the SIMD engine",
  reference: "TensorFlow.js",
};
const capital = (sentence: string): string => sentence.replace(/^./, (letter) => letter.toUpperCase());
/** As the first part of a sentence that goes on. */
const clause = (sentence: string): string => sentence.replace(/\.$/, "");

/** What trains an experiment. */
export interface Chosen<T> {
  readonly engine: Engine;
  /** What `open` made of the experiment on it. */
  readonly opened: T;
  /** Why it is not the one that was asked for, or not on the graphics device; null if there is nothing to say. */
  readonly note: string | null;
  /** All engines that this page knows, as far as they were measured. */
  readonly options: readonly EngineOption[];
}

export interface Question {
  readonly trial: Trial;
  /** What the experiment asks for. */
  readonly pinned: EngineKind | "auto";
  /** On which the run has trained so far: another one would go on with other bits. */
  readonly before: EngineKind | null;
}

/**
 * The engine for an experiment: the one that the run has had, else the one that it asks for, else the fastest.
 * @param open builds the experiment on an engine.
 * @throws RangeError with a sentence for people if none takes it.
 */
export async function openExperiment<T>(
  { engines, missing, asked }: Opened,
  chooser: Chooser,
  { trial, pinned, before }: Question,
  open: (engine: Engine) => T,
): Promise<Chosen<T>> {
  const pin = pinned === "auto" ? null : pinned;
  /** Seen only while it was built that the experiment does not fit. */
  const unfit = new Map<Engine, string>();
  for (;;) {
    const left = engines.filter((engine) => !unfit.has(engine));
    const wanted = [before, pin, asked?.kind].find((kind) => left.some((engine) => engine.kind === kind));
    const { chosen, measured } = await chooser.choose(left, trial, wanted ?? null);
    let opened: T;
    try {
      opened = open(chosen);
    } catch (error) {
      if (!(error instanceof RangeError) || left.length === 1) throw error;
      unfit.set(chosen, error.message);
      continue;
    }
    const options = [
      ...engines.map((engine): EngineOption => {
        const { kind, backend, renderer } = engine;
        const found = measured.find((one) => one.kind === kind && one.backend === backend);
        const none: Measured = { kind, backend, renderer, millisecondsPerUpdate: null, reason: null };
        return { ...(found ?? none), reason: unfit.get(engine) ?? found?.reason ?? null };
      }),
      ...missing.map((one): EngineOption => ({ ...one, renderer: "", millisecondsPerUpdate: null })),
    ];
    return { engine: chosen, opened, options, note: noteOf(chosen, options, missing, pin, asked) };
  }
}

function noteOf(
  { kind }: Engine,
  options: readonly EngineOption[],
  missing: Opened["missing"],
  pin: EngineKind | null,
  asked: Opened["asked"],
): string | null {
  const so = `so training runs on ${spoken[kind]}.`;
  const why = (one: EngineKind) => {
    const reason = options.find((option) => option.kind === one)?.reason;
    return reason ? `${clause(reason)}, ` : "";
  };
  if (pin !== null && kind !== pin)
    return `${capital(spoken[pin])}, which was asked for, does not run this here. ${why(pin)}${so}`;
  if (pin === null && asked?.kind === kind) return asked.note;
  // Slower than WebGL or SIMD only because these do not run: whoever looks at the clock should know.
  const reasons =
    kind === "reference" && pin === null
      ? options.filter((option) => option.kind !== "reference" && option.reason !== null)
      : kind === "wasm" && pin === null
        ? options.filter((option) => missing.some((one) => one.kind === option.kind))
        : [];
  const sentence = reasons.map(({ kind: which, reason }) => named(which, reason ?? "")).join(" ");
  return sentence === "" ? null : `${clause(sentence)}, ${so}`;
}

/** "It could not be started" with a name for it. */
const named = (kind: EngineKind, reason: string): string =>
  reason.replace(/^It\b/, capital(spoken[kind])).replace(/\bit computes\b/, `${spoken[kind]} computes`);
