/** A series as plain data that survives a structured clone. */
export interface WrittenSeries {
  readonly length: number;
  readonly stride: number;
  readonly last: number;
  /** By bucket; float32 where that loses nothing. */
  readonly mean: Float32Array | Float64Array;
  /** Absent while a bucket is one update: all three are the same. */
  readonly range?: { readonly min: Float32Array | Float64Array; readonly max: Float32Array | Float64Array };
}

export interface WrittenColumns {
  readonly length: number;
  readonly stride: number;
  /** [kept, height] */
  readonly data: Float32Array;
}

/** A copy in half the room if it holds the same numbers. */
function compact(values: Float64Array): Float32Array | Float64Array {
  const single = Float32Array.from(values);
  return values.every((value, k) => Object.is(value, single[k])) ? single : values.slice();
}

function checkWritten(kept: number, expected: number, capacity: number, stride: number): void {
  if (kept === expected && kept <= capacity && Number.isInteger(stride) && stride >= 1) return;
  throw new RangeError(`A written curve holds ${kept} places, not ${expected} of at most ${capacity}.`);
}

/**
 * A number at every update, for ever, in bounded memory: buckets of `stride` updates keep mean, least and largest.
 * When they run out, neighbours merge and the stride doubles; runs under `capacity` updates stay exact.
 */
export class Series {
  #mean: Float64Array;
  #min: Float64Array;
  #max: Float64Array;
  #count = 0;
  #filled = 0;
  #stride = 1;
  #length = 0;
  #last = Number.NaN;

  /** @param capacity even number of buckets. */
  constructor(readonly capacity = 4096) {
    this.#mean = new Float64Array(capacity);
    this.#min = new Float64Array(capacity);
    this.#max = new Float64Array(capacity);
  }

  /** Number of values appended; the value of update u (1-based) is the u-th. */
  get length(): number {
    return this.#length;
  }
  get stride(): number {
    return this.#stride;
  }
  /** Buckets in use. */
  get buckets(): number {
    return this.#count;
  }
  /** Newest value, NaN when empty. */
  get last(): number {
    return this.#last;
  }
  /** Last update of bucket k. */
  updateAt(k: number): number {
    return Math.min((k + 1) * this.#stride, this.#length);
  }
  mean(k: number): number {
    return this.#mean[k] as number;
  }
  min(k: number): number {
    return this.#min[k] as number;
  }
  max(k: number): number {
    return this.#max[k] as number;
  }
  /** Value at an update, exact while the stride is 1, else its bucket's mean; NaN outside. */
  at(update: number): number {
    if (update < 1 || update > this.#length) return Number.NaN;
    return update === this.#length ? this.#last : this.mean(Math.floor((update - 1) / this.#stride));
  }

  append(value: number): void {
    if (this.#filled === 0) {
      if (this.#count === this.capacity) this.#merge();
      const k = this.#count++;
      this.#mean[k] = value;
      this.#min[k] = value;
      this.#max[k] = value;
    } else {
      const k = this.#count - 1;
      this.#mean[k] = ((this.#mean[k] as number) * this.#filled + value) / (this.#filled + 1);
      this.#min[k] = Math.min(this.#min[k] as number, value);
      this.#max[k] = Math.max(this.#max[k] as number, value);
    }
    this.#filled = (this.#filled + 1) % this.#stride;
    this.#length++;
    this.#last = value;
  }

  /** Forgets what came after an update; with a stride over 1, from the start of that bucket. */
  truncate(update: number): void {
    if (update >= this.#length) return;
    this.#count = Math.floor(update / this.#stride);
    this.#length = this.#count * this.#stride;
    this.#filled = 0;
    this.#last = this.#count > 0 ? this.mean(this.#count - 1) : Number.NaN;
  }

  written(): WrittenSeries {
    const used = (values: Float64Array) => compact(values.subarray(0, this.#count));
    return {
      length: this.#length,
      stride: this.#stride,
      last: this.#last,
      mean: used(this.#mean),
      ...(this.#stride > 1 && { range: { min: used(this.#min), max: used(this.#max) } }),
    };
  }

  /** Takes the place of what is here. @throws RangeError if it is no series of this capacity. */
  read({ length, stride, last, mean, range }: WrittenSeries): void {
    checkWritten(mean.length, Math.ceil(length / stride), this.capacity, stride);
    this.#mean.set(mean);
    this.#min.set(range?.min ?? mean);
    this.#max.set(range?.max ?? mean);
    this.#count = mean.length;
    this.#filled = length % stride;
    this.#stride = stride;
    this.#length = length;
    this.#last = last;
  }

  #merge(): void {
    const half = this.#count / 2;
    for (let k = 0; k < half; k++) {
      this.#mean[k] = (this.mean(2 * k) + this.mean(2 * k + 1)) / 2;
      this.#min[k] = Math.min(this.min(2 * k), this.min(2 * k + 1));
      this.#max[k] = Math.max(this.max(2 * k), this.max(2 * k + 1));
    }
    this.#count = half;
    this.#stride *= 2;
  }
}

/**
 * A column of `height` numbers at every update, for ever, in bounded memory: every `stride`-th column is kept as it
 * was, none is averaged (a smoothed heat map shows what never happened).
 */
export class Columns {
  #data: Float32Array;
  #count = 0;
  #stride = 1;
  #length = 0;

  constructor(
    readonly height: number,
    readonly capacity = 1024,
  ) {
    this.#data = new Float32Array(height * capacity);
  }

  get length(): number {
    return this.#length;
  }
  get stride(): number {
    return this.#stride;
  }
  /** Columns kept; column k is of update k·stride + 1. */
  get kept(): number {
    return this.#count;
  }
  /** A view, not a copy; valid until the next append. */
  column(k: number): Float32Array {
    return this.#data.subarray(k * this.height, (k + 1) * this.height);
  }

  append(column: Float32Array): void {
    if (this.#length % this.#stride === 0) {
      if (this.#count === this.capacity) this.#thin();
      if (this.#length % this.#stride === 0) {
        this.#data.set(column, this.#count * this.height);
        this.#count++;
      }
    }
    this.#length++;
  }

  truncate(update: number): void {
    if (update >= this.#length) return;
    this.#length = update;
    this.#count = Math.ceil(update / this.#stride);
  }

  written(): WrittenColumns {
    const data = this.#data.slice(0, this.#count * this.height);
    return { length: this.#length, stride: this.#stride, data };
  }

  /** Takes the place of what is here. @throws RangeError if it is of another height or capacity. */
  read({ length, stride, data }: WrittenColumns): void {
    checkWritten(data.length / this.height, Math.ceil(length / stride), this.capacity, stride);
    this.#data.set(data);
    this.#count = data.length / this.height;
    this.#stride = stride;
    this.#length = length;
  }

  #thin(): void {
    for (let k = 0; 2 * k < this.#count; k++) this.#data.set(this.column(2 * k), k * this.height);
    this.#count = Math.ceil(this.#count / 2);
    this.#stride *= 2;
  }
}
