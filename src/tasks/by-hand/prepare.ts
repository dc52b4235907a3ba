import { formatNumber } from "../../lib/format.ts";
import { phrase } from "../../lib/phrase.ts";
import { quote } from "../../lib/quote.ts";
import { Refused } from "../../lib/said.ts";
import { meanAbsoluteError } from "../metrics.ts";
import type { PreparedTask } from "../task.ts";
import { trivialAnswer } from "../trivial.ts";
import { readRows } from "./rows.ts";

/**
 * The sequence that was typed.
 * @throws Refused with the steps that do not fit each other.
 */
export function prepareTyped(inputs: string, targets: string): PreparedTask {
  const x = readRows(inputs, "inputs");
  const y = readRows(targets, "targets");
  if (x.some((row) => row.includes(null)))
    throw new Refused(phrase`${quote(inputs)} has a step without its input. Type a number there.`);
  if (y.length !== x.length)
    throw new Refused(
      phrase`${quote(targets)} has ${y.length} steps, but the inputs have ${x.length}. Type as many targets, with a question mark where there is none.`,
    );
  const asked = y.map((row) => !row.includes(null));
  const isUnasked = !asked.includes(true);
  const names = (row: readonly unknown[] = [], letter: string) =>
    row.map((_, i) => (row.length === 1 ? letter : `${letter}${i + 1}`));
  const [inputNames, outputNames] = [names(x[0], "x"), names(y[0], "y")];
  const series = (rows: readonly (readonly (number | null)[])[], i: number) =>
    rows.map((row) => row[i] ?? Number.NaN);
  const top = Math.max(1, ...[...x, ...y].flat().map((value) => Math.abs(value ?? 0)));
  const said = (row: readonly (number | null)[] = []) =>
    row.map((value) => (value === null ? "?" : formatNumber(value, 4))).join(", ");
  const askedRows = y.filter((_, t) => asked[t]);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value / values.length, 0);
  const column = (i: number) => askedRows.map((row) => row[i] ?? 0);
  /** Mean squared error of the constant that has the least. */
  const meanLoss = mean(
    outputNames.map((_, i) => mean(column(i).map((value) => (value - mean(column(i))) ** 2))),
  );
  return {
    io: {
      steps: x.length,
      input: { kind: "floats", names: inputNames },
      output: { kind: "values", names: outputNames },
      readout: asked.every(Boolean)
        ? "every"
        : asked.lastIndexOf(true) === x.length - 1 && asked.filter(Boolean).length === 1
          ? "last"
          : "tail",
      ...(isUnasked ? { isUnasked } : {}),
    },
    sample: () => ({
      x: Float32Array.from(x.flat(), (value) => value ?? 0),
      y: Float32Array.from(y.flatMap((row, t) => row.map((value) => (asked[t] ? value : 0)))),
      weight: Float32Array.from(asked, Number),
    }),
    trivial: meanLoss > 0 ? [trivialAnswer("mean", "always predicts the mean target", meanLoss)] : [],
    metric: {
      label: "mean absolute error",
      unit: "",
      better: "lower",
      of: (outputs, batch) => (isUnasked ? 0 : meanAbsoluteError(outputs, batch)),
    },
    drawing: () => ({
      input: inputNames.map((name, i) => ({
        ...({ kind: "series", name } as const),
        ...{ values: series(x, i), range: [-top, top] as const },
      })),
      target: { kind: "series", name: outputNames[0] ?? "y", values: series(y, 0), range: [-top, top] },
      answer: said(y.at(-1)),
      sentence: isUnasked
        ? phrase`${x.length} steps, the last ${said(x.at(-1))}; no target is typed`
        : phrase`${x.length} steps, the last ${said(x.at(-1))}; its target is ${said(y.at(-1))}`,
    }),
  };
}
