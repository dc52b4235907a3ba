/**
 * Whether the page's memory stands still: a race of four on the built page in Chromium, changed at random from a seed, with
 * memory and objects of page, workers and graphics device sampled after garbage collection, always in the same state.
 *
 *   npm run soak                                 30 minutes, seed 1
 *   npm run soak -- --minutes 2 --seed 7         shorter, another order
 *   npm run soak -- --every 20                   seconds between samples
 *   npm run soak -- --json FILE                  writes samples and slopes besides
 *   npm run soak -- --dist DIR                   takes a page that is built already
 *
 * Exits with 1 if something grew beyond doubt by more than is allowed, or if the page reported an error.
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Page } from "@playwright/test";
import { build } from "vite";
import { rngFrom } from "../src/lib/rng.ts";
import { launchOptions } from "./browser-flags.ts";
import {
  actAtRandom,
  call,
  goThroughAll,
  goToReference,
  referenceHash,
  settled,
  wide,
} from "./soak-actions.ts";
import { countersText } from "./soak-counters.ts";
import { allowances, openSessions, type Quantity, type Sample, takeSample } from "./soak-sample.ts";
import { grows, type Slope, slopeOf } from "./soak-slope.ts";
import { serveFolder } from "./static-server.ts";

const root = join(import.meta.dirname, "..");
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: "1" },
    every: { type: "string" },
    json: { type: "string" },
    dist: { type: "string" },
  },
});
const positive = (name: string, text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} is "${text}", not a number above 0`);
  return value;
};
const minutes = positive("minutes", values.minutes);
const seed = Number(values.seed);
if (!Number.isInteger(seed)) throw new Error(`--seed is "${values.seed}", not a whole number`);
/** Seconds: about sixty samples in half an hour. */
const every = positive("every", values.every ?? String(Math.min(30, Math.max(6, minutes))));
/** Samples of this share of the time are left out: caches fill, kernels are compiled. */
const warmUp = 0.2;

const folder = join(root, ".harness", `soak-${process.pid}`);
if (values.dist === undefined)
  await build({ root, logLevel: "warn", build: { outDir: folder, emptyOutDir: true } });
else cpSync(resolve(values.dist), folder, { recursive: true });
const assets = join(folder, "assets");
for (const name of readdirSync(assets))
  if (/^worker-.*\.js$/.test(name))
    writeFileSync(join(assets, name), countersText + readFileSync(join(assets, name), "utf8"));

const { server, url } = await serveFolder(folder);
const browser = await chromium.launch({
  ...launchOptions,
  // Machine code that the browser makes as functions grow hot counts as heap, and grows for many minutes: none is made.
  args: [...launchOptions.args, "--js-flags=--no-opt --no-maglev --no-sparkplug"],
});
const errors: string[] = [];
const samples: { readonly at: number; readonly sample: Sample }[] = [];
const quantities = Object.keys(allowances) as Quantity[];
const shown = (value: number): string => Math.round(value).toLocaleString("en-US");

async function openPage(): Promise<Page> {
  const page = await browser.newPage({ viewport: wide });
  page.on("pageerror", ({ message }) => errors.push(message));
  page.on("crash", () => errors.push("the page crashed"));
  await page.addInitScript("globalThis.__name = (f) => f");
  // The browser notes every file a worker loads, until it has 250 of them.
  await page.addInitScript("performance.setResourceTimingBufferSize(0)");
  await page.goto(url + referenceHash);
  await settled(page);
  return page;
}

try {
  const page = await openPage();
  const [everything, own] = await openSessions(browser, page);
  const rng = rngFrom(seed).fork("soak");
  await goThroughAll(page, rng.fork("first"));
  const began = Date.now();
  const hours = () => (Date.now() - began) / 3_600_000;
  console.log(`seed ${seed}, ${minutes} min, a sample every ${every} s`);
  console.log(["min", ...quantities].join("\t"));
  const done = new Map<string, number>();
  while (hours() * 60 < minutes) {
    await goToReference(page);
    const sample = await takeSample(everything, own, page);
    samples.push({ at: hours(), sample });
    console.log([(hours() * 60).toFixed(1), ...quantities.map((name) => shown(sample[name]))].join("\t"));
    // Both engines train, by turns, whatever is drawn.
    await call(page, "set", "training.engine", samples.length % 2 === 0 ? "wasm" : "webgl");
    const next = Date.now() + every * 1000;
    while (Date.now() < next) {
      const name = await actAtRandom(page, rng);
      done.set(name, (done.get(name) ?? 0) + 1);
      const { phase, failure } = await settled(page);
      // A network may diverge at the rates that are drawn; anything else is a fault.
      if (phase === "failed" && failure?.code !== "diverged")
        errors.push(`${name}: ${JSON.stringify(failure?.message)}`);
      if (phase === "failed") await call(page, "reset");
    }
  }
  console.log(`\nactions: ${[...done].map(([name, count]) => `${name} ${count}`).join(", ")}`);
} finally {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
}

const counted = samples.filter(({ at }) => at >= (warmUp * minutes) / 60);
const slopes = new Map<Quantity, Slope>();
for (const name of quantities)
  slopes.set(name, slopeOf(counted.map(({ at, sample }) => ({ at, value: sample[name] }))));
console.log(`\n${counted.length} samples count, ${samples.length - counted.length} are of the warm-up`);
console.log("quantity\tmean\tper hour, least squares\tmedian slope\tallowed\t");
let failed = errors.length > 0;
for (const [name, slope] of slopes) {
  const isGrowing = grows(slope, allowances[name]);
  failed ||= isGrowing;
  console.log(
    [
      name,
      shown(slope.mean),
      `${shown(slope.perHour)} ± ${shown(slope.margin)}`,
      shown(slope.median),
      shown(allowances[name] * slope.mean),
      isGrowing ? "GROWS" : "flat",
    ].join("\t"),
  );
}
for (const error of errors) console.error(`page: ${error}`);
if (values.json !== undefined)
  writeFileSync(
    resolve(values.json),
    JSON.stringify({ seed, minutes, every, samples, slopes: Object.fromEntries(slopes), errors }, null, 2),
  );
process.exitCode = failed ? 1 : 0;
