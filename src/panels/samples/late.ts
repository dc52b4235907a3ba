import { formatCount } from "../../lib/format.ts";
import { samples as english } from "../../text/en/samples.ts";
import type { NumbersOf } from "../table.ts";
import { sampleAt } from "./moments.ts";

export { Samples as Component } from "./samples.tsx";

export const numbers: NumbersOf = ({ app: { record, moment }, words }) => {
  const own = words(english);
  const shown = sampleAt(record?.samples ?? [], moment);
  if (!record || !shown) return { sentence: own.none, table: null };
  const { columns } = own;
  const said = record.names.map((name, m) => {
    const text = shown.texts[m];
    return text == null ? own.writesNoneNamed(name) : own.writes(name, formatCount([...text].length));
  });
  return {
    sentence: [own.sentence(formatCount(shown.update), String(shown.temperature)), ...said].join(" "),
    table: {
      header: [columns.update, columns.temperature, columns.model, columns.text],
      rows: record.samples.flatMap(({ update, temperature, texts }) =>
        record.names.map((name, m) => [update, temperature, name, texts[m] ?? null]),
      ),
    },
  };
};
