import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { hiddenStatePicture, open, shownFormulas, smallRace } from "./page.ts";

const letters = (page: Page) => page.getByLabel("letters of").first();
const equations = (page: Page) => page.getByRole("region", { name: "Equations" });
const walk = (page: Page, name: string) =>
  page.getByRole("button", { name: new RegExp(`The ${name}’s computation`) });

test("one switch writes every symbol of the page as a source does, the device keeps it, and new models are the source’s", async ({
  page,
}) => {
  await open(page, smallRace);
  await expect(letters(page)).toHaveValue("pytorch");
  await expect.poll(async () => (await shownFormulas(page, ".eq-line"))[0]).toContain("Wih");
  const signals = page.getByRole("group", { name: /gate or state/i }).getByRole("button");
  await expect(signals).toHaveText(["h", "i", "f", "g", "o", "c", "z", "r", "n"]);

  await letters(page).selectOption("s");
  // U for the input, W for the old state: the other way round than in U's lecture.
  await expect.poll(async () => (await shownFormulas(page, ".eq-line"))[0]).toMatch(/Ux.*Wh/);
  await expect(signals).toHaveText(["h", "Γi", "Γf", "c̃", "Γo", "c", "Γu", "Γr", "h̃"]);
  await page.getByRole("button", { name: "One update" }).click();
  await page.getByRole("button", { name: "by parameter" }).click();
  await expect(page.getByText("recurrent weights W")).toBeVisible();
  await page.keyboard.press("Escape");

  await page.reload();
  await expect(letters(page)).toHaveValue("s");
  await page.getByRole("button", { name: /All equations of the GRU/ }).click();
  await expect(page.getByText(/has no letters for these/)).toBeVisible();
  await page.keyboard.press("Escape");
  // S writes U(r ∘ h), without biases, and its gate takes the new state.
  await page.getByRole("button", { name: "Add a model" }).click();
  await page.getByRole("button", { name: /^GRU Two|^GRU One/ }).click();
  for (const setting of [/resetAfter=/, /updateGate=.*new/, /useBias=/])
    await expect(page).toHaveURL(setting);
});

test("a letter shows its strip, and a walk goes through the computation with its numbers", async ({
  page,
}) => {
  await open(page, smallRace);
  await expect.poll(() => hiddenStatePicture(page)).not.toBe("");
  const hidden = await hiddenStatePicture(page);
  await page.locator('.eq-line [data-symbol="f|"]').first().click();
  await expect(page.getByRole("heading", { name: /Forget gate/ })).toBeVisible();
  const signals = page.getByRole("group", { name: /gate or state/i });
  const forget = signals.getByRole("button", { name: "f", exact: true });
  await expect(forget).toHaveAttribute("aria-pressed", "true");
  await expect.poll(() => hiddenStatePicture(page)).not.toBe(hidden);
  // The other way round: the strip's letter is the one that is lit in the equation.
  await signals.getByRole("button", { name: "c", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator('.eq-line [data-symbol="c|"]').first()).toHaveClass(/tex-lit/);

  await walk(page, "LSTM").focus();
  await page.keyboard.press("Enter");
  const list = equations(page).getByRole("listitem");
  const lit = list.and(page.locator("[aria-current]"));
  await expect(equations(page)).toContainText("5 of 6");
  await expect(equations(page)).toContainText("t = 12, unit 1");
  await page.keyboard.press("ArrowRight");
  await expect(equations(page)).toContainText("6 of 6");
  await page.keyboard.press("ArrowLeft");
  for (let k = 0; k < 4; k++) await page.keyboard.press("ArrowUp");
  await expect(equations(page)).toContainText("1 of 6");
  // Before the first equation of a step is the last one of the step before.
  await page.keyboard.press("ArrowLeft");
  await expect(equations(page)).toContainText("t = 11, unit 1");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("heading", { name: /Input gate/ })).toBeVisible();
  await expect(lit).toHaveCount(1);
  // W x, U h and b, and what the gate makes of them.
  await expect
    .poll(async () => (await shownFormulas(page, ".eq-walk .eq-numbers"))[0])
    .toMatch(/^=σ\(−?[\d.]+[+−][\d.]+[+−][\d.]+\)=0\.\d{3}$/);
  const numbers = await shownFormulas(page, ".eq-walk .eq-numbers");
  await page
    .locator(".tt-lane .tt-heat")
    .nth(1)
    .hover({ position: { x: 5, y: 5 } });
  await expect(equations(page)).toContainText("t = 1,");
  await expect.poll(() => shownFormulas(page, ".eq-walk .eq-numbers")).not.toEqual(numbers);
});
