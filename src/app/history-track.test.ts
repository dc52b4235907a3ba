import { expect, test } from "vitest";
import { placeMarks, trackTicks } from "./history-track.ts";

const mark = (update: number, words: string, short: string | null = String(update)) => ({
  ...{ update, words, short, lane: 0 },
});

test("words that have room are whole, near ones are shortened, the nearest keep the mark alone", () => {
  const far = placeMarks([mark(135, "LSTM solved 135"), mark(528, "GRU solved 528")], 1000, 900);
  expect(far.map(({ shown }) => shown)).toEqual(["LSTM solved 135", "GRU solved 528"]);
  const near = placeMarks([mark(300, "LSTM solved 300"), mark(370, "GRU solved 370")], 1000, 900);
  expect(near.some(({ shown }) => shown === "300" || shown === "370")).toBe(true);
  const same = placeMarks([mark(300, "LSTM solved 300"), mark(301, "GRU solved 301")], 1000, 900);
  expect(same.filter(({ shown }) => shown === "")).toHaveLength(1);
});

test("no words overlap or leave the track, wherever they are", () => {
  for (let seed = 1; seed < 40; seed++) {
    const marks = Array.from({ length: 6 }, (_, k) => {
      const update = (seed * 7919 * (k + 3)) % 1001;
      return mark(update, `model ${k} solved ${update}`);
    });
    let end = Number.NEGATIVE_INFINITY;
    for (const { x, shown } of placeMarks(marks, 1000, 640)) {
      if (shown === "") continue;
      const half = (shown.length * 6.2) / 2;
      const left = Math.max(0, Math.min(640 - 2 * half, x - half));
      expect(left).toBeGreaterThanOrEqual(end);
      end = left + 2 * half;
      expect(end).toBeLessThanOrEqual(641);
    }
  }
});

test("ticks begin at 0 and end at the end, and keep apart", () => {
  for (const updates of [1, 7, 100, 1000, 12_345, 1_000_000]) {
    const ticks = trackTicks(updates, 860);
    expect(ticks[0]).toBe(0);
    expect(ticks.at(-1)).toBe(updates);
    for (let k = 1; k < ticks.length; k++)
      expect(((ticks[k] as number) - (ticks[k - 1] as number)) * (860 / updates)).toBeGreaterThan(40);
  }
});
