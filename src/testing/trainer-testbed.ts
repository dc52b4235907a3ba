/** For tests: the real loop on any engine, its events collected; and engines that are late, or get lost. */

import { expect } from "vitest";
import { readAsset } from "../../scripts/data-assets.ts";
import { ContextLost, type Engine, type Member, type Race, type UpdateTelemetry } from "../engine/engine.ts";
import { decode } from "../experiment/link.ts";
import { type ExperimentSpec, prepareTask } from "../experiment/spec.ts";
import { requestOf } from "../model/build.ts";
import type { RaceModel } from "../model/counted.ts";
import { tasks } from "../tasks/index.ts";
import { plansOf } from "../trainer/experiment.ts";
import { createLoop } from "../trainer/loop.ts";
import type { Events, Snapshot } from "../trainer/protocol.ts";
import type { Emit, Loop, RunMemory } from "../trainer/run.ts";
import { sampleText } from "../trainer/sampler.ts";
import { withCounters } from "./counted-racer.ts";

export type Logged = { [K in keyof Events]: { type: K; event: Events[K] } }[keyof Events];

export interface OpenLoop {
  readonly loop: Loop;
  readonly log: readonly Logged[];
  until(seen: (log: readonly Logged[]) => boolean): Promise<void>;
  readonly spec: ExperimentSpec;
  readonly plans: readonly RaceModel[];
}

export interface OpenOptions {
  readonly from?: RunMemory;
  /** Of the run gone on with, if its changes are not those of the link. */
  readonly spec?: ExperimentSpec;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
  readonly onEvent?: (logged: Logged) => void;
  /** Places of the race where a model counts, instead of the network that the link has there. */
  readonly counted?: readonly number[];
  /** Another race of the same experiment. */
  readonly plans?: (plans: readonly RaceModel[]) => readonly RaceModel[];
}

export async function openLoop(engine: Engine, hash: string, options: OpenOptions = {}): Promise<OpenLoop> {
  const decoded = decode(hash);
  expect(decoded.problems).toEqual([]);
  const spec = options.spec ?? decoded.spec;
  const log: Logged[] = [];
  const waiting: (() => void)[] = [];
  const emit: Emit = (type, event) => {
    const logged = { type, event } as Logged;
    log.push(logged);
    options.onEvent?.(logged);
    for (const check of waiting) check();
  };
  const task = await prepareTask(spec, async (name) => readAsset(name));
  const wait = (ms: number) =>
    new Promise<void>((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve)));
  const request = requestOf(task.io, tasks[spec.task.kind].loss, spec.training);
  const made = withCounters(plansOf(spec, task), options.counted ?? [], request);
  const plans = options.plans?.(made) ?? made;
  const now = options.now ?? (() => performance.now());
  const loop = createLoop({ engine, spec, task, plans, emit, now, wait, sampleText, from: options.from });
  const until = (seen: (log: readonly Logged[]) => boolean) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (seen(log)) resolve();
      };
      waiting.push(check);
      check();
    });
  await loop.start();
  return { loop, log, until, spec, plans };
}

export const eventsOf = <K extends keyof Events>(log: readonly Logged[], type: K): Events[K][] =>
  log.filter((entry) => entry.type === type).map((entry) => entry.event as Events[K]);

export const curve = (log: readonly Logged[], model = 0): number[] =>
  eventsOf(log, "metrics").flatMap(({ models }) => [...(models[model]?.loss ?? [])]);

export const phase = (name: Events["phase"]["phase"]) => (log: readonly Logged[]) =>
  eventsOf(log, "phase").at(-1)?.phase === name;

export const failed = (log: readonly Logged[]) => eventsOf(log, "failed").length > 0;

export const snapshotsIn = (log: readonly Logged[]): Snapshot[] =>
  eventsOf(log, "snapshot").map(({ snapshot }) => snapshot);

/** Trains to the end. */
export async function trainedLoop(engine: Engine, hash: string, options: OpenOptions = {}) {
  const opened = await openLoop(engine, hash, options);
  opened.loop.train();
  await opened.until(phase("finished"));
  return { ...opened, losses: curve(opened.log) };
}

/** An engine whose races are made of those of another. */
const withRaces = (inner: Engine, depth: number, wrap: (race: Race) => Race): Engine => ({
  ...inner,
  depth,
  createRace: (models) => wrap(inner.createRace(models)),
});

export interface Late {
  readonly engine: Engine;
  /** The most updates that were ever under way. */
  mostUnderWay(): number;
}

/**
 * An engine that takes `depth` updates at a time and does one thing after the other, while its answers arrive late and
 * out of phase: a later one may be there before an earlier one. After an update that was not applied it applies none
 * until `restore`. @param slowly what a read of the weights waits for besides.
 */
export function lateEngine(inner: Engine, depth: number, slowly?: () => Promise<void>): Late {
  let underWay = 0;
  let most = 0;
  let turn = 0;
  const late = async <T>(answer: Promise<T>): Promise<T> => {
    const ms = [9, 1, 4, 0, 12, 2, 0][turn++ % 7] as number;
    const value = await answer;
    await new Promise((resolve) => setTimeout(resolve, ms));
    return value;
  };
  const wrap = (race: Race): Race => {
    let chain: Promise<unknown> = Promise.resolve();
    let broken: readonly UpdateTelemetry[] | null = null;
    const next = <T>(work: () => T | Promise<T>): Promise<T> => {
      const done = chain.then(work);
      chain = done.catch(() => undefined);
      return done;
    };
    const members = race.members.map(
      (member): Member => ({
        plan: member.plan,
        evaluate: (batch) => late(next(() => member.evaluate(batch))),
        trace: (batch, initial) => late(next(() => member.trace(batch, initial))),
        read: async () => {
          const state = late(next(() => member.read()));
          await slowly?.();
          return state;
        },
        restore: (state) => {
          void next(() => {
            broken = null;
            member.restore(state);
          });
        },
        hold: (values) => {
          void next(() => member.hold(values));
        },
      }),
    );
    return {
      members,
      update: async (batch, settings, want) => {
        underWay++;
        most = Math.max(most, underWay);
        const results = await late(
          next(async () => {
            if (broken) return broken.map((telemetry) => ({ ...telemetry, applied: false }));
            const made = await race.update(batch, settings, want);
            if (made.some(({ applied }) => !applied)) broken = made;
            return made;
          }),
        );
        underWay--;
        return results;
      },
      dispose: () => race.dispose(),
    };
  };
  return { engine: withRaces(inner, depth, wrap), mostUnderWay: () => most };
}

/** An engine whose device goes away with the `at`-th update of a race: from then on every promise rejects. */
export function losingEngine(inner: Engine, at: number): Engine {
  const wrap = (race: Race): Race => {
    let updates = 0;
    const lost = () => updates >= at;
    // Asked after the work too: an answer that was on its way is lost with the device.
    const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
      if (lost()) throw new ContextLost();
      const value = await work();
      if (lost()) throw new ContextLost();
      return value;
    };
    return {
      members: race.members.map((member) => ({
        plan: member.plan,
        evaluate: (batch) => guarded(() => member.evaluate(batch)),
        trace: (batch, initial) => guarded(() => member.trace(batch, initial)),
        read: () => guarded(() => member.read()),
        restore: (state) => member.restore(state),
        hold: (values) => member.hold(values),
      })),
      update: (batch, settings, want) => {
        updates++;
        return guarded(() => race.update(batch, settings, want));
      },
      dispose: () => race.dispose(),
    };
  };
  return withRaces(inner, inner.depth, wrap);
}
