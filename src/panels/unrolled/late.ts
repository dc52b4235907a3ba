import { planOf } from "../../model/counted.ts";
import { letterOf, letterText } from "../../model/notation.ts";
import { heldPlans } from "../../store/hooks.ts";
import { columns } from "../../text/en/columns.ts";
import { unrolled as english } from "../../text/en/unrolled.ts";
import { shownScan } from "../shown-scan.ts";
import type { NumbersOf } from "../table.ts";
import { pictureOf } from "../time/picture.ts";
import { cellView, drawnModel, factorsOf } from "./cell-view.ts";
import { unrolledTable } from "./table.ts";

export { Unrolled as Component } from "./unrolled.tsx";

export const numbers: NumbersOf = ({ app, words, say }) => {
  const own = words(english);
  const picture = pictureOf(app);
  if (!picture) return { sentence: own.loading, table: null };
  const plans = heldPlans(picture.record, app.spec);
  const model = drawnModel(plans, app.shownModel);
  const plan = planOf(plans[model]);
  const scan = plan ? shownScan(plan, app.shownLayer) : undefined;
  if (!plan || !scan) return { sentence: own.counted, table: null };
  const view = cellView(picture, model, plan, scan, app.notation);
  const carried = view.wiring.carry?.state ?? scan.states[0] ?? "h";
  const factors = factorsOf(view, carried, own.between);
  const letter = letterText(letterOf(app.notation, carried, view.style));
  return {
    sentence: [
      own.described(view.name, scan.units, view.steps),
      ...(factors === null ? [] : [own.describedFactors(letter, factors)]),
    ].join(" "),
    table: unrolledTable({ columns: words(columns), say }, own.columns, view),
  };
};
