/** What the page knows so far: the worker's events, folded. */

import type { Event, Events, KnownEngine, SelfCheckResult, TimingSize } from "../../device-page/protocol.ts";
import type { Formed, Phrase } from "../../lib/phrase.ts";

export interface DeviceState {
  readonly facts: Events["facts"] | null;
  readonly opened: Events["opened"] | null;
  /** By the engine's id. */
  readonly checks: Readonly<Record<string, readonly SelfCheckResult[]>>;
  readonly timings: Readonly<Record<string, Readonly<Partial<Record<TimingSize, Events["timed"]>>>>>;
  readonly refusals: Readonly<Record<string, Formed>>;
  readonly task: Task | null;
  readonly crash: Phrase | null;
}

export interface Task {
  readonly kind: "check" | "time";
  readonly progress: Events["progress"] | null;
  /** Milliseconds of the page's clock: at the first progress, and at the newest. */
  readonly since: number;
  readonly at: number;
}

export type Action =
  | { readonly type: "event"; readonly event: Event; readonly at: number }
  | { readonly type: "begun"; readonly kind: Task["kind"]; readonly at: number }
  | { readonly type: "stopped" }
  | { readonly type: "crashed"; readonly message: Phrase };

export const nothingKnown: DeviceState = {
  facts: null,
  opened: null,
  checks: {},
  timings: {},
  refusals: {},
  task: null,
  crash: null,
};

export function reduce(state: DeviceState, action: Action): DeviceState {
  switch (action.type) {
    case "begun": {
      const task: Task = { kind: action.kind, progress: null, since: action.at, at: action.at };
      return action.kind === "check" ? { ...state, checks: {}, task } : { ...state, task };
    }
    case "stopped":
      return { ...state, task: null };
    case "crashed":
      return { ...state, task: null, crash: action.message };
    case "event":
      return told(state, action.event, action.at);
  }
}

function told(state: DeviceState, event: Event, at: number): DeviceState {
  switch (event.type) {
    case "facts":
      return { ...state, facts: event };
    case "opened":
      return { ...state, opened: event };
    case "progress": {
      const { task } = state;
      if (!task) return state;
      return { ...state, task: { ...task, progress: event, since: task.progress ? task.since : at, at } };
    }
    case "checked": {
      const { engine, result } = event;
      return { ...state, checks: { ...state.checks, [engine]: [...(state.checks[engine] ?? []), result] } };
    }
    case "timed": {
      const { engine, size } = event;
      const timings = { ...state.timings[engine], [size]: event };
      return { ...state, timings: { ...state.timings, [engine]: timings } };
    }
    case "refused":
      return { ...state, refusals: { ...state.refusals, [event.engine]: event.reason } };
    case "idle":
      return { ...state, task: null };
  }
}

/** Engines with a column in the tables: those that run here. */
export const columnsOf = ({ facts, refusals }: DeviceState): readonly KnownEngine[] =>
  (facts?.engines ?? []).filter(({ id, obstacle }) => obstacle === null && refusals[id] === undefined);

/** Milliseconds left of the task, at the pace so far; null before anything is done. */
export function timeLeft({ progress, since, at }: Task): number | null {
  if (!progress || progress.done === 0) return null;
  return ((at - since) / progress.done) * (progress.of - progress.done);
}

/** The worst error of results that all agree; null if one does not. */
export const worstOfAll = (results: readonly SelfCheckResult[]): number | null =>
  failing(results).length > 0 ? null : Math.max(0, ...results.map(({ worstError }) => worstError));

/** Refusing a network is no fault. */
export const failing = (results: readonly SelfCheckResult[]): readonly SelfCheckResult[] =>
  results.filter(({ outcome }) => outcome === "differs" || outcome === "threw");
