import type { Commands, Needs } from "../trainer/protocol.ts";

/** Between a trace and the request for the next one, in milliseconds: about eight a second. */
const traceEvery = 100;

/** What panels on screen ask of the present run's worker. */
export interface Demand {
  need(wants: Partial<Needs>): void;
  pullTrace(): void;
  /** The next trace, a little after the last. */
  pullTraceLater(): void;
  /** Tells a worker that has just been given the run what is looked at. */
  begin(): void;
  dispose(): void;
}

/** @param send reaches the worker as soon as it knows the present run; before that it does nothing. */
export function createDemand(
  send: <K extends "needs" | "pullTrace">(type: K, command: Commands[K]) => void,
): Demand {
  let needs: Needs = { profiles: true, forecast: false, terms: false };
  let due: ReturnType<typeof setTimeout> | undefined;
  const pullTrace = () => send("pullTrace", {});
  return {
    pullTrace,
    need: (wants) => {
      needs = { ...needs, ...wants };
      send("needs", needs);
    },
    pullTraceLater: () => {
      clearTimeout(due);
      due = setTimeout(pullTrace, traceEvery);
    },
    begin: () => {
      // Without forecasts and terms a worker begins by itself.
      if (needs.forecast || needs.terms) send("needs", needs);
      pullTrace();
    },
    dispose: () => clearTimeout(due),
  };
}
