/** Weights typed by hand: an exercise on paper, and a weight of a trained network, which is a fork. */
import type { Page } from "@playwright/test";
import type { OpenStore } from "../src/store/store.ts";
import { expect, test } from "./fixtures.ts";
import { open, phase, soon, train } from "./page.ts";

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };

async function openBench(page: Page) {
  await page.getByRole("button", { name: "Workbench", exact: true }).click();
  const bench = page.getByRole("region", { name: "Workbench", exact: true });
  await expect(bench.getByText("Weights", { exact: true })).toBeVisible();
  return bench;
}

test("the quiz typed by hand: its states and outputs, and its link", async ({ page }) => {
  await open(
    page,
    "#1/task.kind=by-hand&models=simple&models.0.units=1&models.0.activation=sigmoid&training.batchSize=1",
    "?view=network",
  );
  const bench = await openBench(page);
  const type = async (name: string, value: string) => {
    const cell = bench.getByRole("textbox", { name, exact: true });
    await cell.fill(value);
    await cell.press("Enter");
  };
  for (const [name, value] of [
    ["layers.0.kernel, row 1, column 1", "-0.1"],
    ["layers.0.recurrentKernel, row 1, column 1", "0.5"],
    ["layers.0.bias, row 1, column 1", "0.1"],
    ["readout.kernel, row 1, column 1", "0.7"],
  ] as const)
    await type(name, value);
  for (const value of ["0.2497", "0.1748", "0.3601", "0.2520"])
    await expect(bench.getByText(value, { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/typed=.*recurrentKernel@0.0:0.5/);
  await type("layers.0.kernel, row 1, column 1", "much");
  await expect(bench.getByRole("alert")).toContainText("“much” is not a number");
  await type("layers.0.kernel, row 1, column 1", "0.1");
  await expect(bench.getByText("0.2497", { exact: true })).toBeHidden();
  await bench.getByRole("button", { name: "Undo" }).click();
  await expect(bench.getByText("0.2497", { exact: true })).toBeVisible();
});

test("a weight of a trained LSTM, typed: a fork with it, and Undo", async ({ page }) => {
  await open(
    page,
    "#1/task.length=8&models=lstm&models.0.units=8&training.batchSize=8&training.updates=40",
    "?view=network",
  );
  await train(page);
  await expect.poll(() => phase(page), { intervals: soon }).toBe("finished");
  const bench = await openBench(page);
  const cell = bench.getByRole("textbox", { name: "layers.0.kernel, row 1, column 1", exact: true });
  await cell.fill("1.5");
  await cell.press("Enter");
  const weight = () =>
    page.evaluate(() => {
      const { record, spec } = (globalThis as WithUnrolled).unrolled.state.getState();
      const state = record?.snapshot?.models[0]?.state;
      return [
        record?.forkedFrom?.update,
        state && "weights" in state ? state.weights.get("layers.0.kernel")?.[0] : undefined,
        spec.training.typed,
      ];
    });
  await expect.poll(weight, { intervals: soon }).toEqual([40, 1.5, "40:0/layers.0.kernel@0.0:1.5"]);
  await bench.getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await weight())[2], { intervals: soon }).toBe("");
});
