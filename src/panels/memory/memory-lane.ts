import type { Memory, MemorySignal } from "../memory-signals.ts";
import { type Lane, laneOf } from "../time/geometry.ts";

/** Heights of all heat maps together, by their number: the least at which two values fit beside each, and as much as helps. */
export const leastHeats = (count: number): number => 31 * count;
export const mostHeats = (count: number): number => 280 * count;
/** Of the one that a phone shows. */
export const phoneHeat = 160;
/** Of each on a page that scrolls. */
export const scrolledHeat = 58;

/**
 * Rows of one heat map, which fill the height: rows of whole device pixels from four on; under that some are a pixel higher
 * than others rather than leave up to half of the height unused.
 */
export function memoryLane(units: number, height: number, pixelRatio: number): Lane {
  const room = Math.floor(height * pixelRatio);
  const exact = room / units;
  if (exact < 1) return laneOf(units, 1, pixelRatio, height);
  const pixels = exact >= 4 ? Math.floor(exact) : exact;
  return {
    ...{ rows: units, unitsPerRow: 1, rowHeight: pixels / pixelRatio },
    height: (units * pixels) / pixelRatio,
  };
}

/** Whether a signal is of another kind than the one above it, and keeps off it. */
export const beginsKind = ({ signals }: Memory, signal: MemorySignal): boolean => {
  const before = signals[signals.indexOf(signal) - 1];
  return before !== undefined && (before.kind === "gate") !== (signal.kind === "gate");
};
