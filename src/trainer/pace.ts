/** Most work that may be under way, in milliseconds: a pause and a live change take hold within it. */
const underWayMs = 50;
/** Several results often come at once; their mean says what an update took, the single ones do not. */
const groupOf = 4;
const groupsKept = 7;

/** How many updates may be under way, by how long they have taken. */
export interface Pace {
  /** @param ms from when the device was free for an update until its result was there. */
  note(ms: number): void;
  limit(): number;
}

/** @param depth the most that the engine takes. */
export function createPace(depth: number): Pace {
  let group: number[] = [];
  let means: number[] = [];
  let first = true;
  return {
    note: (ms) => {
      // The first update compiles the programs.
      if (first) {
        first = false;
        return;
      }
      group.push(ms);
      if (group.length < groupOf) return;
      means = [...means, group.reduce((sum, one) => sum + one, 0) / groupOf].slice(-groupsKept);
      group = [];
    },
    limit: () => {
      const median = [...means].sort((a, b) => a - b)[Math.floor(means.length / 2)];
      // Two keep the device busy while a result travels, however slow the updates are.
      const wanted = median === undefined ? 2 : Math.max(2, Math.floor(underWayMs / median));
      return Math.max(1, Math.min(depth, wanted));
    },
  };
}
