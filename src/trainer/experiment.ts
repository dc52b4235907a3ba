import { chooseByModel, type ModelChoice } from "../engine/by-model.ts";
import { type Chooser, type Measured, type Trial, workOf } from "../engine/choose.ts";
import type { Engines, Opened, Others } from "../engine/device.ts";
import type { Engine, EngineKind } from "../engine/engine.ts";
import { engineNames, engineNamesFirst } from "../engine/names.ts";
import { PartRefused } from "../engine/part-refused.ts";
import { type ExperimentSpec, modelNames } from "../experiment/spec.ts";
import { type Formed, inEnglish, inTurn, listOf, phrase } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { Refused, saidBy } from "../lib/said.ts";
import { planLike } from "../model/build.ts";
import { planOf, type RaceModel } from "../model/counted.ts";
import { initialWeights } from "../model/weights.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { trainingBatch } from "./batches.ts";
import type { EngineOption } from "./protocol.ts";

export { plansOf } from "../model/race-plans.ts";

/**
 * The first update of an experiment, as its engine is to compute it: with the gates held that are held at first.
 * @returns of its networks; a model that counts needs no engine.
 */
export function trialOf(spec: ExperimentSpec, task: PreparedTask, plans: readonly RaceModel[]): Trial {
  const { batchSize, clipNorm, seed } = spec.training;
  const root = rngFrom(seed);
  const names = modelNames(spec.models);
  return {
    models: spec.models.flatMap((model, m) => {
      const free = planOf(plans[m]);
      if (!free) return [];
      const plan = planLike(free, model);
      return [{ name: names[m] ?? "", plan, weights: initialWeights(plan, root) }];
    }),
    batch: trainingBatch(task, root, 1, batchSize),
    settings: { optimizer: spec.optimizer, clipNorm, randomKey: { seed, update: 1 } },
  };
}

/** What other people's errors say may end without a full stop. */
const sentence = (said: Formed): Formed => (inEnglish(said).endsWith(".") ? said : phrase`${said}.`);

/** What trains an experiment. */
export interface Chosen<T> {
  /** Of all networks; where they run on several, it is known as the first one's. */
  readonly engine: Engine;
  /** By network. */
  readonly byModel: readonly Engine[];
  /** What `open` made of the experiment on it. */
  readonly opened: T;
  /**
   * Why it is not the one that was asked for, or not on the graphics device, or not one for all models; null if there is nothing to
   * say.
   */
  readonly note: Formed | null;
  /** All engines that this page knows, as far as they were measured. */
  readonly options: readonly EngineOption[];
}

export interface Question {
  readonly trial: Trial;
  /** What the experiment asks for. */
  readonly pinned: EngineKind | "auto";
  /** On which the run has trained so far, by network: another one would go on with other bits. Null: on none. */
  readonly before: readonly EngineKind[] | null;
}

/**
 * From so many multiply-adds an update on SIMD takes longer than anyone waits for WebGL to be proven and timed: some 60 ms
 * of a core at 15 thousand million multiply-adds a second, three times the forward ones.
 */
const largeWork = 3e8;

/** SIMD alone, where an experiment may begin on it at once; else null, and all engines are to be asked. */
export async function openFirst(
  engines: Pick<Engines, "first" | "opened" | "hasGraphics">,
  chooser: Chooser,
  { trial, pinned, before }: Question,
): Promise<Engine | null> {
  const wanted = before ?? (pinned === "auto" ? null : [pinned]);
  if (wanted?.some((kind) => kind !== "wasm")) return null;
  const all = engines.opened();
  // It was timed before: the fastest is known.
  if (all && wanted === null && chooser.knows(all.engines, trial)) return null;
  if (wanted === null && workOf(trial) > largeWork && engines.hasGraphics()) return null;
  const simd = await engines.first();
  return simd && trial.models.every(({ plan }) => simd.supports(plan).ok) ? simd : null;
}

/** One engine that is all of these; of several only few races are. */
async function togetherOn(byModel: readonly Engine[]): Promise<Engine> {
  const [lead] = byModel;
  if (lead && byModel.every((engine) => engine === lead)) return lead;
  return (await import("../engine/mixed.ts")).mixed(byModel);
}

/**
 * The engine for each model of an experiment: the one that the run has had, else the one that it asks for, else the fastest; one for
 * all of them where one takes them all.
 * @param open builds the experiment on an engine.
 * @throws Refused if none takes it.
 */
export async function openExperiment<T>(
  { engines, missing, asked, unopened = [] }: Opened & Partial<Others>,
  chooser: Chooser,
  { trial, pinned, before }: Question,
  open: (engine: Engine) => T,
): Promise<Chosen<T>> {
  const pin = pinned === "auto" ? null : pinned;
  /** Seen only while it was built that the experiment does not fit. */
  const unfit = new Map<Engine, Formed>();
  for (;;) {
    const left = engines.filter((engine) => !unfit.has(engine));
    const isLeft = (kind: EngineKind | null | undefined) => left.some((engine) => engine.kind === kind);
    const wanted = trial.models.map((_, m) => [before?.[m], pin, asked?.kind].find(isLeft) ?? null);
    const choice = await chooseByModel(chooser, left, trial, wanted);
    const { engines: byModel, measured } = choice;
    const [some] = left;
    if (!some) throw new Refused(phrase`No engine could be started.`);
    // Where all models count, the first engine has nothing to do.
    const chosen = byModel.length > 0 ? await togetherOn(byModel) : some;
    let opened: T;
    try {
      opened = open(chosen);
    } catch (error) {
      if (!(error instanceof RangeError) || left.length === 1) throw error;
      unfit.set(error instanceof PartRefused ? error.engine : chosen, saidBy(error));
      continue;
    }
    const options = [
      ...engines.map((engine): EngineOption => {
        const { kind, backend, renderer } = engine;
        const found = measured.find((one) => one.kind === kind && one.backend === backend);
        const none: Measured = { kind, backend, renderer, millisecondsPerUpdate: null, reason: null };
        return { ...(found ?? none), reason: unfit.get(engine) ?? found?.reason ?? null };
      }),
      ...unopened.map((one): EngineOption => ({ ...one, millisecondsPerUpdate: null, reason: null })),
      ...missing.map((one): EngineOption => ({ ...one, renderer: "", millisecondsPerUpdate: null })),
    ];
    const note =
      byModel.length === 0
        ? null
        : choice.engines.every((engine) => engine === chosen)
          ? noteOf(chosen, options, missing, pin, asked)
          : noteOfMixed(trial, choice, pin);
    return { engine: chosen, byModel, opened, options, note };
  }
}

function noteOf(
  { kind }: Engine,
  options: readonly EngineOption[],
  missing: Opened["missing"],
  pin: EngineKind | null,
  asked: Opened["asked"],
): Formed | null {
  const instead = phrase`Training runs on ${engineNames[kind]}.`;
  if (pin !== null && kind !== pin) {
    const reason = options.find((option) => option.kind === pin)?.reason;
    return inTurn([
      phrase`${engineNamesFirst[pin]}, which was requested, cannot run this experiment on this device.`,
      ...(reason ? [sentence(reason)] : []),
      instead,
    ]);
  }
  if (pin === null && asked?.kind === kind) return asked.note;
  // Slower than WebGL or SIMD only because these do not run: whoever looks at the clock should know.
  const reasons =
    kind === "reference" && pin === null
      ? options.filter((option) => option.kind !== "reference" && option.reason !== null)
      : kind === "wasm" && pin === null
        ? options.filter((option) => missing.some((one) => one.kind === option.kind))
        : [];
  const why = reasons.flatMap(({ reason, named }) => named ?? reason ?? []).map(sentence);
  return why.length === 0 ? null : inTurn([...why, instead]);
}

/** "GRU trains on the SIMD engine. LSTM trains on TensorFlow.js: …" */
function noteOfMixed({ models }: Trial, { engines, reasons }: ModelChoice, pin: EngineKind | null): Formed {
  const named = [...new Set(engines)].map((engine) => {
    const own = models.flatMap((model, m) =>
      engines[m] === engine ? [{ ...model, why: reasons[m] ?? null }] : [],
    );
    const isOne = own.length === 1;
    const [which, where] = [listOf(own.map(({ name }) => name)), engineNames[engine.kind]];
    const runs = isOne ? phrase`${which} trains on ${where}` : phrase`${which} train on ${where}`;
    const all = own.flatMap(({ why }) => why ?? []);
    // One sentence where several are refused alike.
    const why = [...new Map(all.map((reason) => [inEnglish(reason), reason])).values()];
    return why.length === 0 ? phrase`${runs}.` : phrase`${runs}: ${inTurn(why.map(sentence))}`;
  });
  const off = models.filter((_, m) => engines[m]?.kind !== pin).map(({ name }) => name);
  return inTurn([
    ...(pin !== null && off.length > 0
      ? [phrase`${engineNamesFirst[pin]}, which was requested, cannot run ${listOf(off)} on this device.`]
      : []),
    ...named,
  ]);
}
