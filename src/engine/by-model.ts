/** Which engine trains each network of a race. One takes all of them where that is no loss; else each has the best that takes it. */
import { type Formed, inTurn, phrase } from "../lib/phrase.ts";
import type { Chooser, Measured, Trial } from "./choose.ts";
import type { Engine, EngineKind } from "./engine.ts";

export interface ModelChoice {
  /** By network. */
  readonly engines: readonly Engine[];
  /** In the order of the engines. `reason` says why an engine could train none of the models. */
  readonly measured: readonly Measured[];
  /** By model: why it is not on the engine that was asked for, or that others are on; null if there is nothing to say. */
  readonly reasons: readonly (Formed | null)[];
}

/** Models that race on one engine. */
interface Group {
  readonly models: readonly number[];
  readonly wanted: EngineKind | null;
}

/** Why an engine does not take a model; null if it does. */
function refusalOf(engine: Engine | undefined, { models }: Trial, m: number): Formed | null {
  const plan = models[m]?.plan;
  const support = engine && plan ? engine.supports(plan) : null;
  return support && !support.ok ? support.reason : null;
}

/**
 * Models whose wanted engine takes them have it. The others stay together if a fused engine takes them all, so that a race runs on
 * one engine, timed with all its models, wherever it can. Else the fused engine that takes the most of them has those, and so on; what
 * none takes is left for the reference.
 */
function groupsOf(
  engines: readonly Engine[],
  trial: Trial,
  wanted: readonly (EngineKind | null)[],
): readonly Group[] {
  const takes = (engine: Engine, m: number) => refusalOf(engine, trial, m) === null;
  const groups = new Map<EngineKind, number[]>();
  let rest: readonly number[] = trial.models.flatMap((_, m) => {
    const asked = engines.find(({ kind }) => kind === wanted[m]);
    if (!asked || !takes(asked, m)) return [m];
    groups.set(asked.kind, [...(groups.get(asked.kind) ?? []), m]);
    return [];
  });
  const found: Group[] = [...groups].map(([kind, models]) => ({ models, wanted: kind }));
  while (rest.length > 0) {
    const best = engines
      .filter(({ kind }) => kind !== "reference")
      .map((engine) => rest.filter((m) => takes(engine, m)))
      .reduce((most, models) => (models.length > most.length ? models : most), []);
    const models = best.length > 0 ? best : rest;
    found.push({ models, wanted: null });
    rest = rest.filter((m) => !models.includes(m));
  }
  return found;
}

/**
 * @param wanted by model: the engine that it had, or that the experiment asks for; null: the fastest
 * @throws RangeError as `Chooser.choose`
 */
export async function chooseByModel(
  chooser: Chooser,
  engines: readonly Engine[],
  trial: Trial,
  wanted: readonly (EngineKind | null)[],
): Promise<ModelChoice> {
  const groups = groupsOf(engines, trial, wanted);
  const choices: {
    readonly models: readonly number[];
    readonly chosen: Engine;
    readonly measured: readonly Measured[];
  }[] = [];
  for (const { models, wanted } of groups) {
    const part =
      models.length === trial.models.length
        ? trial
        : { ...trial, models: models.map((m) => trial.models[m] as Trial["models"][number]) };
    choices.push({ models, ...(await chooser.choose(engines, part, wanted)) });
  }
  const [first] = choices;
  // Models that count only: no engine is asked for anything.
  if (!first) return { engines: [], measured: [], reasons: [] };
  const byModel = trial.models.map(
    (_, m) => (choices.find(({ models }) => models.includes(m)) ?? first).chosen,
  );
  if (choices.length === 1)
    return { engines: byModel, measured: first.measured, reasons: byModel.map(() => null) };
  const largest = choices.reduce((most, one) => (one.models.length > most.models.length ? one : most));
  return {
    engines: byModel,
    measured: engines.map((engine, e) =>
      merged(
        engine,
        trial,
        choices.map(({ measured }) => measured[e]),
      ),
    ),
    reasons: byModel.map((engine, m) => {
      const asked = engines.find(({ kind }) => kind === wanted[m]) ?? largest.chosen;
      return engine === asked ? null : refusalOf(asked, trial, m);
    }),
  };
}

/** Of an engine beside others: times of parts of a race are none of the race. */
function merged(engine: Engine, trial: Trial, parts: readonly (Measured | undefined)[]): Measured {
  const refused = trial.models.flatMap(({ name, plan }) => {
    const support = engine.supports(plan);
    return support.ok ? [] : [phrase`${name}: ${support.reason}`];
  });
  const { kind, backend, renderer } = engine;
  const one = { kind, backend, renderer, millisecondsPerUpdate: null };
  const isOut = parts.every((part) => part === undefined || part.reason !== null);
  if (isOut) return { ...one, reason: parts[0]?.reason ?? refused[0] ?? null };
  return { ...one, reason: null, ...(refused.length > 0 && { partly: inTurn(refused) }) };
}
