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
  /** In order of update. */
  list(): readonly Snapshot[];
  readonly bytes: number;
  /** The kept moment nearest to an update; of two, the earlier. */
  nearest(update: number): Snapshot | null;
  /** The kept moment that is so many places after the nearest one (before it, if negative); the end where there are none. */
  step(update: number, places: number): Snapshot | null;
  /** Forgets what came after an update. */
  goBackTo(update: number): void;
  /** From now on there is this much room. */
  limit(bytes: number): void;
}

export function createKeptMoments(room = mostBytes, from: readonly Snapshot[] = []): KeptMoments {
  let moments = from.map((snapshot) => ({ snapshot, bytes: bytesOf(snapshot) }));
  let most = room;
  let bytes = moments.reduce((sum, one) => sum + one.bytes, 0);

  function thin(): void {
    while (bytes > most && moments.length > 2) {
      let [gone, least] = [1, Number.POSITIVE_INFINITY];
      for (let k = 1; k < moments.length - 1; k++) {
        const [before, after] = [moments[k - 1], moments[k + 1]];
        const gap = (after?.snapshot.update ?? 0) - (before?.snapshot.update ?? 0);
        if (gap < least) [gone, least] = [k, gap];
      }
      bytes -= moments[gone]?.bytes ?? 0;
      moments.splice(gone, 1);
    }
  }

  const indexNear = (update: number): number =>
    moments.reduce((best, { snapshot }, k) => {
      const known = moments[best]?.snapshot.update ?? Number.POSITIVE_INFINITY;
      return Math.abs(snapshot.update - update) < Math.abs(known - update) ? k : best;
    }, 0);
  const at = (k: number): Snapshot | null =>
    moments[Math.min(moments.length - 1, Math.max(0, k))]?.snapshot ?? null;

  return {
    add: (snapshot) => {
      const k = moments.findIndex((one) => one.snapshot.update >= snapshot.update);
      const own = { snapshot, bytes: bytesOf(snapshot) };
      const old = moments[k]?.snapshot.update === snapshot.update ? moments[k] : undefined;
      moments.splice(k < 0 ? moments.length : k, old ? 1 : 0, own);
      bytes += own.bytes - (old?.bytes ?? 0);
      thin();
    },
    list: () => moments.map(({ snapshot }) => snapshot),
    get bytes() {
      return bytes;
    },
    nearest: (update) => at(indexNear(update)),
    step: (update, places) => at(indexNear(update) + places),
    goBackTo: (update) => {
      moments = moments.filter(({ snapshot }) => snapshot.update <= update);
      bytes = moments.reduce((sum, one) => sum + one.bytes, 0);
    },
    limit: (bytesLeft) => {
      most = bytesLeft;
      thin();
    },
  };
}
