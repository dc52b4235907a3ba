import type { ActName } from "../../lib/expr.ts";
import type { activation as english } from "../../text/en/activation.ts";
import type { Words } from "../../text/language.ts";
import type { Memory, MemorySignal } from "../memory-signals.ts";
import { histogramOf } from "../pre-activation.ts";
import type { Table } from "../table.ts";
import { bins, range } from "./paint-activation.ts";

/** A signal with its activation. */
export type Activated = MemorySignal & { readonly act: ActName };

/** Signals that an activation makes from a sum; not those that are held, into which nothing goes. */
export const activated = ({ signals }: Memory, held: ReadonlyMap<string, number>): readonly Activated[] =>
  signals.filter((signal): signal is Activated => signal.act !== null && !held.has(signal.name));

/** How many inputs lie in each bin, a row per bin. */
export function activationTable(words: Words<typeof english.table>, signals: readonly Activated[]): Table {
  const counts = signals.map(({ values, act }) => histogramOf(values, act, range, bins));
  const edge = (k: number) => Number((-range + (2 * range * k) / bins).toFixed(4));
  return {
    header: [words.from, words.to, ...signals.map(({ name }) => words.count(name))],
    rows: Array.from({ length: bins }, (_, k) => [
      edge(k),
      edge(k + 1),
      ...counts.map((of) => of[k] ?? null),
    ]),
  };
}
