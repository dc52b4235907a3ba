/** A number is pressed in Network, and what it came from is named and lit; each of these can be traced in turn. */
import { expect, test } from "./fixtures.ts";
import { openHere, withoutGraphics } from "./page.ts";

test("a state that is pressed fades what has no part in it, and its sources lead further back", async ({
  page,
}) => {
  await openHere(
    page,
    "#1/models=simple&models.*.units=8&task.length=12&training.engine=wasm",
    `${withoutGraphics}&view=network&t=12`,
  );
  const last = page.locator(".un-vectors canvas").last();
  await expect(last).toBeVisible();
  const opaque = () =>
    last.evaluate((canvas: HTMLCanvasElement) => {
      const { data = [] } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? {};
      return [...data].filter((value, i) => i % 4 === 3 && value === 255).length;
    });
  expect(await opaque()).toBe(8);
  const box = await last.boundingBox();
  if (!box) throw new Error("it is not drawn");
  await page.mouse.click(box.x + box.width / 2, box.y + (2.5 / 8) * box.height);
  const note = page.locator(".tr");
  await expect(note).toContainText("t = 12 =");
  await expect.poll(opaque).toBeLessThan(3);
  const earlier = note.getByRole("button", { name: /^Trace h, unit \d, t = 11$/ }).first();
  await earlier.focus();
  await page.keyboard.press("Enter");
  await expect(note).toContainText("t = 11 =");
  await note.getByRole("button", { name: "stop tracing" }).click();
  await expect(note).toHaveCount(0);
  await expect.poll(opaque).toBe(8);
});
