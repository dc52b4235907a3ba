import type { Batch } from "../../lib/batch.ts";
import { checkBatch, clearPadding, clearTrace } from "../../model/lengths.ts";
import { type NodeId, type Plan, readoutOf } from "../../model/plan.ts";
import { scalarsOf } from "../../model/print/wasm-optimizer.ts";
import { type Masks, randomInitial, randomMasks } from "../../model/random.ts";
import type { Evaluation, InitialStates, NetworkState, UpdateSettings } from "../../model/results.ts";
import { nodesRead, readsInput } from "../../model/stacked.ts";
import type { Weights } from "../../model/weights.ts";
import { optimizers } from "../../optimizers/index.ts";
import { denominatorOf, resize } from "../batches.ts";
import type { Network, UpdateTelemetry } from "../engine.ts";
import { normOfNorms } from "../norms.ts";
import { flatten, layoutOf, ROW, unflatten } from "../reference/layout.ts";
import type { CellRoutine, Heap, OptimizerRoutine, Routines } from "./heap.ts";
import { createReadout } from "./readout.ts";
import { createScan, type Scan } from "./scan.ts";
import { padded } from "./shape.ts";
import { createSignal, type Signal } from "./signal.ts";
import { readsOf, shapesOf, type Workspace, workspaceOf } from "./workspace.ts";

/** What is printed, by name. */
export interface PrintedRoutines {
  cell(name: string): CellRoutine;
  optimizer(kind: string): OptimizerRoutine;
}

/** Room for an optimizer's scalars. */
const SCALARS = 64;

/** One model on the SIMD routines. Weights are flat, in Keras' layout; products read packed copies of them. */
export function createNetwork(
  plan: Plan,
  weights: Weights,
  k: Routines,
  heap: Heap,
  printed: PrintedRoutines,
): Network {
  const layout = layoutOf(plan);
  const bytes = layout.size * 4;
  const dense = readoutOf(plan);
  const shapes = shapesOf(plan);
  const first = flatten(layout, weights);
  const [parameters, gradient, scalars] = [heap.take(bytes), heap.take(bytes), heap.take(SCALARS * 4)];
  heap.f32.set(first, parameters / 4);
  const offsets = new Map(layout.segments.map(({ path, offset }) => [path, offset * 4]));
  const at = (path: string) => {
    const offset = offsets.get(path);
    return offset === undefined ? undefined : parameters + offset;
  };
  const gradientAt = (path: string) => {
    const offset = offsets.get(path);
    return offset === undefined ? undefined : gradient + offset;
  };
  const widest = Math.max(
    padded(dense.inputs),
    ...shapes.map(({ width, inputs }) => Math.max(width, padded(inputs))),
  );
  const zeros = heap.take(widest * 4);
  const scans: readonly Scan[] = shapes.map((shape) => {
    const own = (find: typeof at) => (name: string) => find(`${shape.scan.path}.${name}`);
    return createScan(k, heap, printed.cell, shape, plan, own(at), own(gradientAt), zeros);
  });
  const readout = createReadout(
    k,
    heap,
    plan,
    dense,
    (path) => at(path) as number,
    (path) => gradientAt(path) as number,
    zeros,
  );
  const reads = readsOf(plan);
  const signals = reads.map((from) =>
    createSignal(
      k,
      heap,
      from.map((id) => scans.find(({ shape }) => shape.scan.id === id) as Scan),
    ),
  );
  const signalOf = (from: readonly NodeId[]) =>
    signals[reads.findIndex((other) => other.join() === from.join())] as Signal;
  const top = signalOf(nodesRead(dense));
  /** The signal that is whole once a scan has run. */
  const wholeAfter = new Map(signals.map((signal) => [signal.scans.at(-1), signal]));

  /** Slots of the optimizer that ran last, in the order of their names' list, in one block. */
  let slots: { names: readonly string[]; at: number } = { names: [], at: 0 };
  let updates = 0;
  /** An update was not applied: none is, until `restore`. */
  let isStopped = false;
  let isPacked = false;
  let block = 0;
  let blockBytes = 0;
  let placed: Workspace | undefined;

  function place(size: number): Workspace {
    if (placed?.size === size) return placed;
    const workspace = workspaceOf(plan, shapes, size);
    if (workspace.bytes > blockBytes) {
      if (blockBytes > 0) heap.free(block);
      blockBytes = 0;
      // Should there be no room.
      placed = undefined;
      block = heap.take(workspace.bytes);
      blockBytes = workspace.bytes;
    }
    scans.forEach((scan, i) => {
      const own = scan.shape.scan;
      const below = readsInput(own) ? undefined : signalOf(nodesRead(own));
      const input = below
        ? { at: below.outputs(), stride: below.stride }
        : { at: block + workspace.x, stride: plan.input.size * 4 };
      scan.place(block, workspace.scans[i] as Workspace["scans"][number], size, input);
      const whole = wholeAfter.get(scan);
      const places = whole && workspace.signals[signals.indexOf(whole)];
      if (places) whole.place(block, places, plan.steps * size);
    });
    readout.place(block, workspace.readout, size, { at: top.outputs(), arriving: top.arriving() });
    placed = workspace;
    return workspace;
  }

  /** Runs all scans on a batch; the readout is the caller's. */
  function run(batch: Batch, denominator: number, initial: InitialStates, masks: Masks = []): void {
    checkBatch(plan, batch);
    const workspace = place(batch.size);
    if (!isPacked) {
      for (const scan of scans) scan.refresh();
      readout.refresh();
      isPacked = true;
    }
    if (plan.input.kind === "floats") heap.f32.set(batch.x, (block + workspace.x) / 4);
    readout.load(batch, denominator);
    for (const scan of scans) {
      if (scan.shape.isTokens) scan.look(batch.x as Int32Array);
      const { index } = scan.shape.scan;
      scan.forward(batch, initial[index] ?? {}, masks[index]);
      wholeAfter.get(scan)?.collect();
    }
  }

  function back(wantTotals: boolean): void {
    readout.backward();
    const begun = new Set([top]);
    for (const scan of [...scans].reverse()) {
      const whole = wholeAfter.get(scan);
      if (whole) {
        if (!begun.has(whole)) k.fill(whole.arriving(), plan.steps * (placed?.size ?? 0) * whole.stride);
        whole.spread();
      }
      scan.backward(wantTotals);
      scan.gradients();
      const own = scan.shape.scan;
      if (readsInput(own)) continue;
      const below = signalOf(nodesRead(own));
      scan.below(below.arriving(), begun.has(below));
      begun.add(below);
    }
  }

  function takeSlots(names: readonly string[]): void {
    if (names.join() === slots.names.join()) return;
    const before = slots;
    const made = { names, at: names.length > 0 ? heap.take(names.length * bytes) : 0 };
    names.forEach((name, i) => {
      const known = before.names.indexOf(name);
      if (known >= 0) k.copy(made.at + i * bytes, before.at + known * bytes, bytes);
    });
    if (before.names.length > 0) heap.free(before.at);
    slots = made;
  }

  function optimize({ optimizer }: UpdateSettings, factor: number): void {
    const def = optimizers[optimizer.kind];
    takeSlots(def.slots);
    scalarsOf(def, optimizer.values, updates + 1).forEach(([, value], i) => {
      heap.f32[scalars / 4 + i] = value;
    });
    printed.optimizer(def.kind)(bytes, factor, parameters, gradient, slots.at, scalars);
    updates++;
    isPacked = false;
  }

  /** [T·B, wide] without the padding. */
  function unpadded(from: number, columns: number): Float32Array<ArrayBuffer> {
    const rows = plan.steps * (placed?.size ?? 0);
    const [start, width] = [from / 4, padded(columns)];
    if (width === columns) return heap.f32.slice(start, start + rows * width) as Float32Array<ArrayBuffer>;
    const out = new Float32Array(rows * columns);
    const all = heap.f32;
    for (let r = 0; r < rows; r++)
      out.set(all.subarray(start + r * width, start + r * width + columns), r * columns);
    return out;
  }

  function evaluatePart(batch: Batch, denominator: number): Evaluation {
    run(batch, denominator, []);
    readout.forward(true);
    const outputs = unpadded(readout.outputs(), plan.outputs);
    return { loss: readout.loss(), ...clearPadding(batch, { outputs }) };
  }

  return {
    plan,

    async update(batch, settings, want) {
      const random = [plan, settings.randomKey, batch.size] as const;
      run(batch, denominatorOf(plan, batch) || 1, randomInitial(...random), randomMasks(...random));
      readout.forward(false);
      const loss = Math.fround(readout.loss());
      back(want.profiles);
      const norms = layout.segments.map(({ offset, rows }) => k.norm(gradient + offset * 4, rows * ROW * 4));
      const profiles = want.profiles
        ? scans.flatMap(({ shape, total }) =>
            shape.scan.states.map((state) => {
              const plane = batch.size * shape.width * 4;
              const steps = Float32Array.from({ length: plan.steps }, (_, t) =>
                k.norm(total(state) + t * plane, plane),
              );
              return { scan: shape.scan.index, state, norms: steps };
            }),
          )
        : [];
      const gradientNorm = normOfNorms(norms);
      const isClipped = settings.clipNorm > 0 && gradientNorm > settings.clipNorm;
      const applied = !isStopped && Number.isFinite(loss) && Number.isFinite(gradientNorm);
      if (applied) optimize(settings, isClipped ? settings.clipNorm / gradientNorm : 1);
      isStopped = !applied;
      return {
        loss,
        gradientNorm,
        clippedNorm: isClipped ? settings.clipNorm : gradientNorm,
        parameterNorms: Float32Array.from(norms),
        profiles,
        applied,
      } satisfies UpdateTelemetry;
    },

    async evaluate(batch) {
      const { size, steps } = batch;
      const denominator = denominatorOf(plan, batch) || 1;
      const piece = plan.batch;
      if (size === piece) return evaluatePart(batch, denominator);
      const outputs = new Float32Array(steps * size * plan.outputs);
      let loss = 0;
      for (let from = 0; from < size; from += piece) {
        const count = Math.min(piece, size - from);
        const part = evaluatePart(resize(batch, from, count), denominator);
        loss += part.loss;
        const width = count * plan.outputs;
        for (let t = 0; t < steps; t++)
          outputs.set(part.outputs.subarray(t * width, (t + 1) * width), (t * size + from) * plan.outputs);
      }
      return { loss, outputs };
    },

    async trace(batch, initial = []) {
      run(batch, denominatorOf(plan, batch) || 1, initial);
      readout.forward(true);
      const outputs = unpadded(readout.outputs(), plan.outputs);
      const loss = readout.loss();
      back(true);
      const named = (scan: Scan, names: readonly string[], where: (name: string) => number) =>
        Object.fromEntries(names.map((name) => [name, unpadded(where(name), scan.shape.units)]));
      return clearTrace(batch, {
        loss,
        outputs,
        trajectories: scans.map((scan) => named(scan, scan.shape.scan.traced, scan.trajectory)),
        stateGradients: scans.map((scan) => named(scan, scan.shape.scan.states, scan.total)),
        gradients: unflatten(layout, heap.f32.subarray(gradient / 4, gradient / 4 + layout.size)),
      });
    },

    async read() {
      const nth = (from: number) => unflatten(layout, heap.f32.subarray(from / 4, from / 4 + layout.size));
      return {
        updates,
        weights: nth(parameters),
        slots: Object.fromEntries(slots.names.map((name, i) => [name, nth(slots.at + i * bytes)])),
      } satisfies NetworkState;
    },

    restore(state) {
      const values = flatten(layout, state.weights);
      const names = Object.keys(state.slots);
      const all = names.map((name) => flatten(layout, state.slots[name] as Weights));
      takeSlots(names);
      heap.f32.set(values, parameters / 4);
      all.forEach((slot, i) => {
        heap.f32.set(slot, (slots.at + i * bytes) / 4);
      });
      updates = state.updates;
      isPacked = false;
      isStopped = false;
    },

    hold(values) {
      for (const scan of scans) scan.hold(values[scan.shape.scan.index] ?? []);
    },

    dispose() {
      for (const scan of scans) scan.dispose();
      readout.dispose();
      if (blockBytes > 0) heap.free(block);
      if (slots.names.length > 0) heap.free(slots.at);
      for (const address of [parameters, gradient, scalars, zeros]) heap.free(address);
    },
  };
}

/** Routines that a plan needs by name. */
export const routinesOf = (plan: Plan): readonly string[] =>
  shapesOf(plan).flatMap(({ printed }) => [...printed.forward, ...printed.backward].map(({ name }) => name));
