import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { hiddenStatePicture, open, shownFormulas, smallRace, updateShown } from "./page.ts";

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

test("what is not as the source has it is said, converted where weights can, and begun anew where none can", async ({
  page,
}) => {
  await open(page, `${smallRace.replace("simple,lstm,gru", "gru,simple")}&training.engine=wasm`);
  await expect(page.getByRole("button", { name: /^unlike/ })).toHaveCount(0);
  await page.getByRole("button", { name: "One update" }).click();
  await expect.poll(() => updateShown(page)).toBe(1);
  await letters(page).selectOption("u");
  await page.getByRole("button", { name: "unlike U" }).click();
  const dialog = page.getByRole("dialog", { name: "Equations" });
  const gate = dialog.getByText("Update gate is “keeps old”, in U “takes new”.");
  await expect(gate).toBeVisible();
  await dialog.getByRole("button", { name: "convert" }).click();
  await expect(dialog.getByRole("status")).toContainText(/differ by at most (0|\d\.\de-1[5-9])\./);
  await expect(gate).toHaveCount(0);
  expect(await updateShown(page)).toBe(1);
  await expect(page).toHaveURL(/changes=1:models\.0\.updateGate:new/);

  await dialog.getByLabel("letters of").selectOption("s");
  const reset = dialog.locator("p", { hasText: "Reset after is “on”, in S “off”." });
  await expect(reset).toContainText("No weights make one the other");
  await reset.getByRole("button", { name: "begin anew so" }).click();
  await expect(page).toHaveURL(/resetAfter=0/);
  await expect(reset).toHaveCount(0);
  await expect.poll(() => updateShown(page)).toBe(0);
  await page.keyboard.press("Escape");

  // A cell that is chosen for a layer that was another is the source's too.
  const models = page.getByRole("region", { name: "Models" });
  await models.getByRole("button", { name: "RNN", exact: true }).click();
  await models.getByLabel("Cell", { exact: true }).selectOption({ label: "GRU" });
  await expect(models.getByRole("switch", { name: "Reset after" })).not.toBeChecked();
  await expect(models.getByRole("switch", { name: "Bias", exact: true })).not.toBeChecked();
  await expect(models.getByRole("combobox", { name: "Update gate", exact: true })).toHaveValue("new");
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
