/** Which columns a setting like "1,3" or "2-5" means. */

import { phrase, phraseOf } from "../../lib/phrase.ts";
import { quote, withNames } from "../../lib/quote.ts";
import { Refused } from "../../lib/said.ts";
import type { OwnTable } from "../../own-data/own-data.ts";

const mostListed = 8;

/** "1 (wind), 2 (rain), … 12 (snow)". */
function listColumns({ columns }: OwnTable): string {
  const short = (name: string): string => (name.length > 30 ? `${[...name].slice(0, 29).join("")}…` : name);
  const named = columns.map(({ name }, place) => `${place + 1} (${withNames(short(name))})`);
  return named.length <= mostListed
    ? named.join(", ")
    : [...named.slice(0, mostListed - 1), `… ${named.at(-1)}`].join(", ");
}

/**
 * Places of columns, from 0.
 * @param written numbers from 1 or spans of them, with commas or spaces between.
 * @param setting as its label has it, for the sentence.
 * @throws RangeError that names the columns that there are.
 */
export function columnsOf(table: OwnTable, setting: string, written: string): readonly number[] {
  const parts = written.split(/[\s,;]+/).filter((part) => part !== "");
  const quoted = phrase`${phraseOf(setting)} is ${quote(written, 60)}`;
  const choose = phrase`The columns are ${listColumns(table)}; write their numbers with commas between them, such as “1${table.columns.length > 1 ? ",2" : ""}”.`;
  if (parts.length === 0) throw new Refused(phrase`${quoted}, which names no column. ${choose}`);
  const places = parts.flatMap((part) => {
    const [, from = "0", to = from] = /^(\d{1,6})(?:[-–](\d{1,6}))?$/.exec(part) ?? [];
    const [first, last] = [Number(from), Number(to)];
    if (first < 1 || last < first || last > table.columns.length)
      throw new Refused(phrase`${quoted}, but the table has no column ${quote(part, 20)}. ${choose}`);
    return Array.from({ length: last - first + 1 }, (_, i) => first - 1 + i);
  });
  const twice = places.find((place, i) => places.indexOf(place) < i);
  if (twice !== undefined)
    throw new Refused(phrase`${quoted}, which names column ${twice + 1} twice. Name it once.`);
  return places;
}
