import type { StoreApi } from "zustand/vanilla";
import { createExaminerClient, type ExaminerClient } from "../examiner/client.ts";
import type { Event, Want } from "../examiner/protocol.ts";
import { asData, phrase } from "../lib/phrase.ts";
import { isCountedState } from "../model/counted.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import { type RunRecord, recordExamined } from "./run-record.ts";
import type { AppState } from "./state.ts";

/** A run at one of its snapshots. */
export interface Moment {
  readonly record: RunRecord;
  readonly snapshot: Snapshot;
}

/** Asks the examiner what open panels need, of the newest snapshot, one examination at a time. */
export interface Examining {
  /** A panel that needs this is on screen; what no visible panel needs is not computed. @returns what ends it. */
  need(want: Want): () => void;
  /** There may be something new to look at: a snapshot, another run, another sequence. */
  look(): void;
  dispose(): void;
}

/**
 * While a run trains, an examination is followed by a rest of so many times its own length: the examiner has a thread of its own, but
 * where there are two cores it takes them from training. Ten leave more than 90 % of a core.
 */
const restTimes = 10;
/** At least, in milliseconds: panels are not repainted more often than is seen. */
const leastRest = 120;

export interface ExaminingOptions {
  readonly state: StoreApi<AppState>;
  /** What is to be looked at; null while there is nothing. */
  readonly moment: () => Moment | null;
  readonly assetBase: string;
  readonly open?: typeof createExaminerClient;
}

export function createExamining({
  state,
  moment,
  assetBase,
  open = createExaminerClient,
}: ExaminingOptions): Examining {
  const wanted = new Map<Want, number>();
  let client: ExaminerClient | null = null;
  /** The run that the worker has opened. */
  let opened: number | null = null;
  let asked: { readonly id: number; readonly key: string; readonly record: RunRecord } | null = null;
  let answered = "";
  let ids = 0;
  let due: ReturnType<typeof setTimeout> | undefined;
  /** While it trains, nothing of the present is asked before; in milliseconds. */
  let restsUntil = 0;

  const wants = () => [...wanted].flatMap(([want, count]) => (count > 0 ? [want] : []));

  function end(): void {
    client?.end();
    client = null;
    opened = null;
    asked = null;
  }

  /** Looks again after the least rest, and after the rest that training is left. */
  function rest(milliseconds: number): void {
    restsUntil = performance.now() + restTimes * milliseconds;
    clearTimeout(due);
    due = setTimeout(look, leastRest);
  }

  const hear = (event: Event): void => {
    const question = asked;
    if (!question || event.id !== question.id) return;
    asked = null;
    answered = question.key;
    recordExamined(question.record, event.type === "examined" ? event : event.message);
    rest(event.type === "examined" ? event.milliseconds : 0);
  };

  function look(): void {
    clearTimeout(due);
    const now = moment();
    if (!now) return;
    const { record } = now;
    const snapshot = record.lookedAt ?? now.snapshot;
    // Of the present the trainer gives a trace; of what is past nobody else can.
    const all = [...wants(), ...(record.lookedAt && !wants().includes("trace") ? (["trace"] as const) : [])];
    if (all.length === 0) return;
    // What is under way is of another run: nobody waits for it.
    if (asked && asked.record !== record) end();
    if (asked) return;
    const { spec, walkedBack } = state.getState();
    const { probe } = spec.view;
    const backward = all.includes("backward") ? walkedBack : null;
    const key = [record.id, snapshot.update, probe, ...all, ...Object.values(backward ?? {})].join(" ");
    if (key === answered) return;
    // Whoever asks: a snapshot comes several times a second. What is looked back at is waited for by somebody.
    const left = restsUntil - performance.now();
    if (left > 0 && record.lookedAt === null && state.getState().run.phase === "training") {
      due = setTimeout(look, left);
      return;
    }
    client ??= open(hear, (why) => {
      if (asked)
        recordExamined(
          asked.record,
          phrase`The instruments stopped: ${typeof why === "string" ? asData(why) : why}.`,
        );
      end();
    });
    if (opened !== record.id) client.send({ type: "open", run: record.id, spec: record.spec, assetBase });
    opened = record.id;
    const id = ++ids;
    asked = { id, key, record };
    client.send({
      type: "examine",
      ...{ run: record.id, id, probe },
      spec: snapshot.spec,
      update: snapshot.update,
      // Slots are of no use there.
      models: snapshot.models.map(({ state: own }) => (isCountedState(own) ? own : { ...own, slots: {} })),
      wants: all,
      withTerms: record.lookedAt !== null,
      backward,
    });
  }

  const leave = state.subscribe((now, before) => {
    const isOther = now.spec.view.probe !== before.spec.view.probe || now.walkedBack !== before.walkedBack;
    if (isOther || now.run.phase !== before.run.phase) look();
  });
  return {
    need: (want) => {
      wanted.set(want, (wanted.get(want) ?? 0) + 1);
      look();
      return () => {
        wanted.set(want, (wanted.get(want) ?? 1) - 1);
      };
    },
    look,
    dispose: () => {
      clearTimeout(due);
      leave();
      end();
    },
  };
}
