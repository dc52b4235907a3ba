import { useMemo, useRef, useState } from "react";
import { cells } from "../../cells/index.ts";
import { formatCount } from "../../lib/format.ts";
import { type AdjointLine, valueName } from "../../model/adjoints.ts";
import { texAdjointNumbers, texAdjoints } from "../../model/print/tex-adjoint.ts";
import { useActions } from "../../store/hooks.ts";
import { equations as english } from "../../text/en/equations.ts";
import { walkBack as backEnglish } from "../../text/en/walk-back.ts";
import { useText, useWords } from "../../ui/words.ts";
import { PointableTex, useTexOptions } from "../pointable-tex.tsx";
import { adjointNumbersAt } from "./back-numbers.ts";
import { backSentence } from "./back-sentence.ts";
import { LossChoice } from "./loss-choice.tsx";
import { neighbour } from "./place.ts";
import { useFocusAtFirst, useLitInSight, useWalkedStrip, useWalkKeys } from "./use-walk.ts";
import { useWalkedBack } from "./use-way-back.ts";
import type { WalkProps } from "./walk.tsx";
import { WalkHead } from "./walk-head.tsx";
import "./walk-back.css";

/** The gate or state that a line is about. */
const signalOf = (line: AdjointLine | undefined): string | null =>
  line ? (line.kind === "sent" ? line.state : valueName(line.name)) : null;

/**
 * The walk, backward: the equations of back-propagation through time of one cell, one after the other and on into the step before, with
 * the numbers of one unit.
 */
export function WalkBack({ record, model, scan: planned, onFull }: WalkProps) {
  const words = useWords(english);
  const back = useWords(backEnglish);
  const say = useText();
  const { pin, point } = useActions();
  const walked = useWalkedBack(record, model, planned);
  const { answer, why, update, lossAt, chooseLoss, scan, steps, step, unit, name, plan, label } = walked;
  const marks = useTexOptions(planned);
  const options = useMemo(() => ({ ...marks, lossAt, above: back.above }), [marks, lossAt, back.above]);
  const equations = useMemo(() => texAdjoints(scan, options), [scan, options]);
  const numbers = useMemo(
    () => (answer ? texAdjointNumbers(scan, options, adjointNumbersAt(scan, answer.way, step, unit)) : []),
    [answer, scan, options, step, unit],
  );
  const [place, setPlace] = useState(0);
  const current = Math.min(place, equations.length - 1);
  const box = useRef<HTMLElement>(null);
  const openStrip = useWalkedStrip(model, planned, signalOf(equations[current]?.line));
  const go = (by: 1 | -1) => {
    // Against the order in which the scan comes to its steps.
    const turned = (t: number) => (scan.direction === "forward" ? steps - 1 - t : t);
    const next = neighbour({ equation: current, step: turned(step) }, by, equations.length, steps);
    point({ step: null });
    pin(turned(next.step));
    setPlace(next.equation);
    openStrip(signalOf(equations[next.equation]?.line));
  };
  const onKeyDown = useWalkKeys({ model, go });
  useFocusAtFirst(box);
  useLitInSight(box, current);
  const word = (signal: string) => say(cells[scan.cell].words[signal] ?? signal);
  const lit = equations[current]?.line;
  const sentence =
    answer && plan && lit
      ? backSentence(
          back.say,
          { plan, scan, way: answer.way, step, unit, notation: options.notation },
          lit,
          word,
        )
      : why === null
        ? back.waiting
        : say(why);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move in it, as in a list of options
    <section ref={box} className="eq-walk" aria-label={words.walkOf(name)} tabIndex={0} onKeyDown={onKeyDown}>
      <WalkHead {...{ model, name, go, onFull }} way="backward" number={current + 1} all={equations.length}>
        <LossChoice {...{ lossAt, steps, step }} onChoose={chooseLoss} />
      </WalkHead>
      <p className="eq-walk-place">
        {back.place(
          formatCount(step + 1),
          formatCount(unit + 1),
          label,
          update === null ? null : formatCount(update),
        )}
        <span>{word(signalOf(lit) ?? "")}</span>
      </p>
      <ol className="eq-back">
        {equations.map(({ line, tex }, e) => (
          <li
            key={`${line.kind} ${signalOf(line)} ${line.kind === "sent" ? line.lag : ""}`}
            aria-current={e === current ? "step" : undefined}
          >
            <PointableTex model={model} scan={scan} tex={tex} />
            {e === current && numbers[e] && (
              <span className="eq-numbers">
                <PointableTex model={model} scan={scan} tex={numbers[e]} />
              </span>
            )}
            {e === current && <p className="eq-say">{sentence}</p>}
          </li>
        ))}
      </ol>
    </section>
  );
}
