/**
 * Colour maps as tables of pixels (ABGR, as ImageData wants them on little-endian machines), from the stops of the
 * design. Three families of hue, so that nobody has to read a legend to know which kind of number it is: RdBu is
 * signed, viridis a magnitude on a log scale, slate lies between 0 and 1.
 */
export type MapTheme = "light" | "dark";

/** −1 … 0 … +1. Zero is next to the page in both themes: an idle unit is silent, only activity has ink. */
export const rdbuStops: { readonly [theme in MapTheme]: readonly string[] } = {
  light: [
    "#053061",
    "#2166ac",
    "#4393c3",
    "#92c5de",
    "#d1e5f0",
    "#f7f7f7",
    "#fddbc7",
    "#f4a582",
    "#d6604d",
    "#b2182b",
    "#67001f",
  ],
  dark: [
    "#d6eeff",
    "#8fcbf7",
    "#4a9bdc",
    "#24649c",
    "#163a5b",
    "#12161b",
    "#5c1f26",
    "#a3313a",
    "#e36a58",
    "#f8ad95",
    "#ffe6dc",
  ],
};

export const viridisStops: readonly string[] = [
  "#440154",
  "#472d7b",
  "#3b528b",
  "#2c728e",
  "#21918c",
  "#28ae80",
  "#5ec962",
  "#addc30",
  "#fde725",
];

/** Beyond the top of viridis: no hue of the map, so that it is never taken for a value on the scale. */
export const overColour = "#e6318f";

/** 0 … 1: a valve with light behind it, closed is dark and open is bright in both themes. */
export const slateStops: { readonly [theme in MapTheme]: readonly string[] } = {
  light: ["#171b21", "#4b535e", "#8b939e", "#c6cbd2", "#f3f4f6"],
  dark: ["#0f1318", "#39414b", "#727c88", "#a4acb6", "#d9dde1"],
};

type Rgb = readonly [number, number, number];

const rgb = (hex: string): Rgb => [
  Number.parseInt(hex.slice(1, 3), 16),
  Number.parseInt(hex.slice(3, 5), 16),
  Number.parseInt(hex.slice(5, 7), 16),
];

export const packPixel = ([r, g, b]: Rgb): number => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
export const unpackPixel = (pixel: number): Rgb => [pixel & 255, (pixel >>> 8) & 255, (pixel >>> 16) & 255];

/** Stops spread evenly and mixed linearly. */
export function colourTable(stops: readonly string[], size: number): Uint32Array {
  const colours = stops.map(rgb);
  return Uint32Array.from({ length: size }, (_, i) => {
    const at = (i / (size - 1)) * (colours.length - 1);
    const k = Math.min(Math.floor(at), colours.length - 2);
    const [from, to] = [colours[k] as Rgb, colours[k + 1] as Rgb];
    const mix = (c: 0 | 1 | 2) => Math.round(from[c] + (to[c] - from[c]) * (at - k));
    return packPixel([mix(0), mix(1), mix(2)]);
  });
}

/** Odd, so that zero has an entry of its own. */
const signedSize = 511;
const size = 256;

export const rdbu: { readonly [theme in MapTheme]: Uint32Array } = {
  light: colourTable(rdbuStops.light, signedSize),
  dark: colourTable(rdbuStops.dark, signedSize),
};
export const viridis: Uint32Array = colourTable(viridisStops, size);
export const overPixel: number = packPixel(rgb(overColour));
export const slate: { readonly [theme in MapTheme]: Uint32Array } = {
  light: colourTable(slateStops.light, size),
  dark: colourTable(slateStops.dark, size),
};

const clampIndex = (position: number, entries: number): number =>
  position > 0 ? Math.min(entries - 1, Math.round(position * (entries - 1))) : 0;

/** Entry for a signed value on a scale −limit … +limit; what lies beyond is drawn at the end, NaN as zero. */
export const signedIndex = (value: number, limit: number, entries = signedSize): number =>
  clampIndex(Number.isNaN(value) ? 0.5 : (value / limit + 1) / 2, entries);

/** Entry for a value between 0 and 1, NaN as 0. */
export const shareIndex = (value: number, entries = size): number => clampIndex(value, entries);

/** Where a magnitude lies on a log scale 10^low … 10^high, 0 … 1; zero and what is no number lie at the floor. */
export function logPosition(value: number, low: number, high: number): number {
  if (!(value > 0)) return 0;
  return Math.min(1, Math.max(0, (Math.log10(value) - low) / (high - low)));
}

export const logIndex = (value: number, low: number, high: number, entries = size): number =>
  clampIndex(logPosition(value, low, high), entries);

/** Pixel of a magnitude on a log scale 10^low … 10^high; beyond its top, in the colour for that. */
export const magnitudePixel = (value: number, low: number, high: number): number =>
  value > 10 ** high ? overPixel : (viridis[logIndex(value, low, high)] as number);

/** The same colours for a colour bar made of CSS. */
export const cssGradient = (stops: readonly string[], direction: "to right" | "to top"): string =>
  `linear-gradient(${direction}, ${stops.join(", ")})`;
