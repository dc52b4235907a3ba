import type { Engine, Member, NetworkState, Race } from "../engine/engine.ts";
import { stateInUse, wholeState } from "../model/held-state.ts";
import { type Plan, planLike } from "../model/plan.ts";
import type { Weights } from "../model/weights.ts";
import { clampsOf } from "../spec/clamp-fields.ts";
import type { ModelSpec } from "../spec/spec.ts";

/**
 * The models of a run, whose gates may be held and freed while it goes on. A held gate has no weights on the engine; here
 * they wait, with their optimizer's slots, and states are whole both ways: a snapshot does not depend on what is held.
 */
export interface Roster {
  /** As they race now: their plans and weights are without those of held gates. */
  networks(): readonly Member[];
  /** With all their weights, in the layout of the free models. */
  readonly whole: readonly Pick<Member, "read" | "restore">[];
  /** Norms are in the order of the free models' parameters; one that is not in use has 0. */
  update: Race["update"];
  /** Whether other gates are held than these models say, or at other values. */
  differs(models: readonly ModelSpec[]): boolean;
  /** Holds and frees gates. Nothing may be under way. @throws RangeError as `Engine.createRace` does. */
  follow(models: readonly ModelSpec[]): Promise<void>;
  dispose(): void;
}

export interface RosterOptions {
  readonly engine: Engine;
  /** Of the free models. */
  readonly plans: readonly Plan[];
  /** With the gates that are held at first. */
  readonly models: readonly ModelSpec[];
  /** Of the free models. */
  readonly weights: readonly Weights[];
}

interface Entry {
  readonly plan: Plan;
  /** Of all weights, also those in use: as they were when the gates were held. */
  readonly whole: NetworkState;
}

const clampsIn = (models: readonly ModelSpec[]): string =>
  JSON.stringify(models.map(({ layers }) => layers.map(({ cell, values }) => [...clampsOf(cell, values)])));

/** Kernels and arrays are the same: what is held, but not at which value. */
const isAlike = (a: Plan, b: Plan): boolean =>
  a.params.length === b.params.length &&
  a.params.every(({ path, size }, p) => b.params[p]?.path === path && b.params[p]?.size === size);

/** @throws RangeError as `Engine.createRace` does. */
export function createRoster({ engine, plans: freePlans, models: first, weights }: RosterOptions): Roster {
  const freePlan = (m: number) => freePlans[m] as Plan;
  const entryOf = (models: readonly ModelSpec[], m: number, whole: NetworkState): Entry => ({
    plan: planLike(freePlan(m), models[m] as ModelSpec),
    whole,
  });
  const isFree = ({ plan }: Entry, m: number) => isAlike(plan, freePlan(m));
  const inUse = (entry: Entry, m: number) =>
    isFree(entry, m) ? entry.whole : stateInUse(entry.whole, freePlan(m), entry.plan);
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
      return isFree(entry, m) ? state : wholeState(state, entry.plan, free, entry.whole);
    },
    restore: (state: NetworkState) => {
      entries = entries.map((entry, other) => (other === m ? { ...entry, whole: state } : entry));
      race.members[m]?.restore(inUse(entryAt(m), m));
    },
  }));

  return {
    networks: () => race.members,
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
    differs: (models) => models !== following && clampsIn(models) !== clampsIn(following),
    follow: async (models) => {
      const states = await Promise.all(whole.map((member) => member.read()));
      const next = states.map((state, m) => entryOf(models, m, state));
      const isKept = next.every(({ plan }, m) => isAlike(plan, entryAt(m).plan));
      following = models;
      entries = next;
      if (!isKept) {
        race.dispose();
        race = raceOf(next);
      }
      for (const [m, entry] of next.entries()) race.members[m]?.restore(inUse(entry, m));
    },
    dispose: () => race.dispose(),
  };
}
