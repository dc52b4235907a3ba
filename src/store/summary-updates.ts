import type { StoreApi } from "zustand/vanilla";
import type { Said } from "../text/message.ts";
import { createRate } from "./rate.ts";
import type { Failure, RunSummary } from "./run-summary.ts";
import type { AppState } from "./state.ts";
import { progressOf } from "./summary.ts";

/** At most this often is the summary of a running training renewed, in milliseconds. */
const summaryEvery = 100;

/** Where the present run stands, for whoever reads the state. */
export interface SummaryUpdates {
  /** Puts the record's progress into the summary, and `change` beside it. */
  renew(change?: Partial<RunSummary>): void;
  renewSoon(): void;
  /** The run broke, of no model's doing. @param lastGood update of the newest snapshot. */
  fail(code: Failure["code"], message: Said, lastGood: number | null): void;
  noteRate(update: number): void;
  resetRate(): void;
  dispose(): void;
}

export function createSummaryUpdates({ getState: get, setState: set }: StoreApi<AppState>): SummaryUpdates {
  const rate = createRate();
  let due: ReturnType<typeof setTimeout> | undefined;

  function renew(change: Partial<RunSummary> = {}): void {
    clearTimeout(due);
    due = undefined;
    const { run, record, spec } = get();
    if (!record) {
      set({ run: { ...run, ...change } });
      return;
    }
    const updatesPerSecond = rate.perSecond() || run.updatesPerSecond;
    record.updatesPerSecond = updatesPerSecond;
    set({ run: { ...run, ...progressOf(record, spec.training.updates, updatesPerSecond), ...change } });
  }

  return {
    renew,
    fail: (code, message, lastGood) => {
      const update = get().record?.update ?? 0;
      const failure = { code, message, update, model: null, gradientNorm: null, lastGood };
      renew({ phase: "failed", failure });
    },
    renewSoon: () => {
      due ??= setTimeout(renew, summaryEvery);
    },
    noteRate: (update) => rate.note(update, performance.now()),
    resetRate: () => rate.reset(),
    dispose: () => clearTimeout(due),
  };
}
