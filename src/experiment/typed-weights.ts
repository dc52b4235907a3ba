/**
 * Weights typed by hand, as the text that an experiment holds: "0:0/layers.0.kernel@0.0:-0.1:0.5,…", for each run of values along a
 * row the updates made before it, the model, the parameter's path in Keras' layout, row and column of the first value, and the
 * values. A bias is a single row.
 */

/** One weight with its typed value. */
export interface TypedWeight {
  /** Updates made before it: 0 replaces a first weight. */
  readonly update: number;
  /** Its place in the race. */
  readonly model: number;
  readonly path: string;
  readonly row: number;
  readonly column: number;
  readonly value: number;
}

/** @param text as checked by `typedPattern` */
export function readTyped(text: string): readonly TypedWeight[] {
  if (text === "") return [];
  return text.split(",").flatMap((written) => {
    const [update, place = "", ...values] = written.split(":");
    const [, model, path = "", row, column] = /^(\d)\/(.+)@(\d+)\.(\d+)$/.exec(place) ?? [];
    return values.map((value, i) => ({
      ...{ update: Number(update), model: Number(model), path, row: Number(row) },
      ...{ column: Number(column) + i, value: Number(value) + 0 },
    }));
  });
}

const isNext = (a: TypedWeight, b: TypedWeight): boolean =>
  a.update === b.update &&
  a.model === b.model &&
  a.path === b.path &&
  a.row === b.row &&
  a.column + 1 === b.column;

const order = (a: TypedWeight, b: TypedWeight): number =>
  a.update - b.update ||
  a.model - b.model ||
  (a.path < b.path ? -1 : a.path > b.path ? 1 : 0) ||
  a.row - b.row ||
  a.column - b.column;

/** The text of typed weights; of two for one place at one update the later one counts. */
export function writeTyped(typed: readonly TypedWeight[]): string {
  const byPlace = new Map(
    typed.map((one) => [`${one.update}:${one.model}/${one.path}@${one.row}.${one.column}`, one]),
  );
  let last: TypedWeight | null = null;
  let text = "";
  for (const one of [...byPlace.values()].sort(order)) {
    const { update, model, path, row, column, value } = one;
    if (!last || !isNext(last, one)) text += `${last ? "," : ""}${update}:${model}/${path}@${row}.${column}`;
    text += `:${value}`;
    last = one;
  }
  return text;
}
