import { flag, int } from "../../lib/fields.ts";
import { defineTask } from "../task.ts";

/**
 * CO₂ in the air of Mauna Loa some months ahead, from the months up to now: a season of about 6 ppm on a rising trend.
 *
 * x: [T, 1], one mean a month; y: [T, 1], the mean `horizon` months later. Both are scaled: with `relative` less the first
 * month of the window, then less the mean, over the standard deviation, both of all steps of all training windows. Loss is
 * mean squared error, in variances of the training windows; people read errors in ppm.
 *
 * `relative` is why the held-out years can be forecast at all: at 380 to 416 ppm they lie above every level of training.
 * Without it the network must extrapolate, and fails.
 *
 * Source: Scripps CO₂ Program, record of Mauna Loa (Keeling et al. 1976, doi:10.1111/j.2153-3490.1976.tb00701.x).
 * Held out: the last fifteen years, May 2005 to April 2020. No window reaches across, so no training window holds a
 * held-out month. Windows overlap.
 */
export const co2 = defineTask({
  kind: "co2",
  title: "CO₂ at Mauna Loa",
  summary: "Atmospheric CO₂ rises from year to year and varies with the seasons. What comes next?",
  source: "Forecasting of a trend with seasons; data of the Scripps CO₂ Program",
  fields: {
    length: int({
      label: "Length",
      default: 36,
      min: 12,
      max: 120,
      unit: "months",
      doc: "Months per sequence. The model makes a forecast after each month.",
    }),
    horizon: int({
      label: "Horizon",
      default: 1,
      min: 1,
      max: 24,
      unit: "months",
      doc: "Forecast distance: 1 is the next month.",
    }),
    relative: flag({
      label: "From the first month",
      default: true,
      doc: "Subtract the first month of each window. Without this, all held-out values are higher than any training value.",
    }),
  },
  loss: "mse",
  lossLabel: "mean squared error, relative to training variance",
  data: {
    title: "Monthly mean CO₂ at Mauna Loa, May 1964 to April 2020, Scripps CO₂ Program (scrippsco2.ucsd.edu)",
    licence: "CC BY 4.0; collected in the package vega-datasets, BSD-3-Clause",
    url: "https://scrippsco2.ucsd.edu/data/atmospheric_co2/primary_mlo_co2_record",
  },
  samplesShown: 3,
  async prepare(values, _seed, load) {
    const [data, { prepareCo2 }] = await Promise.all([load("co2"), import("./prepare.ts")]);
    return prepareCo2(values, data);
  },
});
