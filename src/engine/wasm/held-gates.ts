import type { Heap } from "./heap.ts";
import type { ScanShape } from "./shape.ts";

/** Bytes of a gate: a vector of the value at which it is held, then one of its mask. Zeros for a gate that is free. */
const BYTES = 32;

export interface HeldGates {
  /** Address of a gate that can be held. */
  at(gate: string): number;
  /** Other values of the gates that are held, in the scan's order. */
  hold(values: readonly number[]): void;
  dispose(): void;
}

/** Which gates of a scan are held and at which values, as routines read it. */
export function createHeldGates(heap: Heap, { scan, cell }: Pick<ScanShape, "scan" | "cell">): HeldGates {
  const addresses = new Map(cell.holdable.map(({ gate }) => [gate, heap.take(BYTES)]));
  const at = (gate: string) => addresses.get(gate) as number;
  const hold = (values: readonly number[]) =>
    scan.held.forEach(({ gate }, i) => {
      const word = at(gate) / 4;
      heap.f32.fill(values[i] as number, word, word + 4);
      heap.u32.fill(0xffffffff, word + 4, word + 8);
    });
  hold(scan.held.map(({ value }) => value));
  return {
    at,
    hold,
    dispose: () => {
      for (const address of addresses.values()) heap.free(address);
    },
  };
}
