import { useState } from "react";
import { axisField, axisValueText, labModels } from "../../../lab/lab.ts";
import { formatCount } from "../../../lib/format.ts";
import type { OpenLab } from "../../../store/lab-desk.ts";
import { lab as english } from "../../../text/en/lab.ts";
import { useText, useWords } from "../../../ui/words.ts";
import { LossCurves } from "./curves.tsx";
import { columnsOf, mostTelling } from "./figures.ts";
import { RunGrid } from "./grid.tsx";
import { ShareChart } from "./share-chart.tsx";
import { UntilChart } from "./until-chart.tsx";

/** Three questions from left to right, then the evidence: how often, how fast, each run, and its curve. */
export function LabReport({ open }: { readonly open: OpenLab }) {
  const words = useWords(english);
  const say = useText();
  const { lab, jobs, results } = open;
  const [second, setSecond] = useState(0);
  const [picked, setPicked] = useState<number | null>(null);
  const columns = columnsOf(lab, jobs, results, second);
  const chosen = Math.min(picked ?? mostTelling(columns), columns.length - 1);
  const names = labModels(lab);
  const updates = formatCount(lab.base.training.updates);
  const [first, other] = lab.axes;
  const otherField = other && axisField(lab, other);
  const field = first && axisField(lab, first);
  const unit = field && "unit" in field && field.unit ? `, ${say(field.unit)}` : "";
  const axis = field ? `${say(field.label)}${unit}` : "";
  const column = columns[chosen];
  const runs = column?.cells.reduce((sum, cell) => sum + cell.runs, 0) ?? 0;
  return (
    <div className="lab-report">
      {other && otherField && (
        <fieldset className="cm-halves lab-second" aria-label={words.heads.chosen}>
          <span>{say(otherField.label)}</span>
          {other.values.map((value, k) => (
            <button
              key={String(value)}
              type="button"
              className="cm-half"
              aria-pressed={k === second}
              onClick={() => setSecond(k)}
            >
              {axisValueText(lab, other, value)}
            </button>
          ))}
        </fieldset>
      )}
      <div className="lab-pair">
        <section>
          <h3>
            {words.heads.share(updates)} <span>{words.heads.shareNote(lab.seeds.length)}</span>
          </h3>
          <ShareChart {...{ columns, names, axis, chosen }} />
        </section>
        <section>
          <h3>
            {words.heads.until} <span>{words.heads.untilNote}</span>
          </h3>
          <UntilChart {...{ columns, names, axis, chosen, results, end: lab.base.training.updates }} />
        </section>
      </div>
      <section>
        <h3>
          {words.heads.every} <span>{words.heads.everyNote}</span>
        </h3>
        <RunGrid {...{ columns, names, chosen, results }} onChoose={setPicked} />
      </section>
      {column && runs > 0 && (
        <section>
          <h3>
            {words.heads.curves(runs, column.text)} <span>{words.heads.curvesNote}</span>
          </h3>
          <LossCurves {...{ column, names, results, end: lab.base.training.updates }} />
        </section>
      )}
    </div>
  );
}
