/** Engines in a real Chromium for golden values, numerics tests and measurements: builds e2e/harness, serves it, opens it. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "@playwright/test";
import { build } from "vite";
// For the page's own global, window.harness, as Playwright's callbacks see it.
import type {} from "../e2e/harness/main.ts";
import { launchOptions } from "./browser-flags.ts";
import { findChromium } from "./chromium.mjs";
import { serveFolder } from "./static-server.ts";
import { wasmKernels } from "./wasm-plugin.ts";

const root = join(import.meta.dirname, "..");

/** Chromium as every script of ours starts it, from wherever there is one. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = launchOptions.executablePath ?? (await findChromium());
  if (executablePath === undefined)
    throw new Error("no Chromium was found: set E2E_CHROMIUM, or run `npx playwright install chromium`");
  return chromium.launch({ ...launchOptions, executablePath });
}

export interface OpenHarness {
  readonly page: Page;
  /** A fresh page: flags of tfjs and compiled shaders are those of a page. */
  fresh(): Promise<Page>;
  /** A page in a browser of its own, which has no shader cached. */
  apart(): Promise<{ readonly page: Page; close(): Promise<void> }>;
  close(): Promise<void>;
}

/**
 * Builds and opens the harness. Two at a time do not disturb each other.
 * @param checkout whose sources, kernels and dependencies it is made of; this one's if it is left out
 */
export async function openHarness(checkout = root): Promise<OpenHarness> {
  const folder = join(checkout, ".harness", String(process.pid));
  const plugin =
    checkout === root
      ? wasmKernels
      : ((await import(join(checkout, "scripts", "wasm-plugin.ts"))) as { wasmKernels: typeof wasmKernels })
          .wasmKernels;
  await build({
    configFile: false,
    root: join(checkout, "e2e", "harness"),
    base: "./",
    logLevel: "warn",
    plugins: [plugin()],
    worker: { format: "es", plugins: () => [wasmKernels()] },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: "es2022",
      minify: false,
      chunkSizeWarningLimit: 5000,
    },
  });
  const { server, url } = await serveFolder(folder);
  const browser = await launchChromium();
  const openIn = async (browser: Browser) => {
    const page = await browser.newPage();
    page.on("pageerror", (error) => console.error(`harness: ${error.message}`));
    await page.goto(url);
    await page.waitForFunction(() => "harness" in window);
    return page;
  };
  const fresh = () => openIn(browser);
  return {
    page: await fresh(),
    fresh,
    async apart() {
      const own = await launchChromium();
      return { page: await openIn(own), close: () => own.close() };
    },
    async close() {
      await browser.close();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function withHarness<T>(use: (harness: OpenHarness) => Promise<T>): Promise<T> {
  const harness = await openHarness();
  try {
    return await use(harness);
  } finally {
    await harness.close();
  }
}
