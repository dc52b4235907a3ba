/** Runs that survive: the page is closed or reloaded, its worker dies, its storage is forbidden, a second tab is open. */
import type { Page } from "@playwright/test";
import { rngFrom } from "../src/lib/rng.ts";
import type { OpenStore } from "../src/store/store.ts";
import { expect, test } from "./fixtures.ts";
import { atFullSpeed, heldOutLosses, losses, pause, phase, soon, train, updateShown } from "./page.ts";

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };

const small =
  "#1/task.kind=hello&models=simple,gru&models.*.units=4&training.batchSize=4&training.engine=wasm" +
  "&changes=37:optimizer.learningRate:0.01,90:training.clipNorm:0.5";
/** A minute at the set speed, in which no story comes to the end before it has looked, and a second or two at full speed. */
const planned = 1200;
const experiment = (speed: "20" | "max") =>
  `${small}&training.updates=${planned}${speed === "max" ? "" : `&training.speed=${speed}`}`;

/** Two pages that start at once on two busy cores take their time. */
async function open(page: Page, hash: string): Promise<void> {
  await page.goto(`./${hash}`);
  await expect.poll(() => phase(page), { timeout: 60_000, intervals: soon }).toBe("ready");
}

const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true }).first();
const reach = (page: Page, update: number) =>
  expect.poll(() => updateShown(page), { timeout: 120_000, intervals: soon }).toBeGreaterThanOrEqual(update);
const ended = (page: Page) =>
  expect.poll(() => phase(page), { timeout: 120_000, intervals: soon }).toBe("finished");
const offer = (page: Page) => page.getByRole("status", { name: "Saved run" });

/** Whatever a chart shows of the run, to the last bit. */
const curves = (page: Page) =>
  page.evaluate(() => {
    const { record } = (globalThis as WithUnrolled).unrolled.state.getState();
    if (!record) throw new Error("no record");
    return {
      update: record.update,
      changes: record.changes,
      models: record.models.map((model) => ({
        numbers: [
          model.loss,
          ...("gradientNorm" in model
            ? [model.gradientNorm, model.clippedNorm, ...model.parameterNorms.values()]
            : []),
        ].map((series) => Array.from({ length: series.length }, (_, u) => series.at(u + 1))),
        waterfalls: ("waterfalls" in model ? [...model.waterfalls] : []).map(([key, columns]) => [
          key,
          Array.from({ length: columns.kept }, (_, k) => [...columns.column(k)]),
        ]),
      })),
    };
  });

/** The run that nothing disturbs. */
async function undisturbed(page: Page) {
  await open(page, experiment("max"));
  await train(page);
  await ended(page);
  return { curves: await curves(page), heldOut: await heldOutLosses(page) };
}

interface Kept {
  readonly update: number;
  readonly state: string;
}

/** What the browser keeps, the oldest first. */
const keptRuns = (page: Page): Promise<Kept[]> =>
  page.evaluate(
    () =>
      new Promise<Kept[]>((resolve) => {
        const opening = indexedDB.open("unrolled");
        opening.onsuccess = () => {
          const all = opening.result.transaction("runs").objectStore("runs").index("savedAt").getAll();
          all.onsuccess = () => {
            opening.result.close();
            resolve(all.result.map(({ update, state }: Kept) => ({ update, state })));
          };
        };
      }),
  );

test("reloaded at random updates and gone on with, a run is the undisturbed one bit for bit", async ({
  page,
  browser,
  baseURL,
  guard,
}) => {
  // Seven pages are opened, one after another.
  test.setTimeout(900_000);
  const other = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
  await guard.watch(other);
  const whole = await undisturbed(await other.newPage());
  await other.close();

  const rng = rngFrom(11).fork("reloads");
  await open(page, experiment("20"));
  await train(page);
  let at = 0;
  for (let reload = 1; reload <= 4; reload++) {
    at += 18 + Math.floor(rng.uniform() * 40);
    await reach(page, at);
    await expect.poll(() => keptRuns(page)).not.toEqual([]);
    await page.reload();
    await expect.poll(() => phase(page), { timeout: 60_000, intervals: soon }).toBe("ready");
    await expect(offer(page)).toContainText(/stopped at update \d+ when its page was closed, \d+ s ago/);
    const kept = Number(/update (\d+)/.exec(await offer(page).innerText())?.[1]);
    // Twenty updates a second: five seconds are a hundred.
    expect(at - kept).toBeLessThanOrEqual(100);
    await button(page, "Continue").click();
    await expect(offer(page)).toBeEmpty();
    await expect.poll(() => phase(page)).toBe("training");
    await expect.poll(() => updateShown(page)).toBeGreaterThanOrEqual(kept);
    at = kept;
  }
  await atFullSpeed(page);
  await ended(page);
  const again = await curves(page);
  expect(again.models).toEqual(whole.curves.models);
  expect(again.update).toBe(planned);
  expect(await heldOutLosses(page)).toEqual(whole.heldOut);
});

test("a paused run comes back as it was: curves, changes and weights, without training on", async ({
  page,
}) => {
  await open(page, experiment("20"));
  await train(page);
  await reach(page, 45);
  await pause(page);
  const before = await curves(page);
  await expect.poll(() => keptRuns(page)).toEqual([{ update: before.update, state: "resting" }]);
  await page.reload();
  await expect(offer(page)).toContainText(`paused at update ${before.update}`);
  await button(page, "Continue").click();
  await expect.poll(() => phase(page)).toBe("paused");
  expect(await curves(page)).toEqual(before);
  expect(before.changes).toContainEqual({ update: 37, field: "optimizer.learningRate", value: 0.01 });
  await button(page, "One update").click();
  await reach(page, before.update + 1);
});

test("whoever starts anew, or just trains, is asked no more", async ({ page }) => {
  await open(page, experiment("20"));
  await train(page);
  await reach(page, 60);
  await expect.poll(() => keptRuns(page)).toHaveLength(1);
  await page.reload();
  await expect(offer(page)).toContainText(/stopped at update/);
  // The first number of the run that trains: what is read later may be of any size.
  const begun = page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const { state } = (globalThis as WithUnrolled).unrolled;
        const end = state.subscribe(({ run }) => {
          if (run.phase !== "training" || run.update === 0) return;
          end();
          resolve(run.update);
        });
      }),
  );
  await train(page);
  await expect(offer(page)).toBeEmpty();
  expect(await begun).toBeLessThan(60);
  await reach(page, 20);
  await expect.poll(() => keptRuns(page)).toHaveLength(2);
  await page.reload();
  await button(page, "Start over").click();
  await expect(offer(page)).toBeEmpty();
  await expect.poll(() => phase(page), { timeout: 60_000, intervals: soon }).toBe("ready");
  expect(await updateShown(page)).toBe(0);
  await expect.poll(() => keptRuns(page)).toHaveLength(1);
});

/** Each look for a run that is free asks which locks are held (src/store/resume-offers.ts looks four times). */
const countLooks = (page: Page) =>
  page.addInitScript(() => {
    const query = navigator.locks.query.bind(navigator.locks);
    const counted = Object.assign(globalThis, { looks: 0 });
    navigator.locks.query = async () => {
      const held = await query();
      counted.looks++;
      return held;
    };
  });
const looks = (page: Page) => page.evaluate(() => (globalThis as never as { looks: number }).looks);

test("two tabs that run one experiment keep a run each, and a third is offered what nobody has", async ({
  page,
  context,
}) => {
  await open(page, experiment("20"));
  await train(page);
  await reach(page, 30);
  await pause(page);
  const twin = await context.newPage();
  await open(twin, experiment("20"));
  await train(twin);
  await reach(twin, 60);
  await pause(twin);
  const at = [await updateShown(page), await updateShown(twin)];
  await expect.poll(async () => (await keptRuns(page)).map(({ update }) => update)).toEqual(at);
  // Both are held: a third tab is told of none.
  const third = await context.newPage();
  await countLooks(third);
  await open(third, experiment("20"));
  await expect.poll(() => looks(third)).toBe(4);
  await expect(offer(third)).toBeEmpty();
  await page.close();
  await third.reload();
  // The newer one is still held.
  await expect(offer(third)).toContainText(`update ${at[0]}`);
  await button(third, "Continue").click();
  await expect.poll(() => phase(third)).toBe("paused");
  expect(await updateShown(third)).toBe(at[0]);
});

test("a worker that dies without a word is replaced, and the curve is the undisturbed one", async ({
  page,
}) => {
  const whole = await undisturbed(page);
  // Nothing but the hash differs: the page would open it without loading anew.
  await page.goto("about:blank");
  await open(page, experiment("20"));
  await train(page);
  // The worker that trains, and the one that it has for another of its models, where there is one.
  for (const [update, place] of [
    [20, 0],
    [52, -1],
  ] as const) {
    await reach(page, update);
    const worker = page.workers().at(place);
    await worker?.evaluate(() => self.close());
    await expect(page.getByText(/^The training worker stopped at update \d+ and was restarted/)).toBeVisible({
      timeout: 60_000,
    });
    await button(page, "Dismiss").click();
  }
  await atFullSpeed(page);
  await ended(page);
  expect((await curves(page)).models).toEqual(whole.curves.models);
  expect(await heldOutLosses(page)).toEqual(whole.heldOut);
});

/** As in a frame or a window where storage is forbidden, or on a disk that is full. */
const refusals: readonly (readonly [string, () => void])[] = [
  [
    "forbidden",
    () => {
      Object.defineProperty(globalThis, "indexedDB", {
        get: () => {
          throw new DOMException("The operation is insecure.", "SecurityError");
        },
      });
    },
  ],
  [
    "missing",
    () => {
      Object.defineProperty(globalThis, "indexedDB", { value: undefined });
    },
  ],
  [
    "full",
    () => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
      };
    },
  ],
];

for (const [name, refuse] of refusals)
  test(`storage that is ${name} is told once, quietly, and training goes on`, async ({ page }) => {
    await page.addInitScript(refuse);
    await open(page, experiment("20"));
    await expect(page.getByRole("status", { name: "This run cannot be saved" })).toBeEmpty();
    await train(page);
    await reach(page, 20);
    await expect(page.getByRole("status", { name: "This run cannot be saved" })).toContainText(
      "does not let the page store data",
    );
    await expect(page.getByRole("alert")).toHaveCount(0);
    await button(page, "Dismiss").click();
    await pause(page);
    await train(page);
    await reach(page, 60);
    await expect(page.getByRole("status", { name: "This run cannot be saved" })).toBeEmpty();
    expect((await losses(page, 60)).flat().every(Number.isFinite)).toBe(true);
  });
