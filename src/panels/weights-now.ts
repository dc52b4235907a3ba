import { type NetworkInUse, networkAt } from "../model/in-use.ts";
import type { RunRecord } from "../store/run-record.ts";
import { shownMoment } from "../store/shown-moment.ts";
import type { Snapshot } from "../trainer/protocol.ts";

const known = new WeakMap<Snapshot, Map<number, NetworkInUse | null>>();

/**
 * A model at the moment that is looked back at, else at the newest snapshot: its plan with the gates that were held then, and the
 * weights that it used. Null of a model that counts, and before there is a snapshot. Made once per snapshot.
 */
export function weightsNow(record: RunRecord, m: number): NetworkInUse | null {
  const { plans } = record;
  const snapshot = shownMoment(record, record.snapshot);
  if (!snapshot) return null;
  const models = known.get(snapshot) ?? new Map<number, NetworkInUse | null>();
  known.set(snapshot, models);
  const found = models.get(m);
  if (found !== undefined) return found;
  const network = networkAt(snapshot.spec, snapshot.update, plans[m], m, snapshot.models[m]?.state);
  models.set(m, network);
  return network;
}
