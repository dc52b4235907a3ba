import { expect, test } from "./fixtures.ts";
import { phase } from "./page.ts";

/** Bad, truncated, hostile and newer links: what of the bad text the page must quote or say. */
const links: readonly (readonly [hash: string, says: RegExp | null])[] = [
  ["#", null],
  ["#1/", null],
  ["#99/task.kind=adding", /newer/i],
  ["#1/__proto__.polluted=1", /__proto__/],
  ["#1/constructor.prototype.polluted=1", /constructor/],
  ["#1/task.kind=nonsense", /nonsense/],
  ["#1/task.kind=toString", /toString/],
  ["#1/models=simple,lstm,gru,lstm,gru", /4|four/i],
  ["#1/models=", /models/i],
  ["#1/models.0.units=NaN", /NaN/],
  ["#1/models.0.units=1e999", /1e999/],
  ["#1/models.0.units=999999999", /1,?024/],
  ["#1/models.9.units=4", /models\.9/],
  ["#1/task.length=-5", /-5|−5/],
  ["#1/optimizer.learningRate=<img src=x onerror=alert(1)>", /img/],
  ["#1/nonsense=%3Cscript%3Ealert(1)%3C/script%3E", /nonsense/],
  ["#1/task.length=%E0%A4%A", /task\.length|%E0/],
  ["#1/task.length=20&task.leng", /leng/],
  ["#1/changes=5:optimizer.learningRate:abc", /abc/],
  ["#javascript:alert(1)", /javascript/],
  [`#1/${"a".repeat(30_000)}=1`, /long|characters/i],
];

test("twenty bad links: the page opens, says what it could not read, and runs nothing", async ({ page }) => {
  test.setTimeout(300_000);
  await page.addInitScript(() => {
    (globalThis as unknown as { alert: () => void }).alert = () => {
      (globalThis as unknown as { alerted: boolean }).alerted = true;
    };
  });
  // Small defaults would change the links' meaning, so the worker is left to start and then dropped with the page.
  for (const [hash, says] of links) {
    await page.goto("about:blank");
    await page.goto(`./${hash}`);
    await expect(
      page.getByRole("button", { name: "Train", exact: true }).first(),
      hash.slice(0, 60),
    ).toBeVisible();
    const notice = page.getByRole("region", { name: /link/i });
    if (says) await expect(notice, hash.slice(0, 60)).toContainText(says);
    else await expect(notice, hash.slice(0, 60)).toHaveCount(0);
    const state = await page.evaluate(() => ({
      alerted: "alerted" in globalThis,
      polluted: "polluted" in {},
      images: document.querySelectorAll("img[src='x']").length,
    }));
    expect(state).toEqual({ alerted: false, polluted: false, images: 0 });
    expect(await phase(page)).not.toBe("failed");
  }
});
