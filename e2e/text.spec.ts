/** The view Text: what units track, text with a unit held, and text of somebody. */
import { seriousFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { losses, open, phase, soon, train, withoutGraphics } from "./page.ts";

test("the unit that follows the quotes of Moby-Dick best is found, held, and the text is generated again", async ({
  page,
}) => {
  const link =
    "#1/task.kind=moby-dick&task.length=30&models=gru&models.*.units=12&training.batchSize=8&training.updates=60&training.engine=wasm";
  const toItsEnd = async (view: string) => {
    await open(page, link, `${withoutGraphics}&view=${view}`);
    await train(page);
    await expect.poll(() => phase(page), { timeout: 60_000, intervals: soon }).toBe("finished");
    return losses(page, 60);
  };
  const elsewhere = await toItsEnd("overview");
  await page.goto("about:blank");
  // What the view has computed changes no bit of the run.
  expect(await toItsEnd("text")).toEqual(elsewhere);
  const units = page.getByRole("region", { name: "Units over text" });
  await expect(units).toContainText("update 60");
  // With its two controls: the same unit before training, and on another text.
  const row = units.getByRole("row").filter({ hasText: "inside quotes" });
  await expect(row).toHaveText(/inside quotes\s*h \d+\s*[+−]0\.\d\d\s*[+−]0\.\d\d\s*([+−]0\.\d\d|–)/);
  const unit = /h \d+/.exec(await row.innerText())?.[0] ?? "";
  await row.getByRole("button").click();
  const text = units.getByRole("slider", { name: /Text, coloured by the unit/ });
  await expect(text).toHaveAccessibleName(`Text, coloured by the unit: unit ${unit.slice(2)} of h`);
  await text.focus();
  await page.keyboard.press("ArrowRight");
  await expect(text).toHaveAttribute("aria-valuetext", /^symbol 2, “.”: [+−]\d/);

  const writes = page.getByRole("region", { name: "What it writes" });
  const newest = writes.locator("figure[data-newest] .written");
  const held = writes.locator("figure[data-held]");
  await expect(newest).toHaveText(/.{100}/);
  const free = await newest.innerText();
  await writes.getByRole("checkbox", { name: `Hold unit ${unit.slice(2)} of h` }).check();
  await expect(held).toContainText(`${unit} held at +1.00`);
  await expect(held.locator(".written")).not.toHaveText(free);
  await expect(newest).toHaveText(free);
  // Greedy takes no random numbers: the same whatever the seed, and other than what was sampled.
  await writes.getByRole("combobox", { name: "Decoding" }).selectOption("greedy");
  await expect(newest).not.toHaveText(free);

  // Another text: what the alphabet lacks is named, and the rest is read.
  await units.getByRole("button", { name: "Your text" }).click();
  await units.getByRole("textbox", { name: "Your text" }).fill('She said: "No ☃, no whale."');
  await expect(units.getByRole("status")).toHaveText("Not in the alphabet: “☃”. Left out: 1.");
  await expect(text).toHaveAttribute("aria-valuemax", "26");
  expect(await seriousFindings(page)).toEqual([]);
});
