/**
 * Takes the pictures of the real page from the built one.
 *
 *   npm run screenshot                          docs/screenshot.png, 1440 × 900, while the default race trains
 *   npm run screenshot -- --out DIR --all       light, dark and forced colours, four sizes, before, during and after training
 *   npm run screenshot -- --all --sizes 390x844 --schemes dark      some of them
 *   npm run screenshot -- --updates 12          waits for that update instead of the 400th
 *   npm run screenshot -- --hash '#1/seed=3'    opens that experiment
 *   npm run screenshot -- --no-build            takes dist as it is
 */
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { chromium, type Page } from "@playwright/test";
import { build } from "vite";
import { launchOptions } from "./browser-flags.ts";
import { serveDist } from "./serve-dist.ts";

const root = join(import.meta.dirname, "..");
const { values } = parseArgs({
  options: {
    out: { type: "string" },
    all: { type: "boolean", default: false },
    updates: { type: "string", default: "400" },
    sizes: { type: "string", default: "1440x900,1280x720,820x1180,390x844" },
    schemes: { type: "string", default: "light,dark,forced" },
    hash: { type: "string", default: "" },
    "no-build": { type: "boolean", default: false },
  },
});
const updates = Number(values.updates);
if (!Number.isInteger(updates) || updates < 1)
  throw new Error(`--updates is "${values.updates}", not a count`);
const folder = resolve(root, values.out ?? "docs");
mkdirSync(folder, { recursive: true });

interface Size {
  readonly width: number;
  readonly height: number;
}
const SIZES = values.sizes.split(",").map((text): Size => {
  const [, width, height] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (!width || !height) throw new Error(`--sizes holds "${text}", not a size such as 390x844`);
  return { width: Number(width), height: Number(height) };
});
const looks = ["light", "dark", "forced"] as const;
type Look = (typeof looks)[number];
const LOOKS = values.schemes.split(",").map((text): Look => {
  const look = looks.find((one) => one === text);
  if (!look) throw new Error(`--schemes holds "${text}"; there are ${looks.join(", ")}`);
  return look;
});

/** The first number of the status named "Update", with its thousands separator taken out. */
const updateOf = async (page: Page) => {
  const text = await page.getByRole("status", { name: "Update", exact: true }).innerText();
  return Number(/\d[\d,]*/.exec(text)?.[0].replaceAll(",", "") ?? Number.NaN);
};

async function waitForUpdate(page: Page, count: number) {
  const end = Date.now() + 300_000;
  for (;;) {
    const now = await updateOf(page);
    if (now >= count) return now;
    if (Date.now() > end) throw new Error(`after 300 s the page is at update ${now}, not ${count}`);
    await page.waitForTimeout(100);
  }
}

async function shoot(page: Page, name: string) {
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: "disabled" });
  console.log(path);
}

if (!values["no-build"]) await build({ root, logLevel: "warn" });
const { server, url } = await serveDist(0);
const browser = await chromium.launch(launchOptions);
let errors = 0;

async function visit(size: Size, look: Look, name: { before?: string; during: string; after?: string }) {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: look === "dark" ? "dark" : "light",
    forcedColors: look === "forced" ? "active" : "none",
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    errors += 1;
    console.error(`${name.during}: ${error.message}`);
  });
  await page.goto(url + values.hash);
  const engine = page.getByRole("status", { name: "Engine", exact: true });
  await engine.filter({ hasText: /\S/ }).waitFor({ state: "attached", timeout: 60_000 });
  if (name.before) {
    // The untrained network's activations arrive a moment after the engine.
    await page.waitForTimeout(3000);
    await shoot(page, name.before);
  }
  // On a phone a row that is called "Training" stands before the button.
  await page
    .getByRole("button", { name: /^Train(?!ing)/ })
    .first()
    .click();
  console.log(`${name.during}: at update ${await waitForUpdate(page, updates)}`);
  // Move the pointer off the button, and let the strips of that update be drawn.
  await page.mouse.move(1, 1);
  await page.waitForTimeout(600);
  await shoot(page, name.during);
  if (name.after) {
    await page.getByRole("button", { name: "Pause" }).first().click();
    await page.mouse.move(1, 1);
    await page.waitForTimeout(2000);
    await shoot(page, name.after);
  }
  await context.close();
}

try {
  if (values.all) {
    for (const look of LOOKS) {
      for (const size of SIZES) {
        const stem = `${size.width}x${size.height}-${look}`;
        await visit(size, look, {
          before: `${stem}-before`,
          during: `${stem}-during`,
          after: `${stem}-after`,
        });
      }
    }
  } else {
    await visit({ width: 1440, height: 900 }, "light", { during: "screenshot" });
  }
} finally {
  await browser.close();
  server.close();
}
process.exitCode = errors > 0 ? 1 : 0;
