import { letterAt } from "./cell-view.ts";
import type { DrawnStep } from "./fold.ts";
import { matrixLetter } from "./lit.ts";
import { boxWidth, parts } from "./shape.ts";
import { type SkipPlace, skipArc, skipCurve, skipFrom, skipStub } from "./skips.ts";
import { MatrixUse, type StepProps } from "./step-cell.tsx";
import { SvgLetter } from "./svg-letter.tsx";

interface SkipsProps extends StepProps {
  readonly isDetailed: boolean;
  /** Of this step, and of all that are drawn. */
  readonly x: number;
  readonly drawn: readonly DrawnStep[];
  /** From one step to the next. */
  readonly spacing: number;
}

/** Of the product that a curve stands for: right of the letter of its matrix stands that of the state. */
const stateWidth = 30;
/** Arcs that are shorter are not seen. */
const leastArc = 8;

/** What a step reads of steps before the one before it. Its sum has a line for each of these products. */
export function StepSkips(props: SkipsProps) {
  const { view, shape, step, along, x, drawn, isDetailed, spacing } = props;
  const { wiring, scan, steps } = view;
  const to = along(1) > along(0) ? 1 : -1;
  const [hidden] = shape.boxes;
  if (!hidden) return null;
  const drawnAt = (from: number | null) => drawn.find((one) => one.step === from && one.opacity === 1);
  const sources = wiring.skips.map(({ lag }) => skipFrom(step, lag, steps, scan.direction));
  const hasCurve = sources.some((source) => drawnAt(source));
  return wiring.skips.map(({ lag, gate }, place) => {
    const source = sources[place] ?? null;
    if (source === null) return null;
    if (!isDetailed) {
      const distance = to * lag * spacing;
      if (Math.abs(distance) < leastArc) return null;
      return (
        <g key={gate} className="un-skip">
          <MatrixUse {...props} matrix="recurrentKernel" path={skipArc(distance, hidden.top)} />
        </g>
      );
    }
    const at: SkipPlace = {
      ...{ to, place, lower: shape.lower, top: hidden.top },
      sum: along((wiring.carry ? parts : parts.plain).sum),
    };
    const from = drawnAt(source);
    const curve = from ? skipCurve(from.x - x + (to * boxWidth) / 2, at) : skipStub(at, hasCurve);
    const letter = matrixLetter(view, "recurrentKernel", gate);
    const [left, y] = curve.label;
    return (
      <g key={gate} className="un-skip">
        <MatrixUse {...props} matrix="recurrentKernel" path={curve.path}>
          {from ? (
            <SvgLetter letter={letter} x={left} y={y} />
          ) : (
            <>
              <SvgLetter
                letter={letter}
                x={to > 0 ? left - stateWidth : left}
                y={y}
                anchor={to > 0 ? "end" : "start"}
              />
              <SvgLetter
                letter={letterAt(view, hidden.state, source, scan.layer)}
                x={to > 0 ? left : left + stateWidth}
                y={y}
                anchor={to > 0 ? "end" : "start"}
              />
            </>
          )}
        </MatrixUse>
      </g>
    );
  });
}
