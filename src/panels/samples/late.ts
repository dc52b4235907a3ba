import { formatCount } from "../../lib/format.ts";
import { samples as english } from "../../text/en/samples.ts";
import type { NumbersOf } from "../table.ts";

export { Samples as Component } from "./samples.tsx";

export const numbers: NumbersOf = ({ app: { record }, words }) => {
  const own = words(english);
  const newest = record?.samples.at(-1);
  if (!record || !newest) return { sentence: own.none, table: null };
  const { columns } = own;
  const said = record.names.map((name, m) => {
    const text = newest.texts[m];
    return text == null ? own.writesNoneNamed(name) : own.writes(name, formatCount([...text].length));
  });
  return {
    sentence: [own.sentence(formatCount(newest.update), String(newest.temperature)), ...said].join(" "),
    table: {
      header: [columns.update, columns.temperature, columns.model, columns.text],
      rows: record.samples.flatMap(({ update, temperature, texts }) =>
        record.names.map((name, m) => [update, temperature, name, texts[m] ?? null]),
      ),
    },
  };
};
