import type { StoreApi } from "zustand/vanilla";
import type { ExperimentSpec } from "../experiment/spec.ts";
import { saidBy } from "../lib/said.ts";
import { type Message, message } from "../text/message.ts";
import type { Autosave } from "./autosave.ts";
import { identityOf, isByHand, type KeptRuns } from "./kept-runs.ts";
import type { RunRecord } from "./run-record.ts";
import type { Session } from "./session.ts";
import type { AppState } from "./state.ts";
import type { TabLock } from "./tab-lock.ts";

/** A tab that was reloaded may let go of its run a little after the new page asks; milliseconds between two looks. */
const looks = [0, 300, 1_000, 3_000];

/** Kept runs of the experiment that is opened: the newest that no living tab has is offered. */
export interface ResumeOffers {
  /** Looks for one, and puts it into the state; never rejects. */
  look(spec: ExperimentSpec): Promise<void>;
  /** The offered run takes the place of the untrained one; never rejects. */
  goOn(): Promise<void>;
  /** The offered run is forgotten. */
  startAnew(): void;
  dispose(): void;
}

export interface ResumeOffersOptions {
  readonly state: StoreApi<AppState>;
  readonly session: Session;
  readonly runs: KeptRuns;
  readonly tabLock: TabLock;
  readonly autosave: Autosave;
  /** The run goes on: its moments come back after it. */
  readonly onGoOn?: (record: RunRecord, id: string) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function createResumeOffers({
  state,
  session,
  runs,
  tabLock,
  autosave,
  onGoOn,
  now = Date.now,
}: ResumeOffersOptions): ResumeOffers {
  const { getState: get, setState: set } = state;

  /** What the controls showed when the offer was made: another setting is another experiment. */
  let shown = "";
  const withdraw = state.subscribe(({ offer, run, spec }, before) => {
    if (!offer || offer !== before.offer) return;
    const isOther = spec !== before.spec && identityOf(spec) !== shown;
    if (isOther || offer.run !== run.id || !session.isUntouched(run.id)) set({ offer: null });
  });

  /** Id of the newest entry if it is free; once there is no more to wait for, of the newest that is. */
  async function find(experiment: string, isLast: boolean): Promise<string | null | "none"> {
    const ids = await runs.of(experiment);
    const free = await tabLock.free(ids);
    if (ids[0] === undefined || (isLast && free.length === 0)) return "none";
    return free[0] === ids[0] || isLast ? (free[0] ?? null) : null;
  }

  return {
    look: async (spec) => {
      const experiment = identityOf(spec);
      const run = get().run.id;
      const isLoading = () =>
        get().run.id === run && get().run.phase === "preparing" && get().record?.id !== run;
      while (isLoading()) await sleep(50);
      try {
        for (const [k, wait] of looks.entries()) {
          if (wait > 0) await sleep(wait);
          const id = await find(experiment, k === looks.length - 1);
          if (id === "none") return;
          const kept = id && (await runs.get(id));
          if (!session.isUntouched(run)) return;
          if (!kept) continue;
          const { update, savedAt } = kept;
          shown = identityOf(get().spec);
          set({
            offer: {
              id: kept.id,
              run,
              update,
              state: kept.state,
              seconds: Math.max(0, (now() - savedAt) / 1000),
            },
          });
          return;
        }
      } catch {
        // Forbidden: there is nothing to offer, and it is told once there is something to keep.
      }
    },
    goOn: async () => {
      const { offer, run } = get();
      if (!offer) return;
      set({ offer: null });
      const tell = (notice: Message) => session.summary.renew({ notice });
      try {
        if (!(await tabLock.take(offer.id))) {
          tell(message("takenElsewhere"));
          return;
        }
        const kept = await runs.get(offer.id);
        const plans = get().record?.plans ?? [];
        const [{ takeUp }, { readSnapshot }] = await Promise.all([
          import("./branches.ts"),
          import("../trainer/snapshot-file.ts"),
        ]);
        const read = kept && (await readSnapshot(kept.file, () => Promise.resolve(plans)));
        const keptFirst = kept?.forkedFrom ? await runs.get(kept.forkedFrom.id) : null;
        if (!session.isUntouched(run.id)) return;
        if (!kept || !read?.ok) {
          tell(message("notKept", read?.ok === false ? read.reason : null));
          return;
        }
        const { record, first } = takeUp(session, kept, read.snapshot, keptFirst);
        if (first && keptFirst) autosave.adopt(first, keptFirst);
        // What was kept by hand stays as it is: the run goes on in an entry of its own.
        if (!isByHand(kept)) autosave.adopt(record, kept);
        onGoOn?.(record, kept.id);
      } catch (error) {
        tell(message("notKept", saidBy(error)));
      }
    },
    startAnew: () => {
      const { offer } = get();
      if (!offer) return;
      set({ offer: null });
      // Another tab may go on with it by now: then it is that tab's.
      const forget = async () => {
        if (!isByHand(offer) && (await tabLock.take(offer.id))) await runs.remove(offer.id);
      };
      void forget().catch(() => undefined);
    },
    dispose: withdraw,
  };
}
