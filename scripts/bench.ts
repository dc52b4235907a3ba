/**
 * `npm run bench`: our engines against tf.layers on the same network, page and WebGL context, SIMD also against tf.layers
 * on tfjs' own WASM backend and against a pure product, and how the page fares while a race of four trains. Machines
 * differ, and so do moments of one machine: what counts are ratios of one run.
 *
 *   npm run bench -- --json FILE            also writes the figures
 *   npm run bench -- --engines reference    engines to measure: reference, webgl, wasm (webgl,wasm)
 *   npm run bench -- --sizes S,M,L          sizes to measure (S,M)
 *   npm run bench -- --cells lstm,gru       cells to measure: lstm, gru, gru-before, simple (these four), lstm-embedding
 *   npm run bench -- --rounds 9             rounds of each pair, and of each view beside Overview (7; of start 9)
 *   npm run bench -- --firsts 3             rounds of first updates, of the first cell at the first size, every side in a
 *                                           browser of its own (7); 0 leaves them out
 *   npm run bench -- --only rows            or page, or start: from navigation to first paint, untrained states, Train and
 *                                           first update, cold and warm; not part of the rest, `--against` works with it
 *   npm run bench -- --seconds 20           of the page's race
 *   npm run bench -- --against DIR          instead: this checkout's engines against another's, an earlier commit's for example;
 *                                           with --one-pixel every draw is limited to one pixel
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { EngineKind } from "../src/engine/engine.ts";
import { measureAgainst } from "./bench-against.ts";
import { allCells, allSizes, type CellName, type Size, usualCells } from "./bench-goals.ts";
import { benchPage, goals, type PageFigures } from "./bench-page.ts";
import type { Row } from "./bench-row.ts";
import { measureRows } from "./bench-rows.ts";
import { benchStart } from "./bench-start.ts";
import { printViews } from "./bench-views.ts";
import { printWasmSize, wasmSize } from "./bench-wasm.ts";

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    engines: { type: "string", default: "webgl,wasm" },
    sizes: { type: "string", default: "S,M" },
    cells: { type: "string", default: usualCells.join(",") },
    rounds: { type: "string" },
    firsts: { type: "string", default: "7" },
    seconds: { type: "string", default: "20" },
    only: { type: "string" },
    against: { type: "string" },
    "one-pixel": { type: "boolean", default: false },
  },
});

function listed<N extends string>(option: "engines" | "sizes" | "cells", known: readonly N[]): readonly N[] {
  return values[option].split(",").map((text) => {
    const name = known.find((one) => one === text);
    if (name === undefined)
      throw new Error(`--${option} is "${values[option]}"; there are ${known.join(", ")}`);
    return name;
  });
}

/** Where none are asked for. */
const roundsOfPairs = 7;

function counted(option: "rounds" | "firsts" | "seconds", least: number): number {
  const count = Number(values[option] ?? roundsOfPairs);
  if (!Number.isInteger(count) || count < least)
    throw new Error(`--${option} is "${values[option]}", not a count from ${least} on`);
  return count;
}

if (values.only !== undefined && !["rows", "page", "start"].includes(values.only))
  throw new Error(`--only is "${values.only}"; there are rows, page, start`);
const request = {
  engines: listed<EngineKind>("engines", ["reference", "webgl", "wasm"]),
  sizes: listed("sizes", Object.keys(allSizes) as Size[]),
  cells: listed("cells", Object.keys(allCells) as CellName[]),
  rounds: counted("rounds", 1),
  firsts: counted("firsts", 0),
};
const seconds = counted("seconds", 1);
const mode = values["one-pixel"] ? "scissored" : "whole";

function printPage(page: PageFigures): void {
  const line = (name: string, value: string, goal: string, isMet: boolean) =>
    console.log(
      `${name.padEnd(44)} ${value.padStart(12)}   goal ${goal.padEnd(8)} ${isMet ? "met" : "MISSED"}`,
    );
  console.log(`\nThe page while a race of four trains, ${page.seconds} s, ${page.updates} updates:`);
  const share = `${(100 * page.framesUnder34).toFixed(1)} %`;
  line("frame gaps under 34 ms", share, "95 %", page.framesUnder34 >= goals.framesUnder34);
  line(
    "longest gap after the first second",
    `${page.longestGap} ms`,
    "100 ms",
    page.longestGap <= goals.longestGap,
  );
  line("tasks over 50 ms", String(page.longTasks), "", true);
  line("  with over 50 ms in our code", String(page.longTasksOwn), "0", page.longTasksOwn <= goals.longTasks);
  line(
    "JavaScript before Train, gzip",
    `${page.firstLoadKilobytes} kB`,
    "330 kB",
    page.firstLoadKilobytes <= goals.firstLoadKilobytes,
  );
  line(
    "tensors gained from update 10 to 200",
    String(page.tensorsGained),
    "0",
    page.tensorsGained === goals.tensorsGained,
  );
  for (const { duration, own, from } of page.longTaskList.slice(0, 10))
    console.log(`  long task ${duration} ms, ${own} ms of it in our code: ${from}`);
  printViews(page.views);
}

function write(figures: object): void {
  if (!values.json) return;
  writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
  console.log(`\nWritten to ${values.json}`);
}

async function benchAll(): Promise<void> {
  const size = values.only === "page" || !request.engines.includes("wasm") ? undefined : await wasmSize();
  if (size) printWasmSize(size);
  const rows: readonly Row[] = values.only === "page" ? [] : await measureRows(request);
  const page = values.only === "rows" ? undefined : await benchPage(seconds, request.rounds);
  if (page) printPage(page);
  write({ rows, page: page ?? {}, ...(size && { wasmKilobytes: size }) });
}

/** Rounds of `start` where none are asked for. */
const startRounds = 9;

if (values.only === "start")
  write({
    start: await benchStart(values.rounds === undefined ? startRounds : request.rounds, values.against),
  });
else if (values.against === undefined) await benchAll();
else write({ against: await measureAgainst(values.against, request, mode) });
