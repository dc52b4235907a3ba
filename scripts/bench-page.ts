/** Measures the product's page from outside while a race of four trains. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "@playwright/test";
import { build } from "vite";
import { launchChromium } from "./harness.ts";
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

export interface LongTask {
  /** Milliseconds. */
  readonly duration: number;
  /** Of that, scripts from the page's own origin, with where they began. */
  readonly own: number;
  readonly from: string;
}

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
}

interface Recorded {
  gaps: [at: number, gap: number][];
  tasks: { start: number; duration: number; name: string }[];
  frames: { start: number; end: number; scripts: { own: boolean; duration: number; from: string }[] }[];
  tensors: { update: number; tensors: number }[];
  trainedFrom: number;
}

/** Runs in the page before anything else of it. */
function record(): void {
  const seen: Recorded = {
    gaps: [],
    tasks: [],
    frames: [],
    tensors: [],
    trainedFrom: Number.POSITIVE_INFINITY,
  };
  Object.defineProperty(window, "benchRecorded", { value: seen });
  let last = performance.now();
  const frame = () => {
    const now = performance.now();
    seen.gaps.push([now, now - last]);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      seen.tasks.push({ start: entry.startTime, duration: entry.duration, name: entry.name });
  }).observe({ type: "longtask", buffered: true });
  // Long animation frames name the scripts that ran; "longtask" alone only says "self".
  interface Script {
    readonly duration: number;
    readonly sourceURL: string;
    readonly sourceFunctionName: string;
    readonly invoker: string;
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { scripts: Script[] })[])
      seen.frames.push({
        start: entry.startTime,
        end: entry.startTime + entry.duration,
        scripts: entry.scripts.map(({ duration, sourceURL, sourceFunctionName, invoker }) => ({
          own: sourceURL.startsWith(location.origin),
          duration,
          from: `${invoker} ${sourceFunctionName} ${sourceURL.split("/").at(-1)}`.trim(),
        })),
      });
  }).observe({ type: "long-animation-frame", buffered: true });
  const Native = window.Worker;
  window.Worker = class extends Native {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener("message", ({ data }) => {
        if (data?.type === "metrics")
          seen.tensors.push({ update: data.first + data.count - 1, tensors: data.tensors });
      });
    }
  };
}

const recorded = (page: Page) =>
  page.evaluate(() => (window as unknown as { benchRecorded: Recorded }).benchRecorded);

async function openPage(browser: Browser, url: string) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on("pageerror", (error) => console.error(`page: ${error.message}`));
  await page.addInitScript("globalThis.__name = (f) => f");
  await page.addInitScript(record);
  const scripts = new Map<string, number>();
  const workers = new Set<string>();
  page.on("worker", (worker) => workers.add(worker.url()));
  page.on("response", async (response) => {
    const type = response.headers()["content-type"] ?? "";
    if (!type.includes("javascript")) return;
    scripts.set(response.url(), gzipSync(await response.body(), { level: 9 }).length);
  });
  await page.goto(url);
  const train = page.getByRole("button", { name: "Train", exact: true }).first();
  await train.waitFor();
  await page
    .getByRole("status", { name: "Engine", exact: true })
    .filter({ hasText: /simd|webgl|cpu/i })
    .waitFor({ timeout: 60_000 });
  await page.waitForLoadState("networkidle");
  return { page, train, scripts, workers };
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

export async function benchPage(seconds: number): Promise<PageFigures> {
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
    const longTaskList = seen.tasks
      .filter(({ start }) => start > from)
      .map(({ start, duration }): LongTask => {
        const scripts = seen.frames
          .filter((frame) => frame.start < start + duration && frame.end > start)
          .flatMap((frame) => frame.scripts.filter(({ own }) => own));
        const longest = [...scripts].sort((a, b) => b.duration - a.duration)[0];
        return {
          duration: Math.round(duration),
          own: Math.round(scripts.reduce((all, script) => all + script.duration, 0)),
          from: longest?.from ?? "no script of ours",
        };
      });

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
    };
  } finally {
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
