/**
 * `npm run bench -- --only start`: how long the page takes until it is of use, cold (a browser that has never seen it) and warm
 * (the third visit). With `--against DIR` another checkout is built and measured in turn with this one.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser } from "@playwright/test";
import { build } from "vite";
import { type Figure, figure } from "./bench-goals.ts";
import { launchChromium } from "./harness.ts";
import { serveFolder } from "./static-server.ts";

/** Milliseconds since the navigation began. */
const moments = ["paint", "states", "ready", "update"] as const;
type Moment = (typeof moments)[number];
const names: Readonly<Record<Moment, string>> = {
  paint: "first paint",
  states: "untrained states",
  ready: "Train usable",
  update: "first update, Train pressed at once",
};
/** Milliseconds, on two cores without a GPU. */
const goals: Readonly<Record<"cold" | "warm", Readonly<Partial<Record<Moment, number>>>>> = {
  cold: { paint: 600, states: 1500, ready: 1500 },
  warm: { paint: 600, states: 1000, ready: 1000 },
};
/** Scripts that had arrived by a moment: the page's own by its first paint, and workers' with them. */
const spans = ["page", "paint", "states"] as const;
type Span = (typeof spans)[number];
/** Of the page's own scripts. What loads while the page is idle comes after its first paint. */
const mostKilobytes = 180;

interface Visit {
  readonly times: Readonly<Record<Moment, number>>;
  /** Paths of the scripts that had arrived by then, workers' too. */
  readonly scripts: Readonly<Record<Span, readonly string[]>>;
}

export interface StartFigures {
  readonly side: string;
  readonly cold: Readonly<Record<Moment, Figure>>;
  readonly warm: Readonly<Record<Moment, Figure>>;
  readonly kilobytes: Readonly<Record<Span, number>>;
}

interface Side {
  readonly name: string;
  readonly folder: string;
  readonly url: string;
  close(): void;
}

async function openSide(name: string, checkout: string): Promise<Side> {
  const folder = join(checkout, ".harness", `start-${process.pid}`);
  await build({
    root: checkout,
    configFile: join(checkout, "vite.config.ts"),
    logLevel: "error",
    build: { outDir: folder, emptyOutDir: true },
  });
  const { server, url } = await serveFolder(folder, 600);
  return {
    ...{ name, folder, url },
    close: () => {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Runs in the page before anything else of it. */
function watch(): void {
  const seen: Partial<Record<Moment, number>> = {};
  Object.defineProperty(window, "benchStart", { value: seen });
  const note = (moment: Moment) => {
    seen[moment] ??= performance.now();
  };
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries())
      if (name === "first-contentful-paint") seen.paint ??= startTime;
  }).observe({ type: "paint", buffered: true });
  const press = () => {
    if (seen.ready === undefined || seen.states === undefined) return;
    const buttons = [...document.querySelectorAll("button")];
    // Its key stands behind the word: "TrainSpace".
    buttons
      .find(({ textContent, ariaLabel }) => (ariaLabel ?? textContent ?? "").startsWith("Train"))
      ?.click();
  };
  const Native = window.Worker;
  window.Worker = class extends Native {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener("message", ({ data }) => {
        if (data?.type === "phase" && data.phase === "ready" && seen.ready === undefined) {
          note("ready");
          press();
        }
        if (data?.type === "metrics") note("update");
        // Drawn in the frame after the next one begins.
        if (data?.type === "trace" && seen.states === undefined)
          requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              note("states");
              press();
            }),
          );
      });
    }
  };
}

const isWhole = (seen: Partial<Record<Moment, number>>): seen is Record<Moment, number> =>
  moments.every((moment) => moment in seen);

async function visit(browser: Browser, context: Awaited<ReturnType<Browser["newContext"]>>, url: string) {
  if (!browser.isConnected()) throw new Error("the browser ended");
  const page = await context.newPage();
  await page.addInitScript("globalThis.__name = (f) => f");
  await page.addInitScript(watch);
  const scripts: { readonly path: string; readonly at: number }[] = [];
  const began = Date.now();
  page.on("response", (response) => {
    if ((response.headers()["content-type"] ?? "").includes("javascript"))
      scripts.push({ path: new URL(response.url()).pathname, at: Date.now() - began });
  });
  await page.goto(url, { waitUntil: "commit" });
  const seen = () =>
    page.evaluate(() => ({
      ...(window as unknown as { benchStart: Partial<Record<Moment, number>> }).benchStart,
    }));
  const until = Date.now() + 60_000;
  let told = await seen();
  while (!isWhole(told)) {
    const missing = moments.filter((moment) => !(moment in told)).map((moment) => names[moment]);
    if (Date.now() > until) throw new Error(`${url} did not get as far as: ${missing.join(", ")}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    told = await seen();
  }
  const times = told;
  const own = new Set(
    await page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .filter((entry) => /^(script|link|css)$/.test((entry as PerformanceResourceTiming).initiatorType))
        .map(({ name }) => new URL(name).pathname),
    ),
  );
  await page.close();
  const by = (moment: Moment) => scripts.filter(({ at }) => at < times[moment]).map(({ path }) => path);
  return {
    times,
    scripts: {
      page: by("paint").filter((path) => own.has(path)),
      paint: by("paint"),
      states: by("states"),
    },
  } satisfies Visit;
}

/** A browser that has seen nothing: one cold visit, one that is not counted, and one that finds its scripts compiled. */
async function round(url: string): Promise<{ readonly cold: Visit; readonly warm: Visit }> {
  const browser = await launchChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const cold = await visit(browser, context, url);
    await visit(browser, context, url);
    return { cold, warm: await visit(browser, context, url) };
  } finally {
    await browser.close();
  }
}

const kilobytesOf = (folder: string, scripts: readonly string[]): number =>
  scripts.reduce(
    (sum, path) => sum + gzipSync(readFileSync(join(folder, "assets", basename(path))), { level: 9 }).length,
    0,
  ) / 1000;

const over = (visits: readonly Visit[]): Record<Moment, Figure> =>
  Object.fromEntries(
    moments.map((moment) => [moment, figure(visits.map(({ times }) => times[moment]))]),
  ) as Record<Moment, Figure>;

function print({ side, kilobytes, ...figures }: StartFigures): void {
  console.log(`\n${side}: milliseconds since navigation; medians, middle half, ends`);
  for (const state of ["cold", "warm"] as const)
    for (const moment of moments) {
      const { median, quartiles, spread } = figures[state][moment];
      const goal = goals[state][moment];
      const said = goal === undefined ? "" : `goal ${goal} ${median <= goal ? "met" : "MISSED"}`;
      const range = ([low, high]: readonly [number, number]) => `${Math.round(low)}–${Math.round(high)}`;
      console.log(
        `  ${state}  ${names[moment].padEnd(38)} ${String(Math.round(median)).padStart(6)}  (${range(quartiles)}; ${range(spread)})  ${said}`,
      );
    }
  const isMet = kilobytes.page <= mostKilobytes ? "met" : "MISSED";
  const [page, paint, states] = spans.map((span) => `${kilobytes[span].toFixed(1)} kB`);
  console.log(
    `  JavaScript, gzip: ${page} of the page by the first paint (goal ${mostKilobytes} ${isMet}), ${paint} with its workers', ${states} by the untrained states, with what loads while the page is idle`,
  );
}

/** @param against another checkout with its dependencies, or undefined. */
export async function benchStart(rounds: number, against?: string): Promise<readonly StartFigures[]> {
  const own = join(import.meta.dirname, "..");
  const sides = [await openSide("this checkout", own)];
  try {
    if (against !== undefined) {
      const folder = resolve(against);
      if (!existsSync(join(folder, "vite.config.ts")))
        throw new Error(`--against is "${against}", where there is no vite.config.ts`);
      sides.push(await openSide(against, folder));
    }
    const visits = sides.map(() => ({ cold: [] as Visit[], warm: [] as Visit[] }));
    for (let n = 0; n < rounds; n++) {
      // Who begins changes from round to round: what else the machine does falls on both.
      const order = n % 2 === 0 ? sides : [...sides].reverse();
      for (const side of order) {
        const found = visits[sides.indexOf(side)];
        const { cold, warm } = await round(side.url);
        found?.cold.push(cold);
        found?.warm.push(warm);
      }
    }
    return sides.map(({ name, folder }, s) => {
      const { cold = [], warm = [] } = visits[s] ?? {};
      const most = (span: Span) => Math.max(...cold.map(({ scripts }) => kilobytesOf(folder, scripts[span])));
      const kilobytes = { page: most("page"), paint: most("paint"), states: most("states") };
      const figures = { side: name, cold: over(cold), warm: over(warm), kilobytes };
      print(figures);
      return figures;
    });
  } finally {
    for (const side of sides) side.close();
  }
}
