/**
 * Prints the matrix products: tiles of up to 6 × 8 (with fused multiply-add) or 4 × 8 sums that stay in registers, over
 * panels of 8 columns [columns/8][depth][8], and the loops around them.
 *
 * Six rows take 12 registers for sums, two for the panel and one for an entry: all but one of the sixteen. Without fused
 * multiply-add the product needs one more, so tiles have four rows. Best rates measured, 10⁹ multiply-adds a second of a pure
 * product of 48 × 128 × 128 on one core at 2.4 GHz (fused, 19.6 at that clock; it boosts):
 *
 * | tile, unrolled | Chromium 156 relaxed | plain | Node 20 relaxed | plain |
 * |---|---|---|---|---|
 * | 6 × 8, 1 | 23.6 | 12.8 | 11.7 | |
 * | 6 × 8, 2 | 16.9 | 15.2 | 14.5 | 13.1 |
 * | 4 × 8, 1 | 23.6 | 17.5 | 19.7 | 15.9 |
 * | 4 × 8, 2 | 20.5 | 13.5 | 11.9 | 13.0 |
 *
 * So the inner loop is not unrolled: V8 then spills. Whole updates in Chromium are up to 8 % faster with 6 × 8 than with 4 × 8.
 */

export interface TileShape {
  readonly rows: number;
  /** Times the inner loop is unrolled. */
  readonly unroll: number;
}

const times = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** `depth` steps of the sums: `entry(r, k)` is the text that loads the k-th entry of row r. */
function steps(rows: number, depth: number, entry: (r: number, k: number) => string): string[] {
  return times(depth, (k) => [
    `b0 = v128.load(b, ${32 * k});`,
    `b1 = v128.load(b, ${32 * k + 16});`,
    ...times(rows, (r) => [
      `a = ${entry(r, k)};`,
      `c${r}0 = madd(a, b0, c${r}0);`,
      `c${r}1 = madd(a, b1, c${r}1);`,
    ]).flat(),
  ]).flat();
}

const indent = (lines: readonly string[], by: number) => lines.map((line) => " ".repeat(by) + line);

/** Rows of A as they stand, each with a pointer of its own; sums begin at `init` or at the rows of a table. */
function rowsTile(rows: number, unroll: number): string {
  const all = times(rows, (r) => r);
  const entry = (r: number, k: number) => `v128.load32_splat(a${r}, ${4 * k})`;
  const step = (count: number) => [
    ...steps(rows, count, entry),
    ...all.map((r) => `a${r} += ${4 * count};`),
    `b += ${32 * count};`,
  ];
  return [
    `function rows${rows}(a0: usize, aStride: usize, b: usize, depth: u32, init: usize, initStride: usize, column: usize, out: usize, outStride: usize): void {`,
    "  let a: v128, b0: v128, b1: v128;",
    ...all.slice(1).map((r) => `  let a${r} = a${r - 1} + aStride;`),
    ...all.map((r) => `  let i${r}: usize;`),
    "  if (initStride == TABLE) {",
    ...all.map((r) => `    i${r} = <usize>load<u32>(init, ${4 * r}) + column;`),
    "  } else {",
    ...all.map((r) => (r === 0 ? "    i0 = init + column;" : `    i${r} = i${r - 1} + initStride;`)),
    "  }",
    ...all.flatMap((r) => [`  let c${r}0 = v128.load(i${r});`, `  let c${r}1 = v128.load(i${r}, 16);`]),
    "  let k = depth;",
    `  for (; k >= ${unroll}; k -= ${unroll}) {`,
    ...indent(step(unroll), 4),
    "  }",
    "  for (; k > 0; k--) {",
    ...indent(step(1), 4),
    "  }",
    ...all.flatMap((r) => [
      `  v128.store(out, c${r}0);`,
      `  v128.store(out, c${r}1, 16);`,
      ...(r < rows - 1 ? ["  out += outStride;"] : []),
    ]),
    "}",
    "",
  ].join("\n");
}

/** A packed as [depth][rows], so that one pointer serves; the sums are stored or added. */
function packedTile(rows: number, unroll: number): string {
  const all = times(rows, (r) => r);
  const entry = (r: number, k: number) => `v128.load32_splat(a0, ${4 * (k * rows + r)})`;
  const step = (count: number) => [
    ...steps(rows, count, entry),
    `a0 += ${4 * rows * count};`,
    `b += ${32 * count};`,
  ];
  return [
    `function packed${rows}(a0: usize, b: usize, depth: u32, isFirst: bool, out: usize, outStride: usize): void {`,
    "  let a: v128, b0: v128, b1: v128;",
    ...all.flatMap((r) => [`  let c${r}0 = f32x4.splat(0.0);`, `  let c${r}1 = f32x4.splat(0.0);`]),
    "  let k = depth;",
    `  for (; k >= ${unroll}; k -= ${unroll}) {`,
    ...indent(step(unroll), 4),
    "  }",
    "  for (; k > 0; k--) {",
    ...indent(step(1), 4),
    "  }",
    "  if (!isFirst) {",
    ...all.flatMap((r) => [
      `    c${r}0 = f32x4.add(c${r}0, v128.load(out + ${r} * outStride));`,
      `    c${r}1 = f32x4.add(c${r}1, v128.load(out + ${r} * outStride, 16));`,
    ]),
    "  }",
    ...all.flatMap((r) => [
      `  v128.store(out + ${r} * outStride, c${r}0);`,
      `  v128.store(out + ${r} * outStride, c${r}1, 16);`,
    ]),
    "}",
    "",
  ].join("\n");
}

/** Rows of the next tile: never one or two left over, where six or four and the rest would leave them. */
function heightText(rows: number): string {
  const body =
    rows >= 6
      ? [
          "  if (left >= 10 || left == 6) return 6;",
          "  if (left == 9) return 5;",
          "  return min<u32>(left, left > 6 ? 4 : left);",
        ]
      : ["  if (left >= 7 || left == 4) return 4;", "  if (left > 4) return 3;", "  return left;"];
  return ["// @ts-ignore", "@inline function heightOf(left: u32): u32 {", ...body, "}", ""].join("\n");
}

const dispatch = (rows: number, call: (r: number) => string, by: number) =>
  indent(
    ["switch (height) {", ...times(rows, (i) => rows - i).map((r) => `  case ${r}: ${call(r)}; break;`), "}"],
    by,
  );

/** All of it. @param rows most rows of a tile */
export function printProducts({ rows, unroll }: TileShape): string {
  const most = rows >= 6 ? 6 : 4;
  const call = (r: number) =>
    `rows${r}(at, aStride, panel, depth, i, initStride, initColumn + column, to, outStride)`;
  const packedCall = (r: number) => `packed${r}(a, panel, depth, isFirst, to, outStride)`;
  return [
    "const TABLE: usize = 0xffffffff;",
    heightText(most),
    ...times(most, (i) => rowsTile(i + 1, unroll)),
    ...times(most, (i) => packedTile(i + 1, unroll)),
    `// Entries of A that a block holds: they, one panel and the sums stay in the first cache level.
const BLOCK: u32 = 3072;
// Depth of one pass; a deeper product goes on from the sums of the pass before.
const DEPTH: u32 = 256;

// out[rows, panels·8] = init + A·B, init from byte \`initColumn\` of its rows on. With initStride TABLE, \`init\` holds the
// address of each row.
export function product(rows: u32, a: usize, aStride: usize, depth: u32, panels: u32, panel: usize, init: usize, initStride: usize, initColumn: usize, out: usize, outStride: usize): void {
  if (depth <= DEPTH) {
    pass(rows, a, aStride, depth, panels, panel, <usize>depth * 32, init, initStride, initColumn, out, outStride);
    return;
  }
  const half = depth <= 2 * DEPTH ? (depth / 2 + 1) & ~1 : DEPTH;
  for (let k: u32 = 0; k < depth; k += half) {
    const size = min<u32>(half, depth - k);
    const at = panel + <usize>k * 32;
    if (k == 0) pass(rows, a, aStride, size, panels, at, <usize>depth * 32, init, initStride, initColumn, out, outStride);
    else pass(rows, a + <usize>k * 4, aStride, size, panels, at, <usize>depth * 32, out, outStride, 0, out, outStride);
  }
}

function pass(rows: u32, a: usize, aStride: usize, depth: u32, panels: u32, firstPanel: usize, panelStride: usize, init: usize, initStride: usize, initColumn: usize, out: usize, outStride: usize): void {
  const own = initStride == TABLE ? 4 : initStride;
  // Whole tiles of either height.
  const block = max<u32>(12, BLOCK / max<u32>(1, depth) / 12 * 12);
  for (let done: u32 = 0; done < rows; ) {
    let count = rows - done;
    if (count > block + 6) count = block;
    let panel = firstPanel;
    let column: usize = 0;
    for (let p: u32 = 0; p < panels; p++) {
      let at = a;
      let i = init;
      let to = out + column;
      for (let left = count; left > 0; ) {
        const height = heightOf(left);`,
    ...dispatch(most, call, 8),
    `        at += <usize>height * aStride;
        i += <usize>height * own;
        to += <usize>height * outStride;
        left -= height;
      }
      panel += panelStride;
      column += 32;
    }
    a += <usize>count * aStride;
    init += <usize>count * own;
    out += <usize>count * outStride;
    done += count;
  }
}

// Columns of A packed for tiles: [height][depth] one after the other.
function packColumns(out: usize, from: usize, stride: usize, columns: u32, depth: u32): void {
  for (let left = columns; left > 0; ) {
    const height = heightOf(left);
    let at = from;
    if (height == 4) {
      for (let k: u32 = 0; k < depth; k++) {
        v128.store(out, v128.load(at));
        out += 16;
        at += stride;
      }
    } else if (height == 6) {
      for (let k: u32 = 0; k < depth; k++) {
        v128.store(out, v128.load(at));
        store<u64>(out, load<u64>(at, 16), 16);
        out += 24;
        at += stride;
      }
    } else {
      for (let k: u32 = 0; k < depth; k++) {
        for (let i: u32 = 0; i < height; i++) store<f32>(out + <usize>i * 4, load<f32>(at + <usize>i * 4));
        out += <usize>height * 4;
        at += stride;
      }
    }
    from += <usize>height * 4;
    left -= height;
  }
}

// out[columns, panels·8] = Aᵀ·B over all rows, in chunks: each chunk is packed into \`scratch\`, which holds
// chunk · (columns + panels·8) floats. Column sums of B, which are the biases' gradients, come along.
export function gradient(rows: u32, a: usize, aStride: usize, columns: u32, b: usize, bStride: usize, panels: u32, out: usize, outStride: usize, sums: usize, scratch: usize, chunk: u32): void {
  memory.fill(sums, 0, <usize>panels * 32);
  for (let start: u32 = 0; start < rows; start += chunk) {
    const depth = min<u32>(chunk, rows - start);
    const isFirst = start == 0;
    const packedB = scratch + <usize>columns * depth * 4;
    packColumns(scratch, a + <usize>start * aStride, aStride, columns, depth);
    packSummed(packedB, b + <usize>start * bStride, bStride, depth, panels, sums);
    gradientChunk(scratch, columns, packedB, panels, depth, isFirst, out, outStride);
  }
}

// Whole panels, like pack(), with their column sums added to \`sums\`.
function packSummed(out: usize, from: usize, stride: usize, rows: u32, panels: u32, sums: usize): void {
  for (let p: u32 = 0; p < panels; p++) {
    let at = from;
    let s0 = f32x4.splat(0.0), s1 = f32x4.splat(0.0);
    for (let r: u32 = 0; r < rows; r++) {
      const b0 = v128.load(at), b1 = v128.load(at, 16);
      s0 = f32x4.add(s0, b0);
      s1 = f32x4.add(s1, b1);
      v128.store(out, b0);
      v128.store(out, b1, 16);
      out += 32;
      at += stride;
    }
    v128.store(sums, f32x4.add(v128.load(sums), s0));
    v128.store(sums, f32x4.add(v128.load(sums, 16), s1), 16);
    sums += 32;
    from += 32;
  }
}

function gradientChunk(first: usize, columns: u32, panel: usize, panels: u32, depth: u32, isFirst: bool, out: usize, outStride: usize): void {
  for (let p: u32 = 0; p < panels; p++) {
    let a = first;
    let to = out + <usize>p * 32;
    for (let left = columns; left > 0; ) {
      const height = heightOf(left);`,
    ...dispatch(most, packedCall, 6),
    `      a += <usize>height * depth * 4;
      to += <usize>height * outStride;
      left -= height;
    }
    panel += <usize>depth * 32;
  }
}
`,
  ].join("\n");
}
