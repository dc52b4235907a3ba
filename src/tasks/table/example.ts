import { rngFrom } from "../../lib/rng.ts";
import type { OwnTable } from "../../own-data/own-data.ts";

const hours = 2400;

/** Two tides of different periods under a wind that comes and goes. Rounded, so that it is the same in every browser. */
function madeUp(): OwnTable["columns"] {
  const rng = rngFrom(1).fork("tasks/table/example");
  const height: number[] = [];
  const wind: number[] = [];
  let gust = 0;
  for (let hour = 0; hour < hours; hour++) {
    gust = 0.9 * gust + 0.9 * rng.normal();
    const moon = 1.4 * Math.cos((2 * Math.PI * hour) / 12.42);
    const sun = 0.5 * Math.cos((2 * Math.PI * hour) / 12);
    height.push(Math.round(1000 * (moon + sun + 0.05 * gust + 0.02 * rng.normal())) / 1000 + 0);
    wind.push(Math.round(100 * (6 + gust)) / 100);
  }
  return [
    { name: "water level (m)", values: height },
    { name: "wind (m/s)", values: wind },
  ];
}

/** A made-up tide, frozen: links show it until a table of the user is there. */
export const exampleTable: OwnTable = {
  kind: "table",
  title: "Example: a made-up tide, hour by hour",
  columns: madeUp(),
  rows: { name: "hour", first: "2026-01-01 00:00", last: "2026-04-10 23:00" },
};
