import { expect, test } from "vitest";
import { hasSignal, toggledSignal, visibleSignals } from "./shown-signals.ts";

const signal = (model: number, name: string) => ({ model, name });
const all = [signal(1, "i"), signal(1, "f"), signal(2, "z"), signal(2, "r")];

test("a letter opens its model's strip, and closes it again", () => {
  const one = toggledSignal([], signal(1, "f"));
  expect(one).toEqual([signal(1, "f")]);
  expect(hasSignal(one, signal(2, "f"))).toBe(false);
  expect(toggledSignal(toggledSignal(one, signal(2, "z")), signal(1, "f"))).toEqual([signal(2, "z")]);
});

test("where room is short, the strips opened last stay, in the order of models and cells", () => {
  const shown = [signal(2, "z"), signal(1, "i"), signal(1, "f")];
  expect(visibleSignals(all, shown, 3)).toEqual([signal(1, "i"), signal(1, "f"), signal(2, "z")]);
  expect(visibleSignals(all, shown, 2)).toEqual([signal(1, "i"), signal(1, "f")]);
  expect(visibleSignals(all, shown, 0)).toEqual([]);
});

test("a gate that no model has any more takes nobody's room", () => {
  expect(visibleSignals(all, [signal(2, "z"), signal(3, "u")], 1)).toEqual([signal(2, "z")]);
});
