import { expect, test } from "vitest";
import { rngFrom } from "../../lib/rng.ts";
import { backwardStepsOf } from "../../model/backward-steps.ts";
import { everyCell, randomBatch, randomWeights, smallRequest, stackOf } from "../../model/networks.ts";
import { scansOf } from "../../model/plan.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { AppState } from "../../store/state.ts";
import { equations } from "../../text/en/equations.ts";
import { walkBack } from "../../text/en/walk-back.ts";
import { wordsIn } from "../../text/language.ts";
import { backRows } from "./back-table.ts";

const rowsOf = (app: AppState, record: RunRecord) =>
  backRows(wordsIn("en", equations), wordsIn("en", walkBack), app, record);

test.each(everyCell)("the numbers of a walk back through $name go into its table", (layer) => {
  const plan = stackOf([layer], { ...smallRequest, batch: 1, steps: 6 });
  const [scan] = scansOf(plan);
  if (!scan) throw new Error("the plan has no scan");
  const way = backwardStepsOf(plan, randomWeights(plan, rngFrom(2)), randomBatch(plan, rngFrom(1)), 0);
  const backward = { ask: { model: 0, scan: 0, lossAt: null }, scan, way, products: null };
  const record = { names: ["Net"], examined: { update: 3, models: [{ backward }] } } as unknown as RunRecord;
  const app = {
    ...{ notation: "pytorch", pointed: { step: 3, model: 0, unit: 1 }, pinnedStep: null, pinnedUnit: null },
    walk: { model: 0, way: "backward" },
  } as unknown as AppState;
  const rows = rowsOf(app, record);
  const state = rows.find(([, , , symbol]) => String(symbol).startsWith("\\tfrac{\\partial L}{\\partial h"));
  const here = [...way.adjoints.values()].map((values) => values[3 * scan.units + 1]?.toPrecision(7));
  expect(here.map(Number)).toContain(state?.[7]);
  for (const row of rows) {
    expect(row).toHaveLength(8);
    expect(row.slice(0, 3)).toEqual(["Net", 1, "forward"]);
    expect(row.slice(5, 7)).toEqual([4, 2]);
    expect(row[7]).not.toBe(null);
  }
  expect(rowsOf({ ...app, walk: { model: 0, way: "forward" } }, record)).toEqual([]);
  expect(rowsOf({ ...app, walk: { model: 0, way: "backward" } }, { ...record, examined: null })).toEqual([]);
});
