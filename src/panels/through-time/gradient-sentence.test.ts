import { expect, test } from "vitest";
import { throughTime } from "../../text/en/through-time.ts";
import { gradientSentence } from "./gradient-sentence.ts";

const english = throughTime.say;

const dying = { name: "RNN", norms: [Float32Array.of(5.4e-12, 1e-6, 1)] };
const alive = { name: "GRU", norms: [Float32Array.of(0.22, 0.5, 1)] };
const throughCell = { name: "LSTM", norms: [Float32Array.of(1e-9, 1e-4, 1), Float32Array.of(0.3, 0.4, 1)] };
const exploding = { name: "RNN 2", norms: [Float32Array.of(427, 20, 1)] };
const deaf = { name: "RNN 3", norms: [Float32Array.of(0, 0, 0)] };

const last = { everyStep: false, letters: true };

test.each([
  [[dying, alive], 100, "RNN", "5.4·10⁻¹² of it reaches step 1, too little to learn from the first letter."],
  [[dying, alive], 0, "RNN", "5.4·10⁻¹² of it reaches step 1. Most of it is lost even before training."],
  [[alive], 100, "GRU", "0.220 of it reaches step 1."],
  [[alive, throughCell], 100, "LSTM", "10⁻⁹ of it reaches step 1."],
  [[exploding, alive], 100, "RNN 2", "it grows by a factor of 427 on the way back to step 1."],
] as const)("case %#", (reaches, update, name, text) => {
  expect(gradientSentence(english, reaches, "share", update, last)).toEqual({ name, text });
});

test("where nothing arrives nothing is claimed, and a norm is read out as it is", () => {
  expect(gradientSentence(english, [deaf], "share", 3, last)).toBeNull();
  expect(gradientSentence(english, [], "share", 3, last)).toBeNull();
  expect(gradientSentence(english, [dying], "absolute", 3, last)?.text).toBe("5.4·10⁻¹² at step 1.");
});

test("where every step has a loss, nothing is said of what reaches the first", () => {
  const said = gradientSentence(english, [dying, alive], "share", 100, { everyStep: true, letters: true });
  expect(said).toEqual({
    name: "RNN",
    text: "the norm at step 1 is 5.4·10⁻¹² of the norm at the last step.",
  });
});
