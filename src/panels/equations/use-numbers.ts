import { useMemo } from "react";
import type { ScanNode } from "../../model/plan.ts";
import { type TexNumbers, texNumbers } from "../../model/print/tex.ts";
import { useApp } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { networkTrace } from "../../trainer/protocol.ts";
import { useTexOptions } from "../pointable-tex.tsx";
import { numbersAt } from "./numbers.ts";
import { numbersPlace } from "./place.ts";

export interface ShownNumbers {
  readonly step: number;
  /** Of the sequence, which may end before the last step of the axis. */
  readonly steps: number;
  readonly unit: number;
  /** Somebody pointed at a unit, or pinned one; else it is the last step's first. */
  readonly isChosen: boolean;
  /** By equation, in their order; empty before the first trace. */
  readonly lines: readonly TexNumbers[];
}

/** The numbers of a layer's equations at the step and unit that are pointed at, of the newest trace. */
export function useNumbers(record: RunRecord, model: number, scan: ScanNode): ShownNumbers {
  const pointed = useApp((app) => app.pointed);
  const pinnedStep = useApp((app) => app.pinnedStep);
  const pinnedUnit = useApp((app) => app.pinnedUnit);
  const options = useTexOptions(scan);
  const trace = networkTrace(record.trace?.models[model]);
  const shown = trace?.trajectories[scan.index]?.[scan.states[0] ?? ""];
  const steps = shown ? shown.length / scan.units : record.task.io.steps;
  const { step, unit, isChosen } = numbersPlace({ pointed, pinnedStep, pinnedUnit }, model, scan, steps);
  const lines = useMemo(
    () => (trace ? texNumbers(scan, options, numbersAt(trace, scan, step, unit)) : []),
    [trace, scan, options, step, unit],
  );
  return { step, steps, unit, isChosen, lines };
}
