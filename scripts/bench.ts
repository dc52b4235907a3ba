/**
 * `npm run bench`: updates a second of the reference engine against tf.layers on the same network, page and WebGL context,
 * and how the page fares while a race of four trains. Machines differ, and so do moments of one machine: what counts are
 * ratios of one run.
 *
 *   npm run bench -- --json FILE      also writes the figures
 *   npm run bench -- --sizes S,M,L    sizes to measure (S,M)
 *   npm run bench -- --rounds 9       rounds of each pair (7)
 *   npm run bench -- --only rows      or page
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { BenchRequest, Timing } from "../e2e/harness/bench.ts";
import { benchPage, goals, type PageFigures } from "./bench-page.ts";
import { withHarness } from "./harness.ts";

/** B, T, H, V. */
const allSizes = { S: [32, 25, 32, 16], M: [32, 50, 64, 64], L: [64, 100, 128, 64] } as const;
type Size = keyof typeof allSizes;
/** Updates of one timing: about a second on software GL. */
const updatesOf: Readonly<Record<Size, number>> = { S: 4, M: 2, L: 1 };

const { values } = parseArgs({
  options: {
    json: { type: "string" },
    sizes: { type: "string", default: "S,M" },
    rounds: { type: "string", default: "7" },
    seconds: { type: "string", default: "20" },
    only: { type: "string" },
  },
});
const sizes = values.sizes.split(",").map((name) => {
  if (!Object.hasOwn(allSizes, name))
    throw new Error(`--sizes is "${values.sizes}"; there are ${Object.keys(allSizes).join(", ")}`);
  return name as Size;
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds is "${values.rounds}", not a count`);

const networks: readonly Pick<BenchRequest, "cell" | "resetAfter">[] = [
  { cell: "simple" },
  { cell: "lstm" },
  { cell: "gru", resetAfter: true },
  { cell: "gru", resetAfter: false },
];

interface Row {
  readonly engine: "reference";
  readonly cell: BenchRequest["cell"];
  readonly size: Size;
  readonly updatesPerSecond: number;
  readonly spread: readonly [number, number];
  readonly drawsPerUpdate: number;
  readonly ratio: { readonly "tf.layers/webgl": number };
  readonly ratioSpread: readonly [number, number];
  readonly layersUpdatesPerSecond: number;
  readonly layersDrawsPerUpdate: number;
  readonly resetAfter?: boolean;
}

const round = (value: number) => Number(value.toPrecision(4));
function summary(all: readonly number[]) {
  const sorted = [...all].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median =
    sorted.length % 2 === 1
      ? (sorted[Math.floor(middle)] as number)
      : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  return {
    median: round(median),
    spread: [round(sorted[0] as number), round(sorted.at(-1) as number)] as const,
  };
}

async function measureRows(): Promise<Row[]> {
  const rows: Row[] = [];
  await withHarness(async ({ page }) => {
    const opened = await page.evaluate((choice) => window.harness.open(choice), {
      backend: "webgl" as const,
    });
    console.log(`${opened.backend}: ${opened.renderer}; ${rounds} rounds, alternating`);
    for (const size of sizes)
      for (const network of networks) {
        const request: BenchRequest = { ...network, size: allSizes[size], updates: updatesOf[size] };
        const pairs: { ours: Timing; layers: Timing }[] = [];
        // Two rounds are not counted: shaders compile in the first, and until the second each side takes free textures
        // from the other's, so that new ones are made.
        for (let n = 0; n < rounds + 2; n++)
          pairs.push({
            ours: await page.evaluate((request) => window.harness.benchReference(request), request),
            layers: await page.evaluate((request) => window.harness.benchLayers(request), request),
          });
        pairs.splice(0, 2);
        const rate = ({ seconds }: Timing) => request.updates / seconds;
        const ours = summary(pairs.map((pair) => rate(pair.ours)));
        const layers = summary(pairs.map((pair) => rate(pair.layers)));
        const ratio = summary(pairs.map((pair) => rate(pair.ours) / rate(pair.layers)));
        const row: Row = {
          engine: "reference",
          cell: network.cell,
          size,
          updatesPerSecond: ours.median,
          spread: ours.spread,
          drawsPerUpdate: Math.round(pairs[0]?.ours.draws ?? 0),
          ratio: { "tf.layers/webgl": ratio.median },
          ratioSpread: ratio.spread,
          layersUpdatesPerSecond: layers.median,
          layersDrawsPerUpdate: Math.round(pairs[0]?.layers.draws ?? 0),
          ...(network.resetAfter !== undefined && { resetAfter: network.resetAfter }),
        };
        rows.push(row);
        const name = `${row.cell}${row.resetAfter === false ? " (reset before)" : ""}`;
        console.log(
          `${size}  ${name.padEnd(20)} ${String(row.updatesPerSecond).padStart(6)}/s (${row.spread.join(" to ")}), ` +
            `${row.drawsPerUpdate} draws; tf.layers ${row.layersUpdatesPerSecond}/s, ${row.layersDrawsPerUpdate} draws; ` +
            `ratio ${row.ratio["tf.layers/webgl"]} (${row.ratioSpread.join(" to ")})`,
        );
      }
  });
  return rows;
}

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
}

const rows = values.only === "page" ? [] : await measureRows();
const page = values.only === "rows" ? undefined : await benchPage(Number(values.seconds));
if (page) printPage(page);
if (values.json) {
  writeFileSync(values.json, `${JSON.stringify({ rows, page: page ?? {} }, null, 2)}\n`);
  console.log(`\nWritten to ${values.json}`);
}
