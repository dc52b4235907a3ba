/** The walk back: one number of each equation against the oracle, made here from the same link. */
import type { Page } from "@playwright/test";
import { decode } from "../src/experiment/link.ts";
import { prepareTask } from "../src/experiment/spec.ts";
import { rngFrom } from "../src/lib/rng.ts";
import { type BackwardSteps, backwardStepsOf, lossAtStep } from "../src/model/backward-steps.ts";
import { planOf } from "../src/model/counted.ts";
import { type Plan, type ScanNode, scansOf } from "../src/model/plan.ts";
import { printedLines } from "../src/model/print/tex-adjoint.ts";
import { plansOf } from "../src/model/race-plans.ts";
import { initialWeights } from "../src/model/weights.ts";
import { probeBatch } from "../src/trainer/batches.ts";
import { seriousFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { open, phase, shownFormulas, train, withoutGraphics } from "./page.ts";

const tail = "&training.batchSize=4&training.engine=wasm&training.updates=0&training.speed=20";
const lstm = `#1/task.length=8&models=lstm&models.*.units=4${tail}`;
const stack = `#1/task.length=8&models=gru,lstm&models.*.units=4&models.0.layers=gru,gru&models.0.layers.1.units=3${tail}`;

/** The untrained model that a link opens, and the sequence that the page shows of it. */
async function opened(link: string, model = 0) {
  const { spec } = decode(link);
  const task = await prepareTask(spec, () => Promise.reject(new Error("no assets")));
  const plan = planOf(plansOf(spec, task)[model]) as Plan;
  const weights = initialWeights(plan, rngFrom(spec.training.seed));
  const batch = probeBatch(task, spec.training.seed, spec.view.probe);
  return { plan, weights, batch };
}

/** A number as the page writes it: "−1.2·10⁻⁵", "0.0123". */
function numberOf(text: string): number {
  const plain = text.replace("−", "-").replaceAll(",", "");
  const [, sign = "", mantissa, power] =
    /^(-?)(?:([\d.]+)·?)?(?:10([⁻⁰¹²³⁴-⁹]+))?$/u.exec(plain.trim()) ?? [];
  const exponent = [...(power ?? "⁰")]
    .map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(digit))
    .filter((digit) => digit >= 0);
  const size =
    Number(mantissa ?? "1") * 10 ** (Number(exponent.join("")) * (power?.startsWith("⁻") ? -1 : 1));
  return sign ? -size : size;
}

/** Rounded to three digits, or under a thousandth to two. */
const isShownAs = (shown: number, value: number): boolean =>
  Math.abs(shown - value) <= (Math.abs(value) < 1e-3 ? 0.051 : 0.0051) * Math.abs(value) + 1e-15;

const panel = (page: Page) => page.getByRole("region", { name: "Equations" });
const walkOf = (page: Page, name: string) =>
  page.getByRole("button", { name: new RegExp(`The ${name}.*computation`) });

/** What the lit equation comes to. */
async function litNumber(page: Page): Promise<number> {
  const [numbers = ""] = await shownFormulas(page, ".eq-walk [aria-current] .eq-numbers");
  return numberOf(numbers.slice(numbers.lastIndexOf("=") + 1));
}

/** The sum of all terms of a weight. */
async function totalShown(page: Page): Promise<number> {
  const text = await panel(page).locator(".eq-weights-read").innerText();
  return numberOf(/total (\S+)/.exec(text)?.[1] ?? "");
}

/** Goes through all equations of the step that is shown; each has the number that the oracle has. @returns the equations */
async function walkStep(page: Page, scan: ScanNode, way: BackwardSteps, step: number): Promise<string[]> {
  const lines = printedLines(scan);
  const seen: string[] = [];
  for (const [n, line] of lines.entries()) {
    await expect(panel(page)).toContainText(`${n + 1} of ${lines.length}`);
    await expect(panel(page)).toContainText(`t = ${step + 1}, unit 1`);
    const [equation = ""] = await shownFormulas(page, ".eq-walk [aria-current] > .tex");
    const values = line.kind === "sent" ? way.sent[line.state]?.[line.lag] : way.adjoints.get(line.node);
    const value = values?.[step * scan.units] ?? Number.NaN;
    await expect
      .poll(async () => isShownAs(await litNumber(page), value), `${equation} at ${step + 1} is ${value}`)
      .toBe(true);
    seen.push(equation);
    await page.keyboard.press("ArrowRight");
  }
  return seen;
}

test("backward through an LSTM: one number of each equation, over a step and into the one before, is the oracle’s", async ({
  page,
}) => {
  const { plan, weights, batch } = await opened(lstm);
  const [scan] = scansOf(plan) as [ScanNode];
  const way = backwardStepsOf(plan, weights, batch, 0);
  await open(page, lstm, withoutGraphics);
  await walkOf(page, "LSTM").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("b");
  await expect(page.getByRole("button", { name: /^Backward/ })).toHaveAttribute("aria-pressed", "true");
  const equations = await walkStep(page, scan, way, 7);
  expect(equations).toHaveLength(12);
  expect(equations[0]).toMatch(/^∂L∂ht=∂L∂ht.*above\+∂L∂ht.*t\+1$/);
  expect(equations.at(-1)).toMatch(/∂L∂ct−1.*=∂L∂ct⊙ft$/);
  // Beyond the last equation is the first one of the step before.
  await expect(panel(page)).toContainText(
    "All of it comes from later steps; the loss at this step adds nothing.",
  );
  expect(await walkStep(page, scan, way, 6)).toEqual(equations);
  // And back again, to the last one of step 7.
  await page.keyboard.press("ArrowLeft");
  await expect(panel(page)).toContainText("12 of 12");
  await expect(panel(page)).toContainText("t = 7, unit 1");
  await expect(panel(page)).toContainText("Goes to step 6.");

  // The loss of step 5 alone: nothing comes from step 6 on.
  const loss = page.getByLabel("Loss to differentiate");
  await loss.selectOption("one");
  await page.getByRole("spinbutton", { name: "Step of the loss" }).fill("5");
  const alone = backwardStepsOf(plan, weights, lossAtStep(batch, 4), 0);
  await page.locator(".eq-walk").focus();
  for (let n = 0; n < 24; n++) await page.keyboard.press("ArrowRight");
  await expect(panel(page)).toContainText("t = 5, unit 1");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await walkStep(page, scan, alone, 3);

  // What every step adds to a weight: nothing after step 5, and all terms make the total.
  await page.keyboard.press("w");
  const { gradients } = alone;
  const picture = panel(page).getByRole("img", { name: /^Terms of the gradient of W_hi at 8 time steps/ });
  await expect(picture).toBeVisible();
  const row = page.getByRole("spinbutton", { name: "Unit of the state that the weight multiplies" });
  await row.fill("2");
  const total = gradients.get("layers.0.recurrentKernel")?.[1 * 16] ?? Number.NaN;
  await expect(panel(page)).toContainText(/total/);
  await expect.poll(async () => isShownAs(await totalShown(page), total), `total ${total}`).toBe(true);
  expect(await seriousFindings(page, ".eq")).toEqual([]);
  await page.locator(".eq-walk").focus();
  await page.keyboard.press("f");
  await expect(panel(page)).toContainText(/of 6/);
  await page.keyboard.press("Escape");
  await expect(walkOf(page, "LSTM")).toBeVisible();
});

test("a stack of GRUs from the Network view: each layer has its own way back, and Escape returns", async ({
  page,
}) => {
  const { plan, weights, batch } = await opened(stack);
  const [first, second] = scansOf(plan) as [ScanNode, ScanNode];
  await open(page, stack, `${withoutGraphics}&view=network&t=6`);
  await page.getByRole("button", { name: "Walk back" }).click();
  const region = page.locator('[data-panel="equations"]');
  await expect(region.locator(".eq-walk li")).toHaveCount(8);
  for (const [scan, layer] of [
    [second, "layer 2"],
    [first, "layer 1"],
  ] as const) {
    if (scan === first) {
      // The layer is chosen in the drawing.
      await page.locator(".eq-walk").focus();
      await page.keyboard.press("Escape");
      await page.getByRole("group", { name: "Layer to draw" }).getByRole("button").first().click();
      await page.getByRole("button", { name: "Walk back" }).click();
    }
    await expect(region).toContainText(`t = 6, unit 1, ${layer}`);
    const way = backwardStepsOf(plan, weights, batch, scan.index);
    const line = printedLines(scan)[0];
    const value = line?.kind === "value" ? way.adjoints.get(line.node)?.[5 * scan.units] : undefined;
    await expect
      .poll(async () => isShownAs(await litNumber(page), value ?? Number.NaN), `${layer}: ${value}`)
      .toBe(true);
  }
  await expect(region).toContainText(/layer 2/);
  await page.keyboard.press("w");
  await expect(region.getByRole("table")).toBeVisible();
  await expect(region.getByRole("row")).toHaveCount(9);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { name: /One cell, used/ })).toBeVisible();
});

/** The weights that the page shows, read from its newest snapshot. */
const shownWeights = async (page: Page): Promise<ReadonlyMap<string, Float32Array>> => {
  const all = await page.evaluate(() => {
    const state = window.unrolled.state.getState().record?.snapshot?.models[0]?.state;
    if (!state || !("weights" in state)) throw new Error("no weights");
    return [...state.weights].map(([path, values]) => [path, [...values]] as const);
  });
  return new Map(all.map(([path, values]) => [path, Float32Array.from(values)]));
};

test("after training, the terms of a weight add up to its gradient at the weights that are shown", async ({
  page,
}) => {
  const link = stack.replace("training.updates=0", "training.updates=20");
  await open(page, link, withoutGraphics);
  await train(page);
  await expect.poll(() => phase(page)).toBe("finished");
  await walkOf(page, "GRU").first().click();
  await page.keyboard.press("w");
  await expect(panel(page)).toContainText(/total/);
  const { plan, batch } = await opened(link);
  const way = backwardStepsOf(plan, await shownWeights(page), batch, 1);
  await page.getByLabel("Parameter", { exact: true }).selectOption("recurrentKernel n");
  await page.getByRole("spinbutton", { name: "Unit of the state that the weight multiplies" }).fill("3");
  // Row 3, first unit of the third of three gates.
  const total = way.gradients.get("layers.1.recurrentKernel")?.[2 * 9 + 6] ?? Number.NaN;
  await expect.poll(async () => isShownAs(await totalShown(page), total), `total ${total}`).toBe(true);
});

test("on a phone: equations, numbers and terms fit the width", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, stack, withoutGraphics);
  await walkOf(page, "LSTM").click();
  await page.getByRole("button", { name: /^Backward/ }).click();
  await expect(page.locator(".eq-walk li")).toHaveCount(12);
  await expect.poll(() => litNumber(page)).not.toBeNaN();
  await page.getByRole("button", { name: "Next equation" }).click();
  await expect(page.locator(".eq-walk")).toContainText("2 of 12");
  await page.getByRole("button", { name: /^What every time step adds/ }).click();
  await expect(page.getByRole("img", { name: /^Terms of the gradient/ })).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test("a model that looks back further has terms, but no Jacobians of one step", async ({ page }) => {
  await open(
    page,
    stack.replace("gru,lstm", "state-skip,lstm").replace(/&models\.0[^&]*/g, ""),
    withoutGraphics,
  );
  await walkOf(page, "State skip").click();
  await page.getByRole("button", { name: /^What every time step adds/ }).click();
  await page.getByLabel("Loss to differentiate").selectOption("one");
  await expect(page.locator(".eq-walk")).toContainText(/also reads its state from \d+ steps back/);
});
