import { withChange } from "../experiment/describe.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import type { RunRecord } from "./run-record.ts";

const known = new WeakMap<Snapshot, { readonly changes: string; readonly snapshot: Snapshot }>();

/**
 * A snapshot with what was changed since at its own update. While a run rests, gates are held and settings changed without a new
 * snapshot: the weights stay, but the network that uses them is another one. The same object for the same changes.
 */
export function withChangesSince(snapshot: Snapshot, changes: RunRecord["changes"]): Snapshot {
  const own = changes.filter(({ update }) => update <= snapshot.update);
  const key = JSON.stringify(own);
  const found = known.get(snapshot);
  if (found?.changes === key) return found.snapshot;
  const made = { ...snapshot, spec: own.reduce(withChange, snapshot.spec) };
  known.set(snapshot, { changes: key, snapshot: made });
  return made;
}

/** The moment that panels show: the one that is looked back at, as it was then, else the newest, as it is now. */
export const shownMoment = (
  { lookedAt, changes }: Pick<RunRecord, "lookedAt" | "changes">,
  newest: Snapshot | null,
): Snapshot | null => lookedAt ?? (newest && withChangesSince(newest, changes));
