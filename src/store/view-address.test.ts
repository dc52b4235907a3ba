import { expect, test } from "vitest";
import { lookingOf, searchOf } from "./view-address.ts";

test("view and step are read from the query, and anything else in their place is ignored", () => {
  expect(lookingOf("")).toEqual({ view: "overview", pinnedStep: null });
  expect(lookingOf("?view=gradients&t=22")).toEqual({ view: "gradients", pinnedStep: 21 });
  for (const t of ["0", "-3", "2.5", "x", "", "1e99"]) expect(lookingOf(`?t=${t}`).pinnedStep).toBeNull();
});

test("what is written is read back, and other words of the query stay", () => {
  for (const looking of [
    { view: "overview", pinnedStep: null },
    { view: "memory", pinnedStep: 0 },
    { view: "network", pinnedStep: 399 },
  ]) {
    const search = searchOf("?backend=cpu&view=gradients&t=3", looking);
    expect(lookingOf(search)).toEqual(looking);
    expect(new URLSearchParams(search).get("backend")).toBe("cpu");
  }
  expect(searchOf("?view=memory&t=4", { view: "overview", pinnedStep: null })).toBe("");
});
