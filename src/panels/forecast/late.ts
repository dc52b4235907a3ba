import { forecast as english } from "../../text/en/forecast.ts";
import type { NumbersOf } from "../table.ts";
import { chosenColumn, columnOf } from "./choices.ts";
import { sentenceOf, tableOf, viewOf } from "./forecast-data.ts";

export { Forecast as Component } from "./forecast.tsx";

export const numbers: NumbersOf = ({ app: { record }, words, say }) => {
  const own = words(english);
  const view = record && viewOf(own, say, record, columnOf(chosenColumn.now(), record));
  return view
    ? { sentence: sentenceOf(own, view), table: tableOf(own, view) }
    : { sentence: own.none, table: null };
};
