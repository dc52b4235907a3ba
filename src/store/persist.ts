import { notationIds } from "../model/notation.ts";
import { keptLanguages } from "../text/language.ts";
import type { Pace } from "./duration.ts";
import { type AppState, lifetime } from "./state.ts";

const key = "unrolled";
/** Of the moving average: at 1 a curve would never move. */
export const mostSmoothing = 0.99;

/** In a cross-site frame reading `localStorage` itself throws: then the page just forgets. */
export function storage(): Storage | null {
  try {
    return globalThis.localStorage ?? null;
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

type DeviceKey = { [K in keyof AppState]: (typeof lifetime)[K] extends "device" ? K : never }[keyof AppState];
const deviceKeys = (Object.keys(lifetime) as (keyof AppState)[]).filter(
  (name): name is DeviceKey => lifetime[name] === "device",
);

/** What this device remembers, of the same types as `initial`; anything else is left at its initial value. */
export function readDevice(initial: Pick<AppState, DeviceKey>): Pick<AppState, DeviceKey> {
  const written = storage()?.getItem(key);
  if (!written) return initial;
  let kept: unknown;
  try {
    kept = JSON.parse(written);
  } catch {
    // Not ours, or cut off while it was written: the defaults are as good.
    return initial;
  }
  if (!kept || typeof kept !== "object") return initial;
  const values = kept as Record<string, unknown>;
  // JSON has numbers like 1e999, which are read as infinite.
  const isWeight = (value: unknown) => typeof value === "number" && value >= 0 && value <= mostSmoothing;
  const allowed: { readonly [name: string]: readonly unknown[] } = {
    theme: ["light", "dark"],
    language: keptLanguages,
    gradientMode: ["share", "absolute"],
    lossAxis: ["log", "linear"],
    whenHidden: ["goOn", "pause"],
    notation: notationIds,
  };
  return Object.fromEntries(
    deviceKeys.map((name) => {
      const value = values[name];
      const fits =
        typeof value === typeof initial[name] &&
        Array.isArray(value) === Array.isArray(initial[name]) &&
        (allowed[name]?.includes(value) ?? true) &&
        (name !== "smoothing" || isWeight(value));
      return [name, fits ? value : initial[name]];
    }),
  ) as unknown as Pick<AppState, DeviceKey>;
}

export function writeDevice(state: AppState): void {
  try {
    storage()?.setItem(
      key,
      JSON.stringify(Object.fromEntries(deviceKeys.map((name) => [name, state[name]]))),
    );
  } catch (error) {
    // Full or forbidden: nothing on screen depends on it.
    if (!(error instanceof DOMException)) throw error;
  }
}

const provenKey = "unrolled.proven";
/** Device keys hold a driver's and a browser's version, so that old ones go out of use. */
const provenKept = 16;
/** Characters; the names of drivers are long. */
const longestKey = 1000;

/** Devices on which an engine's check of itself was passed, oldest first. */
export function readProven(): readonly string[] {
  const written = storage()?.getItem(provenKey);
  if (!written) return [];
  try {
    const kept: unknown = JSON.parse(written);
    const isKey = (entry: unknown): entry is string =>
      typeof entry === "string" && entry.length <= longestKey;
    return Array.isArray(kept) ? kept.filter(isKey).slice(-provenKept) : [];
  } catch {
    // Not ours, or cut off while it was written: the check is made again.
    return [];
  }
}

export function addProven(added: string): void {
  const others = readProven().filter((entry) => entry !== added);
  try {
    storage()?.setItem(provenKey, JSON.stringify([...others, added].slice(-provenKept)));
  } catch (error) {
    // Full or forbidden: the check is made again.
    if (!(error instanceof DOMException)) throw error;
  }
}

const paceItem = "unrolled.pace";

/** What was measured last on an engine, in this visit or an earlier one. */
export function readPace(engine: string): Pace | null {
  const written = storage()?.getItem(`${paceItem}.${engine}`);
  if (!written) return null;
  try {
    const kept: unknown = JSON.parse(written);
    if (typeof kept !== "object" || kept === null) return null;
    const { flops, seconds } = kept as { readonly [name: string]: unknown };
    return isSize(flops) && isSize(seconds) ? { flops, seconds } : null;
  } catch {
    // Not ours: nothing is estimated from it.
    return null;
  }
}
const isSize = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && value > 0;

export function writePace(engine: string, { flops, seconds }: Pace): void {
  try {
    storage()?.setItem(`${paceItem}.${engine}`, JSON.stringify({ flops, seconds }));
  } catch (error) {
    // Full or forbidden: the next visit estimates nothing before it measures.
    if (!(error instanceof DOMException)) throw error;
  }
}
