import { networkState } from "../model/counted.ts";
import type { Snapshot } from "../trainer/protocol.ts";

/** Bytes that the moments of one run may take, and those of a run that was put aside. */
export const mostBytes = 64 * 2 ** 20;
export const asideBytes = 8 * 2 ** 20;

const sizeOfMap = (values: ReadonlyMap<string, { readonly byteLength: number }>): number =>
  [...values.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);

/** Bytes of a snapshot's arrays; the rest is small beside them. */
export const bytesOf = ({ models }: Snapshot): number =>
  models.reduce((sum, { state }) => {
    const network = networkState(state);
    if (!network) return sum + ("tables" in state ? sizeOfMap(state.tables) : 0);
    const slots = Object.values(network.slots).reduce((all, slot) => all + sizeOfMap(slot), 0);
    return sum + sizeOfMap(network.weights) + slots;
  }, 0);

/**
 * The moments of a run that can be returned to: exact, since each is a snapshot. Where they need more room than there is, those go that
 * leave the smallest gap, so that what stays is spread evenly over the run; the first and the newest stay.
 */
export interface KeptMoments {
  /** A moment at an update that is kept already takes its place. */
  add(snapshot: Snapshot): void;
  /**
   * A moment that was written down earlier comes back. It is left where the run has one of that update again, or went back before it
   * since this list was made.
   */
  restore(snapshot: Snapshot): void;
  /** In order of update. */
  list(): readonly Snapshot[];
  readonly bytes: number;
  /** The kept moment nearest to an update; of two, the earlier. */
  nearest(update: number): Snapshot | null;
  /** The newest kept moment that is not after an update. */
  before(update: number): Snapshot | null;
  /** The kept moment that is so many places after the nearest one (before it, if negative); the end where there are none. */
  step(update: number, places: number): Snapshot | null;
  /** Forgets what came after an update. */
  goBackTo(update: number): void;
  /** From now on there is this much room. */
  limit(bytes: number): void;
}

/** What a moment takes. */
export interface Sized {
  readonly update: number;
  readonly bytes: number;
}

/** Takes out of a list, in order of update, what leaves the smallest gap, until the rest fits; the first and the newest stay. */
export function thin(moments: Sized[], most: number): void {
  let bytes = moments.reduce((sum, one) => sum + one.bytes, 0);
  while (bytes > most && moments.length > 2) {
    let [gone, least] = [1, Number.POSITIVE_INFINITY];
    for (let k = 1; k < moments.length - 1; k++) {
      const gap = (moments[k + 1] as Sized).update - (moments[k - 1] as Sized).update;
      if (gap < least) [gone, least] = [k, gap];
    }
    bytes -= (moments[gone] as Sized).bytes;
    moments.splice(gone, 1);
  }
}

interface Own extends Sized {
  readonly snapshot: Snapshot;
}

export function createKeptMoments(): KeptMoments {
  let moments: Own[] = [];
  let most = mostBytes;
  /** The earliest update that the run went back to. */
  let wentBackTo = Number.POSITIVE_INFINITY;

  function add(snapshot: Snapshot, replaces: boolean): void {
    const { update } = snapshot;
    const k = moments.findIndex((one) => one.update >= update);
    const isKnown = moments[k]?.update === update;
    if (isKnown && !replaces) return;
    moments.splice(k < 0 ? moments.length : k, isKnown ? 1 : 0, {
      update,
      snapshot,
      bytes: bytesOf(snapshot),
    });
    thin(moments, most);
  }

  const indexNear = (update: number): number =>
    moments.reduce((best, one, k) => {
      const known = moments[best]?.update ?? Number.POSITIVE_INFINITY;
      return Math.abs(one.update - update) < Math.abs(known - update) ? k : best;
    }, 0);
  const at = (k: number): Snapshot | null =>
    moments[Math.min(moments.length - 1, Math.max(0, k))]?.snapshot ?? null;

  return {
    add: (snapshot) => add(snapshot, true),
    restore: (snapshot) => {
      if (snapshot.update <= wentBackTo) add(snapshot, false);
    },
    list: () => moments.map(({ snapshot }) => snapshot),
    get bytes() {
      return moments.reduce((sum, one) => sum + one.bytes, 0);
    },
    nearest: (update) => at(indexNear(update)),
    before: (update) => moments.findLast((one) => one.update <= update)?.snapshot ?? null,
    step: (update, places) => at(indexNear(update) + places),
    goBackTo: (update) => {
      wentBackTo = Math.min(wentBackTo, update);
      moments = moments.filter((one) => one.update <= update);
    },
    limit: (bytesLeft) => {
      most = bytesLeft;
      thin(moments, most);
    },
  };
}
