import { afterEach, expect, test, vi } from "vitest";
import { readAsset } from "../../scripts/data-assets.ts";
import { fetchAsset } from "./load-asset.ts";
import { sonnets } from "./sonnets/task.ts";
import { temperature } from "./temperature/task.ts";

afterEach(() => vi.unstubAllGlobals());
const answer = (respond: (url: string) => Promise<Response>) => vi.stubGlobal("fetch", vi.fn(respond));
const load = fetchAsset("http://127.0.0.1/any/base/");

test("data files are asked for under the page's folder", async () => {
  answer(async (url) => Response.json({ url }));
  expect(await load("sonnets")).toEqual({ url: "http://127.0.0.1/any/base/data/sonnets.json" });
});

test("a missing file, a page in its place and a broken line each say what to do", async () => {
  answer(async () => new Response("", { status: 404 }));
  await expect(load("sonnets")).rejects.toThrow(/sonnets\.json is missing \(HTTP 404\).*npm run build/);
  answer(async () => new Response("<!doctype html>"));
  await expect(load("sonnets")).rejects.toThrow(/holds no JSON.*npm run build/);
  answer(async () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(load("sonnets")).rejects.toThrow(/could not be reached.*reload/);
});

test("every data file holds what the packages hold, with its licence", () => {
  const text = readAsset("sonnets") as { sonnets: { number: number; lines: string[] }[]; licence: string };
  expect(text.sonnets.map(({ number }) => number)).toEqual(Array.from({ length: 154 }, (_, i) => i + 1));
  expect(text.sonnets[17]?.lines[0]).toBe("Shall I compare thee to a summer's day?");
  expect(text.sonnets.every(({ lines }) => lines.every((line) => line === line.trim() && line !== ""))).toBe(
    true,
  );
  expect(text).toMatchObject({ ...sonnets.data });
  const weather = readAsset("seattle-weather") as { firstDay: string; highest: number[] };
  expect(weather).toMatchObject({ ...temperature.data, firstDay: "2012-01-01" });
  expect(weather.highest).toHaveLength(366 + 3 * 365);
  expect(weather.highest.every((value) => value > -20 && value < 50)).toBe(true);
  expect(() => readAsset("moby-dick")).toThrow("“moby-dick”; known are sonnets, seattle-weather");
});

test.each([sonnets, temperature])(
  "$kind says so when its data file is not what it should be",
  async (task) => {
    const values = { length: 40, season: false };
    for (const data of [null, 3, {}, { sonnets: [], highest: [1] }])
      await expect(task.prepare(values, 1, async () => data)).rejects.toThrow(
        /data file .* Build the page again/,
      );
  },
);
