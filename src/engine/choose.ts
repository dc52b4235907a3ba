/** Which of a device's engines trains an experiment: the fastest, timed on that experiment itself. */
import type { Batch } from "../lib/batch.ts";
import { type Formed, phrase } from "../lib/phrase.ts";
import { Refused, saidBy } from "../lib/said.ts";
import { traceOracle } from "../model/oracle/run.ts";
import { lossOf, type Plan, scansOf } from "../model/plan.ts";
import type { UpdateSettings } from "../model/results.ts";
import type { Weights } from "../model/weights.ts";
import type { Engine, EngineKind } from "./engine.ts";
import { rendersInSoftware } from "./software.ts";

/** What is to be trained, as the first update will be. */
export interface Trial {
  /** `name` is for people. */
  readonly models: readonly { readonly name: string; readonly plan: Plan; readonly weights: Weights }[];
  readonly batch: Batch;
  readonly settings: UpdateSettings;
}

/** One engine, beside the others. */
export interface Measured {
  readonly kind: EngineKind;
  readonly backend: string;
  readonly renderer: string;
  /** Null where it was not measured. */
  readonly millisecondsPerUpdate: number | null;
  /** Why it cannot train this, in one sentence; null if it can. */
  readonly reason: Formed | null;
  /** The same with the engine's name in place of “it”, where it has that. */
  readonly named?: Formed;
  /** Of a race over several engines: which models it does not take, and why. */
  readonly partly?: Formed;
}

export interface Choice {
  readonly chosen: Engine;
  /** In the order of the engines. */
  readonly measured: readonly Measured[];
}

/** A choice that was timed, with what refused these very models, one by one or together: their sizes, not their kind. */
export interface TimedChoice extends Choice {
  readonly refused: readonly Engine[];
}

/** Milliseconds for the timed updates of all engines together; first updates, which compile, are not counted. */
const budgetMs = 400;
/** For an engine that has no rival: so that there is a number to show. */
const aloneMs = 100;
/** An engine this many times slower than the best is not timed any further. */
const hopeless = 3;
/** A later engine must be faster by this much: what is nearer than that is noise. */
const noise = 0.9;
/** More updates than this make a time no truer. */
const mostUpdates = 120;
/** Beyond this many multiply-adds an update takes too long to be made twice for nothing; the likeliest engine is taken untried. */
const mostMultiplyAdds = 2.5e9;
/** Losses of one update that differ by more than this, relatively, are not rounding. */
const disagreement = 0.01;
/** The oracle settles a disagreement where it needs no more than a second or so. */
const oracleMultiplyAdds = 3e8;

interface Entry {
  readonly engine: Engine;
  ms: number | null;
  reason: Formed | null;
  isRefusal: boolean;
  losses: readonly number[];
}

function refusal(engine: Engine, { models }: Trial): Formed | null {
  for (const { name, plan } of models) {
    const support = engine.supports(plan);
    if (!support.ok) return phrase`${name}: ${support.reason}`;
  }
  return null;
}

/** Times an engine on networks of its own, which are gone afterwards. @throws what the engine throws. */
async function time(
  entry: Entry,
  { models, batch, settings }: Trial,
  now: () => number,
  limitMs: number,
  best: number,
): Promise<void> {
  const { engine } = entry;
  const race = engine.createRace(models);
  try {
    const run = async (updates: number): Promise<number> => {
      const began = now();
      const underWay: Promise<unknown>[] = [];
      for (let n = 0; n < updates; n++) {
        if (underWay.length >= engine.depth) await underWay.shift();
        const update = race.update(batch, settings, { profiles: true });
        // Told where it is awaited; those behind one that rejects tell nobody.
        update.catch(() => undefined);
        underWay.push(update);
      }
      await Promise.all(underWay);
      return now() - began;
    };
    const told = await race.update(batch, settings, { profiles: true });
    entry.losses = told.map(({ loss }) => loss);
    const once = Math.max(await run(1), 0.001);
    entry.ms = once;
    // Alone an update waits for its answer; several under way hide that, at the very best as often as there are.
    if (once / engine.depth > hopeless * best) return;
    const updates = Math.min(mostUpdates, Math.floor(limitMs / once));
    if (updates < 1) return;
    // The best of three parts: a hiccup of the machine is no property of the engine.
    const part = Math.max(Math.min(engine.depth, updates), Math.ceil(updates / 3));
    for (let done = 0; done < updates; done += part) entry.ms = Math.min(entry.ms, (await run(part)) / part);
  } finally {
    race.dispose();
  }
}

const isNumber = ({ losses }: Entry): boolean => losses.every(Number.isFinite);
const agree = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((x, m) => Math.abs(x - (b[m] as number)) <= disagreement * Math.max(Math.abs(x), 1e-6));

const shown = (losses: readonly number[]): string => losses.map((loss) => loss.toPrecision(3)).join(", ");
/** Forward multiply-adds of an update, all models together. */
export const workOf = ({ models }: Trial): number =>
  models.reduce((sum, { plan }) => sum + plan.multiplyAdds, 0);

/** Puts aside what computed nonsense, as far as that can be told: the others, and the oracle, say what is right. */
function distrust(timed: readonly Entry[], trial: Trial): void {
  const finite = timed.filter(isNumber);
  if (finite.length === 0) return;
  for (const entry of timed)
    if (!isNumber(entry))
      entry.reason = phrase`Its first loss was not a number, although another engine computed one.`;
  const [first] = finite;
  const alike = !first || finite.every(({ losses }) => agree(first.losses, losses));
  if (alike || workOf(trial) > oracleMultiplyAdds) return;
  const truth = trial.models.map(({ plan, weights }) => traceOracle(plan, weights, trial.batch).loss);
  if (!finite.some(({ losses }) => agree(truth, losses))) return;
  for (const entry of finite)
    if (!agree(truth, entry.losses))
      entry.reason = phrase`Its first loss was ${shown(entry.losses)}, but 64-bit arithmetic gives ${shown(truth)}.`;
}

/**
 * Those worth timing. Compiling shaders takes seconds where software renders, for an engine that was 14 to 40 times slower
 * than SIMD on the same cores; and the reference's take longer still.
 */
function rivals(able: readonly Entry[]): readonly Entry[] {
  const fused = able.filter(({ engine }) => engine.kind !== "reference");
  const hasSimd = fused.some(({ engine }) => engine.kind === "wasm");
  return fused.filter(
    ({ engine }) => !(hasSimd && engine.kind === "webgl" && rendersInSoftware(engine.renderer)),
  );
}

/**
 * Times the engines that support an experiment and may be the fastest, and takes the one that is. Nothing that was made
 * for timing is left behind.
 * @param engines the likeliest first: it wins where times are alike, or where updates are too long to be tried.
 * @throws RangeError with the last engine's reason if none can train it.
 */
export async function chooseFastest(
  engines: readonly Engine[],
  trial: Trial,
  now: () => number,
): Promise<TimedChoice> {
  const entries = engines.map((engine): Entry => {
    const reason = refusal(engine, trial);
    return { engine, ms: null, reason, isRefusal: reason !== null, losses: [] };
  });
  const able = () => entries.filter(({ reason }) => reason === null);
  const timed = rivals(able());
  const hasRival = timed.length > 1;
  if ((hasRival || timed[0]?.engine.kind === "wasm") && workOf(trial) <= mostMultiplyAdds) {
    const limitMs = hasRival ? budgetMs / timed.length : aloneMs;
    let best = Number.POSITIVE_INFINITY;
    for (const entry of timed)
      try {
        await time(entry, trial, now, limitMs, best);
        best = Math.min(best, entry.ms ?? best);
      } catch (error) {
        entry.ms = null;
        entry.reason = saidBy(error);
        // Each fits and all together do not.
        entry.isRefusal = error instanceof RangeError;
      }
    distrust(
      timed.filter(({ reason }) => reason === null),
      trial,
    );
  }
  const left = timed.filter(({ reason }) => reason === null);
  const [likeliest, ...others] = left.length > 0 ? left : able();
  if (!likeliest) throw new Refused(entries.at(-1)?.reason ?? phrase`No engine could be started.`);
  const { engine: chosen } = others.reduce(
    (best, entry) => (entry.ms !== null && entry.ms < noise * (best.ms ?? 0) ? entry : best),
    likeliest,
  );
  const refused = entries.filter(({ isRefusal }) => isRefusal).map(({ engine }) => engine);
  return { chosen, measured: entries.map(measured), refused };
}

const measured = ({ engine, ms, reason }: Pick<Entry, "engine" | "ms" | "reason">): Measured => ({
  kind: engine.kind,
  backend: engine.backend,
  renderer: engine.renderer,
  millisecondsPerUpdate: reason === null ? ms : null,
  reason,
});

const bucket = (size: number): number => Math.round(Math.log2(size));

/** Equal for experiments that engines do about the same work for: the same cells, sizes within a factor of about 1.5. */
export const classOf = ({ models, settings }: Pick<Trial, "models" | "settings">): string =>
  JSON.stringify([
    settings.optimizer.kind,
    models.map(({ plan }) => [
      plan.input.kind,
      bucket(plan.input.size),
      lossOf(plan).kind,
      bucket(plan.outputs),
      scansOf(plan).map(({ cell, phases, blocks, traced, from, direction, units }) => [
        ...[cell, phases, blocks.recurrentKernel.length, blocks.recurrentBias.length > 0],
        ...[traced, from, direction],
        ...[bucket(units), bucket(plan.batch * plan.steps * units)],
      ]),
    ]),
  ]);

/** Equal for experiments of a class that need the same memory. */
const sizesOf = (trial: Trial): string =>
  JSON.stringify([
    classOf(trial),
    trial.models.map(({ plan }) => [
      ...[plan.batch, plan.steps, plan.input.size, plan.outputs],
      ...scansOf(plan).map(({ units }) => units),
    ]),
  ]);

/** Chooses, and remembers what was measured for each class of experiments. */
export interface Chooser {
  /** @param wanted trains it if it can, and nothing is timed. @throws RangeError as `chooseFastest`. */
  choose(engines: readonly Engine[], trial: Trial, wanted: EngineKind | null): Promise<Choice>;
  /** Whether these engines were timed on such an experiment before, so that a choice takes no time. */
  knows(engines: readonly Engine[], trial: Trial): boolean;
}

/** What timing has shown of a class. What an engine refuses by itself depends on more than the class, and is asked anew. */
interface Known {
  readonly chosen: Engine;
  readonly learnt: readonly Measured[];
  /** Not among those that were timed. */
  readonly refused: readonly Engine[];
}

export function createChooser(now: () => number): Chooser {
  const known = new Map<string, Known>();
  /** Reasons of engines that models fit one by one and not together, by the models' sizes. */
  const jointly = new Map<string, ReadonlyMap<Engine, Formed>>();
  /** What is known of the class, with what the engines say of this very experiment. */
  const recall = (engines: readonly Engine[], trial: Trial, before: Known | undefined) => {
    const together = jointly.get(sizesOf(trial));
    return engines.map((engine) => {
      const same = before?.learnt.find(
        ({ kind, backend }) => kind === engine.kind && backend === engine.backend,
      );
      const reason = refusal(engine, trial) ?? together?.get(engine) ?? same?.reason ?? null;
      return measured({ engine, ms: same?.millisecondsPerUpdate ?? null, reason });
    });
  };
  const keyOf = (engines: readonly Engine[], trial: Trial): string =>
    `${engines.map(({ kind, backend }) => `${kind} ${backend}`).join()} ${classOf(trial)}`;
  return {
    knows: (engines, trial) => known.has(keyOf(engines, trial)),
    choose: async (engines, trial, wanted) => {
      const key = keyOf(engines, trial);
      const before = known.get(key);
      const told = recall(engines, trial, before);
      const may = (candidate: Engine) => told[engines.indexOf(candidate)]?.reason === null;
      const asked = engines.find((engine) => engine.kind === wanted);
      if (asked && may(asked)) return { chosen: asked, measured: told };
      if (before && may(before.chosen) && !before.refused.some(may))
        return { chosen: before.chosen, measured: told };
      const { chosen, measured, refused } = await chooseFastest(engines, trial, now);
      const learnt = measured.filter((_, e) => !refused.includes(engines[e] as Engine));
      known.set(key, { chosen, learnt, refused });
      const together = refused
        .filter((engine) => refusal(engine, trial) === null)
        .flatMap((engine) => {
          const reason = measured[engines.indexOf(engine)]?.reason;
          return reason ? [[engine, reason] as const] : [];
        });
      jointly.set(sizesOf(trial), new Map(together));
      return { chosen, measured };
    },
  };
}
