import type { ScanNode } from "../../model/plan.ts";
import type { Bump, Heap, Routines } from "./heap.ts";
import type { Scan } from "./scan.ts";
import { padded } from "./shape.ts";

/** What a layer or the readout reads of scans: what one passes up, or several side by side. */
export interface Signal {
  /** The last of them comes last in the plan. */
  readonly scans: readonly Scan[];
  /** Bytes of a row. */
  readonly stride: number;
  /** Outputs and the gradients that arrive at them, [T·B][stride]. */
  outputs(): number;
  arriving(): number;
  /** Puts a copy's arrays at `base` for batches of so many rows. */
  place(base: number, places: SignalPlaces, rows: number): void;
  /** After the scans ran forward; before they go back. */
  collect(): void;
  spread(): void;
}

export interface SignalPlaces {
  readonly outputs: number;
  readonly arriving: number;
}

const strideOf = (scans: readonly ScanNode[]): number =>
  padded(scans.reduce((sum, { units }) => sum + units, 0)) * 4;

/** The output of one scan is read where it lies. */
export const placeSignal = (bump: Bump, scans: readonly ScanNode[], rows: number): SignalPlaces => {
  const bytes = scans.length === 1 ? 0 : rows * strideOf(scans);
  return { outputs: bump.take(bytes), arriving: bump.take(bytes) };
};

export function createSignal(k: Routines, heap: Heap, scans: readonly Scan[]): Signal {
  const stride = strideOf(scans.map(({ shape }) => shape.scan));
  const [only] = scans;
  if (only && scans.length === 1)
    return {
      scans,
      stride,
      outputs: only.passed,
      arriving: only.arriving,
      place: () => {},
      collect: () => {},
      spread: () => {},
    };
  let columns = 0;
  const parts = scans.map((scan) => {
    const part = { scan, offset: columns * 4, row: scan.shape.width * 4, units: scan.shape.units };
    columns += part.units;
    return part;
  });
  let outputs = 0;
  let arriving = 0;
  let rows = 0;
  return {
    scans,
    stride,
    outputs: () => outputs,
    arriving: () => arriving,
    place(base, places, newRows) {
      outputs = base + places.outputs;
      arriving = base + places.arriving;
      rows = newRows;
      // What pads the columns is never written again.
      heap.f32.fill(0, outputs / 4, (outputs + rows * stride) / 4);
    },
    collect() {
      for (const { scan, offset, row, units } of parts)
        k.copyRows(outputs + offset, stride, scan.passed(), row, rows, units);
    },
    spread() {
      for (const { scan, offset, row, units } of parts) {
        // Units that are padding receive nothing.
        if (units * 4 < row) k.fill(scan.arriving(), rows * row);
        k.copyRows(scan.arriving(), row, arriving + offset, stride, rows, units);
      }
    },
  };
}
