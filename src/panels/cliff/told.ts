/** What the panel says of its two descents: from their numbers, with a sentence for when nothing happens. */
import { formatNumber } from "../../lib/format.ts";
import type { cliff as english } from "../../text/en/cliff.ts";
import type { Words } from "../../text/language.ts";
import { exact, type Table } from "../table.ts";
import { clipNorm, type Outcome, type Slope, updates } from "./toy.ts";

type CliffWords = Words<typeof english>;

/** Half a sentence, and the numbers in it that are printed bold. */
export interface Told {
  readonly words: string;
  readonly numbers: readonly string[];
}

/** A loss below this has come down: one twentieth of what it is beside the wall. */
const cameDown = 0.02;

export function toldFree({ said }: CliffWords, outcome: Outcome): Told {
  const { wall, left, largestNorm } = outcome;
  const loss = formatNumber(outcome.loss);
  if (!wall) {
    const norm = formatNumber(largestNorm);
    const words = left ? said.leaves(left.update, norm, loss) : said.noWall(norm, loss, updates);
    return { words, numbers: [loss] };
  }
  if (!left) {
    const norm = formatNumber(wall.norm);
    return { words: said.stays(wall.update, norm, loss, updates), numbers: [norm, loss] };
  }
  const norm = formatNumber(left.norm);
  if (left.update !== wall.update)
    return { words: said.thrownLater(wall.update, left.update, norm, loss), numbers: [norm, loss] };
  return {
    words: outcome.isStuck
      ? said.stuck(left.update, norm, loss)
      : said.thrown(left.update, norm, loss, updates),
    numbers: [norm],
  };
}

export function toldClipped({ said }: CliffWords, outcome: Outcome): Told {
  const { wall, above, endsInside } = outcome;
  if (above === 0) return { words: said.same(formatNumber(clipNorm, 1)), numbers: [] };
  const loss = formatNumber(outcome.loss);
  if (!endsInside) return { words: said.offMap(above, loss, updates), numbers: [loss] };
  return {
    words: wall && outcome.loss < cameDown ? said.edge(loss) : said.onMap(above, loss, updates),
    numbers: [loss],
  };
}

/** Both descents, a row per update; the row of update 0 is the start. */
export function cliffTable(
  { column, w, b, loss }: CliffWords,
  free: readonly Slope[],
  clipped: readonly Slope[],
): Table {
  const names = [w, b, loss, column.norm];
  const numbers = (at: Slope | undefined) =>
    at ? [at.w, at.b, at.loss, at.norm].map(exact) : names.map(() => null);
  return {
    header: [column.update, ...names.map(column.free), ...names.map(column.clipped)],
    rows: free.map((at, k) => [k, ...numbers(at), ...numbers(clipped[k])]),
  };
}
