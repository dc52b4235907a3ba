/** The equations as rows of a table, and as a sentence, without React. */
import { cells } from "../../cells/index.ts";
import { renewedState } from "../../lib/expr.ts";
import { formatNumber } from "../../lib/format.ts";
import { isCounted, planOf, type RaceModel } from "../../model/counted.ts";
import { letterOf, letterText } from "../../model/notation.ts";
import { scansOf } from "../../model/plan.ts";
import { texEquations } from "../../model/print/tex.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { AppState } from "../../store/state.ts";
import type { equations as english } from "../../text/en/equations.ts";
import type { Words } from "../../text/language.ts";
import { networkTrace } from "../../trainer/protocol.ts";
import { shownScan } from "../shown-scan.ts";
import { type Cell, rounded } from "../table.ts";
import { stepFactor } from "./factor.ts";
import { numbersAt } from "./numbers.ts";
import { numbersPlace } from "./place.ts";

type EquationWords = Words<typeof english>;

/** Of all layers of all networks: the equation in TeX, and what it computes at the step and unit that are looked at. */
export function equationRows(
  words: EquationWords,
  app: AppState,
  record: RunRecord,
  plans: readonly RaceModel[],
): readonly (readonly Cell[])[] {
  const { notation } = app;
  return plans.flatMap((model, m) => {
    const plan = planOf(model);
    const trace = networkTrace(record.trace?.models[m]);
    return (plan ? scansOf(plan) : []).flatMap((scan) => {
      const shown = trace?.trajectories[scan.index]?.[scan.states[0] ?? ""];
      const steps = shown ? shown.length / scan.units : record.task.io.steps;
      const { step, unit } = numbersPlace(app, m, scan, steps);
      const at = trace && numbersAt(trace, scan, step, unit);
      return texEquations(scan, { notation }).map(({ name, tex }) => {
        const signal = renewedState(name) ?? name;
        return [
          ...[record.names[m] ?? "", scan.layer + 1, words.readsIn[scan.direction]],
          ...[letterText(letterOf(notation, signal)), tex, step + 1, unit + 1],
          rounded(at?.value(signal, 0)),
        ];
      });
    });
  });
}

/** What carries each model's state, and what a step back does to the gradient where that was measured. */
export function equationsSentence(
  words: EquationWords,
  { shownLayer, notation }: AppState,
  record: RunRecord,
  plans: readonly RaceModel[],
): string {
  const said = plans.flatMap((model, m) => {
    const name = record.names[m] ?? "";
    if (isCounted(model)) return [words.countedNamed(name)];
    const scan = shownScan(model, shownLayer);
    if (!scan) return [];
    const letter = letterText(letterOf(notation, renewedState(cells[scan.cell].carry) ?? "h"));
    const measured = scan.direction === "forward" ? stepFactor(record, m, scan.index) : null;
    if (!measured) return [words.carries(name, letter, scan.cellEquations.length)];
    const factor = `${measured.isLimit ? "< " : ""}${formatNumber(measured.factor)}`;
    const share = formatNumber(measured.share, 2);
    return [
      words.carries(name, letter, scan.cellEquations.length),
      words.factorTitle(name, factor, share, measured.steps),
    ];
  });
  return said.join(" ");
}
