import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, expect, test, vi } from "vitest";
import { readAsset } from "../../scripts/data-assets.ts";
import { co2 } from "./co2/task.ts";
import { fetchAsset } from "./load-asset.ts";
import { mobyDick } from "./moby-dick/task.ts";
import { sonnets } from "./sonnets/task.ts";
import { type SourceAsset, source } from "./source/task.ts";
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
  await expect(load("sonnets")).rejects.toThrow(/does not contain JSON.*npm run build/);
  answer(async () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(load("sonnets")).rejects.toThrow(/could not be loaded.*reload/);
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
  const air = readAsset("co2") as { firstMonth: string; ppm: number[] };
  expect(air).toMatchObject({ ...co2.data, firstMonth: "1964-05-01" });
  expect(air.ppm).toHaveLength(56 * 12);
  expect([air.ppm[0], air.ppm.at(-1)]).toEqual([322.26, 416.18]);
  expect(air.ppm.every((value) => value > 316 && value < 417)).toBe(true);
  const novel = readAsset("moby-dick") as { chapters: string[] };
  expect(novel).toMatchObject({ ...mobyDick.data });
  expect(novel.chapters).toHaveLength(20);
  expect(novel.chapters[0]?.startsWith("Call me Ishmael. Some years ago—never mind how long")).toBe(true);
  expect(novel.chapters.every((text) => text.endsWith("\n") && !/\r|\n{3}|\t/.test(text))).toBe(true);
  expect(() => readAsset("emails")).toThrow("“emails”; known are sonnets, seattle-weather, co2, moby-dick");
});

test("the source is whole files of this project, in a fixed order, without tests", () => {
  const read = readAsset("source") as SourceAsset;
  expect(read).toMatchObject({ ...source.data, licence: "MIT" });
  expect(read).toEqual(readAsset("source"));
  const paths = read.files.map(({ path }) => path);
  expect(paths).toContain("src/cells/lstm/cell.ts");
  expect(paths.filter((path) => /test|arbitrary/.test(path))).toEqual([]);
  const characters = read.files.reduce((sum, { text }) => sum + text.length, 0);
  expect(characters).toBeGreaterThan(150_000);
  expect(characters).toBeLessThanOrEqual(200_000);
  for (const { path, text } of read.files)
    expect(text).toBe(readFileSync(join(import.meta.dirname, "..", "..", path), "utf8"));
});

test("a text costs less than 85 kB to load, packed as servers pack it", () => {
  for (const name of ["sonnets", "moby-dick", "source"]) {
    const bytes = gzipSync(JSON.stringify(readAsset(name))).length;
    console.log(`data/${name}.json: ${bytes} bytes with gzip`);
    expect(bytes).toBeLessThan(85_000);
  }
});

test.each([sonnets, temperature, co2, mobyDick, source])(
  "$kind says so when its data file is not what it should be",
  async (task) => {
    const values = { length: 40, season: false, horizon: 1, relative: true };
    for (const data of [null, 3, {}, { sonnets: [], highest: [1], ppm: [1], chapters: [], files: [] }])
      await expect(task.prepare(values, 1, async () => data)).rejects.toThrow(
        /data file .* Build the page again/,
      );
  },
);
