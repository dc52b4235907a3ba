import { expect, test } from "vitest";
import { lookingOf, searchOf } from "./view-address.ts";

test("view, update and step are read from the query, and anything else in their place is ignored", () => {
  expect(lookingOf("")).toEqual({ view: "overview", pinnedStep: null, typed: null, asked: null });
  expect(lookingOf("?view=gradients&u=1000&t=22")).toEqual({
    ...{ view: "gradients", pinnedStep: 21, typed: null, asked: 1000 },
  });
  expect(lookingOf("?u=0").asked).toBe(0);
  for (const t of ["0", "-3", "2.5", "x", "", "1e99"]) expect(lookingOf(`?t=${t}`).pinnedStep).toBeNull();
  for (const u of ["-3", "2.5", "x", "", "1e3", "9".repeat(30)])
    expect(lookingOf(`?u=${u}`).asked).toBeNull();
});

test("what is written is read back, and other words of the query stay", () => {
  for (const looking of [
    { view: "overview", pinnedStep: null, typed: null, asked: null },
    { view: "memory", pinnedStep: 0, asked: 0, typed: { x: "a b;&=é", y: "" } },
    { view: "network", pinnedStep: 399, asked: 317, typed: { x: "aXbY", y: "XY" } },
  ]) {
    const search = searchOf("?backend=cpu&view=gradients&u=9&t=3", { ...looking, moment: null });
    expect(lookingOf(search)).toEqual(looking);
    expect(new URLSearchParams(search).get("backend")).toBe("cpu");
  }
  const now = { view: "overview", pinnedStep: null, typed: null, asked: null, moment: null };
  expect(searchOf("?view=memory&u=5&t=4&x=a&y=b", now)).toBe("");
});

test("a moment that is looked at is written, and the update that was asked for in its place", () => {
  const past = { view: "gradients", pinnedStep: 21, typed: null, asked: null, moment: 1008 };
  expect(searchOf("", past)).toBe("?view=gradients&u=1008&t=22");
  expect(searchOf("", { ...past, asked: 1000 })).toBe("?view=gradients&u=1000&t=22");
});
