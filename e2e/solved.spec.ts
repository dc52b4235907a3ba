/** What a visitor sees who opens the page and presses Train. */
import type { Page } from "@playwright/test";
import type { OpenStore } from "../src/store/store.ts";
import { expect, test } from "./fixtures.ts";
import { open, phase, train } from "./page.ts";

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };

/** Where the page may have no fast engine, a thousand updates take a quarter of an hour. */
const LONGEST = 900_000;

const runOf = (page: Page) =>
  page.evaluate(() => {
    const { run, device } = (globalThis as WithUnrolled).unrolled.state.getState();
    return {
      solvedAt: run.models.map(({ solvedAt }) => solvedAt ?? null),
      phase: run.phase,
      update: run.update,
      engine: `${device?.engine} (${device?.renderer})`,
    };
  });

test("the default race: LSTM and GRU solve the task, the plain RNN does not", async ({ page }) => {
  test.setTimeout(LONGEST + 60_000);
  await open(page);
  // The clock is the page's own: it starts with the click and stops with the words on the page.
  await page.evaluate(() => {
    const times = { began: 0, seconds: [null, null, null] as (number | null)[] };
    Object.assign(globalThis, { solvedTimes: times });
    document.addEventListener("click", ({ timeStamp }) => (times.began ||= timeStamp), { capture: true });
    const look = () => {
      for (const [m, card] of [...document.querySelectorAll(".model-outcome")].entries())
        if (/solved at/.test(card.textContent ?? ""))
          times.seconds[m] ??= (performance.now() - times.began) / 1000;
      requestAnimationFrame(look);
    };
    look();
  });
  await train(page);
  const outcomes = page.locator(".model-outcome");
  await expect(outcomes).toHaveCount(3);
  await expect.poll(async () => (await runOf(page)).phase, { timeout: 60_000 }).toMatch(/training|finished/);
  for (const m of [1, 2]) await expect(outcomes.nth(m)).toContainText(/solved at/, { timeout: LONGEST });
  await expect(outcomes.nth(0)).not.toContainText("solved");

  const seconds = await page.evaluate(
    () => (globalThis as never as { solvedTimes: { seconds: (number | null)[] } }).solvedTimes.seconds,
  );
  const { solvedAt, update, engine } = await runOf(page);
  expect(solvedAt).toEqual([null, expect.any(Number), expect.any(Number)]);
  expect(await phase(page)).not.toBe("failed");
  const told = ["LSTM", "GRU"].map(
    (name, n) => `${name} solved at update ${solvedAt[n + 1]} after ${seconds[n + 1]?.toFixed(1)} s`,
  );
  const line = `${told.join(", ")}; the plain RNN not by update ${update}; on ${engine}`;
  console.log(line);
  test.info().annotations.push({ type: "seconds from Train", description: line });
});
