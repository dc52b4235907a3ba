import type { Heap, Routines } from "./heap.ts";
import type { ScanPlaces } from "./scan-places.ts";
import type { ScanShape } from "./shape.ts";

/** A layer's output on its way up, [T][B][width]: the plane itself, or a copy of it without what is dropped. */
export function createDropout(
  k: Routines,
  heap: Heap,
  { scan, units, width }: Pick<ScanShape, "scan" | "units" | "width">,
  steps: number,
) {
  let isMasked = false;
  let base = 0;
  let places!: ScanPlaces;
  let size = 0;
  const bytes = () => steps * size * width * 4;
  return {
    place(newBase: number, newPlaces: ScanPlaces, newSize: number) {
      base = newBase;
      places = newPlaces;
      size = newSize;
    },
    /** What the layer above or the readout reads. @param output the layer's own */
    passed: (output: number): number => (scan.dropout > 0 ? base + places.passed : output),
    /** @param mask [T, B, units]; undefined where nothing is dropped */
    forward(output: number, mask: Float32Array | undefined) {
      isMasked = mask !== undefined;
      if (scan.dropout === 0) return;
      if (!mask) {
        k.copy(base + places.passed, output, bytes());
        return;
      }
      const to = (base + places.mask) / 4;
      for (let r = 0; r < steps * size; r++)
        heap.f32.set(mask.subarray(r * units, (r + 1) * units), to + r * width);
      k.multiply(base + places.passed, output, base + places.mask, bytes());
    },
    /** ∂L by what was passed becomes ∂L by the output, in place. */
    backward(arriving: number) {
      if (isMasked) k.multiply(arriving, arriving, base + places.mask, bytes());
    },
  };
}
