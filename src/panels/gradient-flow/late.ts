import { formatCount, formatNorm } from "../../lib/format.ts";
import { gradientFlow as english } from "../../text/en/gradient-flow.ts";
import { shownNorm } from "../gradient-scale.ts";
import type { NumbersOf } from "../table.ts";
import { shownColumns, shownNumbers } from "./waterfall.ts";

export { GradientFlow as Component } from "./gradient-flow.tsx";

export const numbers: NumbersOf = ({ app: { record, shownLayer, gradientMode }, words }) => {
  const own = words(english);
  const shown = record ? shownColumns(record, shownLayer) : [];
  const said = shown.map(({ m, columns }) => {
    const name = record?.names[m] ?? "";
    if (!columns) return own.countedNamed(name);
    if (columns.length === 0) return own.imageEmpty(name);
    const newest = shownNorm(columns.column(columns.kept - 1), 0, gradientMode);
    return own.image(name, formatCount(columns.length), formatNorm(newest));
  });
  const isKnown = shown.some(({ columns }) => columns !== null && columns.length > 0);
  return {
    sentence: said.length > 0 ? said.join(" ") : own.empty,
    table: record && isKnown ? shownNumbers(own.columns, record, shownLayer, gradientMode) : null,
  };
};
