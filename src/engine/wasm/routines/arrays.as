// Everything that is neither a product nor printed: packing, sums, losses, norms. Strides and lengths are bytes, `count`s are
// entries. Rows of width `wide` are padded to whole vectors of 8 floats.

export const heapBase: usize = __heap_base;

export function fill(out: usize, bytes: usize): void {
  memory.fill(out, 0, bytes);
}

export function copy(out: usize, from: usize, bytes: usize): void {
  memory.copy(out, from, bytes);
}

// Rows [rows, columns] with their own strides; the copy's columns beyond are left alone.
export function copyRows(out: usize, outStride: usize, from: usize, stride: usize, rows: u32, columns: u32): void {
  const bytes: usize = <usize>columns * 4;
  for (let r: u32 = 0; r < rows; r++) {
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) v128.store(out + i, v128.load(from + i));
    for (; i < bytes; i += 4) store<f32>(out + i, load<f32>(from + i));
    out += outStride;
    from += stride;
  }
}

// out = a·b, entry by entry over whole vectors; out may be a.
export function multiply(out: usize, a: usize, b: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f32x4.mul(v128.load(a + i), v128.load(b + i)));
}

// out += from, over whole vectors; then from = 0.
export function flush(out: usize, from: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(out + i, f32x4.add(v128.load(out + i), v128.load(from + i)));
    v128.store(from + i, f32x4.splat(0.0));
  }
}

// rows × columns into panels [columns/8][rows][8]; columns beyond the last are 0.
export function pack(out: usize, from: usize, stride: usize, rows: u32, columns: u32): void {
  for (let c: u32 = 0; c < columns; c += 8) {
    let at = from + <usize>c * 4;
    const own = min<u32>(8, columns - c);
    if (own == 8) {
      for (let r: u32 = 0; r < rows; r++) {
        v128.store(out, v128.load(at));
        v128.store(out, v128.load(at, 16), 16);
        out += 32;
        at += stride;
      }
    } else {
      for (let r: u32 = 0; r < rows; r++) {
        v128.store(out, f32x4.splat(0.0));
        v128.store(out, f32x4.splat(0.0), 16);
        for (let i: u32 = 0; i < own; i++) store<f32>(out + <usize>i * 4, load<f32>(at + <usize>i * 4));
        out += 32;
        at += stride;
      }
    }
  }
}

// The transpose of [rows, columns] into panels [rows/8][depth][8], its entries from `first` of the depth on.
export function packTransposed(out: usize, depth: u32, first: u32, from: usize, stride: usize, rows: u32, columns: u32): void {
  for (let r: u32 = 0; r < rows; r += 8) {
    let to = out + <usize>first * 32;
    const own = min<u32>(8, rows - r);
    const base = from + <usize>r * stride;
    let c: u32 = 0;
    if (own == 8) {
      for (; c + 4 <= columns; c += 4) {
        const at = base + <usize>c * 4;
        transpose(to, at, stride);
        transpose(to + 16, at + 4 * stride, stride);
        to += 128;
      }
    }
    for (; c < columns; c++) {
      for (let i: u32 = 0; i < 8; i++)
        store<f32>(to + <usize>i * 4, i < own ? load<f32>(base + <usize>i * stride + <usize>c * 4) : 0);
      to += 32;
    }
    out += <usize>depth * 32;
  }
}

// 4 × 4: rows at `from` become columns 32 bytes apart.
// @ts-ignore
@inline function transpose(out: usize, from: usize, stride: usize): void {
  const a = v128.load(from), b = v128.load(from + stride), c = v128.load(from + 2 * stride), d = v128.load(from + 3 * stride);
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7), CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
  v128.store(out, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
  v128.store(out, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5), 64);
  v128.store(out, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7), 96);
}

// Adds one row to every row, over whole vectors: a bias to the table in which tokens are looked up.
export function addRow(out: usize, stride: usize, row: usize, bytes: usize, rows: u32): void {
  for (let r: u32 = 0; r < rows; r++) {
    for (let i: usize = 0; i < bytes; i += 16)
      v128.store(out + i, f32x4.add(v128.load(out + i), v128.load(row + i)));
    out += stride;
  }
}

// Column sums of [rows, bytes/4], added in runs of 128 so that long sums keep their digits. Whole panels.
export function columnSums(out: usize, from: usize, stride: usize, bytes: usize, rows: u32): void {
  for (let i: usize = 0; i < bytes; i += 32) {
    let at = from + i;
    let sum0 = f32x4.splat(0.0), sum1 = f32x4.splat(0.0);
    for (let r: u32 = 0; r < rows; ) {
      const end = min<u32>(rows, r + 128);
      let part0 = f32x4.splat(0.0), part1 = f32x4.splat(0.0);
      for (; r < end; r++) {
        part0 = f32x4.add(part0, v128.load(at));
        part1 = f32x4.add(part1, v128.load(at, 16));
        at += stride;
      }
      sum0 = f32x4.add(sum0, part0);
      sum1 = f32x4.add(sum1, part1);
    }
    v128.store(out + i, sum0);
    v128.store(out + i, sum1, 16);
  }
}

// What a gather sends back: rows of deltas added to the rows of `out` that the tokens name.
export function scatter(out: usize, tokens: usize, from: usize, stride: usize, bytes: usize, rows: u32): void {
  for (let r: u32 = 0; r < rows; r++) {
    const to = out + <usize>load<u32>(tokens + <usize>r * 4) * bytes;
    for (let i: usize = 0; i < bytes; i += 16)
      v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
    from += stride;
  }
}

// Σ weight·(−log softmax(row)[target]); rows become their slopes. Padded columns must hold large negative numbers.
export function crossEntropy(rows: u32, bytes: usize, logits: usize, targets: usize, weights: usize): f64 {
  let loss: f64 = 0;
  for (let r: u32 = 0; r < rows; r++) {
    const weight = load<f32>(weights + <usize>r * 4);
    const target = logits + <usize>load<u32>(targets + <usize>r * 4) * 4;
    if (weight == 0) {
      memory.fill(logits, 0, bytes);
    } else {
      let most = v128.load(logits);
      for (let i: usize = 16; i < bytes; i += 16) most = f32x4.pmax(most, v128.load(logits + i));
      const largest = largestOf(most);
      const shift = f32x4.splat(largest);
      const chosen = load<f32>(target);
      let sums = f32x4.splat(0.0);
      for (let i: usize = 0; i < bytes; i += 16) {
        const e = exp(f32x4.sub(v128.load(logits + i), shift));
        sums = f32x4.add(sums, e);
        v128.store(logits + i, e);
      }
      const sum = sumOf(sums);
      loss += <f64>weight * (log(<f64>sum) + (<f64>largest - <f64>chosen));
      const scale = f32x4.splat(weight / sum);
      for (let i: usize = 0; i < bytes; i += 16) v128.store(logits + i, f32x4.mul(v128.load(logits + i), scale));
      store<f32>(target, load<f32>(target) - weight);
      // log of a sum that is not finite would be some number.
      if (!isFinite(sum)) loss = NaN;
    }
    logits += bytes;
  }
  return loss;
}

// Σ weight·(row − target)²; rows become their slopes. `columns` are real, targets [rows, columns].
export function squaredError(rows: u32, bytes: usize, columns: u32, outputs: usize, targets: usize, weights: usize): f64 {
  let loss: f64 = 0;
  for (let r: u32 = 0; r < rows; r++) {
    const weight = load<f32>(weights + <usize>r * 4);
    for (let c: u32 = 0; c < columns; c++) {
      const at = outputs + <usize>c * 4;
      const error = load<f32>(at) - load<f32>(targets + <usize>c * 4);
      if (weight != 0) loss += <f64>weight * (<f64>error * <f64>error);
      store<f32>(at, weight == 0 ? 0 : 2 * weight * error);
    }
    for (let i: usize = <usize>columns * 4; i < bytes; i += 4) store<f32>(outputs + i, 0);
    outputs += bytes;
    targets += <usize>columns * 4;
  }
  return loss;
}

// ‖·‖ of whole vectors, scaled by the largest entry: squares of 1e-30 would underflow. NaN where an entry is not finite.
export function norm(from: usize, bytes: usize): f64 {
  let most = f32x4.splat(0.0);
  let odd = f32x4.splat(0.0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const v = f32x4.abs(v128.load(from + i));
    most = f32x4.pmax(most, v);
    // 0·∞ and 0·NaN are NaN.
    odd = f32x4.add(odd, f32x4.mul(v, f32x4.splat(0.0)));
  }
  if (sumOf(odd) != 0) {
    // NaN where an entry is, else ∞.
    let all = f32x4.splat(0.0);
    for (let i: usize = 0; i < bytes; i += 16) all = f32x4.add(all, f32x4.abs(v128.load(from + i)));
    return <f64>sumOf(all);
  }
  const largest = largestOf(most);
  if (largest == 0) return 0;
  const scale = <f64>1 / <f64>largest;
  // 1/largest may be beyond float32 where the largest is denormal; two factors never are.
  const one = <f32>(largest < 1e-30 ? 1e30 : 1);
  const first = f32x4.splat(one), second = f32x4.splat(<f32>(scale / <f64>one));
  let sum: f64 = 0;
  for (let i: usize = 0; i < bytes; ) {
    const end = min<usize>(bytes, i + 2048);
    let part = f32x4.splat(0.0);
    for (; i < end; i += 16) {
      const v = f32x4.mul(f32x4.mul(v128.load(from + i), first), second);
      part = f32x4.add(part, f32x4.mul(v, v));
    }
    sum += <f64>sumOf(part);
  }
  return <f64>largest * sqrt<f64>(sum);
}
