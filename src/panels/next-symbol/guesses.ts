/** What a model expects after each symbol of a text, without React. */
import type { Reading } from "../../examiner/protocol.ts";

export interface Guess {
  /** Code of the symbol. */
  readonly code: number;
  readonly p: number;
}

const rowOf = ({ probabilities, tokens }: Reading, t: number): Float32Array => {
  const width = probabilities.length / tokens.length;
  return probabilities.subarray(t * width, (t + 1) * width);
};

/** The most probable symbols after place t, the most probable first. */
export function guessesAt(reading: Reading, t: number, most: number): readonly Guess[] {
  const best: Guess[] = [];
  for (const [code, p] of rowOf(reading, t).entries()) {
    if (best.length === most && p <= (best.at(-1) as Guess).p) continue;
    const after = best.findIndex((one) => one.p < p);
    best.splice(after < 0 ? best.length : after, 0, { code, p });
    if (best.length > most) best.pop();
  }
  return best;
}

/** −ln p of the symbol that follows place t, in nats; NaN at the end of the text. */
export function surpriseAt(reading: Reading, t: number): number {
  const next = reading.tokens[t + 1];
  return next === undefined ? Number.NaN : -Math.log(rowOf(reading, t)[next] as number);
}

export interface Surprise {
  /** Over a text, in nats per symbol; NaN of a text that is too short. */
  readonly mean: number;
  readonly largest: number;
}

const known = new WeakMap<Reading, Surprise>();

export function surpriseOf(reading: Reading): Surprise {
  const found = known.get(reading);
  if (found) return found;
  const count = reading.tokens.length - 1;
  let [sum, largest] = [0, 0];
  for (let t = 0; t < count; t++) {
    const nats = surpriseAt(reading, t);
    sum += nats;
    largest = Math.max(largest, nats);
  }
  const made = { mean: count > 0 ? sum / count : Number.NaN, largest };
  known.set(reading, made);
  return made;
}
