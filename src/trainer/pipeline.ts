/**
 * Work that an engine has been given and whose results have not been taken yet. Results are taken in the order of the
 * calls, whatever the order in which they come.
 */
export interface Pipeline {
  /**
   * Adds work behind all other.
   * @param take gets the result when its turn comes, and the milliseconds that the device had been at it: from when
   * the result before it was there, or from `began` (now) if nothing was under way.
   */
  push<T>(kind: WorkKind, result: Promise<T>, take: (value: T, ms: number) => void, began?: number): void;
  /** Pieces of work of a kind; of all kinds that keep the device busy if none is named. */
  count(kind?: WorkKind): number;
  /** Resolves, never rejects, when the oldest result is there; null if nothing is under way. */
  ready(): Promise<void> | null;
  /**
   * Takes the oldest result if it is there.
   * @throws what its promise rejected with.
   */
  takeReady(): boolean;
  /**
   * Drops everything, and resolves when the engine is done with it.
   * @throws the first rejection.
   */
  discard(): Promise<void>;
}

/** A mark keeps no device busy: it is a place in the order. */
export type WorkKind = "update" | "evaluation" | "trace" | "sample" | "forecast" | "mark";

interface Entry {
  readonly kind: WorkKind;
  readonly done: Promise<void>;
  outcome: { readonly take: () => void } | { readonly error: unknown } | null;
}

/** @param now milliseconds, monotonic. */
export function createPipeline(now: () => number): Pipeline {
  let entries: Entry[] = [];
  /** When the newest result that was taken was there. */
  let freeSince = Number.NEGATIVE_INFINITY;
  return {
    push: (kind, result, take, began = now()) => {
      const entry: Entry = {
        kind,
        // Both outcomes are caught here: a piece of work that is dropped rejects nowhere.
        done: result.then(
          (value) => {
            const came = now();
            const takeIt = () => {
              if (kind === "mark") {
                take(value, 0);
                return;
              }
              const from = Math.max(began, freeSince);
              freeSince = Math.max(came, from);
              take(value, freeSince - from);
            };
            entry.outcome = { take: takeIt };
          },
          (error: unknown) => {
            entry.outcome = { error };
          },
        ),
        outcome: null,
      };
      entries.push(entry);
    },
    count: (kind) => entries.filter((entry) => (kind ? entry.kind === kind : entry.kind !== "mark")).length,
    ready: () => entries[0]?.done ?? null,
    takeReady: () => {
      const outcome = entries[0]?.outcome;
      if (!outcome) return false;
      entries.shift();
      if ("error" in outcome) throw outcome.error;
      outcome.take();
      return true;
    },
    discard: async () => {
      const dropped = entries;
      entries = [];
      await Promise.all(dropped.map(({ done }) => done));
      for (const { outcome } of dropped) if (outcome && "error" in outcome) throw outcome.error;
    },
  };
}
