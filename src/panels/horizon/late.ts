import { lagsOf } from "../../model/lags.ts";
import { heldOutSample } from "../../tasks/held-out.ts";
import { horizon as english } from "../../text/en/horizon.ts";
import { updateChart } from "../../text/en/update-chart.ts";
import type { NumbersOf } from "../table.ts";
import { directionOf, horizonLines, horizonSentence, horizonTable, whyNone } from "./horizon-data.ts";

export { Horizon as Component } from "./horizon.tsx";

export const numbers: NumbersOf = ({ app: { record, shownLayer, spec }, words, say }) => {
  const own = words(english);
  if (!record) return { sentence: own.empty, table: null };
  const lines = horizonLines(record, shownLayer);
  const direction = directionOf(record, shownLayer);
  const sample = heldOutSample(record.task, record.spec.training.seed, spec.view.probe);
  const lags =
    direction === null
      ? []
      : lagsOf(record.task.drawing(sample), sample.length ?? record.task.io.steps, direction);
  return {
    sentence: [horizonSentence(own, lines, lags), ...whyNone(own, say, record, shownLayer)].join(" "),
    table: lines.length > 0 ? horizonTable(own, words(updateChart), lines) : null,
  };
};
