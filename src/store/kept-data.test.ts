import "fake-indexeddb/auto";
import { expect, test, vi } from "vitest";
import type { OwnData } from "../own-data/own-data.ts";
import { keepData, readData } from "./kept-data.ts";

const text = (title: string): OwnData => ({ kind: "text", title, text: `${title} of one's own` });

test("data is found by its fingerprint, and the set unused for longest makes room", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  for (let k = 0; k < 12; k++) {
    vi.advanceTimersByTime(1000);
    expect(await keepData(`print ${k}`, text(`Text ${k}`))).toBe(true);
  }
  vi.advanceTimersByTime(1000);
  expect(await readData("print 0")).toEqual(text("Text 0"));
  vi.advanceTimersByTime(1000);
  expect(await keepData("print 12", text("Text 12"))).toBe(true);
  expect(await readData("print 0")).toEqual(text("Text 0"));
  expect(await readData("print 1")).toBeNull();
  expect(await readData("print 12")).toEqual(text("Text 12"));
  vi.useRealTimers();
});

test("what is no data is not given out, and refusals tell nobody", async () => {
  await keepData("broken", { kind: "text", title: "Broken" } as OwnData);
  expect(await readData("broken")).toBeNull();
  expect(await keepData("function", { ...text("F"), rows: () => "" } as unknown as OwnData)).toBe(false);
  expect(await readData("never kept")).toBeNull();
});
