import type { StoreApi } from "zustand/vanilla";
import type { TrainerClient } from "../trainer/client.ts";
import type { Commands } from "../trainer/protocol.ts";
import type { AppState } from "./state.ts";

/** So long may the worker say nothing before the page speaks of it, in milliseconds. */
export const silenceAfter = 10_000;
/** As many usual updates may pass without a word. */
const usualTimes = 4;
/** Commands that the worker answers, at once or after what it is computing. */
const answered: ReadonlySet<keyof Commands> = new Set([
  ...(["configure", "resume", "train", "oneUpdate", "rollBack"] as const),
]);

/** Tells the state when the worker has left a question without an answer for too long, instead of waiting silently. */
export interface SilenceWatch {
  /** The client, whose questions are watched. */
  around(client: TrainerClient): TrainerClient;
  /** The worker said something, and the state knows it. */
  heard(): void;
}

/** @param isWanted whether training is to go on. */
export function watchSilence(state: StoreApi<AppState>, isWanted: () => boolean): SilenceWatch {
  let due: ReturnType<typeof setTimeout> | undefined;
  const say = (isSilent: boolean) => {
    const { run } = state.getState();
    if (run.isSilent !== isSilent) state.setState({ run: { ...run, isSilent } });
  };
  const stop = () => {
    clearTimeout(due);
    due = undefined;
  };
  const wait = () => {
    const { updatesPerSecond } = state.getState().run;
    const patience = Math.max(
      silenceAfter,
      updatesPerSecond > 0 ? (usualTimes * 1000) / updatesPerSecond : 0,
    );
    const began = Date.now();
    due = setTimeout(() => {
      due = undefined;
      // A machine that slept, or a page that was frozen: what the worker said meanwhile may still be on its way.
      if (Date.now() - began > 1.5 * patience) wait();
      else say(true);
    }, patience);
  };
  return {
    around: (client) => ({
      prepare: client.prepare,
      send: (type, run, command) => {
        client.send(type, run, command);
        if (answered.has(type) && due === undefined) wait();
      },
      get generation() {
        return client.generation;
      },
      end: () => {
        stop();
        say(false);
        client.end();
      },
    }),
    heard: () => {
      stop();
      say(false);
      const { phase } = state.getState().run;
      if (isWanted() || phase === "preparing" || phase === "training") wait();
    },
  };
}
