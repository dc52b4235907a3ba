/** The stepper through every cell: in stacks, read backward, and with gates held. */
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { open, shownFormulas } from "./page.ts";

const base = "#1/task.length=8&training.batchSize=4&training.engine=wasm&models.*.units=4";

/** "=σ(−0.100+0.200+0.000)=0.525": every term, and what they make. */
const wholeLine = /^=.*[\d)]=−?\d+\.\d{3}$/;

/**
 * Walks through all equations of a model at the last step. Each has its numbers, and what it computes has its strip open. @returns the equations.
 */
async function walkThrough(page: Page, name: string): Promise<string[]> {
  await page.getByRole("button", { name: `The ${name}’s computation` }).click();
  const panel = page.getByRole("region", { name: "Equations" });
  const all = await panel.getByRole("listitem").count();
  // It begins where the strips are.
  const from = Number.parseInt(await panel.getByText(/^\d+ of \d+$/).innerText(), 10);
  for (let number = from; number > 1; number--) await page.keyboard.press("ArrowLeft");
  const seen: string[] = [];
  for (let number = 1; number <= all; number++) {
    await expect(panel).toContainText(`${number} of ${all}`);
    const numbers = async () => (await shownFormulas(page, ".eq-walk .eq-numbers")).join();
    await expect.poll(numbers, `numbers of equation ${number} of ${name}`).toMatch(wholeLine);
    const [equation = ""] = await shownFormulas(page, ".eq-walk [aria-current] > .tex");
    // Beside the hidden state, which is always there, what is computed has a strip.
    const open = page.locator('.tt-signals [aria-pressed="true"] .letter');
    await expect(open).toHaveCount(equation.startsWith("h") ? 0 : 1);
    const shown = (await open.count()) > 0 ? await open.innerText() : "h";
    expect(equation.startsWith(`${shown}t=`), `${shown} begins ${equation}`).toBe(true);
    seen.push(equation);
    await page.keyboard.press("ArrowRight");
  }
  await page.keyboard.press("Escape");
  return seen;
}

const races: readonly (readonly [models: string, equations: { readonly [name: string]: number }])[] = [
  ["simple,lstm,gru", { RNN: 1, LSTM: 6, GRU: 4 }],
  ["peephole,coupled,ugrnn", { Peephole: 6, CIFG: 5, UGRNN: 3 }],
  ["mgu,state-skip,lstm", { MGU: 3, "State skip": 1 }],
  ["higher-order,embedding,lstm", { HORNN: 1, Emb: 1 }],
];
for (const [models, equations] of races)
  test(`every equation of ${models} is walked through with its numbers`, async ({ page }) => {
    await open(page, `${base}&models=${models}`);
    for (const [name, count] of Object.entries(equations))
      expect(await walkThrough(page, name)).toHaveLength(count);
  });

test("a stack read both ways, with a gate held: each layer and direction on its own", async ({ page }) => {
  await open(
    page,
    `${base}&models=gru,lstm&models.0.layers=gru,mgu&models.0.layers.1.units=4&models.0.layers.1.bidirectional=1&models.0.clampZ=25`,
  );
  const layers = page.getByRole("group", { name: "Layer to show" });
  const walked: string[][] = [];
  await expect(layers.getByRole("button")).toHaveCount(3);
  for (const layer of await layers.getByRole("button").all()) {
    await layer.click();
    walked.push(await walkThrough(page, "GRU+MGU"));
  }
  expect(walked.map((equations) => equations.length)).toEqual([4, 3, 3]);
  expect(walked[0]?.[0]).toBe("zt=0.25");
  expect(walked[1]?.at(-1)).toContain("ht−1");
  expect(walked[2]?.at(-1)).toContain("ht+1");
});
