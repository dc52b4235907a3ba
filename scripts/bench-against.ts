/**
 * `npm run bench -- --against DIR`: engines of this checkout against the same ones of another, of an earlier commit for example, each
 * in a browser of its own, alternating round by round. The other folder needs its dependencies (`npm ci` there).
 */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BenchRequest } from "../e2e/harness/bench.ts";
import { allCells, allSizes, describe, type Figure, figure } from "./bench-goals.ts";
import type { RowsRequest } from "./bench-rows.ts";
import { type OpenHarness, openHarness } from "./harness.ts";

/** Updates a second of this checkout over the other's. */
export interface AgainstRow {
  readonly engine: string;
  readonly cell: string;
  readonly size: string;
  readonly ratio: Figure;
  /** The worst error of a gradient against the oracle at the initial weights, of this checkout and of the other. */
  readonly worstGradientErrors: readonly [number, number];
}

/** Seconds that one side is timed for in a round. */
const LAP = 0.5;
const WARM = 2;

const secondsOf = async ({ page }: OpenHarness, request: BenchRequest): Promise<number> =>
  (await page.evaluate((request) => window.harness.bench(request), request)).seconds / request.updates;

export async function measureAgainst(
  folder: string,
  { engines, sizes, cells, rounds }: Omit<RowsRequest, "firsts">,
  mode: "whole" | "scissored" = "whole",
): Promise<readonly AgainstRow[]> {
  if (!existsSync(join(folder, "e2e", "harness")))
    throw new Error(`--against is "${folder}", where there is no e2e/harness`);
  const other = await openHarness(resolve(folder));
  const own = await openHarness();
  const rows: AgainstRow[] = [];
  try {
    for (const { page } of [own, other])
      for (const engine of engines) {
        const choice = { engine, backend: engine === "wasm" ? "wasm" : "webgl" } as const;
        await page.evaluate((choice) => window.harness.open(choice), choice);
      }
    console.log(`${rounds} rounds, alternating; medians, in brackets the middle half of the rounds\n`);
    for (const size of sizes)
      for (const name of cells)
        for (const engine of engines) {
          const choice = { ...allCells[name], size: allSizes[size], side: engine, mode } as const;
          let updates = 2;
          const ratios: number[] = [];
          for (let n = -WARM; n < rounds; n++) {
            const request = { ...choice, updates };
            // Who begins changes from round to round: what else the machine does falls on both.
            const sides = n % 2 === 0 ? [own, other] : [other, own];
            const seconds = new Map<OpenHarness, number>();
            for (const side of sides) seconds.set(side, await secondsOf(side, request));
            const [mine, theirs] = [own, other].map((side) => seconds.get(side) ?? Number.NaN) as [
              number,
              number,
            ];
            if (n < 0) updates = Math.max(1, Math.round(LAP / mine));
            else ratios.push(theirs / mine);
          }
          const errorOf = async ({ page }: OpenHarness) =>
            Number(
              (
                await page.evaluate(([choice, engine]) => window.harness.benchError(choice, engine), [
                  choice,
                  engine,
                ] as const)
              ).error,
            );
          const errors = [await errorOf(own), await errorOf(other)] as const;
          const row = { engine, cell: name, size, ratio: figure(ratios), worstGradientErrors: errors };
          const [mine, theirs] = errors.map((error) => error.toExponential(1));
          console.log(describe(`${size}  ${engine}  ${name}, times the other`, row.ratio, undefined));
          console.log(`    worst error of a gradient ${mine}, the other's ${theirs}`);
          rows.push(row);
        }
    for (const { page } of [own, other]) await page.evaluate(() => window.harness.benchDrop());
  } finally {
    await own.close();
    await other.close();
  }
  return rows;
}
