/** What page and examiner say to each other about text: what units do over it, what a model writes, where symbols lie. */
import type { Formed } from "../lib/phrase.ts";
import type { Neighbours, PrincipalAxes } from "../model/principal-axes.ts";
import type { ProbeCorrelations, TextStates } from "../model/reading.ts";
import type { HeldUnit } from "../model/stepper.ts";

/** reading: units over a text, and what comes next. writing: text that a model writes. symbols: the alphabet in two axes. */
export const textNeeds = ["reading", "writing", "symbols"] as const;
export type TextNeed = (typeof textNeeds)[number];
export const isTextNeed = (need: string): need is TextNeed => textNeeds.some((one) => one === need);

/** How the next symbol is chosen. */
export interface Decoding {
  /** greedy: the most probable. temperature: sampled, logits divided by it. topK: the same among the k most probable. */
  readonly kind: "greedy" | "temperature" | "topK";
  readonly temperature: number;
  readonly k: number;
}

/** What is asked about text, all of it of one model. Each need has its own part of it. */
export interface TextAsk {
  /** Place in the race. */
  readonly model: number;
  /** Text to read; null: the held-out text, … */
  readonly own: string | null;
  /** … of which this part, 0 … parts − 1; beyond the last, the first again. */
  readonly part: number;
  /** Of the probe “after a marker”; null: a comma, or where the alphabet has none, its most frequent symbol. */
  readonly marker: string | null;
  readonly prompt: string;
  readonly decoding: Decoding;
  /** A unit that is kept at a value while text is written; null: text is written without that. */
  readonly held: HeldUnit | null;
}

/** The part of a question that an answer depends on. */
export const partAsked = (need: TextNeed, ask: TextAsk): Partial<TextAsk> => {
  const { model, own, part, marker, prompt, decoding, held } = ask;
  if (need === "reading") return { model, own, part, marker };
  return need === "writing" ? { model, prompt, decoding, held } : { model };
};

/** A text as a network can read it. */
export interface Coded {
  readonly tokens: Int32Array;
  /** Characters that are not in the alphabet, each once; they are left out. */
  readonly unknown: readonly string[];
  /** How many characters were left out: unknown ones, and what is beyond the longest text that is read. */
  readonly leftOut: number;
}

export interface Reading extends TextStates, Coded {
  /** Parts that the held-out text has. */
  readonly parts: number;
  /** Which of them, 0-based; null of a text of somebody. */
  readonly part: number | null;
  readonly marker: string;
  /** Symbols of the other text. */
  readonly otherLength: number;
  readonly correlations: readonly ProbeCorrelations[];
}

export interface Writing {
  /** Characters of the prompt that are not in the alphabet. */
  readonly unknown: readonly string[];
  /** At each moment, in order of update, what the model writes; the same random numbers for all of them. The last is the one shown. */
  readonly texts: readonly { readonly update: number; readonly text: string }[];
  /** What the last of them writes with the unit held; null where none is. */
  readonly held: string | null;
}

export interface SymbolMap extends PrincipalAxes {
  /** Of the matrix with a row for each symbol. */
  readonly path: string;
  readonly neighbours: Neighbours;
}

interface Kinds {
  reading: Reading;
  writing: Writing;
  symbols: SymbolMap;
}

/** An answer, or why there is none. */
export type TextAnswer = {
  [N in TextNeed]: {
    readonly need: N;
    readonly update: number;
    readonly ask: TextAsk;
    readonly answer: Kinds[N] | Formed;
  };
}[TextNeed];

export type AnswerTo<N extends TextNeed> = Extract<TextAnswer, { readonly need: N }>;
