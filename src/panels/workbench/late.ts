import { formatCount } from "../../lib/format.ts";
import { workbench as english } from "../../text/en/workbench.ts";
import { shownLane } from "../shown-model.ts";
import type { NumbersOf } from "../table.ts";
import { batchOf, benchOf, isBench, sequenceOf, symbolsOf } from "./bench.ts";
import { benchTable } from "./table.ts";

export { Workbench as Component } from "./workbench.tsx";

export const numbers: NumbersOf = ({ app, words }) => {
  const own = words(english);
  const { record, spec } = app;
  const model = shownLane(app);
  if (!record || model === null) return { sentence: own.empty, table: null };
  const name = record.names[model] ?? "";
  const bench = benchOf(record, model);
  if (!isBench(bench)) return { sentence: own.none[bench](name), table: null };
  const columns = sequenceOf(bench, batchOf(record, spec.view.probe), symbolsOf(record));
  const all = bench.plan.params.reduce((sum, { size }) => sum + size, 0);
  return {
    sentence: own.sentence(
      name,
      formatCount(bench.update),
      formatCount(bench.typed.length),
      formatCount(all),
    ),
    table: benchTable(bench, columns, own),
  };
};
