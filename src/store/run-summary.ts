import type { Phrase } from "../lib/phrase.ts";
import type { TrivialAnswer } from "../tasks/task.ts";
import type { Said } from "../text/message.ts";
import type { FailureCode, Phase } from "../trainer/protocol.ts";

/** What the page says of the present run in words and numbers; its curves are the `RunRecord`. */
export interface RunSummary {
  readonly id: number;
  readonly phase: Phase;
  readonly update: number;
  readonly updatesPerSecond: number;
  /** Training time, pauses left out, in seconds. */
  readonly seconds: number;
  /** To the planned end, in seconds; null if unknown or without end. */
  readonly secondsLeft: number | null;
  readonly models: readonly ModelStatus[];
  readonly failure: Failure | null;
  /** One sentence for the polite live region: solved, stuck, finished. */
  readonly milestone: readonly Said[] | null;
  /** One sentence on what broke and was mended by itself; until it is dismissed or another run starts. */
  readonly notice: Said | null;
  /** The worker was asked for something and has said nothing for too long. */
  readonly isSilent: boolean;
}

export interface ModelStatus {
  readonly name: string;
  /** Of the newest update's training batch; null before the first. */
  readonly loss: number | null;
  readonly heldOutLoss: number | null;
  readonly metric: number | null;
  readonly solvedAt: number | null;
  readonly stuckAt: TrivialAnswer | null;
}

export interface Failure {
  readonly code: FailureCode;
  readonly message: Said;
  /** Of a model that diverged: what became of it, without the update. */
  readonly what?: Phrase | undefined;
  readonly update: number;
  readonly model: number | null;
  readonly gradientNorm: number | null;
  readonly lastGood: number | null;
}

export const idle: RunSummary = {
  id: 0,
  phase: "preparing",
  update: 0,
  updatesPerSecond: 0,
  seconds: 0,
  secondsLeft: null,
  models: [],
  failure: null,
  milestone: null,
  notice: null,
  isSilent: false,
};
