import type { StoreApi } from "zustand/vanilla";
import { createExaminerClient, type ExaminerClient } from "../examiner/client.ts";
import {
  type Event,
  isTextNeed,
  type KernelMoment,
  type Need,
  type OverRun,
  type TextNeed,
  textNeeds,
  type Want,
} from "../examiner/protocol.ts";
import { asData, type Formed, phrase } from "../lib/phrase.ts";
import { isCountedState } from "../model/counted.ts";
import type { OwnSequence } from "../tasks/own-sequence.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import { createOwedMoments } from "./owed-moments.ts";
import { ownOf } from "./own-sequence.ts";
import { recordConfused } from "./record-confused.ts";
import { type RunRecord, recordExamined, recordHorizons, recordSpectra } from "./run-record.ts";
import { shownMoment } from "./shown-moment.ts";
import type { AppState } from "./state.ts";
import { recordText } from "./text-answers.ts";
import { type TextQuestion, textQuestions } from "./text-questions.ts";

/** A run at one of its snapshots. */
export interface Moment {
  readonly record: RunRecord;
  readonly snapshot: Snapshot;
}

/** Asks the examiner what open panels need, of the newest snapshot, one examination at a time. */
export interface Examining {
  /** A panel that needs this is on screen; what no visible panel needs is not computed. @returns what ends it. */
  need(want: Need): () => void;
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

/** What the examiner gets of a snapshot: slots only where they are of use. */
const momentOf = ({ spec, update, models }: Snapshot, withSlots: boolean): KernelMoment => ({
  ...{ spec, update },
  models: models.map(({ state }) => (withSlots || isCountedState(state) ? state : { ...state, slots: {} })),
});

/** In the order in which they are served. */
const overRun = ["horizons", "spectra"] as const satisfies readonly OverRun[];

/**
 * What takes turns: an examination of the moment, the answers to all held-out sequences, a few points of lines over the run, each need
 * about text.
 */
const turns = ["examine", "confusion", "lines", ...textNeeds] as const;
type Turn = (typeof turns)[number];
const isOverRun = (need: Need): need is OverRun => overRun.some((one) => one === need);

const untrained = new WeakMap<Snapshot, Snapshot>();

/** Before a run begins, a setting that acts during it is no change of the run: what is shown is what it begins with. */
function settingsOf({ run, spec }: AppState, snapshot: Snapshot): Snapshot {
  if (run.phase !== "ready" || snapshot.update > 0) return snapshot;
  const { optimizer, training } = spec;
  const known = untrained.get(snapshot);
  if (known?.spec.optimizer === optimizer && known.spec.training === training) return known;
  const made = { ...snapshot, spec: { ...snapshot.spec, optimizer, training } };
  untrained.set(snapshot, made);
  return made;
}

/** What an instrument says in place of numbers. */
function recordWhy(record: RunRecord, text: TextQuestion | null, why: Formed): void {
  if (text) {
    const { need, update, ask } = text;
    recordText(record, { need, update, ask, answer: why });
  } else recordExamined(record, why);
}

export function createExamining({
  state,
  moment,
  assetBase,
  open = createExaminerClient,
}: ExaminingOptions): Examining {
  const wanted = new Map<Need, number>();
  const owed = { spectra: createOwedMoments(), horizons: createOwedMoments() };
  /** The held-out sequence whose horizons are owed: of another one all are. */
  let owedProbe: number | null = null;
  let client: ExaminerClient | null = null;
  /** The run that the worker has opened. */
  let opened: number | null = null;
  let asked: {
    readonly id: number;
    readonly turn: Turn;
    /** Null of anything else. */
    readonly text: TextQuestion | null;
    /** Null of lines over the run. */
    readonly key: string | null;
    readonly record: RunRecord;
    readonly own: OwnSequence | null;
  } | null = null;
  const answered = new Map<Turn, string>();
  /** What was served last. All take turns: each could keep the examiner busy alone while a run trains. */
  let served: Turn = "symbols";
  /** By need about text, what somebody asked for last: a new wish is waited for. */
  const wishes = new Map<TextNeed, string>();
  let ids = 0;
  let due: ReturnType<typeof setTimeout> | undefined;
  /** While it trains, nothing of the present is asked before; in milliseconds. */
  let restsUntil = 0;

  const isWanted = (need: Need) => (wanted.get(need) ?? 0) > 0;
  const wants = () =>
    [...wanted.keys()].filter(
      (need): need is Want => !isOverRun(need) && !isTextNeed(need) && need !== "confusion" && isWanted(need),
    );
  const wantedAboutText = () =>
    [...wanted.keys()].filter((need): need is TextNeed => isTextNeed(need) && isWanted(need));

  /** The line that owes points next, with the moments that they are of. */
  function owing(record: RunRecord, probe: number): { of: OverRun; moments: readonly Snapshot[] } | null {
    if (owedProbe !== probe) owed.horizons = createOwedMoments();
    owedProbe = probe;
    for (const of of overRun) {
      if (!isWanted(of)) continue;
      // Those of moments that were looked at are known.
      const points = of === "horizons" ? record.horizons.filter((point) => point.probe === probe) : [];
      const known = new Set(points.map(({ update }) => update));
      const moments = owed[of].missing(record, ({ update }) => known.has(update));
      if (moments.length > 0) return { of, moments };
    }
    return null;
  }

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
    served = question.turn;
    if (question.key !== null) answered.set(question.turn, question.key);
    if (event.type === "spectra" || event.type === "horizons") {
      if (event.type === "spectra") recordSpectra(question.record, event.moments);
      else if (event.probe === owedProbe) recordHorizons(question.record, event.probe, event.moments);
      owed[event.type].took(event.moments.length, event.milliseconds);
    } else if (event.type === "text") {
      if (event.answer) recordText(question.record, event.answer);
    } else if (question.turn === "confusion")
      recordConfused(question.record, event.type === "examined" ? event : event.message);
    else if (event.type === "examined") recordExamined(question.record, event, question.own);
    else recordWhy(question.record, question.text, event.message);
    rest(event.type === "failed" ? 0 : event.milliseconds);
  };

  function look(): void {
    clearTimeout(due);
    const now = moment();
    if (!now) return;
    const { record } = now;
    const snapshot = shownMoment(record, settingsOf(state.getState(), now.snapshot)) ?? now.snapshot;
    // Of the present the trainer gives a trace; of what is past nobody else can.
    const { spec, walkedBack, typed } = state.getState();
    const own = ownOf(record, typed);
    const isTraced = (record.lookedAt || own) && !wants().includes("trace");
    const all = [...wants(), ...(isTraced ? (["trace"] as const) : [])];
    // What is under way is of another run: nobody waits for it.
    if (asked && asked.record !== record) end();
    if (asked) return;
    const { probe } = spec.view;
    const line = owing(record, probe);
    const backward = all.includes("backward") ? walkedBack : null;
    // Whatever is changed at the same update, such as a gate that is held, makes another network or another next update.
    const { optimizer, training, changes } = snapshot.spec;
    const made = changes.filter(({ update }) => update <= snapshot.update);
    const ofMoment = [record.id, snapshot.update, made];
    const key = JSON.stringify([ofMoment, probe, optimizer, training, all, backward, own && typed]);
    const ofConfusion = JSON.stringify(ofMoment);
    const texts = textQuestions(record, snapshot, wantedAboutText(), state.getState().textAsk);
    const isDue = {
      examine: all.length > 0 && answered.get("examine") !== key,
      confusion: isWanted("confusion") && answered.get("confusion") !== ofConfusion,
      lines: line !== null,
    };
    const isOpen = (turn: Turn): boolean =>
      isTextNeed(turn)
        ? texts.some(({ need, key }) => need === turn && answered.get(turn) !== key)
        : isDue[turn];
    const after = turns.indexOf(served) + 1;
    const waitedFor = texts.find(({ need, wish }) => wishes.get(need) !== wish);
    // Whoever types does not wait for hundreds of sequences.
    const isOwnDue = own !== null && own !== record.trace?.own && isDue.examine;
    const first = waitedFor?.need ?? (isOwnDue ? "examine" : undefined);
    const turn = first ?? [...turns.slice(after), ...turns.slice(0, after)].find(isOpen);
    if (turn === undefined) return;
    // Whoever asks: a snapshot comes several times a second. What is looked back at is waited for by somebody.
    const left = restsUntil - performance.now();
    if (left > 0 && !first && record.lookedAt === null && state.getState().run.phase === "training") {
      due = setTimeout(look, left);
      return;
    }
    client ??= open(hear, (why) => {
      const said = phrase`The instruments stopped: ${typeof why === "string" ? asData(why) : why}.`;
      if (asked) recordWhy(asked.record, asked.text, said);
      end();
    });
    if (opened !== record.id) client.send({ type: "open", run: record.id, spec: record.spec, assetBase });
    opened = record.id;
    const id = ++ids;
    const run = record.id;
    if (isTextNeed(turn)) {
      const text = texts.find(({ need }) => need === turn) as TextQuestion;
      asked = { id, turn, text, key: text.key, record, own: null };
      wishes.set(turn, text.wish);
      client.send({ type: "text", run, id, ...text.command() });
      return;
    }
    if (turn === "lines" && line) {
      asked = { id, turn, text: null, key: null, record, own: null };
      owed[line.of].asked(line.moments);
      const moments = line.moments.map((one) => momentOf(one, false));
      if (line.of === "spectra") client.send({ type: "spectra", run, id, moments });
      else client.send({ type: "horizons", run, id, probe, moments });
      return;
    }
    if (turn === "confusion") {
      asked = { id, turn, text: null, key: ofConfusion, record, own: null };
      client.send({
        type: "examine",
        ...{ run, id, probe, ...momentOf(snapshot, false) },
        ...{ wants: ["confusion"], withTerms: false, backward: null },
      });
      return;
    }
    asked = { id, turn, text: null, key, record, own };
    client.send({
      type: "examine",
      ...{ run, id, probe, own: own?.sample ?? null, ...momentOf(snapshot, all.includes("next")) },
      wants: all,
      withTerms: record.lookedAt !== null || own !== null,
      backward,
    });
  }

  const leave = state.subscribe((now, before) => {
    // A change while a run rests brings no snapshot.
    const isOther = (["spec", "walkedBack", "textAsk", "typed"] as const).some(
      (part) => now[part] !== before[part],
    );
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
