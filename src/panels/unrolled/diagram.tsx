import type { PointerEvent } from "react";
import { scansOf } from "../../model/plan.ts";
import { useActions, useAppState } from "../../store/hooks.ts";
import { unrolled as english } from "../../text/en/unrolled.ts";
import { useWords } from "../../ui/words.ts";
import { useStep } from "../time/hooks.ts";
import { mostShareOf, traced, useTraced } from "../traced.ts";
import { type CellView, letterAt, signalOf } from "./cell-view.ts";
import type { DrawnStep, Fold } from "./fold.ts";
import type { Lit } from "./lit.ts";
import { alongOf, boxWidth, type Shape } from "./shape.ts";
import { head, LoopLine, StepCell, StepLine } from "./step-cell.tsx";
import { belowLength, StepInput, StepOutput } from "./step-ends.tsx";
import { StepSkips } from "./step-skips.tsx";
import { SvgLetter } from "./svg-letter.tsx";
import { VectorCanvas } from "./vector-canvas.tsx";

interface DiagramProps {
  readonly view: CellView;
  readonly shape: Shape;
  readonly fold: Fold;
  readonly width: number;
  /** 0 the loop, 1 three steps, 2 all. */
  readonly amount: number;
  readonly lit: Lit;
  /** Scale of each state, in the order of the boxes: −limit … +limit. */
  readonly limits: readonly number[];
  readonly label: string;
  /** Pointing at it chooses the step; where only some are drawn, they would move under the pointer. */
  readonly isPointable: boolean;
}

/** Width of a state's cells where steps are this far apart. */
const cellsWidth = ({ isDetailed, spacing }: Fold): number =>
  isDetailed ? boxWidth : Math.max(1, Math.min(boxWidth, Math.floor(0.5 * spacing)));

/** Least distance of two numbers under the steps. */
const numbersApart = 30;

/** The number under a place, 1-based: of a round step in it, or of the first or last one; null for none. */
function numberAt(
  { step, count }: DrawnStep,
  { spacing, bin, isDetailed }: Fold,
  steps: number,
): number | null {
  if (isDetailed || step === 0) return step + 1;
  const until = step + count;
  if (until === steps) return steps;
  const each = spacing / bin;
  const every = [1, 2, 5, 10, 20, 50, 100].find((size) => size * each >= numbersApart) ?? 200;
  const round = Math.floor(until / every) * every;
  const isFree = round * each > numbersApart && (steps - round) * each > numbersApart;
  return round > step && isFree ? round : null;
}

function Axis({ view, shape, fold }: Pick<DiagramProps, "view" | "shape" | "fold">) {
  const pointed = useStep();
  return fold.drawn.map((drawn) => {
    const { step, count, x, opacity } = drawn;
    const isPointed = pointed !== null && pointed >= step && pointed < step + count;
    const number = isPointed ? pointed + 1 : numberAt(drawn, fold, view.steps);
    if (number === null) return null;
    return (
      <g key={step} className="un-axis" data-pointed={isPointed || undefined} opacity={opacity}>
        {isPointed && <rect x={x - 13} y={shape.axis - 13} width={26} height={17} rx={3} />}
        <text x={x} y={shape.axis} textAnchor="middle">
          {number}
        </text>
      </g>
    );
  });
}

/** That there is more before the first step that is drawn, or after the last one. */
function More({ view, shape, fold, width, amount }: DiagramProps) {
  const words = useWords(english);
  const { drawn, isDetailed } = fold;
  const [first, last] = [drawn[0], drawn.at(-1)];
  if (!isDetailed || amount < 1 || !first || !last || view.wiring.lags.length === 0) return null;
  const isForward = view.scan.direction === "forward";
  const [from, until] = isForward ? [last.x + boxWidth / 2, width - 22] : [first.x - boxWidth / 2, 22];
  const isLast = isForward ? last.step === view.steps - 1 : first.step === 0;
  const sign = isForward ? 1 : -1;
  if (isLast || (until - from) * sign < 12) return null;
  const lines = shape.upper === null ? [shape.lower] : [shape.upper, shape.lower];
  return lines.map((y) => (
    <g key={y}>
      <path className="un-plain" d={`M${from} ${y}H${until}${head(until, y, sign)}`} />
      <text className="un-more" x={until + sign * 4} y={y + 4} textAnchor={isForward ? "start" : "end"}>
        {words.more}
      </text>
    </g>
  ));
}

function Step({ view, shape, fold, amount, lit, drawn }: DiagramProps & { readonly drawn: DrawnStep }) {
  const { step, x, opacity } = drawn;
  const width = cellsWidth(fold);
  const along = alongOf(fold.spacing, width, view.scan.direction);
  const props = { view, shape, step, along, lit };
  const { isDetailed } = fold;
  return (
    <g transform={`translate(${x},0)`} opacity={opacity}>
      {amount >= 1 && fold.bin === 1 && (
        <StepSkips {...props} {...{ isDetailed, x }} drawn={fold.drawn} spacing={fold.spacing} />
      )}
      {isDetailed ? <StepCell {...props} /> : <StepLine {...props} />}
      <StepInput {...props} isDetailed={isDetailed} spacing={fold.spacing} />
      <StepOutput {...props} isDetailed={isDetailed} />
      {isDetailed &&
        shape.boxes.map(({ state, top }, k) => (
          <SvgLetter
            key={state}
            letter={letterAt(view, state, step, view.scan.layer)}
            x={0}
            y={top - (k > 0 ? 7 : 6)}
          />
        ))}
      {isDetailed && <Size view={view} shape={shape} sign={along(1) < 0 ? 1 : -1} />}
      {amount < 1 && <LoopLine {...props} opacity={1 - amount} />}
    </g>
  );
}

/** Units of the state: beside its end, or beside its letter where a line leaves there. */
function Size({ view, shape, sign }: Pick<DiagramProps, "view" | "shape"> & { readonly sign: number }) {
  const [hidden, kept] = shape.boxes;
  if (!hidden) return null;
  const isBeside = kept === undefined;
  // Where curves leave a state, on its other side.
  const side = view.wiring.skips.length > 0 ? -sign : sign;
  const x = isBeside ? side * (boxWidth / 2 + 4) : -18;
  return (
    <text
      className="un-size"
      x={x}
      y={isBeside ? hidden.top + 9 : kept.top - 7}
      textAnchor={isBeside && side > 0 ? "start" : "end"}
    >
      {view.scan.units}
    </text>
  );
}

/** Lines as SVG; the states on canvases over it, so that 256 units are 256 pixels and not as many elements. */
export function Diagram(props: DiagramProps) {
  const { view, shape, fold, width, limits, label, isPointable } = props;
  const { point, pin } = useActions();
  const getState = useAppState();
  const cells = cellsWidth(fold);
  const stepUnder = (event: PointerEvent): number | null => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const near = fold.drawn.find((one) => Math.abs(one.x - x) <= fold.spacing / 2);
    return near?.step ?? null;
  };
  /** The value that is pressed: a row of a state's cells. */
  const valueUnder = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const drawn = fold.drawn.find((one) => Math.abs(one.x - x) <= Math.max(4, cells / 2));
    const state = shape.boxes.find(({ top, height }) => y >= top && y <= top + height);
    const signal = state && signalOf(view, state.state);
    if (!drawn || !state || !signal) return null;
    const row = Math.min(state.rows - 1, Math.floor(((y - state.top) / state.height) * state.rows));
    const unit = signal.order[Math.min(signal.units - 1, row * state.unitsPerRow)] as number;
    const { model, scan } = view;
    return { model, scan: scan.index, name: state.state, step: drawn.step, unit };
  };
  return (
    <div
      className="un-diagram"
      style={{ height: shape.height }}
      onPointerMove={(event) =>
        isPointable && event.pointerType !== "touch" && point({ step: stepUnder(event) })
      }
      onPointerLeave={() => isPointable && point({ step: null })}
      onPointerUp={(event) => {
        const value = event.button === 0 ? valueUnder(event) : null;
        if (value) {
          const isIt = JSON.stringify(traced.now()) === JSON.stringify(value);
          traced.set(isIt ? null : value);
          if (value.step < view.steps) pin(value.step);
          return;
        }
        const step = event.button === 0 ? stepUnder(event) : null;
        if (step !== null) pin(getState().pinnedStep === step ? null : step);
      }}
    >
      <svg width={width} height={shape.height} role="img" aria-label={label}>
        <More {...props} />
        {fold.drawn.map((drawn) => (
          <Step key={drawn.step} {...props} drawn={drawn} />
        ))}
        <Axis {...props} />
      </svg>
      <div className="un-vectors" aria-hidden="true">
        {fold.drawn.map(({ step, count, x, opacity }) => (
          <Vectors key={step} {...{ view, shape, fold, cells, limits, step, count, x, opacity }} />
        ))}
      </div>
    </div>
  );
}

interface VectorsProps extends DrawnStep {
  readonly view: CellView;
  readonly shape: Shape;
  readonly fold: Fold;
  readonly cells: number;
  readonly limits: readonly number[];
}

function Vectors({ view, shape, fold, cells, limits, step, count, x, opacity }: VectorsProps) {
  const found = useTraced(view.picture);
  const lit = found && found.place.model === view.model ? found : null;
  const mostShare = lit ? mostShareOf(lit) : 1;
  const sharesOf = (scan: number | undefined, name: string | undefined) =>
    lit ? (lit.dependence.shares[scan ?? -1]?.[name ?? ""] ?? null) : null;
  const belowScans = scansOf(view.plan).filter(({ id }) => view.scan.from.some(({ of }) => of === id));
  const flat = Math.floor(belowLength / Math.max(1, view.below.length));
  return (
    <>
      {shape.boxes.map(({ state, top, height, rows, unitsPerRow }, k) => (
        <VectorCanvas
          key={state}
          signal={signalOf(view, state)}
          {...{ step, count, rows, unitsPerRow, top, height, opacity }}
          limit={limits[k] ?? 1}
          {...{ shares: sharesOf(view.scan.index, state), mostShare }}
          left={Math.round(x - cells / 2)}
          width={cells}
        />
      ))}
      {fold.isDetailed &&
        view.below.map((signal, k) => {
          const rows = Math.min(signal.units, flat);
          const unitsPerRow = Math.ceil(signal.units / rows);
          return (
            <VectorCanvas
              // biome-ignore lint/suspicious/noArrayIndexKey: a direction is its place
              key={k}
              {...{ signal, step, count, unitsPerRow, opacity }}
              limit={limits[0] ?? 1}
              {...{ shares: sharesOf(belowScans[k]?.index, belowScans[k]?.states[0]), mostShare }}
              rows={Math.ceil(signal.units / unitsPerRow)}
              isFlat
              left={Math.round(x - belowLength / 2) + k * (flat + 1)}
              top={shape.input}
              width={flat - (view.below.length > 1 ? 1 : 0)}
              height={11}
            />
          );
        })}
    </>
  );
}
