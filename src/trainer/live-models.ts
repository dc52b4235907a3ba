import { cells } from "../cells/index.ts";
import type { Engine, Member, NetworkState, Race } from "../engine/engine.ts";
import { clampsOf } from "../experiment/clamp-fields.ts";
import { layersOf, type ModelSpec } from "../experiment/spec.ts";
import { planLike } from "../model/build.ts";
import { stateInUse, wholeState } from "../model/held-state.ts";
import { inOtherSense, layersInOtherSense } from "../model/other-sense.ts";
import { heldValuesOf, type Plan, scansOf } from "../model/plan.ts";
import type { Weights } from "../model/weights.ts";
import type { OptimizerKind } from "../optimizers/index.ts";
import type { Weighted } from "./evaluator.ts";

/**
 * The models of a run, whose gates may be held and freed while it goes on. A held gate has no weights on the engine; here
 * they wait, with their optimizer's slots, and states are whole both ways: a snapshot does not depend on what is held.
 */
export interface LiveModels {
  /** As they race now: their plans and weights are without those of held gates. */
  networks(): readonly Member[];
  /** With all their weights, in the layout of the free models, and with their gates in the sense of the start. */
  readonly whole: readonly Pick<Member, "read" | "restore">[];
  /** Norms are in the order of the free models' parameters; one that is not in use has 0. */
  update: Race["update"];
  /** Whether other gates are held than these models say, or at other values. */
  differs(models: readonly ModelSpec[]): boolean;
  /**
   * Holds and frees gates, and turns those of the other sense. Nothing may be under way. @returns the models that were turned.
   * @throws RangeError as `Engine.createRace` does.
   */
  follow(models: readonly ModelSpec[]): Promise<readonly Turned[]>;
  dispose(): void;
}

/** A model with a gate in the other sense: what it computed with, and what it does now. */
export interface Turned {
  readonly model: number;
  readonly before: Weighted;
  readonly after: Weighted;
}

export interface LiveModelsOptions {
  readonly engine: Engine;
  readonly optimizer: OptimizerKind;
  /** Of the free models. */
  readonly plans: readonly Plan[];
  /** As at the start of the run: the sense of gates in whole states. */
  readonly base: readonly ModelSpec[];
  /** As they are to race first. */
  readonly models: readonly ModelSpec[];
  /** Of the free models. */
  readonly weights: readonly Weights[];
}

interface Entry {
  readonly plan: Plan;
  /** Of all weights, also those in use: as they were when the gates were held. */
  readonly whole: NetworkState;
  /** Layers with a gate in another sense than at the start. */
  readonly turned: readonly number[];
}

/** What may change while a run goes on. */
const inForce = (models: readonly ModelSpec[]): string =>
  JSON.stringify(
    models.map((model) =>
      layersOf(model).map(({ cell, values }) => [
        values[cells[cell].mirror?.field ?? ""],
        ...clampsOf(cell, values),
      ]),
    ),
  );

/** By scan: the gates that are held. */
const heldIn = (plan: Plan): string =>
  JSON.stringify(scansOf(plan).map(({ held }) => held.map(({ gate }) => gate)));

/** One network serves both: the same gates are held, if not at the same values. */
const isAlike = (a: Plan, b: Plan): boolean => heldIn(a) === heldIn(b);

/** @throws RangeError as `Engine.createRace` does. */
export function createLiveModels({
  engine,
  optimizer,
  plans: freePlans,
  base,
  models: first,
  weights,
}: LiveModelsOptions): LiveModels {
  const freePlan = (m: number) => freePlans[m] as Plan;
  const entryOf = (models: readonly ModelSpec[], m: number, whole: NetworkState): Entry => ({
    plan: planLike(freePlan(m), models[m] as ModelSpec),
    whole,
    turned: layersInOtherSense(base[m] as ModelSpec, models[m] as ModelSpec),
  });
  const turn = (state: NetworkState, { turned }: Entry, m: number): NetworkState =>
    inOtherSense(state, freePlan(m), turned, optimizer);
  const isFree = ({ plan }: Entry, m: number) => isAlike(plan, freePlan(m));
  const inUse = (entry: Entry, m: number) => {
    const all = turn(entry.whole, entry, m);
    return isFree(entry, m) ? all : stateInUse(all, freePlan(m), entry.plan);
  };
  const raceOf = (of: readonly Entry[]) =>
    engine.createRace(of.map((entry, m) => ({ plan: entry.plan, weights: inUse(entry, m).weights })));

  let following = first;
  let entries = weights.map((own, m) => entryOf(first, m, { updates: 0, weights: own, slots: {} }));
  let race = raceOf(entries);
  const entryAt = (m: number) => entries[m] as Entry;

  const whole = freePlans.map((free, m) => ({
    read: async () => {
      const entry = entryAt(m);
      const state = await (race.members[m] as Member).read();
      const all = isFree(entry, m) ? state : wholeState(state, entry.plan, free, turn(entry.whole, entry, m));
      return turn(all, entry, m);
    },
    restore: (state: NetworkState) => {
      entries = entries.map((entry, other) => (other === m ? { ...entry, whole: state } : entry));
      race.members[m]?.restore(inUse(entryAt(m), m));
    },
  }));

  return {
    networks: () => race.members.map((member, m) => ({ ...member, plan: entryAt(m).plan })),
    whole,
    update: async (batch, settings, want) => {
      const running = entries;
      const results = await race.update(batch, settings, want);
      return results.map((result, m) => {
        const entry = running[m] as Entry;
        if (isFree(entry, m)) return result;
        const { params } = entry.plan;
        const normAt = ({ path }: { readonly path: string }) =>
          result.parameterNorms[params.findIndex((param) => param.path === path)] ?? 0;
        return { ...result, parameterNorms: Float32Array.from(freePlan(m).params, normAt) };
      });
    },
    differs: (models) => models !== following && inForce(models) !== inForce(following),
    follow: async (models) => {
      const states = await Promise.all(whole.map((member) => member.read()));
      const next = states.map((state, m) => entryOf(models, m, state));
      const weighted = (entry: Entry, m: number): Weighted => ({
        plan: entry.plan,
        weights: inUse({ ...entry, whole: states[m] as NetworkState }, m).weights,
      });
      const isTurned = (entry: Entry, m: number) => `${entry.turned}` !== `${entryAt(m).turned}`;
      const turned = next.flatMap((entry, m): Turned[] =>
        isTurned(entry, m) ? [{ model: m, before: weighted(entryAt(m), m), after: weighted(entry, m) }] : [],
      );
      const isKept = next.every((entry, m) => isAlike(entry.plan, entryAt(m).plan) && !isTurned(entry, m));
      following = models;
      entries = next;
      if (!isKept) {
        race.dispose();
        race = raceOf(next);
      }
      for (const [m, entry] of next.entries()) {
        const member = race.members[m] as Member;
        member.restore(inUse(entry, m));
        member.hold(heldValuesOf(entry.plan));
      }
      return turned;
    },
    dispose: () => race.dispose(),
  };
}
