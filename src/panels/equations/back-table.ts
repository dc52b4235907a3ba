/** The walk back as rows of a table, without React: the equations of a step back and what each comes to. */
import { isFormed } from "../../lib/phrase.ts";
import { texAdjoints } from "../../model/print/tex-adjoint.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { AppState } from "../../store/state.ts";
import type { equations as english } from "../../text/en/equations.ts";
import type { walkBack as backEnglish } from "../../text/en/walk-back.ts";
import type { Words } from "../../text/language.ts";
import { type Cell, rounded } from "../table.ts";
import { adjointNumbersAt } from "./back-numbers.ts";
import { numbersPlace } from "./place.ts";

/** Of the scan that was walked back at last, at the step and unit that are looked at; none as long as nobody walked back. */
export function backRows(
  words: Words<typeof english>,
  back: Words<typeof backEnglish>,
  app: AppState,
  { names, examined }: RunRecord,
): readonly (readonly Cell[])[] {
  if (app.walk?.way !== "backward" || examined === null || isFormed(examined)) return [];
  const { model } = app.walk;
  const answer = examined.models[model]?.backward ?? null;
  if (answer === null || isFormed(answer)) return [];
  const { scan, way, ask } = answer;
  const { step, unit } = numbersPlace(app, model, scan, way.steps);
  const at = adjointNumbersAt(scan, way, step, unit);
  const options = { notation: app.notation, lossAt: ask.lossAt, above: back.above };
  return texAdjoints(scan, options).map(({ line, tex }) => [
    ...[names[model] ?? "", scan.layer + 1, words.readsIn[scan.direction]],
    ...[tex.split(" = ")[0] ?? tex, tex, step + 1, unit + 1, rounded(at.line(line))],
  ]);
}
