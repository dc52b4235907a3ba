import type { Pipeline } from "./pipeline.ts";

/** Longest wait for an update that is due later, in milliseconds: a command that comes meanwhile takes hold within it. */
const mostWaitMs = 50;

/** Keeps the engine at work: gives it what is to be given, takes what is ready, until there is nothing more to do. */
export interface Pump {
  /** Begins, unless it is going or the run is closing. */
  go(): void;
  /** Resolves once it has stopped; null if it is not going. */
  going(): Promise<void> | null;
  /** Takes the results of everything under way. @throws what the engine throws */
  drain(): Promise<void>;
}

export interface PumpOptions {
  readonly pipeline: Pick<Pipeline, "ready" | "takeReady">;
  /** Resolves after other messages had their turn, at the earliest after `ms`. */
  readonly wait: (ms: number) => Promise<void>;
  /** Of the run: nothing begins unless it is open, and nothing goes on when it is dead. */
  readonly life: () => "open" | "closing" | "dead";
  /** Gives the engine what it takes. */
  readonly submit: () => void;
  /** Milliseconds until there is more to give, however long what is under way takes. */
  readonly dueIn: () => number;
  /** A result was taken: what is to be over before anything else; null if nothing is. */
  readonly after: () => Promise<void> | null;
  /** Nothing is under way: does what is left to do; null if nothing is. @param untilDue waits for what `dueIn` says, or less */
  readonly rest: (untilDue: () => Promise<void>) => Promise<void> | null;
  /** Something came up while it was stopping. */
  readonly isWanted: () => boolean;
  /** It broke, and stops. */
  readonly crash: (error: unknown) => void;
}

export function createPump({
  pipeline,
  wait,
  life,
  submit,
  dueIn,
  after,
  rest,
  isWanted,
  crash,
}: PumpOptions): Pump {
  let going: Promise<void> | null = null;
  const doze = (due: number) => wait(Math.min(due, mostWaitMs));

  /** @param ready the oldest result is there. @returns whether it was taken */
  async function take(ready: Promise<void>): Promise<boolean> {
    const due = dueIn();
    await (due > 0 ? Promise.race([ready, doze(due)]) : ready);
    if (!pipeline.takeReady()) return false;
    const first = after();
    if (first) await first;
    return true;
  }

  async function pump(): Promise<void> {
    while (life() !== "dead") {
      submit();
      const ready = pipeline.ready();
      if (ready) {
        if (!(await take(ready))) continue;
      } else {
        const left = rest(() => doze(dueIn()));
        if (!left) return;
        await left;
      }
      await wait(0);
    }
  }

  function go(): void {
    if (going || life() !== "open") return;
    going = pump()
      .catch(crash)
      .finally(() => {
        going = null;
        if (isWanted()) go();
      });
  }

  return {
    go,
    going: () => going,
    drain: async () => {
      for (let ready = pipeline.ready(); ready; ready = pipeline.ready()) {
        await ready;
        pipeline.takeReady();
      }
    },
  };
}
