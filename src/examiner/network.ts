/** A network that is examined, and what may be computed of it. */
import type { Batch } from "../lib/batch.ts";
import { formatNumber } from "../lib/format.ts";
import { type Formed, phrase } from "../lib/phrase.ts";
import type { Plan } from "../model/plan.ts";
import type { Floats } from "../model/results.ts";
import type { Weights } from "../model/weights.ts";

export interface Network {
  readonly plan: Plan;
  readonly weights: Weights<Floats>;
  readonly batch: Batch;
  /** Multiply-adds that one number may take. */
  readonly most: number;
}

export const tooMuch = (work: number, most: number): Formed =>
  phrase`This takes ${formatNumber(work / 1e9, 2)} billion multiply-adds for one sequence; up to ${formatNumber(most / 1e9, 2)} billion are computed. Fewer steps or units need less.`;
