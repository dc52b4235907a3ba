import { flag, int, text } from "../../lib/fields.ts";
import { defineTask } from "../task.ts";
import { exampleTable } from "./example.ts";

/** Columns by their place, from 1. */
const columnNumbers = {
  of: /^(\d{1,2}(-\d{1,2})?(,\d{1,2}(-\d{1,2})?)*)?$/,
  words: "numbers of columns such as 1,3 or 1-4",
};

/**
 * Some columns of a table some rows ahead, from the rows up to now.
 *
 * x: [T, D], the input columns; y: [T, V], the target columns `horizon` rows later. Each column is scaled: with `relative`
 * less its value in the window's first row, then less the mean, over the standard deviation, both of all steps of all
 * training windows; a constant column becomes zeros. Held-out values further than 10¹⁵ deviations out are cut off there. Loss is mean squared error, in variances of the training windows,
 * averaged over the targets.
 *
 * Windows that touch a gap in a chosen column are left out.
 *
 * Held out: the last rows, `heldOut` per cent of them. No window reaches across, so no training window holds a held-out
 * row, and the scale knows none. Windows overlap.
 */
export const table = defineTask({
  kind: "table",
  title: "Your own numbers",
  summary: "Columns of a table that you paste, drop, open or draw. What are the next values?",
  source: "Forecasting of one or several series from your own data",
  fields: {
    inputs: text({
      label: "Inputs",
      default: "1",
      maxLength: 30,
      pattern: columnNumbers,
      doc: "Numbers of the input columns, such as 1,3 or 1-4.",
    }),
    targets: text({
      label: "Targets",
      default: "",
      maxLength: 30,
      pattern: columnNumbers,
      doc: "Numbers of the columns to predict. Empty: the input columns.",
    }),
    length: int({
      label: "Length",
      default: 30,
      min: 2,
      max: 400,
      unit: "steps",
      doc: "Rows per sequence. The model makes a forecast after each row.",
    }),
    horizon: int({
      label: "Horizon",
      default: 1,
      min: 1,
      max: 100,
      unit: "steps",
      doc: "Forecast distance: 1 is the next row.",
    }),
    relative: flag({
      label: "From the first row",
      default: false,
      doc: "Subtract the first row of each window. This helps with columns that have a trend.",
    }),
    heldOut: int({
      label: "Held out",
      default: 20,
      min: 5,
      max: 50,
      unit: "%",
      doc: "Fraction of the rows, at the end of the table, used for testing.",
    }),
  },
  loss: "mse",
  lossLabel: "mean squared error, relative to training variance",
  example: exampleTable,
  samplesShown: 3,
  async prepare(values, _seed, _load, own) {
    const { prepareTable } = await import("./prepare.ts");
    return prepareTable(values, own?.kind === "table" ? own : exampleTable);
  },
});
