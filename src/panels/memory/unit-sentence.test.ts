import { expect, test } from "vitest";
import { memory as words } from "../../text/en/memory.ts";
import { unitSentence } from "./unit-sentence.ts";

const marks = [
  { step: 2, symbol: "X" },
  { step: 6, symbol: "Y" },
];
const say = (values: readonly number[], at = marks) => unitSentence(words, values, at);

test("a unit that takes a sign at one mark and loses it at the next has both in its sentence", () => {
  expect(say([0, 0, -0.3, -0.6, -0.8, -0.8, -0.2, 0.5, 0.9])).toBe(
    "It sinks after the X at step 3 and turns positive after the Y at step 7.",
  );
  expect(say([0, 0, 0.3, 0.6, 0.8, 0.8, 0.2, -0.5, -0.9])).toBe(
    "It rises after the X at step 3 and turns negative after the Y at step 7.",
  );
});

test("a unit that had its sign before any mark has the turn alone", () => {
  expect(say([0.8, 0.8, 0.2, -0.5, -0.9, -0.9, -0.9, -0.9, -0.9])).toBe(
    "It turns negative after the X at step 3.",
  );
});

test("numbers that go in have steps and no symbols", () => {
  const steps = marks.map(({ step }) => ({ step, symbol: null }));
  expect(unitSentence(words, [0.8, 0.8, 0.2, -0.5, -0.9, -0.9, -0.9], steps)).toBe(
    "It turns negative after step 3.",
  );
});

test("nothing is said without a change of sign, of what hardly moves, and where too much is marked", () => {
  expect(say([0, 0, 0.3, 0.6, 0.8, 0.8, 0.9, 0.9, 0.9])).toBeNull();
  expect(say([0, 0, -0.03, -0.06, -0.08, -0.08, -0.02, 0.05, 0.09])).toBeNull();
  // From clearly negative to hardly positive.
  expect(say([0, 0, -0.8, -0.8, -0.8, -0.8, -0.1, 0.1, 0.1])).toBeNull();
  expect(say([0.8, 0.8], [])).toBeNull();
  // A plain RNN that swings around zero ends each part with some sign.
  const swinging = Array.from({ length: 40 }, (_, t) => 0.5 * Math.sin(2 * t + 1));
  for (let step = 1; step < 30; step++)
    expect(
      say(swinging, [
        { step, symbol: "X" },
        { step: step + 9, symbol: "Y" },
      ]),
    ).toBeNull();
  const many = Array.from({ length: 9 }, (_, step) => ({ step, symbol: "X" }));
  expect(say([0.8, 0.8, 0.2, -0.5, -0.9, -0.9, -0.9, 0.9, 0.9], many)).toBeNull();
});
