/** The contract of every panel's numbers: a sentence and a table, whatever the race is. */
import Papa from "papaparse";
import { beforeAll, describe, expect, test } from "vitest";
import { inEnglish, isFormed } from "../lib/phrase.ts";
import { idle } from "../store/run-summary.ts";
import { type AppState, nowhere } from "../store/state.ts";
import { recordedRun } from "../testing/recorded-run.ts";
import { wordsIn } from "../text/language.ts";
import { csvOf } from "./csv.ts";
import { panels } from "./index.ts";
import type { Cell, Table, Telling } from "./table.ts";

const rest = "&models.*.units=3&training.batchSize=4&training.updates=20";
const order = "#1/task.length=8";

/** Races, and which of their models count. */
const races: { readonly [name: string]: { readonly link: string; readonly counted?: readonly number[] } } = {
  "one model": { link: `${order}&models=gru${rest}` },
  "two models": { link: `${order}&models=simple,lstm${rest}` },
  "four models": { link: `${order}&models=simple,lstm,gru,lstm${rest}` },
  "a stack": { link: `${order}&models=lstm,simple&models.0.layers=lstm,gru${rest}` },
  "two directions": { link: `${order}&models=lstm,gru&models.*.bidirectional=1${rest}` },
  "unequal lengths": { link: "#1/task.length=14&task.shortest=8&models=simple,lstm".concat(rest) },
  "a cell that looks far back": { link: `${order}&models=state-skip,gru${rest}` },
  "a counted model": { link: `${order}&models=simple,lstm${rest}`, counted: [0] },
  "counted models alone": { link: `${order}&models=simple,lstm${rest}`, counted: [0, 1] },
  "a text": { link: `#1/task.kind=hello&models=simple,lstm${rest}` },
  "a series": { link: `#1/task.kind=sine&models=simple,lstm${rest}` },
};

async function pageOf(link: string, counted: readonly number[] = []): Promise<AppState> {
  const record = await recordedRun(link, counted);
  return {
    ...{ spec: record.spec, record, earlier: [], pointed: nowhere, pinnedStep: 2, pinnedUnit: null },
    ...{ run: { ...idle, id: 1, phase: "finished", update: record.update }, notation: "pytorch" },
    ...{ shownSignals: [], shownParameters: [], shownLayer: null, shownModel: null, unfolding: "three" },
    ...{ gradientMode: "share", lossAxis: "log", smoothing: 0, theme: "light", language: "en" },
  } as unknown as AppState;
}

const telling = (app: AppState): Telling => ({
  app,
  words: (english) => wordsIn("en", english),
  say: inEnglish,
});

const mapped = (
  norms: Readonly<Record<string, Float64Array>>,
  change: (values: Float64Array) => Float64Array,
) => Object.fromEntries(Object.entries(norms).map(([state, values]) => [state, change(values)]));

const broken = /NaN|Infinity|undefined|null|\[object/;

function expectSound({ header, rows }: Table, name: string): void {
  expect(header.length, name).toBeGreaterThan(1);
  expect(new Set(header).size, `${name}: ${header.join(" | ")}`).toBe(header.length);
  for (const title of header) {
    expect(title.trim(), name).not.toBe("");
    expect(title, name).not.toMatch(broken);
  }
  for (const row of rows) {
    expect(row, name).toHaveLength(header.length);
    for (const cell of row) {
      if (typeof cell === "number") expect(Number.isFinite(cell), `${name}: ${row.join()}`).toBe(true);
      else if (cell !== null) expect(cell, name).toBeTypeOf("string");
    }
  }
}

/** What a reader of the file has: a number where there was one, else the text; nothing for what is not known. */
const readBack = (cell: Cell): string => (cell === null ? "" : String(cell));

describe.each(Object.entries(races))("%s", (_, { link, counted }) => {
  let app: AppState;
  beforeAll(async () => {
    app = await pageOf(link, counted);
  });
  const task = () => ({
    kind: app.spec.task.kind,
    generates: app.record?.task.generate !== undefined,
    forecasts: app.record?.task.forecast !== undefined,
  });

  test.each(panels.map((panel) => [panel.id, panel] as const))(
    "%s: a sentence, and a table that a CSV file gives back",
    async (id, panel) => {
      const numbers = await panel.numbers();
      if (!(panel.appliesTo?.(task()) ?? true)) return;
      const { sentence, table } = numbers(telling(app));
      expect(sentence.trim().length, id).toBeGreaterThan(10);
      expect(sentence, id).not.toMatch(broken);
      if (!table) {
        // Only of what counts there may be nothing to write down, and the sentence gives the reason.
        expect(counted, `${id}: ${sentence}`).toBeDefined();
        expect(sentence, id).toMatch(/count|examined|computed/);
        return;
      }
      expect(table.rows.length, id).toBeGreaterThan(0);
      expectSound(table, id);
      const { data, errors } = Papa.parse<string[]>(csvOf(table));
      expect(errors, id).toEqual([]);
      expect(data, id).toEqual([table.header, ...table.rows].map((row) => row.map(readBack)));
      const known = table.rows.flat().filter((cell): cell is number => typeof cell === "number");
      expect(known.length, id).toBeGreaterThan(0);
      const read = data.slice(1).flat();
      for (const [k, cell] of table.rows.flat().entries())
        if (typeof cell === "number") expect(Number(read[k]), id).toBe(cell);
    },
  );

  test("what an examination has left out is left out of the files, and of the sentences", async () => {
    const { record } = app;
    if (!record?.examined || isFormed(record.examined)) throw new Error("it was examined");
    const gap = (values: Float64Array) => values.map((value, k) => (k % 2 === 0 ? Number.NaN : value));
    const models = record.examined.models.map(({ reach, jacobians, ...rest }) => ({
      ...rest,
      reach:
        reach && !isFormed(reach)
          ? { ...reach, norms: reach.norms.map((norms) => mapped(norms, gap)), losses: gap(reach.losses) }
          : reach,
      jacobians:
        jacobians?.map((strip) => (isFormed(strip) ? strip : { ...strip, largest: gap(strip.largest) })) ??
        null,
    }));
    const thinned = { ...app, record: { ...record, examined: { ...record.examined, models } } } as AppState;
    for (const { id, numbers } of panels.filter(({ id }) => ["reach-map", "step-back"].includes(id))) {
      const { sentence, table } = (await numbers())(telling(thinned));
      expect(sentence, id).not.toMatch(broken);
      if (table) expectSound(table, id);
    }
  });

  test("before there is anything to show, each says so and has no broken number", async () => {
    const fresh = {
      ...app,
      record: app.record && {
        ...app.record,
        trace: null,
        examined: null,
        horizons: [],
        samples: [],
        text: {},
      },
    } as AppState;
    for (const state of [fresh, { ...app, record: null }])
      for (const { id, numbers } of panels) {
        const { sentence, table } = (await numbers())(telling(state));
        expect(sentence.trim().length, id).toBeGreaterThan(10);
        expect(sentence, id).not.toMatch(broken);
        if (table) expectSound(table, id);
      }
  });
});
