import { inForceAt, withChange, withChangesUntil, withValue } from "../experiment/describe.ts";
import type { Change, ExperimentSpec } from "../experiment/spec.ts";
import type { FieldValue } from "../lib/fields.ts";

/** A run's settings, shown and as its link holds them. */
export interface Settings {
  readonly spec: ExperimentSpec;
  readonly base: ExperimentSpec;
}

/** The present run as its link holds it: the settings at its start, and the changes made since. */
export interface LinkSpec {
  readonly base: ExperimentSpec;
  /** Settings that move no weight are taken from what is shown, the rest from the start of the run. */
  linked(shown: ExperimentSpec): ExperimentSpec;
  /** Another run is the present one. */
  become(base: ExperimentSpec): void;
  /** Replaces the value at the start. */
  edit(field: string, value: FieldValue): void;
  /** A setting was touched that starts another run: from here on what is shown is not this run's. */
  touch(shown: ExperimentSpec): void;
  /** Of the run that is left: as it was before a setting was touched. */
  leave(shown: ExperimentSpec): Settings;
  /** A change in force from now on replaces what was planned for that field. @returns whether it was planned. */
  record(change: Change): boolean;
  /**
   * The run went back. @returns the settings in force then, where what is shown is this run's: null where it is the start of
   * another one.
   */
  goBackTo(update: number, shown: ExperimentSpec): ExperimentSpec | null;
}

const isSame = (a: Change, b: Change): boolean =>
  a.field === b.field && a.update === b.update && a.value === b.value;

export function createLinkSpec(opened: ExperimentSpec): LinkSpec {
  let base = opened;
  /** What was in force before a setting was touched whose run has not started yet. */
  let touched: Settings | null = null;
  const linked = (shown: ExperimentSpec): ExperimentSpec => {
    const { view, training } = shown;
    const { updates, stopWhenSolved } = training;
    return { ...base, view, training: { ...base.training, updates, stopWhenSolved } };
  };
  return {
    get base() {
      return base;
    },
    linked,
    become: (next) => {
      base = next;
      touched = null;
    },
    edit: (field, value) => {
      base = withValue(base, field, value);
    },
    touch: (shown) => {
      touched ??= { spec: shown, base: linked(shown) };
    },
    leave: (shown) => {
      const left = touched ?? { spec: shown, base: linked(shown) };
      touched = null;
      return left;
    },
    record: (change) => {
      // Told again after going back, or by the link itself: later ones stay.
      if (base.changes.some((planned) => isSame(planned, change))) return true;
      base = withChange(base, change);
      if (touched) touched = { ...touched, base: withChange(touched.base, change) };
      return false;
    },
    goBackTo: (update, shown) => {
      base = withChangesUntil(base, update);
      if (!touched) return inForceAt(linked(shown), update);
      const cut = withChangesUntil(touched.base, update);
      touched = { spec: inForceAt(cut, update), base: cut };
      return null;
    },
  };
}
