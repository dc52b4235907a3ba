import { expect, test } from "vitest";
import {
  colourTable,
  logIndex,
  logPosition,
  type MapTheme,
  rdbu,
  rdbuStops,
  signedIndex,
  slate,
  unpackPixel,
  viridis,
  viridisStops,
} from "./colour-maps.ts";

const hex = (pixel: number | undefined) =>
  `#${unpackPixel(pixel ?? 0)
    .map((c) => c.toString(16).padStart(2, "0"))
    .join("")}`;
const luminance = (pixel: number) => {
  const [r, g, b] = unpackPixel(pixel);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const page: { readonly [theme in MapTheme]: number } = { light: 255, dark: 12 };

test.each(["light", "dark"] as const)(
  "zero is next to the %s page, and the ends are the outer stops",
  (theme) => {
    const zero = rdbu[theme][signedIndex(0, 1)] as number;
    expect(hex(zero)).toBe(rdbuStops[theme][5]);
    expect(Math.abs(luminance(zero) - page[theme])).toBeLessThan(12);
    expect(hex(rdbu[theme][signedIndex(-1, 1)])).toBe(rdbuStops[theme][0]);
    expect(hex(rdbu[theme][signedIndex(1, 1)])).toBe(rdbuStops[theme][10]);
    expect(hex(rdbu[theme][signedIndex(7, 2)])).toBe(rdbuStops[theme][10]);
    expect(signedIndex(Number.NaN, 1)).toBe(signedIndex(0, 1));
  },
);

test("viridis and slate only become lighter, RdBu on either side of zero", () => {
  const rises = (pixels: readonly number[]) =>
    pixels.every((pixel, i) => i === 0 || luminance(pixel) >= luminance(pixels[i - 1] as number) - 1.5);
  expect(rises([...viridis])).toBe(true);
  expect(rises([...slate.light]) && rises([...slate.dark])).toBe(true);
  for (const theme of ["light", "dark"] as const) {
    const halves = [[...rdbu[theme].slice(0, 256)], [...rdbu[theme].slice(255)].reverse()];
    for (const half of halves) expect(rises(theme === "light" ? half : half.reverse())).toBe(true);
  }
});

test("a table begins and ends with its stops and mixes between them", () => {
  expect([...colourTable(["#000000", "#ffffff"], 3)].map(hex)).toEqual(["#000000", "#808080", "#ffffff"]);
  expect(hex(viridis[0])).toBe(viridisStops[0]);
  expect(hex(viridis[255])).toBe(viridisStops[8]);
});

test.each([
  [1, 1],
  [1e-6, 0.5],
  [1e-12, 0],
  [1e-30, 0],
  [0, 0],
  [Number.NaN, 0],
  [5, 1],
])("%d lies at %d between 10⁻¹² and 1", (value, position) => {
  expect(logPosition(value, -12, 0)).toBeCloseTo(position, 12);
  expect(logIndex(value, -12, 0)).toBe(Math.round(position * 255));
});
