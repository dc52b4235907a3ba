import { seriousFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import {
  endless,
  open,
  openHere,
  pause,
  smallRace,
  smallRaceOnSimd,
  train,
  trainTo,
  updateShown,
  updateStatus,
  withoutGraphics,
} from "./page.ts";

const sizes = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
];

// Opened on the largest screen and on the smallest, and taken through the others.
for (const [colorScheme, screens] of [
  ["light", sizes],
  ["dark", [...sizes].reverse()],
] as const)
  test(`${screens.map(({ width }) => width).join(", ")} pixels wide, ${colorScheme}: nothing hangs over, axe finds nothing serious`, async ({
    page,
  }) => {
    // Six times axe, which takes 10 s each on a busy machine.
    test.setTimeout(300_000);
    await page.emulateMedia({ colorScheme });
    const [first] = screens;
    if (first) await page.setViewportSize(first);
    // Slow enough to be paused: at full speed the run may be over before.
    await open(page, `${smallRaceOnSimd}&training.speed=20`, withoutGraphics);
    for (const size of screens) {
      await page.setViewportSize(size);
      expect(await seriousFindings(page), `untrained, ${size.width}`).toEqual([]);
    }
    await train(page);
    await trainTo(page, 3);
    await pause(page);
    for (const size of screens) {
      await page.setViewportSize(size);
      expect(await seriousFindings(page), `trained, ${size.width}`).toEqual([]);
      const { overflow, scrolls } = await page.evaluate(() => ({
        overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        scrolls: document.documentElement.scrollHeight - document.documentElement.clientHeight,
      }));
      expect(overflow, `pixels that hang over at the right of ${size.width}`).toBeLessThanOrEqual(0);
      if (size.width > 390) expect(scrolls, `pixels below the fold of ${size.width}`).toBeLessThanOrEqual(0);
      await page.screenshot({ path: `test-results/${size.width}-${colorScheme}.png` });
    }
  });

test("what people and tests rely on is there once by its name, even in part of it", async ({ page }) => {
  await open(page, smallRace + endless);
  for (const name of ["Train", "One update", "Reset", "Share"])
    await expect(page.getByRole("button", { name }), name).toHaveCount(1);
  for (const name of ["Update", "Engine", "RNN loss", "LSTM loss", "GRU loss"])
    await expect(page.getByRole("status", { name }), name).toHaveCount(1);
  // The invitation's button is the same command.
  await page.locator(".invitation button").click();
  await trainTo(page, 1);
  await expect(page.getByRole("button", { name: "Pause" })).toHaveCount(1);
});

test("every task opens with its drawing, and axe finds nothing serious", async ({ page }) => {
  test.setTimeout(240_000);
  for (const kind of ["adding", "copy-memory", "hello", "sonnets", "temperature"]) {
    const small = "&models=gru&models.0.units=4&training.batchSize=4&training.engine=wasm";
    await openHere(page, `#1/task.kind=${kind}${small}`, withoutGraphics);
    await expect(page.locator("canvas[data-rows]").first()).toBeVisible();
    expect(await seriousFindings(page), kind).toEqual([]);
  }
});

test("keyboard only: train, pause, one update, reset, undo, a setting, the keys", async ({ page }) => {
  await open(page, smallRace + endless);
  await page.keyboard.press("Space");
  await trainTo(page, 2);
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Train", exact: true }).first()).toBeVisible();
  const paused = await updateShown(page);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => updateShown(page)).toBeGreaterThan(paused);
  await page.keyboard.press("r");
  await expect(updateStatus(page)).toContainText(/update 0/i);
  // Everything that can be pressed is reached by Tab, and shows that it is focused.
  const reached = new Set<string>();
  for (let n = 0; n < 60; n++) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body) return "";
      const { outlineStyle, boxShadow, backgroundColor } = getComputedStyle(at);
      const visible =
        outlineStyle !== "none" || boxShadow !== "none" || backgroundColor !== "rgba(0, 0, 0, 0)";
      return `${at.getAttribute("aria-label") ?? at.textContent ?? at.id}|${visible}`;
    });
    if (seen) reached.add(seen);
  }
  const names = [...reached].join("\n");
  for (const name of ["One update", "Reset", "Share"]) expect(names).toContain(name);
  // Single letters do nothing inside of a control.
  const length = page.getByLabel("Length", { exact: true }).first();
  await length.focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.url()).not.toContain("task.length=12&");
});
