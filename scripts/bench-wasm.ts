/** What the benchmark asks of the SIMD engine alone: its share of a product's rate, and its size. */
import type { Page } from "@playwright/test";
import type { CellChoice } from "../e2e/harness/keras.ts";
import { describe, exactly, figure, wasmSizeBound } from "./bench-goals.ts";
import { buildWasmFiles } from "./wasm-files.ts";

type Spread = readonly [number, number];

export interface ShareFigures {
  /** Of an update, in 10⁹; median of laps. */
  readonly gmacPerSecond: number;
  readonly gmacPerSecondQuartiles: Spread;
  readonly gmacPerSecondSpread: Spread;
  /** Of the best pure blocked product in the same module, right before each lap. */
  readonly productGmacPerSecond: number;
  readonly productGmacPerSecondQuartiles: Spread;
  readonly productGmacPerSecondSpread: Spread;
  /** Lap by lap, the first over the second. */
  readonly productShare: number;
  readonly productShareQuartiles: Spread;
  readonly productShareSpread: Spread;
  /** Of the best lap's rate in the best product's: what other programs take of the machine is in neither. */
  readonly productShareOfBests: number;
}

/** Laps are short, and a busy machine disturbs some of them. */
const LAPS_PER_ROUND = 3;

export async function measureShare(page: Page, choice: CellChoice, rounds: number): Promise<ShareFigures> {
  const { updates, products } = await page.evaluate(
    ([choice, laps]) => window.harness.benchShare(choice, laps),
    [choice, LAPS_PER_ROUND * rounds] as const,
  );
  const [own, product] = [figure(updates), figure(products)];
  const share = figure(updates.map((rate, n) => rate / (products[n] as number)));
  return {
    gmacPerSecond: own.median,
    gmacPerSecondQuartiles: own.quartiles,
    gmacPerSecondSpread: own.spread,
    productGmacPerSecond: product.median,
    productGmacPerSecondQuartiles: product.quartiles,
    productGmacPerSecondSpread: product.spread,
    productShare: share.median,
    productShareQuartiles: share.quartiles,
    productShareSpread: share.spread,
    productShareOfBests: Number((own.spread[1] / product.spread[1]).toPrecision(4)),
  };
}

/** After gzip, in kB: the engine's script, and its two modules, of which a page loads one. */
export interface WasmSize {
  readonly script: number;
  readonly relaxed: number;
  readonly plain: number;
}

export async function wasmSize(): Promise<WasmSize> {
  const files = await buildWasmFiles();
  const sum = (which: RegExp) =>
    files.filter(({ name }) => which.test(name)).reduce((all, { kilobytes }) => all + kilobytes, 0);
  const size = { script: sum(/\.js$/), relaxed: sum(/relaxed.*\.wasm$/), plain: sum(/plain.*\.wasm$/) };
  if (Object.values(size).some((kilobytes) => kilobytes === 0))
    throw new Error(`the SIMD engine's build lacks a file: ${files.map(({ name }) => name)}`);
  return size;
}

export function printWasmSize({ script, relaxed, plain }: WasmSize): void {
  const write = (kilobytes: number) => `${kilobytes.toFixed(1)} kB`;
  const line = (name: string, kilobytes: number) =>
    console.log(describe(name, exactly(kilobytes), wasmSizeBound, write));
  console.log("The SIMD engine after gzip, its script and");
  line("its module for relaxed SIMD", script + relaxed);
  line("its module for plain SIMD", script + plain);
  line("both", script + relaxed + plain);
}
