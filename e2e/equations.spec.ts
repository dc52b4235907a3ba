import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { hiddenStatePicture, open, shownFormulas, smallRace, updateShown } from "./page.ts";

const letters = (page: Page) => page.getByLabel("Notation").first();
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
  const shown = () =>
    signals.evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label")));
  await expect.poll(shown).toEqual(["i", "f", "g", "o", "c", "z", "r", "n"]);

  const paper = page.getByRole("link", { name: "doi:10.1162/neco.1997.9.8.1735" });
  await expect(paper).toHaveAttribute("href", "https://doi.org/10.1162/neco.1997.9.8.1735");
  await expect(paper).toHaveAttribute("rel", "noopener noreferrer");

  await letters(page).selectOption("s");
  // U for the input, W for the old state: the other way round than in U's lecture; time stands above.
  await expect.poll(async () => (await shownFormulas(page, ".eq-line"))[0]).toMatch(/Ux⟨t⟩\+Wh⟨t.1⟩/);
  await expect.poll(shown).toEqual(["i", "f", "C̃", "o", "C", "z", "r", "h̃"]);
  await page.getByRole("button", { name: "One update" }).click();
  // While the run rests, what happened stands in the chart's place.
  await page.getByRole("button", { name: "Gradient norm", exact: true }).click();
  await page.getByRole("button", { name: "by parameter" }).click();
  await expect(page.getByText("recurrent weights W")).toBeVisible();
  await page.keyboard.press("Escape");

  await page.reload();
  await expect(letters(page)).toHaveValue("s");
  await page.getByRole("button", { name: /All equations of the GRU/ }).click();
  await expect(page.getByText(/has no notation for these/)).toBeVisible();
  // S has one matrix on [h, x]; the form with two is a press away, and O has no other form.
  const formulas = async () => (await shownFormulas(page, ".eq-all")).join(" ");
  const joint = page.getByRole("dialog").getByRole("button", { name: /Concatenated form/ });
  await expect(joint).toHaveAttribute("aria-pressed", "true");
  await expect.poll(formulas).toMatch(/W[zr]⋅\[h/);
  await joint.press("Enter");
  await expect(joint).toHaveAttribute("aria-pressed", "false");
  await expect.poll(formulas).toMatch(/U[zr]x/);
  await page.getByRole("dialog").getByLabel("Notation").selectOption("o");
  await expect(joint).toHaveCount(0);
  await expect.poll(formulas).toMatch(/Γr=σ/);
  await page.getByRole("dialog").getByLabel("Notation").selectOption("s");
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
  await expect(page.getByRole("button", { name: /^Differs from/ })).toHaveCount(0);
  await page.getByRole("button", { name: "One update" }).click();
  await expect.poll(() => updateShown(page)).toBe(1);
  await letters(page).selectOption("u");
  await page.getByRole("button", { name: "Differs from U" }).click();
  const dialog = page.getByRole("dialog", { name: "Equations" });
  const gate = dialog.getByText("Update gate: “keeps old”, but “takes new” in U.");
  await expect(gate).toBeVisible();
  await dialog.getByRole("button", { name: "Convert" }).click();
  await expect(dialog.getByRole("status")).toContainText(/differ by at most (0|\d\.\de-1[5-9])\./);
  await expect(gate).toHaveCount(0);
  expect(await updateShown(page)).toBe(1);
  await expect(page).toHaveURL(/changes=1:models\.0\.updateGate:new/);

  await dialog.getByLabel("Notation").selectOption("s");
  const reset = dialog.locator("p", { hasText: "Reset after: “on”, but “off” in S." });
  await expect(reset).toContainText("cannot be converted into each other");
  await reset.getByRole("button", { name: "Restart with S’s convention" }).click();
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
  const strip = (name: RegExp) => page.getByRole("img", { name });
  await expect(strip(/^LSTM: f of/)).toBeVisible();
  const signals = page.getByRole("group", { name: /gate or state/i });
  const forget = signals.getByRole("button", { name: "f", exact: true });
  await expect(forget).toHaveAttribute("aria-pressed", "true");
  // It stands beside the hidden states, which are as they were.
  await expect(strip(/hidden state of 8 units/)).toHaveCount(3);
  await expect.poll(() => hiddenStatePicture(page)).not.toBe(hidden);
  // The other way round: the strip's letter is the one that is lit in the equation.
  await signals.getByRole("button", { name: "c", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator('.eq-line [data-symbol="c|"]').first()).toHaveClass(/tex-lit/);
  await expect(strip(/^LSTM: (f|c) of/)).toHaveCount(2);

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
  await expect(strip(/^LSTM: i of/)).toBeVisible();
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
