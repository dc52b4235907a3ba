import { type Lengths, standingOf } from "../../model/lengths.ts";
import type { Routines } from "./heap.ts";
import type { ScanPlaces } from "./scan-places.ts";
import type { ScanShape } from "./shape.ts";

/** Where a scan has its arrays, each [B][width] at a step. */
export interface EndedArrays {
  plane(index: number, t: number): number;
  /** What reaches a state from outside of its step. */
  seed(state: string, t: number): number;
  /** The step before that to which the scan comes first. */
  readonly firstAt: number;
}

export type Ends = ReturnType<typeof createEnds>;

/**
 * What stands in the padding of sequences that have ended: zeros, and the first states of a backward scan. Rows of a step are
 * put right after its forward routines and before its backward ones; a plan without padding never comes here.
 */
export function createEnds(
  k: Routines,
  { scan, printed, units, width }: ScanShape,
  isLearned: boolean,
  arrays: EndedArrays,
) {
  const row = width * 4;
  let base = 0;
  let places!: ScanPlaces;
  let batch: Lengths = {};
  let size = 0;
  /** First states until the forward pass is done, and then what reached them. */
  const firstRow = (state: string, b: number) =>
    base + (places.firsts[scan.states.indexOf(state)] as number) + b * row;
  /** Calls with the sequences that are padding at a step. */
  const eachEnded = (t: number, visit: (b: number, hasFirst: boolean) => void) => {
    if (!batch.lengths) return;
    for (let b = 0; b < size; b++) {
      const place = standingOf(batch, b, t, scan.direction);
      if (place !== "within") visit(b, place === "first");
    }
  };
  return {
    place(newBase: number, newPlaces: ScanPlaces, newSize: number) {
      base = newBase;
      places = newPlaces;
      size = newSize;
    },
    /** Takes the first states from where they stand before the first step; they stay there for sequences that are not padded. */
    begin(given: Lengths) {
      batch = given;
      if (!batch.lengths || scan.direction === "forward") return;
      for (const state of scan.states) {
        const plane = arrays.plane(printed.planeOf(state), arrays.firstAt);
        k.copy(firstRow(state, 0), plane, size * row);
        eachEnded(arrays.firstAt, (b, hasFirst) => {
          if (!hasFirst) k.fill(plane + b * row, row);
        });
      }
    },
    forward(t: number) {
      eachEnded(t, (b, hasFirst) => {
        printed.planes.forEach((_, index) => {
          k.fill(arrays.plane(index, t) + b * row, row);
        });
        if (!hasFirst) return;
        for (const state of scan.states)
          k.copyRows(arrays.plane(printed.planeOf(state), t) + b * row, 0, firstRow(state, b), 0, 1, units);
      });
    },
    backward(t: number) {
      eachEnded(t, (b, hasFirst) => {
        for (const state of scan.states) {
          const seed = arrays.seed(state, t) + b * row;
          if (hasFirst && isLearned) k.copy(firstRow(state, b), seed, row);
          k.fill(seed, row);
        }
      });
    },
    /** Puts what reached learned first states where it is when nothing is padded. */
    finish() {
      eachEnded(arrays.firstAt, (b, hasFirst) => {
        if (hasFirst || !isLearned) return;
        for (const state of scan.states)
          k.copy(arrays.seed(state, arrays.firstAt) + b * row, firstRow(state, b), row);
      });
    },
  };
}
