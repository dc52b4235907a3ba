/** Engines of ours against tf.layers on the same network, in one page, alternating round by round. */
import type { CDPSession, Page } from "@playwright/test";
import type { BenchRequest, Mode, Side, Timing } from "../e2e/harness/bench.ts";
import type { EngineKind } from "../src/engine/engine.ts";
import { allCells, allSizes, type CellName, type Figure, figure, type Size } from "./bench-goals.ts";
import { printRow } from "./bench-print.ts";
import type { Row, TwoRatios } from "./bench-row.ts";
import { measureShare } from "./bench-wasm.ts";
import { type OpenHarness, withHarness } from "./harness.ts";

export interface RowsRequest {
  readonly engines: readonly EngineKind[];
  readonly sizes: readonly Size[];
  readonly cells: readonly CellName[];
  readonly rounds: number;
  /** Of first updates: of the first cell at the first size alone, since tf.layers compiles for a quarter of a minute. */
  readonly firsts: number;
}

/** Rounds that are not counted: shaders compile in the first, and until the second each side takes free textures from the other's. */
const WARM = 2;
/** Seconds that one side is timed for in a round, where one update does not take longer. */
const LAP = 0.5;
const MOST_UPDATES = 400;

type Choice = Omit<BenchRequest, "side" | "updates" | "mode">;

const run = (page: Page, request: BenchRequest): Promise<Timing> =>
  page.evaluate((request) => window.harness.bench(request), request);

/** Processor time of the page's own thread so far, in seconds: JavaScript and what it calls, without any waiting. */
async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
}

interface Turn {
  readonly seconds: number[];
  readonly draws: number;
  /** What a side threw: then it has taken no further turn. */
  readonly error?: string;
}

/** All sides in turns, `rounds` times after two that are not counted: seconds of one update by side, and the draws of it. */
async function inTurns(
  page: Page,
  choice: Choice,
  sides: readonly Side[],
  mode: Mode,
  rounds: number,
  clock?: CDPSession,
): Promise<ReadonlyMap<Side, Turn>> {
  const all = new Map<Side, Turn>(sides.map((side) => [side, { seconds: [], draws: 0 }]));
  const updates = new Map<Side, number>();
  for (let n = -WARM; n < rounds; n++)
    for (const side of sides) {
      if (all.get(side)?.error !== undefined) continue;
      const count = updates.get(side) ?? 2;
      const before = clock ? await taskSeconds(clock) : 0;
      let timing: Timing;
      try {
        timing = await run(page, { ...choice, side, updates: count, mode });
      } catch (error) {
        // Alone of tfjs' WASM backend it is a result that it does not train.
        if (side !== "layers-wasm") throw error;
        all.set(side, { seconds: [], draws: 0, error: String(error).split("\n")[0] ?? "" });
        continue;
      }
      const seconds = clock ? (await taskSeconds(clock)) - before : timing.seconds;
      if (n < 0)
        updates.set(side, Math.min(MOST_UPDATES, Math.max(1, Math.round((LAP * count) / timing.seconds))));
      else all.get(side)?.seconds.push(seconds / count);
      Object.assign(all.get(side) ?? {}, { draws: timing.draws });
    }
  return all;
}

type Turns = Awaited<ReturnType<typeof inTurns>>;

/** Round by round, how many times `side` is faster than another, tf.layers on WebGL unless said otherwise. */
function ratioOf(turns: Turns, side: Side, other: Side = "layers"): Figure {
  const layers = turns.get(other)?.seconds ?? [];
  return figure((turns.get(side)?.seconds ?? []).map((seconds, n) => (layers[n] as number) / seconds));
}

const rateOf = (turns: Turns, side: Side): Figure =>
  figure((turns.get(side)?.seconds ?? []).map((seconds) => 1 / seconds));

const inverse = ({ median, quartiles, spread }: Figure): Figure => {
  const one = (value: number) => Number((1 / value).toPrecision(4));
  return {
    median: one(median),
    quartiles: [one(quartiles[1]), one(quartiles[0])],
    spread: [one(spread[1]), one(spread[0])],
  };
};

async function openAll(page: Page, engines: readonly EngineKind[]) {
  // tf.layers needs tfjs on WebGL, whatever else runs.
  const kinds = [...new Set<EngineKind>(["reference", ...engines])];
  const opened = [];
  for (const engine of kinds) {
    const choice = { engine, backend: engine === "wasm" ? "wasm" : "webgl" } as const;
    opened.push(await page.evaluate((choice) => window.harness.open(choice), choice));
  }
  const reference = opened[0];
  if (reference?.backend !== "webgl") throw new Error(`tfjs runs on ${reference?.backend}, not on WebGL`);
  return opened;
}

/** First updates, each side in a browser of its own. */
async function firstUpdates(
  harness: OpenHarness,
  choice: Choice,
  engines: readonly EngineKind[],
  rounds: number,
) {
  const sides: readonly (EngineKind | "layers")[] = [...engines, "layers"];
  const all = new Map<Side, Turn & { shaders: number }>(
    sides.map((side) => [side, { seconds: [], draws: 0, shaders: 0 }]),
  );
  for (let n = 0; n < rounds; n++)
    for (const side of sides) {
      const { page, close } = await harness.apart();
      try {
        await openAll(page, side === "layers" ? [] : [side]);
        const request = { ...choice, side };
        const { seconds, shaders } = await page.evaluate((one) => window.harness.benchFirst(one), request);
        all.get(side)?.seconds.push(seconds);
        Object.assign(all.get(side) ?? {}, { shaders });
      } finally {
        await close();
      }
    }
  return all;
}

async function measureCell(
  harness: OpenHarness,
  clock: CDPSession,
  { engines, sizes, cells, rounds, firsts }: RowsRequest,
  size: Size,
  name: CellName,
): Promise<Row[]> {
  const { page } = harness;
  const cell = allCells[name];
  const choice: Choice = { ...cell, size: allSizes[size] };
  const drawing = engines.filter((kind) => kind !== "wasm");
  const drawn: readonly Side[] = drawing.length > 0 ? [...drawing, "layers"] : [];
  const own: readonly Side[] = engines.includes("wasm") ? ["layers-wasm"] : [];
  const whole = await inTurns(page, choice, [...engines, "layers", ...own], "whole", rounds);
  const share = engines.includes("wasm") ? await measureShare(page, choice, rounds) : undefined;
  const draws = new Map<Side, number>();
  for (const side of drawn)
    draws.set(side, (await run(page, { ...choice, side, updates: 1, mode: "counted" })).draws);
  const errors = new Map<EngineKind, number>();
  for (const kind of engines) {
    const { error } = await page.evaluate(([choice, kind]) => window.harness.benchError(choice, kind), [
      choice,
      kind,
    ] as const);
    errors.set(kind, Number(error));
  }
  // From here on the weights are garbage.
  const scissored = await inTurns(page, choice, drawn, "scissored", rounds);
  const stubbed = await inTurns(page, choice, drawn, "stubbed", rounds, clock);
  for (const [mode, turns] of [
    ["one pixel", scissored],
    ["nothing drawn", stubbed],
  ] as const)
    for (const [side, { draws: own }] of turns)
      if (Math.abs(own - (draws.get(side) ?? own)) > 1)
        console.log(`  note: ${side} makes ${own} draws with ${mode}, ${draws.get(side)} otherwise`);
  await page.evaluate(() => window.harness.benchDrop());
  const isFirst = size === sizes[0] && name === cells[0];
  const first = isFirst && firsts > 0 ? await firstUpdates(harness, choice, engines, firsts) : undefined;

  return engines.map((engine) => {
    const ratio = ratioOf(whole, engine);
    const isWasm = engine === "wasm";
    const tfjsWasm = isWasm && whole.get("layers-wasm");
    const overWasm = tfjsWasm && tfjsWasm.error === undefined && ratioOf(whole, engine, "layers-wasm");
    const ratios = <K extends keyof Figure>(key: K): Figure[K] | TwoRatios<Figure[K]> =>
      isWasm ? { "tf.layers/webgl": ratio[key], "tfjs-wasm": overWasm ? overWasm[key] : null } : ratio[key];
    const milliseconds = (side: Side) =>
      Number((1000 * figure(stubbed.get(side)?.seconds ?? []).median).toPrecision(4));
    const overhead = ratioOf(scissored, engine);
    const js = inverse(ratioOf(stubbed, engine));
    const firstRatio = first && inverse(ratioOf(first, engine));
    const secondsOf = (side: Side) => figure(first?.get(side)?.seconds ?? []).median;
    return {
      engine,
      cell: cell.cell,
      ...("resetAfter" in cell && { resetAfter: cell.resetAfter }),
      size,
      rounds,
      ratio: ratios("median"),
      ratioQuartiles: ratios("quartiles"),
      ratioSpread: ratios("spread"),
      updatesPerSecond: rateOf(whole, engine),
      layersUpdatesPerSecond: rateOf(whole, "layers"),
      ...(overWasm && { tfjsWasmUpdatesPerSecond: rateOf(whole, "layers-wasm") }),
      ...(tfjsWasm && tfjsWasm.error !== undefined && { tfjsWasmError: tfjsWasm.error }),
      ...(isWasm && share),
      worstGradientError: errors.get(engine) ?? Number.NaN,
      ...(!isWasm && {
        draws: draws.get(engine),
        layersDraws: draws.get("layers"),
        overheadRatio: overhead.median,
        overheadRatioQuartiles: overhead.quartiles,
        overheadRatioSpread: overhead.spread,
        jsRatio: js.median,
        jsRatioQuartiles: js.quartiles,
        jsRatioSpread: js.spread,
        jsMilliseconds: milliseconds(engine),
        layersJsMilliseconds: milliseconds("layers"),
      }),
      ...(firstRatio && {
        firstRatio: firstRatio.median,
        firstRatioSpread: firstRatio.spread,
        firstSeconds: secondsOf(engine),
        layersFirstSeconds: secondsOf("layers"),
        firstShaders: first?.get(engine)?.shaders,
        layersFirstShaders: first?.get("layers")?.shaders,
      }),
    };
  });
}

export function measureRows(request: RowsRequest): Promise<Row[]> {
  return withHarness(async (harness) => {
    const { page } = harness;
    const rows: Row[] = [];
    for (const { kind, backend, renderer, depth } of await openAll(page, request.engines))
      console.log(`${kind} on ${backend} (${renderer}), up to ${depth} updates under way`);
    if (request.engines.includes("wasm"))
      console.log(`tfjs-wasm (${await page.evaluate(() => window.harness.openTfjsWasm())})`);
    console.log(
      `${request.rounds} rounds, alternating; medians, in brackets the middle half of the rounds\n`,
    );
    const clock = await page.context().newCDPSession(page);
    await clock.send("Performance.enable", { timeDomain: "threadTicks" });
    for (const size of request.sizes)
      for (const cell of request.cells) {
        const made = await measureCell(harness, clock, request, size, cell);
        made.forEach(printRow);
        rows.push(...made);
      }
    return rows;
  });
}
