/**
 * One batch of sequences, time-major. Last-step losses, losses at every step, masks and padding are all `weight`s:
 * engines know no other case.
 */
export interface Batch {
  readonly steps: number;
  readonly size: number;
  /** Tokens [T, B] (Int32Array) or floats [T, B, D]. */
  readonly x: Int32Array | Float32Array;
  /** Classes [T, B] (Int32Array) or values [T, B, V]. Where the weight is 0 the entry is 0 and means nothing. */
  readonly y: Int32Array | Float32Array;
  /** [T, B]: loss = Σ weight·loss / Σ weight (or / B, as the plan says). */
  readonly weight: Float32Array;
  /** [B], steps of each sequence, 1 to T; those after its end are padding, with weight 0. Absent: all have T. */
  readonly lengths?: Int32Array;
}

/** One sequence: `x` is [T] tokens or [T, D] floats, `y` [T] classes or [T, V] values, `weight` [T]. */
export interface Sample {
  readonly x: Int32Array | Float32Array;
  readonly y: Int32Array | Float32Array;
  readonly weight: Float32Array;
  /** Steps before its end, where that is not T: what comes after is padding, all zeros. */
  readonly length?: number;
}

function interleave<A extends Int32Array | Float32Array>(
  out: A,
  parts: readonly (Int32Array | Float32Array)[],
  steps: number,
): A {
  const width = out.length / (steps * parts.length);
  parts.forEach((part, b) => {
    for (let t = 0; t < steps; t++)
      for (let i = 0; i < width; i++) out[(t * parts.length + b) * width + i] = part[t * width + i] as number;
  });
  return out;
}

/** Lays samples of one kind side by side, time-major; all are padded to the same T. */
export function collate(samples: readonly Sample[]): Batch {
  const first = samples[0];
  if (!first) throw new RangeError("a batch needs at least one sample, got 0");
  const steps = first.weight.length;
  const side = (pick: (sample: Sample) => Int32Array | Float32Array) => {
    const parts = samples.map(pick);
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    return interleave(
      pick(first) instanceof Int32Array ? new Int32Array(length) : new Float32Array(length),
      parts,
      steps,
    );
  };
  const hasPadding = samples.some(({ length = steps }) => length < steps);
  return {
    steps,
    size: samples.length,
    x: side((sample) => sample.x),
    y: side((sample) => sample.y),
    weight: side((sample) => sample.weight) as Float32Array,
    ...(hasPadding && { lengths: Int32Array.from(samples, ({ length = steps }) => length) }),
  };
}
