import { flag, int } from "../../lib/fields.ts";
import { defineTask } from "../task.ts";

/**
 * Tomorrow's highest temperature in Seattle, from the days up to today.
 *
 * x: [T, 1] highest temperature of each day, scaled; with `season` [T, 3], sine and cosine of the time of year beside it.
 * y: [T, 1], the next day's, in the same scale. Scaled means: less the mean, over the standard deviation, both of the
 * training days alone. Loss is mean squared error, in variances of the training days; people read errors in °C.
 *
 * Held out: 2015, the last of the four years. No window reaches across, so no training window holds a held-out day.
 * Windows overlap: the held-out year has 365 − T different ones.
 */
export const temperature = defineTask({
  kind: "temperature",
  title: "Seattle's temperature",
  summary: "Four years of daily highs. How warm will it be tomorrow?",
  source: "One-day-ahead forecasting; data of the U.S. National Climatic Data Center",
  fields: {
    length: int({
      label: "Length",
      default: 30,
      min: 5,
      max: 180,
      unit: "days",
      doc: "Days per sequence. The model predicts the next day after each day.",
    }),
    season: flag({
      label: "Time of year",
      default: false,
      doc: "Adds the time of year as input, as a sine and a cosine.",
    }),
  },
  loss: "mse",
  lossLabel: "mean squared error, relative to training variance",
  data: {
    title: "Seattle's daily weather 2012–2015, NOAA National Climatic Data Center",
    licence:
      "Work of the U.S. government, in the public domain; collected in the package vega-datasets, BSD-3-Clause",
    url: "https://github.com/vega/vega-datasets",
  },
  samplesShown: 3,
  async prepare(values, _seed, load) {
    const [data, { prepareTemperature }] = await Promise.all([
      load("seattle-weather"),
      import("./prepare.ts"),
    ]);
    return prepareTemperature(values, data);
  },
});
