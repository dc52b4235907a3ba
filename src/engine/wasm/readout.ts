import type { Batch } from "../../lib/batch.ts";
import { losses } from "../../model/losses.ts";
import { type DenseNode, densePath, lossOf, type Plan } from "../../model/plan.ts";
import type { LossKind } from "../../tasks/task.ts";
import type { Bump, Heap, Routines } from "./heap.ts";
import { CHUNK } from "./scan-places.ts";
import { PANEL, padded } from "./shape.ts";

/** The bias of a padded class: its probability is 0. */
const NEVER = -1e30;

export interface ReadoutPlaces {
  /** Logits or values [T·B, padded outputs], and later their slopes. */
  readonly outputs: number;
  readonly targets: number;
  readonly weights: number;
  readonly scratch: number;
  readonly gradient: number;
}

export function placeReadout(bump: Bump, plan: Plan, dense: DenseNode, size: number): ReadoutPlaces {
  const rows = plan.steps * size;
  const width = padded(dense.outputs);
  const wide = losses[lossOf(plan).kind].targetWidth(dense.outputs);
  return {
    outputs: bump.take(rows * width * 4),
    targets: bump.take(rows * wide * 4),
    weights: bump.take(rows * 4),
    scratch: bump.take(Math.min(CHUNK, rows) * (dense.inputs + width) * 4),
    gradient: bump.take((dense.inputs + 1) * width * 4),
  };
}

/** Where the readout reads and what it sends back: [T·B, padded inputs]. */
export interface ReadoutSource {
  readonly at: number;
  readonly arriving: number;
}

export type Readout = ReturnType<typeof createReadout>;

/**
 * The readout and the loss, for all steps at once. Steps whose sequences all have weight 0, at either end, are left out
 * where only the gradient counts.
 */
export function createReadout(
  k: Routines,
  heap: Heap,
  plan: Plan,
  dense: DenseNode,
  at: (path: string) => number,
  gradientAt: (path: string) => number,
  zeros: number,
) {
  const { kind } = lossOf(plan);
  const { targets: kindOfTargets, targetWidth, divisor } = losses[kind];
  const isClasses = kindOfTargets === "classes";
  const { inputs, outputs } = dense;
  const [kernel, ownBias] = [densePath(dense, "kernel"), densePath(dense, "bias")];
  const width = padded(outputs);
  const row = width * 4;
  const below = padded(inputs);
  const panels = heap.take(width * inputs * 4);
  const back = heap.take(below * outputs * 4);
  const bias = heap.take(row);
  heap.f32.fill(isClasses ? NEVER : 0, bias / 4, bias / 4 + width);

  let base = 0;
  let places!: ReadoutPlaces;
  let size = 0;
  let source: ReadoutSource = { at: 0, arriving: 0 };
  /** Rows whose weight is not 0 lie in [from, to). */
  let from = 0;
  let to = 0;
  const outputsAt = (r: number) => base + places.outputs + r * row;

  return {
    refresh() {
      k.pack(panels, at(kernel), outputs * 4, inputs, outputs);
      k.packTransposed(back, outputs, 0, at(kernel), outputs * 4, inputs, outputs);
      k.copy(bias, at(ownBias), outputs * 4);
    },
    place(newBase: number, newPlaces: ReadoutPlaces, newSize: number, newSource: ReadoutSource) {
      base = newBase;
      places = newPlaces;
      size = newSize;
      source = newSource;
    },
    /** Targets and weights of a batch of the placed size. */
    load({ y, weight }: Batch, denominator: number) {
      const rows = plan.steps * size;
      const scale = denominator * divisor(outputs);
      const floats = heap.f32;
      const words = heap.u32;
      const weights = (base + places.weights) / 4;
      const targets = (base + places.targets) / 4;
      from = rows;
      to = 0;
      for (let r = 0; r < rows; r++) {
        const target = y[r] as number;
        // A class that is none has no probability to be far from.
        const isNone = isClasses && !(target >= 0 && target < outputs);
        const value = isNone ? 0 : (weight[r] as number) / scale;
        floats[weights + r] = value;
        if (isClasses) words[targets + r] = isNone ? 0 : target;
        if (value !== 0) {
          from = Math.min(from, r);
          to = r + 1;
        }
      }
      if (!isClasses) floats.set(y, targets);
      from = Math.min(from, to);
    },
    /** @param all else only what has weight */
    forward(all: boolean) {
      const [first, rows] = all ? [0, plan.steps * size] : [from, to - from];
      const a = source.at + first * below * 4;
      k.product(rows, a, below * 4, inputs, width / PANEL, panels, bias, 0, 0, outputsAt(first), row);
    },
    /** The loss; outputs become their slopes. */
    loss(): number {
      const rows = to - from;
      const weights = base + places.weights + from * 4;
      const targets = base + places.targets + from * targetWidth(outputs) * 4;
      const routines: { readonly [K in LossKind]: () => number } = {
        crossEntropy: () => k.crossEntropy(rows, row, outputsAt(from), targets, weights),
        mse: () => k.squaredError(rows, row, outputs, outputsAt(from), targets, weights),
      };
      return routines[kind]();
    },
    /** Sends slopes to what the readout reads, and makes the gradients of its parameters. */
    backward() {
      const rows = to - from;
      const stride = below * 4;
      const total = plan.steps * size;
      k.fill(source.arriving, from * stride);
      k.fill(source.arriving + to * stride, (total - to) * stride);
      const out = source.arriving + from * stride;
      k.product(rows, outputsAt(from), row, outputs, below / PANEL, back, zeros, 0, 0, out, stride);
      const a = source.at + from * stride;
      const gradient = base + places.gradient;
      const sums = gradient + inputs * row;
      if (rows === 0) k.fill(gradient, (inputs + 1) * row);
      const scratch = base + places.scratch;
      k.gradient(
        rows,
        a,
        stride,
        inputs,
        outputsAt(from),
        row,
        width / PANEL,
        gradient,
        row,
        sums,
        scratch,
        CHUNK,
      );
      k.copyRows(gradientAt(kernel), outputs * 4, gradient, row, inputs, outputs);
      k.copy(gradientAt(ownBias), sums, outputs * 4);
    },
    outputs: () => base + places.outputs,
    dispose() {
      for (const address of [panels, back, bias]) heap.free(address);
    },
  };
}
