import { useMemo, useRef, useState } from "react";
import { cells } from "../../cells/index.ts";
import { renewedState } from "../../lib/expr.ts";
import { formatCount } from "../../lib/format.ts";
import { planOf } from "../../model/counted.ts";
import type { ScanNode } from "../../model/plan.ts";
import { texEquations } from "../../model/print/tex.ts";
import { useActions, useAppState } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { equations as english } from "../../text/en/equations.ts";
import { useText, useWords } from "../../ui/words.ts";
import { PointableTex, useTexOptions } from "../pointable-tex.tsx";
import { TracedWalk } from "../traced-note.tsx";
import { neighbour } from "./place.ts";
import { scanLabel } from "./scan-label.ts";
import { useNumbers } from "./use-numbers.ts";
import { useFocusAtFirst, useLitInSight, useWalkedStrip, useWalkKeys } from "./use-walk.ts";
import { WalkHead } from "./walk-head.tsx";

export interface WalkProps {
  readonly record: RunRecord;
  readonly model: number;
  readonly scan: ScanNode;
  /** There is room for a list beside a chart. */
  readonly isTall: boolean;
  onFull(): void;
}

/**
 * One model's computation, equation by equation and on into the next step: the present one is lit with its numbers, and
 * what it computes has its strip open, besides those that the reader opened.
 */
export function Walk({ record, model, scan, onFull }: WalkProps) {
  const words = useWords(english);
  const say = useText();
  const { pin, point } = useActions();
  const getState = useAppState();
  const options = useTexOptions(scan);
  const equations = useMemo(() => texEquations(scan, options), [scan, options]);
  const { step, steps, unit, lines } = useNumbers(record, model, scan);
  const box = useRef<HTMLElement>(null);
  const name = record.names[model] ?? "";
  const plan = planOf(record.plans[model]);
  const label = plan ? scanLabel(words, plan, scan) : "";
  const signals = equations.map((equation) => renewedState(equation.name) ?? equation.name);
  // It begins where the strip opened last is.
  const [current, setCurrent] = useState(() => {
    const last = getState().shownSignals.findLast((one) => one.model === model && signals.includes(one.name));
    return last ? signals.indexOf(last.name) : 0;
  });
  const openStrip = useWalkedStrip(model, scan, signals[current] ?? null);
  const go = (by: 1 | -1) => {
    // Steps in the order in which the scan comes to them.
    const turned = (t: number) => (scan.direction === "forward" ? t : steps - 1 - t);
    const next = neighbour({ equation: current, step: turned(step) }, by, equations.length, steps);
    point({ step: null });
    pin(turned(next.step));
    setCurrent(next.equation);
    openStrip(signals[next.equation] ?? null);
  };
  const onKeyDown = useWalkKeys({ model, go });
  useFocusAtFirst(box);
  useLitInSight(box, current);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move in it, as in a list of options
    <section ref={box} className="eq-walk" aria-label={words.walkOf(name)} tabIndex={0} onKeyDown={onKeyDown}>
      <WalkHead {...{ model, name, go, onFull }} way="forward" number={current + 1} all={equations.length} />
      <p className="eq-walk-place">
        {words.place(formatCount(step + 1), formatCount(unit + 1), label)}
        <span>{say(cells[scan.cell].words[signals[current] ?? ""] ?? "")}</span>
      </p>
      <ol>
        {equations.map(({ name: own, tex }, e) => (
          <li key={own} aria-current={e === current ? "step" : undefined}>
            <PointableTex model={model} scan={scan} tex={tex} />
            {e === current && lines[e]?.tex && (
              <span className="eq-numbers">
                <PointableTex model={model} scan={scan} tex={lines[e].tex} />
              </span>
            )}
            {e === current && signals[e] !== undefined && (
              <TracedWalk place={{ model, scan: scan.index, name: signals[e], step, unit }} />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
