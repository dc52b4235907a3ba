import { expect, test } from "vitest";
import { float, int, type NumberField } from "../lib/fields.ts";
import { inEnglish } from "../lib/phrase.ts";
import { hasSlider, parseNumber, placeOf, showNumber, stepNumber, valueAtPlace } from "./field-number.ts";

const rate = float({ label: "Learning rate", default: 0.003, min: 1e-5, max: 1, scale: "log", doc: "" });
const units = int({ label: "Units", default: 32, min: 1, max: 1024, scale: "log", doc: "" });
const length = int({ label: "Length", default: 40, min: 10, max: 400, doc: "" });
const clip = float({
  label: "Clip norm",
  default: 1,
  min: 0.001,
  max: 1000,
  scale: "log",
  off: { value: 0, label: "off" },
  doc: "",
});
const seed = int({ label: "Seed", default: 7, min: 0, max: 2_147_483_647, doc: "" });

test.each<[NumberField, string, number]>([
  [rate, "1e-3", 0.001],
  [rate, " .02 ", 0.02],
  [rate, "3e−4", 0.0003],
  [units, "1,024", 1024],
  [clip, "off", 0],
  [clip, "Off", 0],
])("%# %j is read as a person means it", (field, typed, value) => {
  expect(parseNumber(field, typed)).toEqual({ ok: true, value });
});

test.each<[NumberField, string, RegExp]>([
  [units, "5000", /5000.*1024/],
  [units, "0", /0.*1/],
  [units, "2.5", /2\.5.*whole/],
  [rate, "fast", /fast.*no number/],
  [rate, "", /no number/],
  [length, "1,00", /1,00.*no number/],
])("%# %j is refused with the value and the limit", (field, typed, says) => {
  const read = parseNumber(field, typed);
  expect(read.ok ? "" : inEnglish(read.error)).toMatch(says);
});

test.each([rate, units, length, clip])(
  "%# the slider's ends are the limits, and it goes both ways",
  (field) => {
    expect(placeOf(field, field.min)).toBe(0);
    expect(placeOf(field, field.max)).toBe(1);
    expect(valueAtPlace(field, 0)).toBe(field.min);
    expect(valueAtPlace(field, 1)).toBe(field.max);
    for (let place = 0; place <= 1; place += 0.05) {
      const value = valueAtPlace(field, place);
      expect(parseNumber(field, String(value)).ok).toBe(true);
      // Two digits on a log scale are within 5 %; whole numbers near 1 are coarser.
      if (value > 10 || field.type === "float") expect(placeOf(field, value)).toBeCloseTo(place, 1);
    }
  },
);

test("on a log scale the middle of the slider is the geometric mean", () => {
  expect(valueAtPlace(clip, 0.5)).toBe(1);
  expect(placeOf(rate, 1e-3)).toBeCloseTo(0.4, 12);
});

test.each<[NumberField, number, 1 | -1, number]>([
  [rate, 0.003, 1, 0.004],
  [rate, 0.009, 1, 0.01],
  [rate, 0.01, -1, 0.009],
  [rate, 1, 1, 1],
  [rate, 1e-5, -1, 1e-5],
  [units, 32, 1, 64],
  [units, 32, -1, 16],
  [units, 1, -1, 1],
  [units, 50, 1, 60],
  [length, 40, 1, 41],
  [length, 10, -1, 10],
  [clip, 0, 1, 1],
])("%# one press from %d", (field, from, direction, to) => {
  expect(stepNumber(field, from, direction)).toBe(to);
});

test("numbers stand as they are, a seed as a name", () => {
  expect(showNumber(int({ label: "", default: 0, min: 0, max: 1e6, scale: "log", doc: "" }), 1000)).toBe(
    "1,000",
  );
  expect(showNumber(seed, 1234567)).toBe("1234567");
  expect(showNumber(rate, 0.0033333)).toBe("0.0033333");
  expect(showNumber(clip, 1000)).toBe("1,000");
  expect(showNumber(rate, 1e-5)).toBe("10⁻⁵");
  expect(showNumber(clip, 0)).toBe("off");
  expect(hasSlider(seed)).toBe(false);
});
