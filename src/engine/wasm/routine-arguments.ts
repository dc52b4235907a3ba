import { HEADER, type Operand } from "../../model/print/wasm-body.ts";
import type { ScanAddresses } from "./scan-addresses.ts";
import type { ScanShape } from "./shape.ts";

/** Addresses that no batch moves. */
export interface FixedAddresses {
  /** A weight a unit, padded to the width. */
  unit(name: string): number;
  /** Value and mask of a gate that can be held. */
  held(gate: string): number;
  /** As many zeros as a row of sums has. */
  readonly zeros: number;
}

/** What an operand of a phase's routine (0-based) points at in step t. */
export function operandAddress(
  operand: Operand,
  phase: number,
  t: number,
  { placeOf, accumulators, phases }: Pick<ScanShape, "placeOf" | "accumulators" | "phases">,
  where: ScanAddresses,
  fixed: FixedAddresses,
): number {
  switch (operand.kind) {
    case "sum": {
      const place = placeOf[operand.accumulator];
      if (place !== undefined) return where.sumAt(phase, place);
      // The sum of a held gate, read in vain: some sum of its phase, or zeros where all of them are held.
      const { first, count } = (phases[phase] as ScanShape["phases"][number]).accumulators;
      return count > 0 ? where.sumAt(phase, first) : fixed.zeros;
    }
    case "value":
      return where.planeAt(operand.plane, where.earlier(t, operand.lag));
    case "seed":
      return where.seedAt(operand.state, t);
    case "carry":
      return where.carryAt(operand.state, t, where.earlier(t, operand.lag));
    case "delta":
      return where.deltaAt(t, placeOf[operand.accumulator] ?? accumulators.length);
    case "pulled":
      return where.pulledAt(operand.index);
    case "total":
      return where.totalAt(operand.state, t);
    case "unit":
      return fixed.unit(operand.name);
    case "unitGradient":
      return where.unitSumAt(operand.name);
    case "held":
      return fixed.held(operand.gate);
  }
}

/** Offsets in a step's arguments: those of the forward routines by phase, then of the backward ones. */
export function argumentOffsets({ printed }: Pick<ScanShape, "printed">) {
  let at = 0;
  const next = ({ operands }: { readonly operands: readonly Operand[] }) => {
    const offset = at;
    at += (HEADER + operands.length) * 4;
    return offset;
  };
  return { forward: printed.forward.map(next), backward: printed.backward.map(next) };
}

/** Word of the header that says whether totals are wanted. */
const TOTALS = 3;

/** Writes the arguments of all routines of all steps; totals are not wanted. */
export function writeArguments(
  words: Uint32Array,
  shape: ScanShape,
  where: ScanAddresses,
  fixed: FixedAddresses,
): void {
  const { printed, phases } = shape;
  const strideOfSums = (phase: number) => (phases[phase]?.accumulators.count ? where.sumStride(phase) : 0);
  for (const t of where.order) {
    let to = where.argumentsAt(t) / 4;
    const write = (routines: typeof printed.forward, isForward: boolean) => {
      routines.forEach(({ operands }, phase) => {
        words[to++] = where.size;
        words[to++] = where.row;
        words[to++] = isForward ? strideOfSums(phase) : where.wide;
        words[to++] = 0;
        for (const operand of operands) words[to++] = operandAddress(operand, phase, t, shape, where, fixed);
      });
    };
    write(printed.forward, true);
    write(printed.backward, false);
  }
}

/** Says to the backward routines of all steps whether they are to store total derivatives. */
export function wantTotals(
  words: Uint32Array,
  { backward }: ReturnType<typeof argumentOffsets>,
  where: ScanAddresses,
  isWanted: boolean,
): void {
  for (const t of where.order)
    for (const offset of backward) words[(where.argumentsAt(t) + offset) / 4 + TOTALS] = isWanted ? 1 : 0;
}
