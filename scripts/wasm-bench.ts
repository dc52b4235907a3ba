/**
 * The SIMD engine's speed in Node: ms an update, multiply-adds a second, and the same for the best pure product of the
 * same module, alternating; medians of rounds, with the spread, and the best. Times are the process's own CPU time, so
 * that other programs disturb less; what they take of the caches and of a shared core still shows.
 *
 *   node --import tsx scripts/wasm-bench.ts [--rounds N] [--cell lstm] [--size S] [--plain]
 *   node --experimental-wasm-relaxed-simd …   where Node's own V8 has relaxed SIMD behind a flag (Node 20)
 */
import type { CellKind } from "../src/cells/index.ts";
import { createEngineFrom, type WasmEngine } from "../src/engine/wasm/engine.ts";
import { defaults } from "../src/lib/fields.ts";
import { rngFrom } from "../src/lib/rng.ts";
import { randomBatch, stackOf } from "../src/model/networks.ts";
import { initialWeights } from "../src/model/weights.ts";
import { optimizers } from "../src/optimizers/index.ts";
import { createProductBench, type ProductBench } from "../src/testing/product-bench.ts";
import { kernels } from "./wasm-build.ts";
import { buildWasmFiles } from "./wasm-files.ts";

const sizes = {
  S: { batch: 32, steps: 25, units: 32, symbols: 16 },
  M: { batch: 32, steps: 50, units: 64, symbols: 64 },
  L: { batch: 64, steps: 100, units: 128, symbols: 64 },
} as const;
type SizeName = keyof typeof sizes;

const args = process.argv.slice(2);
const option = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
const rounds = Number(option("--rounds") ?? 9);
const wantedCells = (option("--cell")?.split(",") ?? ["lstm", "gru", "simple"]) as CellKind[];
const wantedSizes = (option("--size")?.split(",") ?? ["S", "M", "L"]) as SizeName[];

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
};
const spread = (values: readonly number[]) =>
  `${Math.min(...values).toFixed(1)}–${Math.max(...values).toFixed(1)}`;

/** CPU time of this process. */
const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function measure(engine: WasmEngine, product: ProductBench, cell: CellKind, name: SizeName) {
  const { batch: size, steps, units, symbols } = sizes[name];
  const plan = stackOf(
    [{ cell, options: {} }],
    { steps, batch: size, input: { kind: "tokens", size: symbols }, outputs: symbols, loss: "crossEntropy" },
    units,
  );
  const rng = rngFrom(1);
  const network = engine.createNetwork(plan, initialWeights(plan, rng));
  const batch = { ...randomBatch(plan, rng), weight: new Float32Array(steps * size).fill(1) };
  const settings = {
    optimizer: { kind: "adam", values: defaults(optimizers.adam.fields) },
    clipNorm: 1,
  } as const;
  const want = { profiles: false };
  const updates = Math.max(2, Math.round(4e8 / plan.multiplyAdds));
  for (let n = 0; n < updates; n++) await network.update(batch, settings, want);
  const rates: number[] = [];
  const products: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    products.push(product.gmacPerSecond());
    const began = cpuMs();
    for (let n = 0; n < updates; n++) await network.update(batch, settings, want);
    const ms = (cpuMs() - began) / updates;
    times.push(ms);
    rates.push(plan.multiplyAdds / ms / 1e6);
  }
  network.dispose();
  const share = rates.map((rate, i) => (100 * rate) / (products[i] as number));
  console.log(
    `${cell.padEnd(7)}${name}  ${median(times).toFixed(2).padStart(7)} ms  ` +
      `${median(rates).toFixed(1).padStart(5)} GMAC/s (${spread(rates)})  ` +
      `product ${median(products).toFixed(1)} (${spread(products)})  share ${median(share).toFixed(0)} %, of the bests ${((100 * Math.max(...rates)) / Math.max(...products)).toFixed(0)} %`,
  );
}

/** Bytes after gzip of what a page loads for the engine: its script, and one of the two modules. */
async function printSize(): Promise<void> {
  const files = await buildWasmFiles();
  const total = files.reduce((sum, { kilobytes }) => sum + kilobytes, 0);
  for (const { name, kilobytes } of files) console.log(`${name.padEnd(40)} ${kilobytes.toFixed(1)} kB gzip`);
  console.log(`${"together, both modules".padEnd(40)} ${total.toFixed(1)} kB gzip (at most 40)\n`);
}

await printSize();
const engine = await createEngineFrom(
  async (isRelaxed) => new Uint8Array(await kernels(isRelaxed ? "relaxed" : "plain")),
  { relaxed: !args.includes("--plain") },
);
console.log(engine.renderer);
const product = createProductBench(engine, cpuMs);
for (const name of wantedSizes) for (const cell of wantedCells) await measure(engine, product, cell, name);
product.dispose();
