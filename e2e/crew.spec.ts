/** Workers within a worker, as a build makes them: below a path, under the page's policy. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { build } from "vite";
import { CSP } from "../scripts/csp.ts";
import { serveFolder } from "../scripts/static-server.ts";
import { wasmKernels } from "../scripts/wasm-plugin.ts";
import { expect, test } from "./fixtures.ts";
import type { CrewAnswer, CrewRequest } from "./harness/crew.ts";
import { endless, phase, smallRace, train, trainTo, updateShown } from "./page.ts";

const root = join(import.meta.dirname, "..");
const folder = join(root, ".harness", `crew-${process.pid}`);
const below = join(folder, "some", "path");

test.describe("alone", () => {
  let server: Server;
  let port: number;
  test.beforeAll(async () => {
    test.setTimeout(120_000);
    await build({
      configFile: false,
      root: join(root, "e2e", "harness"),
      base: "./",
      logLevel: "warn",
      plugins: [wasmKernels()],
      worker: { format: "es", plugins: () => [wasmKernels()] },
      build: {
        outDir: below,
        emptyOutDir: true,
        target: "es2022",
        modulePreload: false,
        rollupOptions: {
          input: join(import.meta.dirname, "harness", "crew.ts"),
          output: { entryFileNames: "crew.js" },
        },
      },
    });
    mkdirSync(below, { recursive: true });
    writeFileSync(join(below, "index.html"), "<!doctype html><title>Crew</title>");
    const served = await serveFolder(folder);
    server = served.server;
    server.prependListener("request", (_, response) => response.setHeader("Content-Security-Policy", CSP));
    port = Number(new URL(served.url).port);
  });
  test.afterAll(() => {
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.use({ baseURL: async ({ baseURL: _ }, use) => use(`http://127.0.0.1:${port}/some/path/`) });

  test.beforeEach(async ({ page }) => {
    await page.goto("./index.html");
  });

  const ask = (request: CrewRequest) =>
    new Promise<CrewAnswer>((resolve, reject) => {
      const worker = new Worker("crew.js", { type: "module" });
      worker.onmessage = ({ data }) => {
        worker.terminate();
        resolve(data);
      };
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage(request);
    });

  const race: Omit<CrewRequest, "cores"> = { cells: ["lstm", "gru", "simple"], updates: 30 };

  for (const [cores, workers] of [
    [2, 1],
    [8, 2],
    [1, 0],
  ] as const)
    test(`three models on ${cores} cores have ${workers} workers, and the bits that they have alone`, async ({
      page,
    }) => {
      const told = await page.evaluate(ask, { ...race, cores });
      expect(told.renderer).toMatch(/^WASM/);
      expect(JSON.parse(told.alone)[0]).toHaveLength(race.updates);
      expect(told.together).toBe(told.alone);
      expect([told.started, told.alive, told.tensors]).toEqual([workers, 0, 0]);
    });

  test("one model has no worker", async ({ page }) => {
    const single: CrewRequest = { ...race, cells: ["lstm"], cores: 8 };
    const told = await page.evaluate(ask, single);
    expect(told.together).toBe(told.alone);
    expect(told.started).toBe(0);
  });

  test("where the script of the workers is missing, the models train in the lead's own", async ({
    page,
    guard,
  }) => {
    guard.expect(/404/);
    const told = await page.evaluate(ask, { ...race, cores: 2, missing: true });
    expect(told.together).toBe(told.alone);
    expect([told.started, told.alive, told.tensors]).toEqual([1, 0, 0]);
  });

  test("no worker of a crew loads tfjs", () => {
    const assets = readdirSync(join(below, "assets"));
    const scripts = assets.filter((name) => name.endsWith(".js"));
    // Beside it, what prepares tasks from data, which no worker of a crew asks for.
    expect(scripts.filter((name) => !/^(prepare|quote|trivial|next-symbol)-/.test(name))).toEqual([
      expect.stringMatching(/^worker-/),
    ]);
    for (const name of scripts) {
      // The name that sentences about engines have for it; of the library itself not a word may be there.
      const script = readFileSync(join(below, "assets", name), "utf8").replaceAll("TensorFlow.js", "");
      expect(script).not.toMatch(/tensorflow|setBackend/i);
    }
  });
});

test("a worker of the race dies: training goes on by itself from the newest snapshot", async ({
  page,
  guard,
}) => {
  await page.goto(`./${smallRace}&training.engine=wasm${endless}`);
  await expect.poll(() => phase(page), { timeout: 60_000 }).toBe("ready");
  const spare = await page.evaluate(() => navigator.hardwareConcurrency - 1);
  test.skip(spare < 1, "this machine has one core, so that no race has workers");
  // While nobody trains, a trial of an update has workers of its own for a moment.
  await expect.poll(() => page.workers().length).toBe(1 + Math.min(spare, 2));
  await train(page);
  await trainTo(page, 40);
  guard.expect(/out of luck/);
  await page.workers()[1]?.evaluate(() => {
    setTimeout(() => {
      throw new Error("out of luck");
    });
  });
  await expect(page.getByText(/training continued from update/).first()).toBeVisible({ timeout: 60_000 });
  const before = await updateShown(page);
  await trainTo(page, before + 40);
  expect(await phase(page)).toBe("training");
});
