/** Most work that may be under way, in milliseconds: a pause and a live change take hold within it. */
const underWayMs = 50;
/** Several results often come at once; their mean says what an update took, the single ones do not. */
const groupOf = 4;
const groupsKept = 7;

/** A machine that slept, or a page that was frozen, computed nothing: longer than this and … */
const sleepMs = 10_000;
/** … than so many updates is sleep. */
const sleepUpdates = 20;
/** Before there was a typical update: compiling may take minutes on software GL. */
const firstMs = 300_000;

/** How many updates may be under way, by how long they have taken. */
export interface InFlight {
  /**
   * @param ms from when the device was free for an update until its result was there.
   * @returns those of them that it can have been computing.
   */
  note(ms: number): number;
  limit(): number;
  /** Milliseconds of an update: the median of the last groups of four; undefined before there is one. */
  typical(): number | undefined;
}

/** @param depth the most that the engine takes. */
export function createInFlight(depth: number): InFlight {
  let group: number[] = [];
  let means: number[] = [];
  let first = true;
  const typical = () => [...means].sort((a, b) => a - b)[Math.floor(means.length / 2)];
  return {
    note: (ms) => {
      const usual = typical();
      if (ms > (usual === undefined ? firstMs : Math.max(sleepMs, sleepUpdates * usual))) return usual ?? 0;
      // The first update compiles the programs.
      if (first) {
        first = false;
        return ms;
      }
      group.push(ms);
      if (group.length < groupOf) return ms;
      means = [...means, group.reduce((sum, one) => sum + one, 0) / groupOf].slice(-groupsKept);
      group = [];
      return ms;
    },
    limit: () => {
      const median = typical();
      // Two keep the device busy while a result travels, however slow the updates are.
      const wanted = median === undefined ? 2 : Math.max(2, Math.floor(underWayMs / median));
      return Math.max(1, Math.min(depth, wanted));
    },
    typical,
  };
}
