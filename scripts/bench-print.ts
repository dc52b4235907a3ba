/** One row of the benchmark, for people. */
import { asPercent, asShare, boundsOf, type Cell, describe, exactly, type Figure } from "./bench-goals.ts";
import type { Row, Spread, TwoRatios } from "./bench-row.ts";

export function printRow(row: Row): void {
  const { engine, cell, resetAfter, size } = row;
  const bounds = boundsOf(engine, { cell, resetAfter } as Cell, size);
  const name = cell === "gru" ? `gru, reset ${resetAfter ? "after" : "before"}` : cell;
  console.log(`${size}  ${engine}  ${name}`);
  const spreadOf = (median: number, quartiles?: Spread, spread?: Spread): Figure => ({
    median,
    quartiles: quartiles ?? spread ?? [median, median],
    spread: spread ?? [median, median],
  });
  const line = (...args: Parameters<typeof describe>) => console.log(describe(...args));
  line("updates per second", row.updatesPerSecond, undefined);
  line("  of tf.layers", row.layersUpdatesPerSecond, undefined);
  const over = (name: keyof TwoRatios<unknown>): Figure | null => {
    const [median, quartiles, spread] = [row.ratio, row.ratioQuartiles, row.ratioSpread].map((one) =>
      typeof one === "object" && "tf.layers/webgl" in one ? one[name] : one,
    ) as [number | null, Spread, Spread];
    return median === null ? null : spreadOf(median, quartiles, spread);
  };
  const ratio = over("tf.layers/webgl");
  if (ratio) line("times tf.layers", ratio, bounds.ratio);
  if (engine === "wasm") {
    const ratio = over("tfjs-wasm");
    if (row.tfjsWasmUpdatesPerSecond)
      line("  of tf.layers on tfjs' WASM", row.tfjsWasmUpdatesPerSecond, undefined);
    if (ratio) line("times tf.layers on tfjs' WASM", ratio, bounds.tfjsWasmRatio);
    else console.log(`  tf.layers does not train on tfjs' WASM: ${row.tfjsWasmError}`);
  }
  if (row.gmacPerSecond !== undefined) {
    line("10⁹ multiply-adds per second", spreadOf(row.gmacPerSecond, row.gmacPerSecondQuartiles), undefined);
    line(
      "  of the best product",
      spreadOf(row.productGmacPerSecond ?? Number.NaN, row.productGmacPerSecondQuartiles),
      undefined,
    );
    const share = spreadOf(row.productShare ?? Number.NaN, row.productShareQuartiles);
    line("share of the product's rate", share, bounds.productShare, asPercent);
    console.log(`    ${asPercent(row.productShareOfBests ?? Number.NaN)} of the best laps of both`);
  }
  if (row.draws !== undefined) {
    line("draws per update", exactly(row.draws), bounds.draws);
    line("  of tf.layers", exactly(row.layersDraws ?? Number.NaN), undefined);
  }
  if (row.overheadRatio !== undefined) {
    const { overheadRatio, overheadRatioQuartiles, overheadRatioSpread } = row;
    line(
      "times tf.layers at one pixel",
      spreadOf(overheadRatio, overheadRatioQuartiles, overheadRatioSpread),
      bounds.overheadRatio,
    );
  }
  if (row.jsRatio !== undefined) {
    const js = spreadOf(row.jsRatio, row.jsRatioQuartiles, row.jsRatioSpread);
    line("JavaScript over tf.layers'", js, bounds.jsRatio, asShare);
    console.log(`    ${row.jsMilliseconds} ms per update, tf.layers ${row.layersJsMilliseconds} ms`);
  }
  const digits = (value: number) => value.toExponential(1);
  line("worst error of a gradient", exactly(row.worstGradientError), bounds.worstGradientError, digits);
  if (row.firstRatio !== undefined) {
    const first = spreadOf(row.firstRatio, undefined, row.firstRatioSpread);
    line("first update over tf.layers' first", first, bounds.firstRatio, asShare);
    console.log(
      `    ${row.firstSeconds} s and ${row.firstShaders} shaders; tf.layers ${row.layersFirstSeconds} s and ` +
        `${row.layersFirstShaders} shaders`,
    );
  }
}
