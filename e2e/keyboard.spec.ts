/** Somebody without a pointer: the order of Tab, the focus that is seen, and every main action by keys. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { endless, open, phase, smallRaceOnSimd, trainTo, updateShown, withoutGraphics } from "./page.ts";

interface Focused {
  readonly name: string;
  readonly part: string;
  readonly top: number;
  readonly left: number;
  readonly isSeen: boolean;
}

const focused = (page: Page): Promise<Focused> =>
  page.evaluate(() => {
    const at = document.activeElement as HTMLElement;
    // Behind the last stop the focus leaves the page.
    if (at === document.body) return { name: "", part: "", top: 0, left: 0, isSeen: false };
    const { top, left, width, height } = at.getBoundingClientRect();
    const style = getComputedStyle(at);
    const parent = at.parentElement ? getComputedStyle(at.parentElement) : style;
    // A slider shows it on its thumb, whose style no script can ask for: the rule that draws it is looked up.
    const isThumbSeen =
      at.matches("input[type=range]:focus-visible") &&
      [...document.styleSheets]
        .flatMap(({ cssRules }) => [...cssRules])
        .some(
          (rule) =>
            rule instanceof CSSStyleRule &&
            rule.selectorText === ".field-range:focus-visible::-webkit-slider-thumb" &&
            /outline: 2px solid/.test(rule.cssText),
        );
    return {
      name: at.getAttribute("aria-label") ?? at.textContent?.trim().slice(0, 40) ?? "",
      part: at.closest(".bar") ? "bar" : at.closest(".rail") ? "rail" : at.closest("main") ? "charts" : "",
      top: Math.round(top),
      left: Math.round(left),
      isSeen:
        width > 0 &&
        height > 0 &&
        style.opacity !== "0" &&
        (isThumbSeen ||
          style.outlineStyle !== "none" ||
          style.boxShadow !== "none" ||
          parent.outlineStyle !== "none"),
    };
  });

test("keyboard only: Tab goes from the bar through the rail to the charts, and the focus is always seen", async ({
  page,
}) => {
  await open(page, smallRaceOnSimd, withoutGraphics);
  const seen: Focused[] = [];
  let wasNowhere = false;
  for (let n = 0; n < 140; n++) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    const isNowhere = at.name === "" && at.part === "";
    // Twice nowhere is behind the last stop; once is a row that is just being opened.
    if (isNowhere && wasNowhere) break;
    wasNowhere = isNowhere;
    // Or the first stop again, in a browser without bars of its own.
    if (seen[0] && at.name === seen[0].name) break;
    if (!isNowhere) seen.push(at);
  }
  expect(seen.filter(({ isSeen }) => !isSeen).map(({ name }) => name)).toEqual([]);
  const parts = seen.map(({ part }) => part).filter((part, n, all) => part !== "" && part !== all[n - 1]);
  expect(parts.slice(0, 3)).toEqual(["bar", "rail", "charts"]);
  // Down the rail, without a jump back up; a row that closes above lets those below move up by its height.
  const rail = seen.filter(({ part }) => part === "rail").map(({ top }) => top);
  expect(rail.every((top, n) => n === 0 || top >= (rail[n - 1] ?? 0) - 80)).toBe(true);
});

test("keyboard only: train, change a setting, open help, and Esc gives the focus back", async ({ page }) => {
  await open(page, smallRaceOnSimd + endless, withoutGraphics);
  await page.keyboard.press("Space");
  await trainTo(page, 3);
  await page.keyboard.press("Space");
  await expect.poll(() => phase(page)).toBe("paused");
  const update = await updateShown(page);
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => updateShown(page)).toBe(update + 1);

  const rate = page.getByLabel("Learning rate", { exact: true });
  await rate.focus();
  await rate.fill("0.01");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/learningRate.*0\.01|changes=/);

  const mark = page.getByRole("button", { name: "Help: Loss" });
  await mark.focus();
  await page.keyboard.press("Enter");
  const help = page.getByRole("dialog", { name: "Help" });
  await expect(help).toBeVisible();
  await help.getByRole("tab", { name: "Panels" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(help.getByRole("tab", { name: "Keys" })).toBeFocused();
  await expect(help.getByText("Train or pause")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await expect(mark).toBeFocused();

  // The single key opens it from anywhere outside of settings.
  await page.keyboard.press("?");
  await expect(help).toBeVisible();
  await page.keyboard.press("Escape");

  const more = page.getByRole("button", { name: /^more: \d+ settings$/ });
  await more.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Reduction" })).toBeVisible();
  await page.reload();
  // The device remembers it.
  await expect(page.getByRole("combobox", { name: "Reduction" })).toBeVisible();
});
