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

/** Characters of the whole text: four units of any cell have room. */
export const maxTypedLength = 2000;

const number = String.raw`-?\d{1,7}(?:\.\d{1,20})?(?:e-\d{1,2})?`;
const run = String.raw`\d{1,8}:[0-3]\/[A-Za-z][\w.]{0,60}@\d{1,3}\.\d{1,4}(?::${number})+`;
const pattern = new RegExp(`^(?:${run}(?:,${run})*)?$`);
export const typedPattern = {
  of: pattern,
  words: "runs of weights such as 0:0/layers.0.kernel@0.0:-0.1",
} as const;

/** Whether a number is short of what the text can hold: smaller than ten million. */
export const isTypable = (value: number): boolean => Number.isFinite(value) && Math.abs(value) < 1e7;

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
