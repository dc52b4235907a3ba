import { expect, test } from "vitest";
import { merges, placeLabels, shortens, trackTicks } from "./history-track.ts";

const mark = (update: number, name: string, verb = "solved") => ({
  ...{ update, words: `${name} ${verb} ${update}`, short: `${name} ${update}`, lane: 0 },
});
const count = (things: number) => `${things} events`;
/** A pixel an update. */
const shown = (marks: readonly ReturnType<typeof mark>[], width = 1000) =>
  placeLabels(marks, width, width, count).map((label) => label.shown);

test("words that are far from each other are whole", () => {
  expect(shown([mark(135, "LSTM"), mark(135 + shortens, "GRU")])).toEqual([
    "LSTM solved 135",
    "GRU solved 247",
  ]);
});

test("where two are nearer than 112 px, all lose their verb", () => {
  expect(shown([mark(135, "LSTM"), mark(246, "GRU"), mark(800, "RNN", "forgets")])).toEqual([
    ...["LSTM 135", "GRU 246", "RNN 800"],
  ]);
});

test("nearer than 60 px they have words in common, in the middle, and everything is told where one points", () => {
  const near = [mark(300, "LSTM"), mark(300 + merges - 1, "GRU")];
  expect(placeLabels(near, 1000, 1000, count)).toEqual([
    { x: 329.5, shown: "LSTM 300 · GRU 359", whole: ["LSTM solved 300", "GRU solved 359"] },
  ]);
  const crowd = Array.from({ length: 9 }, (_, k) => mark(300 + 5 * k, "LSTM", "forgets"));
  expect(shown([...crowd, mark(410, "GRU")])).toEqual(["9 events", "GRU 410"]);
});

test("no words overlap or leave the track, wherever they are", () => {
  for (let seed = 1; seed < 60; seed++) {
    const marks = Array.from({ length: 6 }, (_, k) => mark((seed * 7919 * (k + 3)) % 1001, `model ${k}`));
    let end = Number.NEGATIVE_INFINITY;
    for (const { x, shown: words } of placeLabels(marks, 1000, 640, count)) {
      if (words === "") continue;
      const half = (words.length * 6.2) / 2;
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
