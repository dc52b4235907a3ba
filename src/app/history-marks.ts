import { formatCount } from "../lib/format.ts";
import { changeWords } from "../panels/update-chart-changes.ts";
import { type RunEvent, runEvents } from "../store/run-events.ts";
import type { RunRecord } from "../store/run-record.ts";
import type { history as english } from "../text/en/history.ts";
import type { Words } from "../text/language.ts";
import type { Mark } from "./history-track.ts";

function wordsOf(words: Words<typeof english>, name: string, event: RunEvent): string {
  if (event.kind !== "reached") return words[event.kind](name);
  const { symbol, far } = event.lag;
  return symbol === null ? words.reachedBack(name, formatCount(far)) : words.reachedSymbol(name, symbol);
}

/** What the page found in a run, and what was changed, as words for its track. */
export function marksOf(words: Words<typeof english>, record: RunRecord): readonly Mark[] {
  const found = runEvents(record).map((event): Mark => {
    const name = record.names[event.lane] ?? "";
    const at = formatCount(event.update);
    const { update, lane } = event;
    return { update, lane, words: `${wordsOf(words, name, event)} ${at}`, short: `${name} ${at}` };
  });
  const changed = changeWords(record.changes, record.spec).map(
    ({ update, words: what }): Mark => ({ update, lane: null, words: what, short: what }),
  );
  return [...found, ...changed];
}
