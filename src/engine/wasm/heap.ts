/** What the module exports. Addresses, strides and `bytes` are bytes, `rows`, `columns` and `depth` entries. */
export interface Routines {
  readonly memory: WebAssembly.Memory;
  readonly heapBase: WebAssembly.Global;
  fill(out: number, bytes: number): void;
  copy(out: number, from: number, bytes: number): void;
  copyRows(out: number, outStride: number, from: number, stride: number, rows: number, columns: number): void;
  flush(out: number, from: number, bytes: number): void;
  pack(out: number, from: number, stride: number, rows: number, columns: number): void;
  packTransposed(
    out: number,
    depth: number,
    first: number,
    from: number,
    stride: number,
    rows: number,
    columns: number,
  ): void;
  addRow(out: number, stride: number, row: number, bytes: number, rows: number): void;
  multiply(out: number, a: number, b: number, bytes: number): void;
  columnSums(out: number, from: number, stride: number, bytes: number, rows: number): void;
  scatter(out: number, tokens: number, from: number, stride: number, bytes: number, rows: number): void;
  crossEntropy(rows: number, bytes: number, logits: number, targets: number, weights: number): number;
  squaredError(
    rows: number,
    bytes: number,
    columns: number,
    outputs: number,
    targets: number,
    weights: number,
  ): number;
  norm(from: number, bytes: number): number;
  product(
    rows: number,
    a: number,
    aStride: number,
    depth: number,
    panels: number,
    panel: number,
    init: number,
    initStride: number,
    initColumn: number,
    out: number,
    outStride: number,
  ): void;
  gradient(
    rows: number,
    a: number,
    aStride: number,
    columns: number,
    b: number,
    bStride: number,
    panels: number,
    out: number,
    outStride: number,
    sums: number,
    scratch: number,
    chunk: number,
  ): void;
}

/** A printed routine of a cell: takes the address of its arguments. */
export type CellRoutine = (args: number) => void;
export type OptimizerRoutine = (
  bytes: number,
  scale: number,
  parameter: number,
  gradient: number,
  slots: number,
  scalars: number,
) => void;

/** A stride that stands for “`init` is a table of addresses, one a row”. */
export const TABLE = -1;

const PAGE = 65536;
const ALIGNMENT = 64;
/** Rows a multiple of this apart would fight for the same few cache lines. */
const CONFLICT = 1024;
/** Bytes from row to row of an array whose rows have so many. */
export const strideOf = (bytes: number): number => (bytes % CONFLICT === 0 ? bytes + ALIGNMENT : bytes);

export const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

interface Block {
  readonly at: number;
  readonly bytes: number;
}

/**
 * The module's memory, given out in blocks. WebAssembly memory never shrinks, so what is freed is given out again:
 * the first gap that fits, neighbours joined.
 */
export class Heap {
  private readonly memory: WebAssembly.Memory;
  private readonly start: number;
  private readonly fillZeros: (out: number, bytes: number) => void;
  private readonly taken = new Map<number, number>();
  /** In order of address; no two touch. */
  private gaps: Block[] = [];
  private end: number;
  private floats = new Float32Array(0);
  private words = new Uint32Array(0);

  constructor({ memory, heapBase, fill }: Routines) {
    this.memory = memory;
    this.start = aligned(Number(heapBase.value));
    this.end = this.start;
    this.fillZeros = fill;
  }

  /** Blocks given out. */
  get blocks(): number {
    return this.taken.size;
  }
  /** Bytes given out. */
  get bytes(): number {
    let sum = 0;
    for (const bytes of this.taken.values()) sum += bytes;
    return sum;
  }
  /** Views of the whole memory; growth makes older ones useless. */
  get f32(): Float32Array {
    if (this.floats.buffer !== this.memory.buffer) this.floats = new Float32Array(this.memory.buffer);
    return this.floats;
  }
  get u32(): Uint32Array {
    if (this.words.buffer !== this.memory.buffer) this.words = new Uint32Array(this.memory.buffer);
    return this.words;
  }

  /** Zeros. @throws RangeError if the device does not give as much. */
  take(wanted: number): number {
    const bytes = Math.max(ALIGNMENT, aligned(wanted));
    const index = this.gaps.findIndex((gap) => gap.bytes >= bytes);
    const gap = this.gaps[index];
    let at: number;
    if (gap) {
      at = gap.at;
      const left = { at: at + bytes, bytes: gap.bytes - bytes };
      this.gaps.splice(index, 1, ...(left.bytes > 0 ? [left] : []));
    } else {
      at = this.end;
      const missing = at + bytes - this.memory.buffer.byteLength;
      if (missing > 0) this.memory.grow(Math.ceil(missing / PAGE));
      this.end = at + bytes;
    }
    this.taken.set(at, bytes);
    this.fillZeros(at, bytes);
    return at;
  }

  /** What `make` gives; should it throw, whatever it had taken is free again. */
  allOrNothing<T>(make: () => T): T {
    const before = new Set(this.taken.keys());
    try {
      return make();
    } catch (error) {
      for (const at of [...this.taken.keys()]) if (!before.has(at)) this.free(at);
      throw error;
    }
  }

  free(at: number): void {
    const bytes = this.taken.get(at);
    if (bytes === undefined) throw new Error(`nothing was taken at ${at}`);
    this.taken.delete(at);
    const all = [...this.gaps, { at, bytes }].sort((a, b) => a.at - b.at);
    this.gaps = [];
    for (const gap of all) {
      const last = this.gaps.at(-1);
      if (last && last.at + last.bytes === gap.at)
        this.gaps.splice(-1, 1, { at: last.at, bytes: last.bytes + gap.bytes });
      else this.gaps.push(gap);
    }
    const last = this.gaps.at(-1);
    if (last && last.at + last.bytes === this.end) {
      this.gaps.pop();
      this.end = last.at;
    }
  }
}

/** Places within a block that is not there yet. */
export class Bump {
  bytes = 0;
  take(wanted: number): number {
    const at = this.bytes;
    this.bytes += aligned(wanted);
    return at;
  }
}
