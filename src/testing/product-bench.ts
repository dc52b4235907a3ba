import type { WasmEngine } from "../engine/wasm/engine.ts";

/** A pure product of the module, on data that stays in the cache: what an update's rate is compared with. */
export interface ProductBench {
  /** Best multiply-add rate over several shapes, some 10 ms of work each, in 10⁹ a second. */
  gmacPerSecond(): number;
  dispose(): void;
}

/** Rows, depth and columns whose panels and sums stay in the first cache levels. */
const shapes = [
  [48, 64, 64],
  [48, 128, 128],
  [96, 256, 128],
] as const;

/** @param now a clock, in milliseconds */
export function createProductBench(
  { routines: k, heap }: WasmEngine,
  now = () => performance.now(),
): ProductBench {
  const sets = shapes.map(([rows, depth, columns]) => {
    const a = heap.take(rows * depth * 4);
    const b = heap.take(depth * columns * 4);
    const out = heap.take(rows * columns * 4);
    const zeros = heap.take(columns * 4);
    for (const [at, count] of [
      [a, rows * depth],
      [b, depth * columns],
    ] as const)
      for (let i = 0; i < count; i++) heap.f32[at / 4 + i] = ((i * 7919) % 1000) / 1000 - 0.5;
    const run = () => k.product(rows, a, depth * 4, depth, columns / 8, b, zeros, 0, 0, out, columns * 4);
    return { run, macs: rows * depth * columns, taken: [a, b, out, zeros] };
  });
  return {
    gmacPerSecond() {
      const rates = sets.map(({ run, macs }) => {
        const times = Math.ceil(2e8 / macs);
        const began = now();
        for (let i = 0; i < times; i++) run();
        return (macs * times) / (now() - began) / 1e6;
      });
      return Math.max(...rates);
    },
    dispose() {
      for (const { taken } of sets) for (const at of taken) heap.free(at);
    },
  };
}
