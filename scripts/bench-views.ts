/**
 * What a view costs while a race of four trains on SIMD: each is opened in turns with Overview, in one run, so that what the machine
 * does besides meets both alike.
 */
import type { Browser, Page } from "@playwright/test";
import { describe, type Figure, figure } from "./bench-goals.ts";
import { type LongTask, longTasks, openPage, type Recorded, recorded } from "./page-recorder.ts";

export const viewGoals = {
  /** Updates per second, over those with Overview open. */
  rate: 0.9,
  /** Of frame gaps under 34 ms, less those with Overview open. */
  frames: -0.02,
  /** Tasks with more than 50 ms in our code, beyond those of Overview. */
  longTasks: 0,
} as const;

export interface ViewFigures {
  readonly view: string;
  /** Updates per second over those in Overview just before and after. */
  readonly rate: Figure;
  /** Share of frame gaps under 34 ms, and that share less Overview's just before and after. */
  readonly framesUnder34: Figure;
  readonly framesAgainst: Figure;
  /** With more than 50 ms in our code: while it was opened, while it stayed open, and as many in Overview meanwhile. */
  readonly opening: readonly LongTask[];
  readonly open: readonly LongTask[];
  readonly overview: number;
}

/** By the page's clock: when its name was pressed, and from when until when it counts as open. */
type Span = readonly [pressed: number, from: number, to: number];

/** Seconds that a view stays open a round. */
const openSeconds = 4;
/** Milliseconds after which a view counts as open: what it draws once is drawn, what it loads has come. */
const settling = 1500;
const mostOwn = 50;

interface Window {
  readonly updatesPerSecond: number;
  readonly framesUnder34: number;
  readonly opening: readonly LongTask[];
  readonly open: readonly LongTask[];
}

const now = (page: Page): Promise<number> => page.evaluate(() => performance.now());

/** Updates by a time of the page's clock, between the two reports around it. */
function updatesAt({ reports }: Recorded, at: number): number {
  const after = reports.findIndex((report) => report.at > at);
  const [a, b] = [reports[after - 1], reports[after]];
  if (!a || !b) return reports.at(-1)?.update ?? 0;
  return a.update + ((b.update - a.update) * (at - a.at)) / (b.at - a.at);
}

/** Opens a view and keeps it open for a while. */
async function watch(page: Page, name: string, seconds: number): Promise<Span> {
  const pressed = await now(page);
  await page.getByRole("navigation", { name: "Views" }).getByRole("button", { name, exact: true }).click();
  await page.waitForTimeout(settling);
  const from = await now(page);
  await page.waitForTimeout(seconds * 1000);
  return [pressed, from, await now(page)];
}

function windowOf(seen: Recorded, [pressed, from, to]: Span): Window {
  const gaps = seen.gaps.filter(([at]) => at > from && at <= to).map(([, gap]) => gap);
  const own = (a: number, b: number) => longTasks(seen, a, b).filter((task) => task.own > mostOwn);
  return {
    updatesPerSecond: ((updatesAt(seen, to) - updatesAt(seen, from)) * 1000) / (to - from),
    framesUnder34: gaps.filter((gap) => gap < 34).length / gaps.length,
    opening: own(pressed, from),
    open: own(from, to),
  };
}

/** @param link of a race; it is trained without an end */
export async function benchViews(
  browser: Browser,
  link: string,
  rounds: number,
): Promise<readonly ViewFigures[]> {
  const { page, train } = await openPage(browser, `${link}&training.engine=wasm&training.updates=0`);
  const names = await page.getByRole("navigation", { name: "Views" }).getByRole("button").allTextContents();
  const [first, ...others] = names;
  if (first === undefined) throw new Error("the page names no views");
  await train.click();
  // What every view loads, and compiles, is there before anything is measured.
  for (const name of names) await watch(page, name, 1);
  const times: { name: string; spans: readonly Span[] }[] = [];
  let before = await watch(page, first, openSeconds);
  for (let round = 0; round < rounds; round++)
    for (const name of others) {
      const open = await watch(page, name, openSeconds);
      const after = await watch(page, first, openSeconds);
      times.push({ name, spans: [before, open, after] });
      before = after;
    }
  const seen = await recorded(page);
  await page.close();
  return others.map((view) => {
    const own = times
      .filter(({ name }) => name === view)
      .map(({ spans }) => spans.map((span) => windowOf(seen, span)));
    const each = own.map(([before, open, after]) => {
      if (!before || !open || !after) throw new Error(`no round of ${view}`);
      const mean = (of: (one: Window) => number) => (of(before) + of(after)) / 2;
      return {
        rate: open.updatesPerSecond / mean((one) => one.updatesPerSecond),
        frames: open.framesUnder34,
        against: open.framesUnder34 - mean((one) => one.framesUnder34),
      };
    });
    const tasks = (of: "opening" | "open", place: readonly number[]) =>
      own.flatMap((windows) => place.flatMap((k) => windows[k]?.[of] ?? []));
    return {
      view,
      rate: figure(each.map(({ rate }) => rate)),
      framesUnder34: figure(each.map(({ frames }) => frames)),
      framesAgainst: figure(each.map(({ against }) => against)),
      opening: tasks("opening", [1]),
      open: tasks("open", [1]),
      // Of two windows to one.
      overview: tasks("open", [0, 2]).length / 2,
    };
  });
}

const percent = (value: number): string => `${Number((100 * value).toPrecision(3))} %`;

/** For people. */
export function printViews(views: readonly ViewFigures[]): void {
  console.log(
    "\nEach view against Overview, in turns while a race of four trains on SIMD (medians, middle halves):",
  );
  for (const { view, rate, framesUnder34, framesAgainst, opening, open, overview } of views) {
    console.log(view);
    console.log(
      describe("updates per second, over Overview's", rate, { required: viewGoals.rate, is: "at least" }),
    );
    console.log(describe("frame gaps under 34 ms", framesUnder34, undefined, percent));
    console.log(
      describe("  less Overview's", framesAgainst, { required: viewGoals.frames, is: "at least" }, percent),
    );
    const tasks = (name: string, list: readonly LongTask[]) =>
      console.log(`  ${name.padEnd(34)} ${String(list.length).padEnd(6)} ${longestOf(list)}`.trimEnd());
    tasks("tasks of ours over 50 ms, opening", opening);
    tasks("  open", open);
    console.log(`    Overview meanwhile had ${overview}`);
  }
}

function longestOf(list: readonly LongTask[]): string {
  const [longest] = [...list].sort((a, b) => b.own - a.own);
  return longest ? `longest ${longest.own} ms: ${longest.from}` : "";
}
