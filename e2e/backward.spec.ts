/** The stepper walks back: every equation of the way back has the number that the oracle has of it. */
import type { Page } from "@playwright/test";
import { decode } from "../src/experiment/link.ts";
import { prepareTask } from "../src/experiment/spec.ts";
import { adjointsOf } from "../src/model/adjoints.ts";
import { type BackwardSteps, backwardStepsOf, lossAtStep } from "../src/model/backward-steps.ts";
import { planOf } from "../src/model/counted.ts";
import { type Plan, type ScanNode, scansOf } from "../src/model/plan.ts";
import { plansOf } from "../src/model/race-plans.ts";
import { probeBatch } from "../src/trainer/batches.ts";
import { expect, test } from "./fixtures.ts";
import { open, phase, shownFormulas, train } from "./page.ts";

const base =
  "#1/task.length=8&training.batchSize=4&training.engine=wasm&models.*.units=4&training.updates=20";

const noAssets = () => Promise.reject(new Error("this task has no assets"));

/** The weights that the page shows, read from its newest snapshot. */
const weightsOf = (page: Page, model: number): Promise<[string, number[]][]> =>
  page.evaluate((m) => {
    const { snapshot } = window.unrolled.state.getState().record ?? {};
    const state = snapshot?.models[m]?.state;
    if (!state || !("weights" in state)) throw new Error("no weights");
    return [...state.weights].map(([path, values]) => [path, [...values]]);
  }, model);

/** The plan of a link's model and its batch of one: the first held-out sequence. */
async function problem(hash: string, model: number) {
  const { spec } = decode(hash);
  const task = await prepareTask(spec, noAssets);
  return { plan: planOf(plansOf(spec, task)[model]) as Plan, batch: probeBatch(task, spec.training.seed, 0) };
}

/** "=−0.122⋅0.522=−0.0636": the last number; powers of ten as "4.9⋅10−4". */
function lastNumber(line: string): number {
  const found = /=([−-]?[\d.]+)(?:[⋅·]10([−-]?\d+))?$/.exec(line);
  if (!found) throw new Error(`no number at the end of “${line}”`);
  const plain = (text = "0") => Number(text.replace("−", "-"));
  return plain(found[1]) * 10 ** plain(found[2]);
}

/** Of each line of the step back, in their order. */
function expected(scan: ScanNode, { adjoints, sent }: BackwardSteps, t: number, unit: number): number[] {
  const at = (values: ArrayLike<number> | undefined) => values?.[t * scan.units + unit] ?? Number.NaN;
  return adjointsOf(scan).lines.map((line) =>
    at(line.kind === "sent" ? sent[line.state]?.[line.lag] : adjoints.get(line.node)),
  );
}

const panelOf = (page: Page) => page.getByRole("region", { name: "Equations" });

/** Goes on through all equations of the present step. @returns what each comes to */
async function numbersBack(page: Page, count: number): Promise<number[]> {
  const seen: number[] = [];
  for (let number = 1; number <= count; number++) {
    await expect(panelOf(page)).toContainText(`${number} of ${count}`);
    const line = async () => (await shownFormulas(page, ".eq-walk .eq-numbers")).join();
    await expect.poll(line, `numbers of equation ${number}`).toMatch(/=[−-]?[\d.]+([⋅·]10[−-]?\d+)?$/);
    seen.push(lastNumber(await line()));
    await page.keyboard.press("ArrowRight");
  }
  return seen;
}

function near(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  // Weights are float32, and three digits are shown.
  found.forEach((value, k) => {
    const own = wanted[k] as number;
    expect(Math.abs(value - own), `number ${k + 1}: ${value}, by the oracle ${own}`).toBeLessThanOrEqual(
      6e-3 * Math.abs(own) + 6e-4,
    );
  });
}

test("an LSTM is walked back through, and each number is the oracle's, of all losses and of one step's", async ({
  page,
}) => {
  const hash = `${base}&models=simple,lstm`;
  await open(page, hash);
  await train(page);
  await expect.poll(() => phase(page)).toBe("finished");
  const { plan, batch } = await problem(hash, 1);
  const weights = new Map(
    (await weightsOf(page, 1)).map(([path, values]) => [path, Float32Array.from(values)]),
  );
  const [scan] = scansOf(plan) as [ScanNode];
  const count = adjointsOf(scan).lines.length;
  expect(count).toBeGreaterThan(8);

  await page.getByRole("button", { name: "The LSTM’s computation" }).click();
  await page.keyboard.press("b");
  await expect(panelOf(page).getByText(/^t = 8, unit 1/)).toBeVisible();
  const whole = backwardStepsOf(plan, weights, batch, 0);
  near(await numbersBack(page, count), expected(scan, whole, 7, 0));
  // On is back in time.
  await expect(panelOf(page).getByText(/^t = 7, unit 1/)).toBeVisible();
  near(await numbersBack(page, count), expected(scan, whole, 6, 0));

  await panelOf(page)
    .getByRole("combobox", { name: "Loss to differentiate" })
    .selectOption({ label: "loss at" });
  const own = panelOf(page).getByLabel("Step of the loss");
  await own.fill("7");
  await own.press("Enter");
  await panelOf(page).getByRole("region", { name: /LSTM/ }).focus();
  const one = backwardStepsOf(plan, weights, lossAtStep(batch, 6), 0);
  const t =
    Number(
      (
        await panelOf(page)
          .getByText(/^t = \d/)
          .innerText()
      ).match(/\d+/)?.[0],
    ) - 1;
  near(await numbersBack(page, count), expected(scan, one, t, 0));
});

test("the terms of a weight add up to its gradient, and are copied as a table", async ({ page }) => {
  const hash = `${base}&models=gru&models.0.layers=gru,gru&models.0.layers.*.units=4`;
  await open(page, hash);
  await train(page);
  await expect.poll(() => phase(page)).toBe("finished");
  await page.getByRole("button", { name: "The GRU×2’s computation" }).click();
  await page.keyboard.press("w");
  const total = panelOf(page).getByText(/total/).first();
  await expect(total).toBeVisible();
  const { plan, batch } = await problem(hash, 0);
  const weights = new Map(
    (await weightsOf(page, 0)).map(([path, values]) => [path, Float32Array.from(values)]),
  );
  const scans = scansOf(plan);
  const way = backwardStepsOf(plan, weights, batch, scans.length - 1);
  const shown = /total ([−-]?[\d.]+)(?:·10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?/.exec(await total.innerText());
  const digits = [..."⁰¹²³⁴⁵⁶⁷⁸⁹"];
  const power = [...(shown?.[2] ?? "⁰")].map((sign) => (sign === "⁻" ? "-" : digits.indexOf(sign))).join("");
  const value = Number((shown?.[1] ?? "").replace("−", "-")) * 10 ** Number(power);
  const all = [...way.gradients.values()].flatMap((values) => [...values]);
  expect(all.some((one) => Math.abs(one - value) <= 6e-3 * Math.abs(one) + 1e-9)).toBe(true);
});

test("on a phone the way back is walked as well", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, `${base}&models=lstm`);
  const walk = page.getByRole("button", { name: "The LSTM’s computation" });
  await walk.scrollIntoViewIfNeeded();
  await walk.click();
  await panelOf(page)
    .getByRole("button", { name: /^Backward/ })
    .click();
  await expect
    .poll(async () => (await shownFormulas(page, ".eq-walk .eq-numbers")).join())
    .toMatch(/=[−-]?\d/);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(390);
});
