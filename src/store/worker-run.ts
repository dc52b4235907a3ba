import type { TrainerClient } from "../trainer/client.ts";
import type { Commands, Snapshot } from "../trainer/protocol.ts";

/** The present run at the worker: whether it knows the run, what it was asked to do, and what it last gave of it. */
export interface WorkerRun {
  /** Reaches the worker as soon as it knows the run; before that it does nothing. */
  send<K extends keyof Commands>(type: K, command: Commands[K]): void;
  /** The worker knows the run. */
  readonly isKnown: boolean;
  /** Of the worker that knows it. */
  readonly generation: number;
  /** Training was asked for in this run: from here on changes are events of it. The worker draws the same line. */
  readonly begun: boolean;
  /** Training is to go on should the worker have to be replaced. */
  readonly wanted: boolean;
  /** The newest complete snapshot. */
  readonly newest: Snapshot | null;
  /** Another run is the present one, which the worker does not know yet. @param update it has made so many. */
  enter(update: number, snapshot: Snapshot | null): void;
  /** Gives the worker the run, and what it was asked in the meantime. */
  configure(command: Commands["configure"]): void;
  /** Gives it a run that it has the weights of. */
  resume(command: Commands["resume"]): void;
  train(): void;
  pause(): void;
  /** So many of them, one after the other. */
  oneUpdate(count?: number): void;
  rollBack(clipNorm: number): void;
  /** Training came to its end, or failed. */
  rest(): void;
  keep(snapshot: Snapshot): void;
}

/**
 * @param id of the present run.
 * @param onKnown the worker has just been given the run.
 */
export function createWorkerRun(client: TrainerClient, id: () => number, onKnown: () => void): WorkerRun {
  let isKnown = false;
  let generation = 0;
  let begun = false;
  let wanted = false;
  let newest: Snapshot | null = null;
  const send: WorkerRun["send"] = (type, command) => {
    if (isKnown) client.send(type, id(), command);
  };
  function give<K extends "configure" | "resume">(type: K, command: Commands[K]): void {
    isKnown = true;
    generation = client.generation;
    send(type, command);
    onKnown();
  }
  return {
    send,
    get isKnown() {
      return isKnown;
    },
    get generation() {
      return generation;
    },
    get begun() {
      return begun;
    },
    get wanted() {
      return wanted;
    },
    get newest() {
      return newest;
    },
    enter: (update, snapshot) => {
      isKnown = false;
      begun = update > 0;
      wanted = false;
      newest = snapshot;
    },
    configure: (command) => {
      give("configure", command);
      if (wanted) send("train", {});
    },
    resume: (command) => give("resume", command),
    train: () => {
      wanted = true;
      begun = true;
      send("train", {});
    },
    pause: () => {
      wanted = false;
      send("pause", {});
    },
    oneUpdate: (count = 1) => {
      begun = true;
      send("oneUpdate", { count });
    },
    rollBack: (clipNorm) => {
      wanted = true;
      send("rollBack", { clipNorm });
    },
    rest: () => {
      wanted = false;
    },
    keep: (snapshot) => {
      newest = snapshot;
    },
  };
}
