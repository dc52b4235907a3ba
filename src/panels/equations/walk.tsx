import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import { cells } from "../../cells/index.ts";
import { renewedState } from "../../lib/expr.ts";
import { formatCount } from "../../lib/format.ts";
import { planOf } from "../../model/counted.ts";
import type { ScanNode } from "../../model/plan.ts";
import { texEquations } from "../../model/print/tex.ts";
import { useActions, useAppState } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { equations as english } from "../../text/en/equations.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { PointableTex, useTexOptions } from "../pointable-tex.tsx";
import { hasSignal } from "../shown-signals.ts";
import { neighbour } from "./place.ts";
import { scanLabel } from "./scan-label.ts";
import { useNumbers } from "./use-numbers.ts";

const keys: { readonly [key: string]: 1 | -1 } = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

interface WalkProps {
  readonly record: RunRecord;
  readonly model: number;
  readonly scan: ScanNode;
  onFull(): void;
  onList(): void;
}

/**
 * One model's computation, equation by equation and on into the next step: the present one is lit with its numbers, and
 * what it computes has its strip open, besides those that the reader opened.
 */
export function Walk({ record, model, scan, onFull, onList }: WalkProps) {
  const words = useWords(english);
  const say = useText();
  const { show, pin, point } = useActions();
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
  /** The strip that the walk has opened, which it closes when it goes on. */
  const opened = useRef<string | null>(null);
  const openStrip = (equation: number | null) => {
    const { shownSignals } = getState();
    const kept = shownSignals.filter((one) => one.model !== model || one.name !== opened.current);
    const next = equation === null ? null : (signals[equation] ?? null);
    const isOpen = next === null || next === scan.states[0] || hasSignal(kept, { model, name: next });
    opened.current = isOpen ? null : next;
    show({ shownSignals: isOpen || next === null ? kept : [...kept, { model, name: next }] });
  };
  const go = (by: 1 | -1) => {
    // Steps in the order in which the scan comes to them.
    const turned = (t: number) => (scan.direction === "forward" ? t : steps - 1 - t);
    const next = neighbour({ equation: current, step: turned(step) }, by, equations.length, steps);
    point({ step: null });
    pin(turned(next.step));
    setCurrent(next.equation);
    openStrip(next.equation);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const by = keys[event.key];
    if (by === undefined && event.key !== "Escape") return;
    // → makes an update elsewhere; here it is the next equation.
    event.preventDefault();
    event.stopPropagation();
    if (by === undefined) onList();
    else go(by);
  };
  // Arrow keys work from the start, and what is walked through is shown.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the walk begins
  useEffect(() => {
    box.current?.focus({ preventScroll: true });
    openStrip(current);
    return () => openStrip(null);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is lit has moved
  useEffect(() => {
    const list = box.current?.querySelector("ol");
    const lit = list?.querySelector<HTMLElement>("[aria-current]");
    if (!list || !lit) return;
    // Only the list moves: the page stays where it is.
    const { offsetTop, offsetHeight } = lit;
    if (offsetTop < list.scrollTop) list.scrollTop = offsetTop;
    else if (offsetTop + offsetHeight > list.scrollTop + list.clientHeight)
      list.scrollTop = offsetTop + offsetHeight - list.clientHeight;
  }, [current]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move in it, as in a list of options
    <section ref={box} className="eq-walk" aria-label={words.walkOf(name)} tabIndex={0} onKeyDown={onKeyDown}>
      <header className="eq-walk-head">
        <LaneMark lane={model} />
        <b title={name}>{name}</b>
        <button type="button" className="eq-word" aria-label={words.previous} onClick={() => go(-1)}>
          <ChevronLeft aria-hidden="true" size={15} />
        </button>
        <span className="eq-walk-count">{words.count(current + 1, equations.length)}</span>
        <button type="button" className="eq-word" aria-label={words.next} onClick={() => go(1)}>
          <ChevronRight aria-hidden="true" size={15} />
        </button>
        <button
          type="button"
          className="eq-word eq-walk-full"
          aria-label={words.fullSetOf(name)}
          onClick={onFull}
        >
          {words.fullSet}
        </button>
      </header>
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
          </li>
        ))}
      </ol>
    </section>
  );
}
