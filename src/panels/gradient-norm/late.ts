import { networkCurves } from "../../store/run-record.ts";
import { gradientNorm as english } from "../../text/en/gradient-norm.ts";
import { updateChart } from "../../text/en/update-chart.ts";
import type { NumbersOf } from "../table.ts";
import { gradientSentence, gradientTable } from "./gradient-data.ts";

export { GradientNorm as Component } from "./gradient-norm.tsx";

export const numbers: NumbersOf = ({ app: { record, shownParameters }, words }) => {
  const own = words(english);
  if (!record) return { sentence: own.empty, table: null };
  const hasNetworks = record.models.some((model) => networkCurves(model));
  return {
    sentence: gradientSentence(own, record),
    table: hasNetworks ? gradientTable(own, words(updateChart), record, shownParameters) : null,
  };
};
