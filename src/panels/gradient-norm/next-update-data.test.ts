import { expect, test } from "vitest";
import { decadesOf, histogramOf } from "../../lib/histogram.ts";
import { decadeBins, type ParameterUpdate } from "../../model/next-update.ts";
import { nextUpdate as words } from "../../text/en/next-update.ts";
import { besideWords, nextTable, outline, ratioOf, stretchOf, ticksOf } from "./next-update-data.ts";

const parameter = (w: readonly number[], g: readonly number[], d: readonly number[]): ParameterUpdate => ({
  ...{ path: "layers.0.kernel", size: w.length },
  ...{ weightNorm: Math.hypot(...w), gradientNorm: Math.hypot(...g), updateNorm: Math.hypot(...d) },
  weights: histogramOf(w, { low: -1, high: 1, bins: 4 }),
  gradients: decadesOf(g, decadeBins),
  ratios: decadesOf(
    d.map((value, i) => (w[i] === 0 ? Number.NaN : value / (w[i] as number))),
    decadeBins,
  ),
});

const one = parameter([0.1, -0.6, 0.9, 0], [1e-3, 0, 2e-4, 0], [1e-5, 0, 2e-4, 0.5]);

test("rows share whole decades, at least four, and the rule of thumb is among those of the ratios", () => {
  expect(stretchOf([one], "gradients")).toEqual([-5, -1]);
  const [low, high] = stretchOf([one], "ratios");
  expect(low).toBeLessThanOrEqual(-4);
  expect(high).toBeGreaterThan(-3);
  expect(stretchOf([parameter([1], [1e-9], [1e-12])], "ratios")).toEqual([-12, -3]);
  expect(stretchOf([one], "weights")).toEqual([-1, 1]);
  expect(stretchOf([parameter([1], [0], [0])], "gradients")).toEqual([-4, 0]);
  // What lies beyond the bins is at their end.
  expect(stretchOf([parameter([1], [1e9], [1])], "gradients")[1]).toBe(4);
});

test("an outline begins and ends at the foot, and the highest bin reaches the top", () => {
  const histogram = histogramOf([-0.9, -0.8, 0.1, 0.2, 0.3, 0.4], { low: -1, high: 1, bins: 4 });
  expect(outline(histogram, [-1, 1], 40, 10)).toBe("M0.0 10V5.0H10.0V10.0ZM20.0 10V0.0H30.0V10.0Z");
  expect(outline(histogramOf([0.9], { low: -1, high: 1, bins: 4 }), [-1, 1], 40, 10)).toBe(
    "M30.0 10V0.0H40.0V10Z",
  );
  expect(outline(histogramOf([], { low: -1, high: 1, bins: 4 }), [-1, 1], 40, 10)).toBe("");
});

test("ticks are whole powers of ten that have room", () => {
  expect(ticksOf([-8, 0], "gradients", 400)).toEqual([-8, -7, -6, -5, -4, -3, -2, -1, 0]);
  expect(ticksOf([-8, 0], "gradients", 100)).toEqual([-5, 0]);
  expect(ticksOf([-1, 1], "weights", 100)).toEqual([-1, 0, 1]);
});

test("what is in no bin is said", () => {
  const count = (value: number) => String(value);
  expect(besideWords(words, "gradients", one, count)).toBe("g = 0: 2");
  expect(besideWords(words, "ratios", one, count)).toBe("w = 0: 1");
  expect(besideWords(words, "weights", one, count)).toBeNull();
  expect(ratioOf(parameter([0, 0], [1, 1], [1, 1]))).toBeNaN();
});

test("the table has every weight of each histogram, beside the norms of its parameter", () => {
  const { header, rows } = nextTable(words, { gradientNorm: 1, clippedNorm: 1, parameters: [one] });
  const counted = (kind: keyof typeof words.columns) =>
    rows.reduce((sum, row) => (row[4] === words.columns[kind] ? sum + Number(row[7]) : sum), 0);
  expect([counted("weights"), counted("gradients"), counted("ratios")]).toEqual([4, 2, 2]);
  for (const row of rows) expect(row).toHaveLength(header.length);
  expect(rows[0]?.slice(0, 2)).toEqual(["layers.0.kernel", Number(Math.hypot(0.1, 0.6, 0.9).toPrecision(7))]);
});
