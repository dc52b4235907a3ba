import type { Snapshot } from "../trainer/protocol.ts";
import type { RunRecord } from "./run-record.ts";

/** At most at once, and about how long they may take together, in milliseconds. */
const mostAtOnce = 8;
const wantedMs = 150;
/** A line over updates has no more points than this at first; more come while the run goes on. */
const mostPoints = 200;

/** Of which kept moments of a run a line over it still owes its points. */
export interface OwedMoments {
  /** The next few, spread over the run; empty where all are known. The newest comes first. */
  missing(record: RunRecord, isKnown?: (moment: Snapshot) => boolean): readonly Snapshot[];
  /** They have been asked for: whatever comes of it, they are not missing any more. */
  asked(moments: readonly Snapshot[]): void;
  took(moments: number, milliseconds: number): void;
}

export function createOwedMoments(): OwedMoments {
  // A run that went back makes other snapshots of the same updates.
  const known = new WeakSet<Snapshot>();
  let atOnce = 1;
  return {
    missing: ({ moments }, isKnown = () => false) => {
      const all = moments.list();
      const every = Math.ceil(all.length / mostPoints);
      const candidates = all.filter((_, k) => (all.length - 1 - k) % every === 0);
      const left = candidates.filter((one) => !known.has(one) && !isKnown(one)).reverse();
      const count = Math.min(atOnce, left.length);
      return Array.from({ length: count }, (_, k) => left[Math.floor((k * left.length) / count)] as Snapshot);
    },
    asked: (moments) => {
      for (const moment of moments) known.add(moment);
    },
    took: (moments, milliseconds) => {
      const each = milliseconds / Math.max(1, moments);
      atOnce = Math.max(1, Math.min(mostAtOnce, Math.floor(wantedMs / Math.max(1, each))));
    },
  };
}
