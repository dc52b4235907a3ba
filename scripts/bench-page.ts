/** Measures the product's page from outside while a race of four trains. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { build } from "vite";
import { benchViews, type ViewFigures } from "./bench-views.ts";
import { launchChromium } from "./harness.ts";
import { type LongTask, longTasks, openPage, recorded } from "./page-recorder.ts";
import { serveFolder } from "./static-server.ts";

/** The default task and sizes, four cells. */
const race = "#1/models=simple,lstm,gru,gru&models.3.resetAfter=0";
/** Four small networks, so that 200 updates do not take all day on software GL. */
const smallRace = `${race}&task.length=12&models.*.units=8&training.batchSize=8`;

export const goals = {
  framesUnder34: 0.95,
  longestGap: 100,
  longTasks: 0,
  firstLoadKilobytes: 330,
  tensorsGained: 0,
} as const;

export interface PageFigures {
  readonly seconds: number;
  readonly updates: number;
  /** Share of gaps between animation frames under 34 ms. */
  readonly framesUnder34: number;
  /** Milliseconds, after the first second of training. */
  readonly longestGap: number;
  readonly medianGap: number;
  readonly longTasks: number;
  readonly longTasksOwn: number;
  readonly longTaskList: readonly LongTask[];
  /** Of scripts loaded before Train is pressed, the worker's left out, compressed by gzip. */
  readonly firstLoadKilobytes: number;
  readonly workerKilobytes: number;
  /** Alive on the engine at update 200 or later, less those at about update 10. */
  readonly tensorsGained: number;
  readonly tensorsAfter: readonly { readonly update: number; readonly tensors: number }[];
  readonly views: readonly ViewFigures[];
}

async function until(page: Page, update: number, limit: number): Promise<void> {
  const end = Date.now() + limit;
  for (;;) {
    const { tensors } = await recorded(page);
    if ((tensors.at(-1)?.update ?? 0) >= update) return;
    if (Date.now() > end)
      throw new Error(
        `after ${limit / 1000} s the page is at update ${tensors.at(-1)?.update ?? 0}, not ${update}`,
      );
    await page.waitForTimeout(500);
  }
}

const kilobytes = (bytes: number) => Math.round(bytes / 100) / 10;

/** @param rounds how often every view is opened in turns with Overview */
export async function benchPage(seconds: number, rounds: number): Promise<PageFigures> {
  const root = join(import.meta.dirname, "..");
  const folder = join(root, ".harness", `page-${process.pid}`);
  await build({ root, logLevel: "warn", build: { outDir: folder, emptyOutDir: true } });
  const { server, url } = await serveFolder(folder);
  const browser = await launchChromium();
  try {
    const first = await openPage(browser, url + race);
    const loaded = [...first.scripts];
    const sum = (own: boolean) =>
      loaded
        .filter(([script]) => first.workers.has(script) === !own)
        .reduce((all, [, size]) => all + size, 0);
    const { page } = first;
    const from = await page.evaluate(() => performance.now());
    await first.train.click();
    await page.waitForTimeout(seconds * 1000);
    const seen = await recorded(page);
    await page.close();
    const gaps = seen.gaps.filter(([at]) => at > from + 1000).map(([, gap]) => gap);
    const sorted = [...gaps].sort((a, b) => a - b);
    const longTaskList = longTasks(seen, from);

    const views = await benchViews(browser, url + race, rounds);

    const second = await openPage(browser, url + smallRace);
    await second.train.click();
    await until(second.page, 200, 600_000);
    const { tensors } = await recorded(second.page);
    const early = tensors.find(({ update }) => update >= 10);
    const late = tensors.find(({ update }) => update >= 200);
    return {
      seconds,
      updates: seen.tensors.at(-1)?.update ?? 0,
      framesUnder34: gaps.filter((gap) => gap < 34).length / gaps.length,
      longestGap: Math.round(Math.max(...gaps)),
      medianGap: Math.round((sorted[Math.floor(sorted.length / 2)] ?? Number.NaN) * 10) / 10,
      longTasks: longTaskList.length,
      longTasksOwn: longTaskList.filter(({ own }) => own > 50).length,
      longTaskList,
      firstLoadKilobytes: kilobytes(sum(true)),
      workerKilobytes: kilobytes(sum(false)),
      tensorsGained: (late?.tensors ?? Number.NaN) - (early?.tensors ?? Number.NaN),
      tensorsAfter: [early, late].filter((one) => one !== undefined),
      views,
    };
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
