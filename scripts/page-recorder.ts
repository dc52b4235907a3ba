/** Watches a page from outside: gaps between frames, long tasks with the scripts in them, and what the trainer reports. */
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "@playwright/test";

export interface LongTask {
  /** Milliseconds. */
  readonly duration: number;
  /** Of that, scripts from the page's own origin, with where they began. */
  readonly own: number;
  readonly from: string;
}

export interface Recorded {
  gaps: [at: number, gap: number][];
  tasks: { start: number; duration: number; name: string }[];
  frames: { start: number; end: number; scripts: { own: boolean; duration: number; from: string }[] }[];
  tensors: { update: number; tensors: number }[];
  /** Updates made, by the page's clock. */
  reports: { at: number; update: number }[];
}

/** Runs in the page before anything else of it. */
function record(): void {
  const seen: Recorded = {
    gaps: [],
    tasks: [],
    frames: [],
    tensors: [],
    reports: [],
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
        if (data?.type !== "metrics") return;
        const update = data.first + data.count - 1;
        seen.tensors.push({ update, tensors: data.tensors });
        seen.reports.push({ at: performance.now(), update });
      });
    }
  };
}

export const recorded = (page: Page) =>
  page.evaluate(() => (window as unknown as { benchRecorded: Recorded }).benchRecorded);

/** The page, with Train to be pressed and all that loads while it is idle. */
export async function openPage(browser: Browser, url: string) {
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

/** Tasks over 50 ms that began between two times of the page's clock, with what ran in them. */
export function longTasks(seen: Recorded, from: number, to = Number.POSITIVE_INFINITY): readonly LongTask[] {
  return seen.tasks
    .filter(({ start }) => start > from && start < to)
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
}
