/** Words of charts keep to their gutters: over no curve, no other words, and inside of their panel, at every size. */
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { open, painted, pause, train, trainTo, withoutGraphics } from "./page.ts";

const sizes = [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 820, height: 1180 },
  { width: 390, height: 844 },
  { width: 300, height: 600 },
  // 1440 × 900 at 200 %.
  { width: 720, height: 450 },
];

/** What is wrong with the words on the page, in words. Runs in the page. */
function faults(): string[] {
  interface Words {
    readonly text: string;
    readonly box: DOMRect;
    readonly panel: Element;
    readonly owner: Element;
  }
  const found: string[] = [];
  const all: Words[] = [];
  const isSeen = (element: Element): boolean => {
    for (let at: Element | null = element; at; at = at.parentElement) {
      const { visibility, opacity, display, clipPath } = getComputedStyle(at);
      if (visibility === "hidden" || opacity === "0" || display === "none" || clipPath !== "none")
        return false;
    }
    return true;
  };
  /** What is left of a box inside of the ancestors that cut it. */
  const visible = (box: DOMRect, element: Element, panel: Element): DOMRect => {
    let { left, top, right, bottom } = box;
    for (let at: Element | null = element; at && at !== panel.parentElement; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at);
      const edge = at.getBoundingClientRect();
      if (overflowX !== "visible") [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
      if (overflowY !== "visible") [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)];
    }
    return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
  };
  const panels = [...document.querySelectorAll(".uc, .tt, .gf")];
  for (const panel of panels) {
    const walker = document.createTreeWalker(panel, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const owner = node.parentElement;
      const text = node.textContent?.trim() ?? "";
      if (!owner || text === "" || owner.closest("title, dialog, [popover], option, annotation")) continue;
      if (!isSeen(owner)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const part of range.getClientRects()) {
        const box = visible(part, owner, panel);
        if (box.width > 0.5 && box.height > 0.5) all.push({ text, box, panel, owner });
      }
    }
  }
  const name = ({ text, box }: Words) => `“${text}” at ${Math.round(box.x)}, ${Math.round(box.y)}`;
  // Line boxes are higher than letters: what matters is where ink is.
  const ink = ({ box }: Words) =>
    new DOMRect(box.x + 0.5, box.y + 0.2 * box.height, box.width - 1, 0.6 * box.height);
  const meet = (a: DOMRect, b: DOMRect) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  all.forEach((a, i) => {
    for (const b of all.slice(i + 1))
      if (a.panel === b.panel && a.owner !== b.owner && meet(ink(a), ink(b)))
        found.push(`${name(a)} meets ${name(b)}`);
    const edge = a.panel.getBoundingClientRect();
    if (a.box.left < edge.left - 1 || a.box.right > edge.right + 1 || a.box.bottom > edge.bottom + 2)
      found.push(`${name(a)} leaves its panel`);
    if (a.box.right > innerWidth + 1 || a.box.left < -1) found.push(`${name(a)} leaves the screen`);
  });
  // No words over curves: in the plots of the charts on top, and of the strips that draw lines and maps.
  const plots = [
    ...[...document.querySelectorAll(".uc-body:not(.fc-chart) > svg:last-child > rect")],
    ...[
      ...document.querySelectorAll(
        ":is(.tt-output, .tt-lane, .tt-gate, .tt-norms) .tt-plot, .gf-plot canvas",
      ),
    ],
  ];
  for (const plot of plots) {
    const edge = plot.getBoundingClientRect();
    for (const words of all) {
      // Sentences of an empty plot, before there are curves.
      if (words.owner.closest(".uc-remark, .gf-plot p")) continue;
      if (meet(ink(words), new DOMRect(edge.x + 1, edge.y + 1, edge.width - 2, edge.height - 2)))
        found.push(`${name(words)} stands in a plot`);
    }
  }
  return found;
}

const everySize = async (page: Page, when: string) => {
  for (const size of sizes) {
    await page.setViewportSize(size);
    await expect.poll(() => page.evaluate(faults), `${when}, ${size.width}x${size.height}`).toEqual([]);
  }
};

/** So slow that it trains while the words of training are looked at, and rests when it is paused. */
const race = "&training.batchSize=16&training.updates=2000&training.speed=20&training.engine=wasm";
const stories: readonly (readonly [string, string, number])[] = [
  // Solved within the story, with changes of settings: words of both kinds stand over the plot.
  [
    "models that are solved, and changes",
    `#1/task.length=12&models=simple,lstm,gru&models.*.units=24${race}&changes=20:optimizer.learningRate:0.01,24:training.clipNorm:2`,
    160,
  ],
  [
    "four models with long values",
    `#1/task.kind=adding&models=simple,lstm,gru,peephole&models.*.units=8${race}`,
    6,
  ],
  [
    "three models with long names",
    `#1/task.kind=adding&models=peephole,higher-order,state-skip&models.*.units=8${race}`,
    6,
  ],
  ["a text, with three baselines", `#1/task.kind=sonnets&models=lstm,gru&models.*.units=16${race}`, 4],
  ["a series", `#1/task.kind=co2&models=gru&models.*.units=16${race}`, 4],
];

for (const [what, hash, updates] of stories)
  test(`${what}: words keep to their gutters before, during and after training`, async ({ page }) => {
    test.setTimeout(180_000);
    await open(page, hash, withoutGraphics);
    await expect(page.locator("canvas[data-rows]").first()).toBeVisible();
    await everySize(page, "untrained");
    await page.setViewportSize({ width: 1440, height: 900 });
    await train(page);
    await trainTo(page, updates);
    for (const size of sizes.slice(0, 3)) {
      await page.setViewportSize(size);
      await expect.poll(() => page.evaluate(faults), `training, ${size.width}`).toEqual([]);
    }
    await pause(page);
    await everySize(page, "at rest");
  });

/** With all that the browser makes of a tap: a pointer that comes, presses and goes. Its last event is the click. */
async function tap(target: Locator, position: { x: number; y: number }): Promise<void> {
  const page = target.page();
  const clicked = page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        addEventListener("click", () => resolve(), { capture: true, once: true });
      }),
  );
  await target.tap({ position });
  await clicked;
  await painted(page);
}

test("letters keep to their steps where the monospaced font lacks some of them", async ({ page }) => {
  // As if each letter came from a font where signs are as wide as they are high.
  await page.addInitScript(() => {
    const borrowed = new CSSStyleSheet();
    borrowed.replaceSync(":root { --mono: serif !important; }");
    document.adoptedStyleSheets.push(borrowed);
  });
  await open(page, `#1/task.kind=sonnets&models=lstm,gru&models.*.units=16${race}`, withoutGraphics);
  await expect(page.locator(".tt-letter").first()).toHaveCSS("font-family", "serif");
  await everySize(page, "untrained");
});

test("a tap on a strip shows the values of its step, and they stay", async ({ browser, guard }) => {
  const context = await browser.newContext({ hasTouch: true, viewport: { width: 390, height: 844 } });
  await guard.watch(context);
  const page = await context.newPage();
  await open(page, `#1/task.length=12&models=simple,lstm,gru&models.*.units=8${race}`, withoutGraphics);
  const dock = page.locator(".dock");
  await expect(dock).toContainText(/tap a time step/i);
  await tap(page.locator(".tt-heat").first(), { x: 40, y: 10 });
  await expect(dock).toContainText(/t = 2/);
  // A tap on a chart over updates shows its values, which stay too.
  await train(page);
  await trainTo(page, 300);
  await pause(page);
  const loss = page.getByRole("region", { name: "Loss", exact: true });
  await tap(loss.locator(".uc-body"), { x: 44, y: 100 });
  await expect(loss.locator(".uc-readout")).toContainText(/at \d/);
  await context.close();
});

test("forced colours: maps, colour bars and models keep theirs, and letters look pressable", async ({
  page,
}) => {
  await page.emulateMedia({ forcedColors: "active" });
  await open(page, `#1/task.length=12&models=lstm,gru&models.*.units=8${race}`, withoutGraphics);
  await page.getByRole("button", { name: "f", exact: true }).first().click();
  const kept = await page
    .locator(".tt-heat, .tt-bar i, .tt-scale, .gf-scale, .gf-plot canvas, .gf-now, .tt-hair, .lane-mark")
    .evaluateAll((all) => all.map((one) => getComputedStyle(one).forcedColorAdjust));
  expect(kept.length).toBeGreaterThan(8);
  expect(new Set(kept)).toEqual(new Set(["none"]));
  for (const letter of await page.locator(".tt-signals button").all())
    expect(await letter.evaluate((one) => getComputedStyle(one).borderTopWidth)).toBe("1px");
  await page.screenshot({ path: "test-results/forced-colours.png" });
});
