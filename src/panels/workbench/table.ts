import type { workbench as english } from "../../text/en/workbench.ts";
import type { Words } from "../../text/language.ts";
import { distinct, exact, type Table } from "../table.ts";
import { type Bench, type Column, gridsOf } from "./bench.ts";

/** "h 2", "layer 1 h 2" */
const columnName = (words: Words<typeof english>, { name, index, layer }: Column): string =>
  [layer === null ? "" : words.layer(layer), name, index === null ? "" : String(index + 1)]
    .filter((part) => part !== "")
    .join(" ");

/** Steps with every state, to the last bit; where there are too many, the weights. */
export function benchTable(
  bench: Bench,
  columns: readonly Column[] | null,
  words: Words<typeof english>,
): Table {
  if (columns) {
    const steps = columns[0]?.values.length ?? 0;
    return {
      header: [words.step, ...distinct(columns.map((column) => columnName(words, column)))],
      rows: Array.from({ length: steps }, (_, t) => [
        t + 1,
        ...columns.map(({ values }) => {
          const value = values[t];
          return typeof value === "number" ? exact(value) : (value ?? null);
        }),
      ]),
    };
  }
  return {
    header: [words.parameter, words.row, words.column, words.value],
    rows: gridsOf(bench).flatMap(({ param, columns: width, values }) =>
      Array.from(values, (value, i) => [
        param.path,
        Math.floor(i / width) + 1,
        (i % width) + 1,
        exact(value),
      ]),
    ),
  };
}
