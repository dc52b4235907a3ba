import type { ReactNode } from "react";
import { formatNumber } from "../../lib/format.ts";
import { letterOf } from "../../model/notation.ts";
import { unrolled as english } from "../../text/en/unrolled.ts";
import { laneColour } from "../../ui/lane-mark.tsx";
import { useWords } from "../../ui/words.ts";
import { backOf, type CellView, comesFrom } from "./cell-view.ts";
import { type Lit, matrixLetter, pathOf, usePointAt } from "./lit.ts";
import type { MatrixRole } from "./matrix-list.ts";
import { type Along, boxWidth, parts, type Shape } from "./shape.ts";
import { SvgLetter } from "./svg-letter.tsx";
import { ValveMark, valveRadius } from "./valve-mark.tsx";
import type { Valve } from "./wiring.ts";

export interface StepProps {
  readonly view: CellView;
  readonly shape: Shape;
  /** 0-based. */
  readonly step: number;
  readonly along: Along;
  readonly lit: Lit;
}

interface UseProps extends StepProps {
  readonly matrix: MatrixRole;
  readonly path: string;
  /** Where its letter stands; none where there is no room. */
  readonly at?: readonly [x: number, y: number];
  /** For a word in place of a letter. */
  readonly room?: number;
  readonly isDotted?: boolean;
  /** Whose block it is, where its letter says so. */
  readonly gate?: string | null;
  /** Letters of its own. */
  readonly children?: ReactNode;
}

/** A product with a matrix: a line that lights up with the matrix, and lights it. */
export function MatrixUse({
  view,
  lit,
  matrix,
  path,
  at,
  room,
  isDotted = false,
  gate = null,
  children,
}: UseProps) {
  const parameter = pathOf(view, matrix);
  const isLit = lit.parameter === parameter;
  const letter = matrixLetter(view, matrix, gate ?? (isLit ? lit.gate : null));
  return (
    <g className="un-use" data-lit={isLit || undefined} data-matrix={matrix} {...usePointAt(parameter)}>
      <path className="un-hit" d={path} />
      <path className="un-line" d={path} strokeDasharray={isDotted ? "2 3" : undefined} />
      {at && <SvgLetter letter={letter} x={at[0]} y={at[1]} room={room} />}
      {children}
    </g>
  );
}

/** A circle with a sign in it: a sum, or an activation. */
export function Sign({
  x,
  y,
  kind,
}: {
  readonly x: number;
  readonly y: number;
  readonly kind: "sum" | "act";
}) {
  return (
    <g className="un-sign" transform={`translate(${x},${y})`}>
      <circle r={valveRadius} />
      {kind === "sum" ? <path d="M-4.5 0H4.5M0 -4.5V4.5" /> : <path d="M-5 4C0 4 0 -4 5 -4" />}
    </g>
  );
}

/** An arrow's head at its point; `to` is where it points, 1 to the right. */
export const head = (x: number, y: number, to: number, size = 5): string =>
  `M${x - to * size} ${y - size * 0.8}L${x} ${y}L${x - to * size} ${y + size * 0.8}`;

/** What carries the gradient of a state one step back, and by how much it is multiplied. */
function Ribbon({ view, shape, step, along }: StepProps) {
  const words = useWords(english);
  const to = along(1) > along(0) ? 1 : -1;
  const hasSeveral = shape.boxes.length > 1;
  const { carry } = view.wiring;
  // Where no line crosses: behind the sum, or beside the letter of the state before.
  const wordsAt = (state: string) =>
    carry && (!hasSeveral || state !== carry.state)
      ? along(parts.sum) + to * 8
      : along(0) + to * (hasSeveral ? 30 : 12);
  return shape.boxes.map(({ state, ribbon, factor }) => {
    const back = backOf(view, state, step);
    if (back === null) return null;
    const [from, until] = [along(1), along(0)];
    const isCut = back === "cut";
    const anchor = to > 0 ? "start" : "end";
    return (
      <g key={state} className="un-ribbon" style={{ color: laneColour(view.model) }}>
        {!isCut && (
          <>
            <path className="un-ribbon-band" d={`M${from} ${ribbon}H${until + to * 3}`} />
            <path className="un-ribbon-head" d={head(until + to * 2, ribbon, -to, 8)} />
          </>
        )}
        <text x={wordsAt(state)} y={factor} textAnchor={anchor}>
          {isCut ? (
            words.cut
          ) : (
            <>
              {hasSeveral ? words.gradientOf : words.gradient}{" "}
              {hasSeveral && (
                <tspan className="un-letter-base un-letter">
                  {letterOf(view.notation, state, view.style).base}{" "}
                </tspan>
              )}
              <tspan className="un-strong">{words.factor(formatNumber(back.factor, 2))}</tspan>
            </>
          )}
        </text>
      </g>
    );
  });
}

/** The line from the state before to the sum of products, and from there on. */
function Products({ view, shape, step, along, lit }: StepProps) {
  const { wiring } = view;
  const { lower, entry } = shape;
  const isPlain = wiring.carry === null;
  const at = isPlain ? parts.plain : parts;
  const to = along(1) > along(0) ? 1 : -1;
  const sum = along(at.sum);
  const recurs = wiring.lags.length > 0;
  const isFed = recurs && (comesFrom(view, step) !== null || view.scan.first.kind === "learned");
  // A word takes the whole line.
  const isWord = matrixLetter(view, "recurrentKernel", null).base.length > 1;
  const name = along(isWord ? at.sum / 2 : at.letter);
  const reads = wiring.reads.map((valve, k) => (
    <ValveMark
      key={valve.gate}
      {...{ view, valve, step, lit }}
      x={along(parts.read) + to * 20 * k}
      y={lower}
      label={[0, 20, "middle"]}
    />
  ));
  return (
    <>
      {recurs && (
        <MatrixUse
          {...{ view, shape, step, along, lit }}
          matrix="recurrentKernel"
          path={`M${along(0)} ${lower}H${sum - to * valveRadius}`}
          isDotted={!isFed}
          gate={wiring.near}
          room={Math.abs(sum - along(0)) - valveRadius - 4}
          {...(isFed && { at: [name, lower - 9] as const })}
        />
      )}
      <path
        className="un-plain"
        d={
          isPlain
            ? `M${sum + to * valveRadius} ${lower}H${along(1)}${head(along(1), entry, to)}`
            : `M${sum + to * valveRadius} ${lower}H${along(wiring.output ? parts.output : parts.source)}`
        }
      />
      {reads}
      <Sign x={sum} y={lower} kind="sum" />
      {isPlain && view.scan.cellEquations.some(({ expr }) => expr.op === "act") && (
        <Sign x={along(parts.plain.act)} y={lower} kind="act" />
      )}
    </>
  );
}

/** The line of the carried state with its valves, what is written to it, and what is read from it. */
function Carried({ view, shape, step, along, lit }: StepProps) {
  const { carry, writes, output } = view.wiring;
  const { upper, lower, entry } = shape;
  if (!carry || upper === null) return null;
  const to = along(1) > along(0) ? 1 : -1;
  const [keep, source, branch, out] = [parts.keep, parts.source, parts.branch, parts.output].map(along) as [
    number,
    number,
    number,
    number,
  ];
  const middle = (upper + lower) / 2;
  const isComputed = ({ gate }: Valve) => view.scan.held.every((one) => one.gate !== gate);
  return (
    <>
      <path
        className="un-plain un-carry"
        d={`M${along(0)} ${upper}H${along(1)}${head(along(1), upper, to)}`}
      />
      {carry.valves.some(isComputed) && <path className="un-control" d={`M${keep} ${lower}V${upper}`} />}
      {writes.map(({ source: name, valves }, w) => {
        const x = source + to * 26 * w;
        return (
          <g key={name ?? w}>
            <path className="un-plain" d={`M${x} ${lower}V${upper}`} />
            <Sign x={x} y={lower} kind="act" />
            <Sign x={x} y={upper} kind="sum" />
            {name && (
              <SvgLetter
                letter={letterOf(view.notation, name, view.style)}
                x={x + to * 10}
                y={lower - 8}
                anchor={to > 0 ? "start" : "end"}
              />
            )}
            {valves.map((valve) => (
              <ValveMark
                key={valve.gate}
                {...{ view, valve, step, lit, x }}
                y={middle}
                label={[-to * 12, 4, to > 0 ? "end" : "start"]}
              />
            ))}
          </g>
        );
      })}
      {carry.valves.map((valve, k) => (
        <ValveMark
          key={valve.gate}
          {...{ view, valve, step, lit }}
          x={keep - to * 22 * k}
          y={upper}
          label={[0, -13, "middle"]}
        />
      ))}
      {output && (
        <>
          <path
            className="un-plain"
            d={`M${branch} ${upper}V${entry}H${along(1)}${head(along(1), entry, to)}`}
          />
          {output.some(isComputed) && <path className="un-control" d={`M${out} ${lower}V${entry}`} />}
          {output.map((valve) => (
            <ValveMark
              key={valve.gate}
              {...{ view, valve, step, lit }}
              x={out}
              y={entry}
              label={[0, -12, "middle"]}
              isBrief
            />
          ))}
        </>
      )}
    </>
  );
}

/** A cell with its parts, from the state before it to its own. Lines end at the boxes of the states, which are painted. */
export function StepCell(props: StepProps) {
  return (
    <>
      <Ribbon {...props} />
      <Products {...props} />
      <Carried {...props} />
    </>
  );
}

/** Where there is no room for parts: the lines from one state to the next. */
export function StepLine({ view, shape, step, along, lit }: StepProps) {
  const { wiring, scan } = view;
  const isFed = comesFrom(view, step) !== null || scan.first.kind === "learned";
  return (
    <>
      {shape.upper !== null && (
        <path className="un-plain un-carry" d={`M${along(0)} ${shape.upper}H${along(1)}`} />
      )}
      {wiring.lags.length > 0 && isFed && (
        <MatrixUse
          {...{ view, shape, step, along, lit }}
          matrix="recurrentKernel"
          path={`M${along(0)} ${shape.lower}H${along(1)}`}
        />
      )}
    </>
  );
}

/** Over the boxes, under the output. */
const aboveBoxes = 36;

/** The cell as a loop: its states go back to where they came from. */
export function LoopLine({ view, shape, along, lit, opacity }: LoopProps) {
  if (view.wiring.lags.length === 0 || opacity <= 0) return null;
  const to = along(1) > along(0) ? 1 : -1;
  const out = (to * boxWidth) / 2;
  const { lower, upper } = shape;
  const path = `M${out} ${lower}h${to * 26}V${shape.elbow - 6}H${along(0)}V${lower}`;
  return (
    <g opacity={opacity}>
      {upper !== null && (
        <path
          className="un-plain un-carry"
          d={`M${out} ${upper}h${to * 40}V${aboveBoxes}H${along(0)}V${upper}`}
        />
      )}
      <MatrixUse {...{ view, shape, along, lit, path }} step={0} matrix="recurrentKernel" />
    </g>
  );
}

interface LoopProps extends Omit<StepProps, "step"> {
  readonly opacity: number;
}
