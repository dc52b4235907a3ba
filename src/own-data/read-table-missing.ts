/** Numbers that seem to stand for "no value": far from all others of their column, and repeated or well known. */
import type { OwnColumn } from "./own-data.ts";

export interface Suspect {
  readonly value: number;
  readonly column: string;
  readonly count: number;
}

/** Nines, the limits of whole numbers of 16 and 32 bits, and what is too large for a measurement. */
const isKnown = (value: number): boolean =>
  /^-?9{2,}(?:\.9+|\.0+)?$/.test(String(value)) ||
  /^-?[6-8]{3,}$/.test(String(value)) ||
  Math.abs(value) >= 1e19 ||
  [32767, -32768, 65535, 2147483647, -2147483648].includes(value);

/** So many times the range of the others is far out. */
const far = 5;
/** For numbers that are well known to mean it. */
const farEnough = 0.4;
const mostRounds = 3;

function suspectsIn({ name, values }: OwnColumn): readonly Suspect[] {
  const found: Suspect[] = [];
  let rest = values.filter((value) => value !== null);
  for (let round = 0; round < mostRounds; round++) {
    let [least, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of rest) {
      if (value < least) least = value;
      if (value > largest) largest = value;
    }
    const suspect = [least, largest].flatMap((value) => suspectOf(value, rest) ?? [])[0];
    if (!suspect) break;
    found.push({ ...suspect, column: name });
    rest = rest.filter((value) => value !== suspect.value);
  }
  return found;
}

function suspectOf(value: number, all: readonly number[]): { value: number; count: number } | null {
  let [count, least, largest] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const other of all) {
    if (other === value) count++;
    else {
      if (other < least) least = other;
      if (other > largest) largest = other;
    }
  }
  const others = all.length - count;
  // A signal that switches between two values has none that is missing.
  if (others < 3 || count > others || (least === largest && !isKnown(value))) return null;
  const range = Math.max(largest - least, 1e-9 * Math.abs(largest), Number.MIN_VALUE);
  const distance = value < least ? least - value : value - largest;
  const isFar = distance > far * range;
  const isSuspect = isKnown(value)
    ? isFar || (count > 1 && distance > farEnough * range)
    : isFar && count > 1;
  return isSuspect ? { value, count } : null;
}

const mostSuspects = 6;

/** The most frequent first; none twice. */
export function suspectsOf(columns: readonly OwnColumn[]): readonly Suspect[] {
  const all = columns.flatMap(suspectsIn).sort((a, b) => b.count - a.count);
  return all
    .filter(({ value }, i) => all.findIndex((other) => other.value === value) === i)
    .slice(0, mostSuspects);
}
