import { expect, test } from "vitest";
import { probes } from "./index.ts";

/** A probe's values under a text, a digit per symbol. */
const under = (kind: string, text: string, marker = ","): string => {
  const probe = probes.find((one) => one.kind === kind);
  if (!probe) throw new Error(`no probe ${kind}`);
  return [...probe.of([...text], marker)].join("");
};

test.each([
  ["insideQuotes", 'a "b" c', "0011100"],
  ["insideQuotes", "“a “b”", "111111"],
  // A quote that is not closed ends with its paragraph.
  ["insideQuotes", '"a\n\nb "c"', "111000111"],
  ["bracketDepth", "a)(b[c])", "00112210"],
  ["linePlace", "ab\nc\n\nd", "1231211"],
  ["wordStart", "I don't—go, é", "1010000010001"],
  ["vowel", "aXéYy", "10100"],
  ["digit", "a1٣b", "0110"],
  ["afterMarker", "a,b,,", "00101"],
  ["commentOrString", 'a // "b\nc', "000111110"],
  ["commentOrString", "/*/ */x", "0111110"],
  ["commentOrString", '"a\\"b" c', "11111100"],
  ["commentOrString", "don't 'x\ny", "0000001110"],
])("%s of %j", (kind, text, values) => {
  const got = under(kind, text);
  expect(got).toHaveLength([...text].length);
  expect(got).toBe(values);
});

test("the marker is the one that was asked for", () => {
  expect(under("afterMarker", "a;b,c", ";")).toBe("00100");
});

test("no probe looks ahead: what comes later changes no value", () => {
  const text = [...'He (said "it\'s 5, or [6]"\n\n// x /* y */ `z` and so on'];
  for (const { kind, of } of probes) {
    const whole = of(text, ",");
    for (let n = 1; n < text.length; n++)
      expect([...of(text.slice(0, n), ",")], `${kind} of ${n}`).toEqual([...whole.subarray(0, n)]);
  }
});
