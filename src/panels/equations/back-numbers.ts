import { adjointsOf } from "../../model/adjoints.ts";
import type { BackwardSteps } from "../../model/backward-steps.ts";
import { type ScanNode, stepBefore } from "../../model/plan.ts";
import type { AdjointNumbers } from "../../model/print/tex-adjoint.ts";
import { numbersAt } from "./numbers.ts";

/** Where a part of ∂L/∂s_t comes from: from above at this step, or from a step that comes later. */
export interface Parts {
  readonly above: number;
  /** By lag. */
  readonly later: ReadonlyMap<number, number>;
}

/** The parts of ∂L by a state of one unit, at a step (0-based) of the sequence. */
export function partsAt(
  scan: ScanNode,
  way: BackwardSteps,
  state: string,
  step: number,
  unit: number,
): Parts {
  const { units: H, direction } = scan;
  const lags = adjointsOf(scan).lags[state] ?? [];
  return {
    above: way.above[state]?.[step * H + unit] ?? Number.NaN,
    later: new Map(
      lags.map((lag) => {
        const later = stepBefore(step, -lag, direction);
        const isWithin = later >= 0 && later < way.steps;
        return [lag, isWithin ? (way.sent[state]?.[lag]?.[later * H + unit] ?? Number.NaN) : 0];
      }),
    ),
  };
}

/** What the equations of a step back are made of, at a step and unit. */
export function adjointNumbersAt(
  scan: ScanNode,
  way: BackwardSteps,
  step: number,
  unit: number,
): AdjointNumbers {
  const { units: H } = scan;
  const at = (values: ArrayLike<number> | undefined) => values?.[step * H + unit];
  const traced = { trajectories: [way.trajectories], terms: [way.terms] };
  return {
    ...numbersAt(traced, { ...scan, index: 0 }, step, unit),
    line: (line) => at(line.kind === "sent" ? way.sent[line.state]?.[line.lag] : way.adjoints.get(line.node)),
    above: (state) => partsAt(scan, way, state, step, unit).above,
    later: (state, lag) => partsAt(scan, way, state, step, unit).later.get(lag),
    pulled: (gate) => at(way.pulled[gate]),
  };
}
