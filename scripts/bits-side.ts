/**
 * One side of `npm run bits`: the links of a checkout, or what they give on its engines, as one line of JSON each. A checkout runs its own
 * copy of this file, so that its names may change; an earlier one, which has none, is run by the copy of the other.
 *
 *   tsx bits-side.ts DIR links                            lines: BitsLink
 *   tsx bits-side.ts DIR run UPDATES ENGINE … < links     lines: BitsAnswer, links and engines in order
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "vite";
import type { Engine } from "../src/engine/engine.ts";
import { type Bits, type BitsLink, bitsOf, type Parts } from "./bits-run.ts";
import { launchChromium } from "./harness.ts";
import { serveFolder } from "./static-server.ts";
import type { openReference, openWasm, openWasmCrew } from "./train-engine.ts";

export const bitsEngines = ["reference", "simd", "simd-plain", "simd-crew", "webgl"] as const;
export type BitsEngine = (typeof bitsEngines)[number];
export interface BitsAnswer {
  readonly link: string;
  readonly engine: BitsEngine;
  readonly bits: Bits;
}

const [folder = "", command = "", ...rest] = process.argv.slice(2);
const load = (path: string) => import(pathToFileURL(join(folder, path)).href);
/** An older checkout calls it src/spec. */
const experiment = existsSync(join(folder, "src", "experiment")) ? "src/experiment" : "src/spec";
const support = "src/testing/golden-links.ts";
/** An older one has them beside its experiment. */
const goldenLinksIn = existsSync(join(folder, support)) ? support : `${experiment}/golden-links.ts`;
/** Modules that are needed of a checkout, by what they give. */
const partsIn: { readonly [name in keyof Parts]: string } = {
  decode: `${experiment}/link.ts`,
  prepareTask: `${experiment}/spec.ts`,
  plansOf: "src/trainer/experiment.ts",
  createLoop: "src/trainer/loop.ts",
};
const readAsset = async (name: string): Promise<unknown> =>
  ((await load("scripts/data-assets.ts")) as { readAsset(name: string): unknown }).readAsset(name);

async function partsOf(): Promise<Parts> {
  const loaded = await Promise.all(
    Object.entries(partsIn).map(async ([name, path]) => [name, (await load(path))[name]] as const),
  );
  return Object.fromEntries(loaded) as unknown as Parts;
}

const out = (line: BitsLink | BitsAnswer) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** Golden links, presets, every cell beside some others, and what neither has: both directions, padding. */
async function printLinks(): Promise<void> {
  const { goldenLinks } = (await load(goldenLinksIn)) as {
    goldenLinks: readonly (readonly [hash: string, ...unknown[]])[];
  };
  const { presets } = (await load(`${experiment}/presets.ts`)) as {
    presets: readonly { readonly id: string; readonly spec: object }[];
  };
  const { encode, decode } = (await load(`${experiment}/link.ts`)) as {
    encode(spec: object): string;
    decode(hash: string): { readonly problems: readonly { readonly message: unknown }[] };
  };
  const { cells } = (await load("src/cells/index.ts")) as { cells: object };
  const kinds = Object.keys(cells);
  const seen = new Set<string>();
  const add = (name: string, hash: string) => {
    if (seen.has(hash)) return;
    // What cannot be read would be left out unseen.
    for (const { message } of decode(hash).problems) throw new Error(`${name}: ${JSON.stringify(message)}`);
    seen.add(hash);
    out({ name, hash });
  };
  goldenLinks.forEach(([hash], n) => {
    add(`golden ${n + 1}`, hash);
  });
  for (const { id, spec } of presets) add(`preset ${id}`, encode(spec));
  for (let n = 0; n < kinds.length; n += 4) {
    const some = kinds.slice(n, n + 4).join();
    add(`cells ${some}`, `#1/models=${some}&models.*.units=12`);
  }
  add(
    "stack in both directions",
    "#1/models=lstm,gru&models.0.layers=lstm,gru&models.*.bidirectional=1&models.*.units=12",
  );
  add("padded", "#1/task.shortest=8&models=lstm,gru&models.1.bidirectional=1&models.*.units=12");
}

const openers: {
  readonly [engine in Exclude<BitsEngine, "webgl">]: (of: {
    openReference: typeof openReference;
    openWasm: typeof openWasm;
    openWasmCrew: typeof openWasmCrew;
  }) => Promise<Engine>;
} = {
  reference: ({ openReference }) => openReference(),
  simd: ({ openWasm }) => openWasm(true),
  "simd-plain": ({ openWasm }) => openWasm(false),
  "simd-crew": ({ openWasmCrew }) => openWasmCrew(true),
};

async function runInNode(
  name: Exclude<BitsEngine, "webgl">,
  links: readonly BitsLink[],
  updates: number,
): Promise<void> {
  const parts = await partsOf();
  const engine = await openers[name](await load("scripts/train-engine.ts"));
  for (const { name: link, hash } of links)
    out({ link, engine: name, bits: await bitsOf(parts, engine, hash, updates, readAsset) });
  engine.dispose();
}

declare global {
  interface Window {
    bits: (hash: string, updates: number) => Promise<Bits>;
    readAsset: (name: string) => Promise<unknown>;
  }
}

/** The page's script: the checkout's modules around this copy of `bitsOf`. */
const pageText = (): string =>
  [
    ...Object.entries(partsIn).map(
      ([name, path]) => `import { ${name} } from ${JSON.stringify(join(folder, path))};`,
    ),
    `import { createWebglEngine } from ${JSON.stringify(join(folder, "src/engine/webgl/engine.ts"))};`,
    `import { bitsOf } from ${JSON.stringify(join(import.meta.dirname, "bits-run.ts"))};`,
    "const engine = await createWebglEngine();",
    `const parts = { ${Object.keys(partsIn).join(", ")} };`,
    "window.bits = (hash, updates) => bitsOf(parts, engine, hash, updates, window.readAsset);",
  ].join("\n");

async function runInChromium(links: readonly BitsLink[], updates: number): Promise<void> {
  const source = join(folder, ".harness", `bits-${process.pid}`);
  const built = join(source, "built");
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, "index.html"), '<!doctype html><script type="module" src="./main.js"></script>');
  writeFileSync(join(source, "main.js"), pageText());
  const { wasmKernels } = (await load("scripts/wasm-plugin.ts")) as { wasmKernels: () => Plugin };
  await build({
    ...{ configFile: false, root: source, base: "./", logLevel: "error", plugins: [wasmKernels()] },
    build: { ...{ outDir: built, target: "es2022", minify: false }, chunkSizeWarningLimit: 5000 },
  });
  const { server, url } = await serveFolder(built);
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    page.on("pageerror", (error) => console.error(`bits: ${error.message}`));
    await page.exposeFunction("readAsset", readAsset);
    await page.goto(url);
    await page.waitForFunction(() => "bits" in window);
    for (const { name: link, hash } of links) {
      const bits = await page.evaluate(([hash, n]) => window.bits(hash, n), [hash, updates] as const);
      out({ link, engine: "webgl", bits });
    }
  } finally {
    await browser.close();
    server.close();
    rmSync(source, { recursive: true, force: true });
  }
}

if (command === "links") await printLinks();
else if (command === "run") {
  const [updates, ...engines] = rest;
  const links = readFileSync(0, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as BitsLink);
  for (const engine of engines as BitsEngine[])
    if (engine === "webgl") await runInChromium(links, Number(updates));
    else await runInNode(engine, links, Number(updates));
} else throw new Error(`“${command}” is neither “links” nor “run”`);
// Threads of a crew and tfjs leave handles behind.
process.exit(0);
