import type { RunRecord } from "../../store/run-record.ts";

/** A mean deviation under this is noise of an untrained network: an order made from it would mean nothing. */
const enoughDeviation = 0.1;

/** Units as columns of zero mean and unit length (zero where a unit never moves), and their mean deviation. */
function standardise(values: Float32Array, steps: number, units: number) {
  const columns = Array.from({ length: units }, () => new Float64Array(steps));
  let deviations = 0;
  columns.forEach((column, k) => {
    let mean = 0;
    for (let t = 0; t < steps; t++) mean += (values[t * units + k] as number) / steps;
    let squares = 0;
    for (let t = 0; t < steps; t++) {
      column[t] = (values[t * units + k] as number) - mean;
      squares += (column[t] as number) ** 2;
    }
    const length = Math.sqrt(squares);
    deviations += Math.sqrt(squares / steps);
    for (let t = 0; t < steps; t++) column[t] = length > 1e-12 ? (column[t] as number) / length : 0;
  });
  return { columns, deviation: deviations / units };
}

const dot = (a: Float64Array, b: Float64Array) =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

/** Leading eigenvector of the correlations, away from those already known, times the root of its eigenvalue. */
function component(
  columns: readonly Float64Array[],
  steps: number,
  known: readonly Float64Array[],
): Float64Array {
  let vector = Float64Array.from(columns, (_, k) => Math.cos(1 + k * 2.399963));
  let length = 0;
  for (let round = 0; round < 60; round++) {
    for (const other of known) {
      const along = dot(vector, other) / (dot(other, other) || 1);
      vector = vector.map((value, k) => value - along * (other[k] as number));
    }
    const path = new Float64Array(steps);
    columns.forEach((column, k) => {
      for (let t = 0; t < steps; t++)
        path[t] = (path[t] as number) + (column[t] as number) * (vector[k] as number);
    });
    const next = Float64Array.from(columns, (column) => dot(column, path));
    length = Math.sqrt(dot(next, next));
    if (length < 1e-12) return new Float64Array(columns.length);
    vector = next.map((value) => value / length);
  }
  return vector.map((value) => value * Math.sqrt(length));
}

/**
 * Units by similarity over a [steps, units] trace: by the angle of the first two components of their correlations, so
 * that groups read as bands. Null while they hardly move.
 */
export function similarityOrder(
  values: Float32Array,
  steps: number,
  units: number,
  least = enoughDeviation,
): Int32Array | null {
  const { columns, deviation } = standardise(values, steps, units);
  if (deviation < least) return null;
  const first = component(columns, steps, []);
  const second = component(columns, steps, [first]);
  const angle = Float64Array.from(first, (value, k) => Math.atan2(second[k] as number, value));
  return Int32Array.from(angle.keys()).sort((a, b) => (angle[a] as number) - (angle[b] as number) || a - b);
}

const orders = new WeakMap<RunRecord, Map<string, Int32Array>>();

/**
 * Which unit each row shows. Settled once a run, by the first trace in which units move enough, and kept: a row is the
 * same unit in every strip and at every update.
 */
export function orderOf(
  record: RunRecord,
  model: number,
  layer: number,
  values: Float32Array,
  units: number,
) {
  let known = orders.get(record);
  if (!known) {
    known = new Map();
    orders.set(record, known);
  }
  const key = `${model}/${layer}`;
  const settled = known.get(key);
  if (settled) return settled;
  const order = similarityOrder(values, values.length / units, units);
  if (order) known.set(key, order);
  return order ?? Int32Array.from({ length: units }, (_, k) => k);
}

/** Forgets the orders of a run, so that the next trace makes new ones: when somebody asks for it. */
export const forgetOrders = (record: RunRecord): void => {
  orders.delete(record);
};
