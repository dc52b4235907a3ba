import { heldPlans } from "../../store/hooks.ts";
import { equations as english } from "../../text/en/equations.ts";
import { walkBack } from "../../text/en/walk-back.ts";
import type { NumbersOf } from "../table.ts";
import { backRows } from "./back-table.ts";
import { equationRows, equationsSentence } from "./table.ts";

export { Equations as Component } from "./equations.tsx";

export const numbers: NumbersOf = ({ app, words }) => {
  const own = words(english);
  const { record } = app;
  if (!record) return { sentence: own.counted, table: null };
  const plans = heldPlans(record, app.spec);
  const rows = [...equationRows(own, app, record, plans), ...backRows(own, words(walkBack), app, record)];
  const { columns } = own;
  return {
    sentence: equationsSentence(own, app, record, plans),
    table:
      rows.length === 0
        ? null
        : {
            header: [
              ...[columns.model, columns.layer, columns.direction, columns.symbol, columns.equation],
              ...[columns.step, columns.unit, columns.value],
            ],
            rows,
          },
  };
};
