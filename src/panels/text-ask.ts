/** What the panels of the view Text share: whom they ask about, and which unit and which place of the text are looked at. */
import { useEffect } from "react";
import type { Reading, TextAnswer, TextAsk, TextNeed } from "../examiner/protocol.ts";
import { isFormed, type Phrase } from "../lib/phrase.ts";
import { symbolSign } from "../lib/symbol-sign.ts";
import { rankUnits, unitAt } from "../model/reading.ts";
import { useActions, useApp, useAppState } from "../store/hooks.ts";
import type { RunRecord } from "../store/run-record.ts";
import { choice } from "./choice.ts";
import { useShownLane } from "./shown-model.ts";

export const firstAsk: TextAsk = {
  ...{ model: 0, own: null, part: 0, marker: null, prompt: "" },
  decoding: { kind: "temperature", temperature: 0.7, k: 5 },
  held: null,
};

/** The question as it stands, of the model that is shown. */
export function useTextAsk(): readonly [TextAsk, (change: Partial<TextAsk>) => void] {
  const asked = useApp((app) => app.textAsk);
  const getState = useAppState();
  const { show } = useActions();
  const lane = useShownLane();
  const model = lane ?? 0;
  useEffect(() => {
    const now = getState().textAsk ?? firstAsk;
    if (lane !== null && (getState().textAsk === null || now.model !== lane))
      show({ textAsk: { ...now, model: lane } });
  }, [lane, getState, show]);
  const change = (part: Partial<TextAsk>) =>
    show({ textAsk: { ...(getState().textAsk ?? firstAsk), model, ...part } });
  return [asked ?? firstAsk, change];
}

export type Known<N extends TextNeed> =
  | {
      readonly answer: Exclude<Extract<TextAnswer, { readonly need: N }>["answer"], { readonly key: string }>;
      readonly update: number;
      readonly ask: TextAsk;
    }
  | { readonly why: Phrase };

/** What is known of a need for a model; null while nothing is. */
export function knownText<N extends TextNeed>(
  record: Pick<RunRecord, "text"> | null,
  need: N,
  lane: number | null,
): Known<N> | null {
  const found = record?.text[need];
  if (!found || found.ask.model !== lane) return null;
  const { answer, update, ask } = found;
  return isFormed(answer) ? { why: answer } : ({ answer, update, ask } as Known<N>);
}

/** Symbols of the alphabet by code. */
export const alphabetOf = ({ task }: Pick<RunRecord, "task">): readonly string[] =>
  task.io.input.kind === "tokens" ? task.io.input.symbols : [];

/** A unit of a state of a layer, whatever has been read. */
export interface TextUnit {
  readonly scan: number;
  readonly state: string;
  readonly unit: number;
}

/** The unit that was picked; null: the one that tracks something best. */
export const textUnit = choice<TextUnit | null>(null);
/** The property of which all units are ranked; null: the first of the list. */
export const textProbe = choice<string | null>(null);
/** Places in the text, 0-based: pointed at, and where one stands. */
export const textPlace = choice<{ readonly pointed: number | null; readonly pinned: number }>({
  pointed: null,
  pinned: 0,
});

/** The place that is looked at; null of a text without symbols. */
export const placeIn = (
  reading: Reading,
  { pointed, pinned }: ReturnType<typeof textPlace.now>,
): number | null =>
  reading.tokens.length === 0 ? null : Math.min(pointed ?? pinned, reading.tokens.length - 1);

/** A property and the unit that goes along with it best; null where the text has it nowhere. */
export interface Tracked {
  readonly kind: Reading["correlations"][number]["kind"];
  readonly index: number | null;
  readonly trained: number;
  readonly untrained: number;
  readonly other: number;
}

const tracked = new WeakMap<Reading, readonly Tracked[]>();

/** By property, the unit with the largest |r|; the largest first, those without an r at the end. */
export function trackedBy(reading: Reading): readonly Tracked[] {
  const found = tracked.get(reading);
  if (found) return found;
  const { states, correlations } = reading;
  const all = correlations.map((one): Tracked => {
    const index = rankUnits(states, one, 1)[0]?.index ?? null;
    const at = (values: Float64Array) => (index === null ? Number.NaN : (values[index] ?? Number.NaN));
    return {
      ...{ kind: one.kind, index },
      ...{ trained: at(one.trained), untrained: at(one.untrained), other: at(one.other) },
    };
  });
  const size = ({ trained }: Tracked) => (Number.isFinite(trained) ? Math.abs(trained) : -1);
  const made = all.toSorted((a, b) => size(b) - size(a));
  tracked.set(reading, made);
  return made;
}

/** The property that training has added most of: tracked now, and not by the same unit before. */
function learned(all: readonly Tracked[]): Tracked | undefined {
  const gain = ({ trained, untrained }: Tracked) =>
    Number.isFinite(trained) ? Math.abs(trained) - Math.abs(untrained || 0) : -1;
  return all.toSorted((a, b) => gain(b) - gain(a))[0];
}

/** Place of the chosen unit's state in `reading.states`, and the unit. */
export interface ChosenUnit {
  readonly at: number;
  readonly unit: number;
}

/** The unit that was picked, where the network has it, else the one that has learned most. */
export function chosenTextUnit(reading: Reading, picked: TextUnit | null): ChosenUnit {
  if (picked) {
    const at = reading.states.findIndex(({ scan, state }) => scan === picked.scan && state === picked.state);
    if (at >= 0 && picked.unit < (reading.states[at]?.units ?? 0)) return { at, unit: picked.unit };
  }
  const best = learned(trackedBy(reading))?.index ?? 0;
  return unitAt(reading.states, best);
}

/** Picks a unit; one that is held while text is written is let go of for it. */
export function usePickUnit(): (unit: TextUnit) => void {
  const getState = useAppState();
  const { show } = useActions();
  return (unit) => {
    textUnit.set(unit);
    const asked = getState().textAsk;
    if (asked?.held) show({ textAsk: { ...asked, held: { ...unit, value: asked.held.value } } });
  };
}

/** The layer of a state where there are several layers, else null. */
export const layerShown = ({ states }: Pick<Reading, "states">, at: number): number | null =>
  new Set(states.map(({ layer }) => layer)).size > 1 ? (states[at]?.layer ?? null) : null;

const symbolsOf = new WeakMap<Reading, readonly string[]>();

/** The symbols of a text that was read, one per entry; the same list for the same reading. */
export function readingSymbols(reading: Reading, alphabet: readonly string[]): readonly string[] {
  const found = symbolsOf.get(reading);
  if (found) return found;
  const made = Array.from(reading.tokens, (token) => alphabet[token] ?? "");
  symbolsOf.set(reading, made);
  return made;
}

/** A symbol as it stands in a text: blanks stay blank. */
export const shownSymbol = (symbol: string): string => (symbol === " " ? "\u00a0" : symbolSign(symbol));
