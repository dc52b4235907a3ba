import { expect, test } from "vitest";
import type { Reading } from "../../examiner/protocol.ts";
import { guessesAt, surpriseAt, surpriseOf } from "./guesses.ts";

const reading = {
  tokens: Int32Array.from([0, 2, 1]),
  probabilities: Float32Array.from([0.25, 0.25, 0.5, 0.125, 0.625, 0.25, 1, 0, 0]),
} as unknown as Reading;

test("guesses are those after a symbol, of equal ones the first of the alphabet before the others", () => {
  expect(guessesAt(reading, 0, 2)).toEqual([
    { code: 2, p: 0.5 },
    { code: 0, p: 0.25 },
  ]);
  expect(guessesAt(reading, 1, 9).map(({ code }) => code)).toEqual([1, 2, 0]);
});

test("surprise is that of the symbol that follows; after the last one there is none", () => {
  expect(surpriseAt(reading, 0)).toBeCloseTo(Math.log(2), 12);
  expect(surpriseAt(reading, 1)).toBeCloseTo(-Math.log(0.625), 12);
  expect(surpriseAt(reading, 2)).toBeNaN();
  expect(surpriseOf(reading).mean).toBeCloseTo((Math.log(2) - Math.log(0.625)) / 2, 12);
  expect(surpriseOf(reading).largest).toBeCloseTo(Math.log(2), 12);
  expect(surpriseOf({ ...reading, tokens: Int32Array.from([1]) }).mean).toBeNaN();
});
