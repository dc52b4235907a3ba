import { formatSigned } from "../../lib/format.ts";
import { unrolled as english } from "../../text/en/unrolled.ts";
import { useWords } from "../../ui/words.ts";
import { visible } from "../time/input-strip.tsx";
import { bestOf } from "../time/picture.ts";
import { answersOf, type CellView, letterAt } from "./cell-view.ts";
import { boxWidth, parts } from "./shape.ts";
import { MatrixUse, type StepProps } from "./step-cell.tsx";
import { SvgLetter } from "./svg-letter.tsx";

/** Of a cell of the input, and of a bar of the output. */
const cell = 10;
/** More symbols are one tile with the symbol's name. */
const mostCells = 10;
const mostBars = 6;
const barHeight = 13;
/** Length of the layer below, laid on its side. */
export const belowLength = 64;

const signs = ({ picture }: CellView): readonly string[] => {
  const { input } = picture.record.task.io;
  return (input.kind === "tokens" ? input.symbols : input.names).map(visible);
};

/** The vector that goes in, with its letter and size: one-hot cells, a symbol of many, or numbers. */
function InputCells({ view, shape, step }: StepProps) {
  const words = useWords(english);
  const { sample, record } = view.picture;
  const { input } = record.task.io;
  const names = signs(view);
  const { input: y } = shape;
  const size = names.length;
  const letter = (x: number) => (
    <SvgLetter letter={letterAt(view, "x", step)} x={x - 6} y={y + 9} anchor="end" />
  );
  if (input.kind === "floats") {
    const values = Array.from(
      { length: Math.min(3, size) },
      (_, k) => sample.x[step * size + k] ?? Number.NaN,
    );
    return (
      <g className="un-input">
        {letter(-26)}
        {values.map((value, k) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an input is its place
          <text key={k} className="un-value" x={0} y={y + 9 + 13 * k} textAnchor="middle">
            {formatSigned(value)}
          </text>
        ))}
      </g>
    );
  }
  const symbol = sample.x[step] ?? 0;
  if (size > mostCells)
    return (
      <g className="un-input">
        {letter(-10)}
        <rect className="un-on" x={-9} y={y - 4} width={18} height={18} />
        <text className="un-symbol un-symbol-in" x={0} y={y + 9} textAnchor="middle">
          {names[symbol]}
        </text>
        <text x={14} y={y + 9}>
          {words.symbolOf(size)}
        </text>
      </g>
    );
  const from = (-size * cell) / 2;
  return (
    <g className="un-input">
      {letter(from)}
      {names.map((name, k) => (
        <g key={name}>
          <rect
            className={k === symbol ? "un-on" : "un-off"}
            x={from + k * cell}
            y={y}
            width={cell}
            height={cell}
          />
          <text
            className={k === symbol ? "un-symbol un-strong" : "un-symbol"}
            x={from + (k + 0.5) * cell}
            y={y + 22}
            textAnchor="middle"
          >
            {name}
          </text>
        </g>
      ))}
      <text className="un-size" x={from + size * cell + 7} y={y + 9}>
        {size}
      </text>
    </g>
  );
}

/** Least width of a step whose symbol is written under its line. */
const leastSymbol = 9;

/** Where there is no room for cells: the symbol itself. */
function InputSymbol({ view, shape, step }: StepProps) {
  const { sample, record } = view.picture;
  if (record.task.io.input.kind !== "tokens") return null;
  const track = view.picture.drawing.input.find(({ kind }) => kind === "symbols");
  const isMarked = track?.kind === "symbols" && (track.emphasis[step] ?? 0) > 0;
  return (
    <text
      className={isMarked ? "un-symbol un-strong" : "un-symbol"}
      x={0}
      y={shape.input + 9}
      textAnchor="middle"
    >
      {signs(view)[sample.x[step] ?? 0]}
    </text>
  );
}

/** What goes into a step: the input with its matrix on the way to the sum, or the layer below. */
export function StepInput(props: StepProps & { readonly isDetailed: boolean; readonly spacing: number }) {
  const { view, shape, along, isDetailed, spacing } = props;
  const { elbow, input, lower } = shape;
  const sum = isDetailed ? along((view.wiring.carry ? parts : parts.plain).sum) : 0;
  const below = shape.boxes[0] ? shape.boxes[0].top + shape.boxes[0].height : lower;
  const path = isDetailed ? `M0 ${input - 6}V${elbow}H${sum}V${lower + 8}` : `M0 ${input - 4}V${below}`;
  const side = sum < 0 ? 1 : -1;
  return (
    <>
      <MatrixUse
        {...props}
        matrix="kernel"
        path={path}
        {...(isDetailed && { at: [side * 16, (elbow + input) / 2 + 4] as const })}
      />
      {isDetailed && (
        <text className="un-size" x={sum + side * 5} y={elbow + 12} textAnchor={side > 0 ? "start" : "end"}>
          {view.scan.units}
        </text>
      )}
      {isDetailed && view.below.length === 0 && <InputCells {...props} />}
      {!isDetailed && spacing >= leastSymbol && view.below.length === 0 && <InputSymbol {...props} />}
      {isDetailed && view.below.length > 0 && (
        <>
          <SvgLetter
            letter={letterAt(view, "h", props.step, view.scan.layer - 1)}
            x={-belowLength / 2 - 6}
            y={input + 10}
            anchor="end"
          />
          <text className="un-size" x={belowLength / 2 + 7} y={input + 9}>
            {view.scan.inputs}
          </text>
        </>
      )}
    </>
  );
}

/** Probabilities as bars, the asked-for answer in ink. */
function Bars({ view, shape, step }: StepProps) {
  const { outputs, width, picture } = view;
  const { output } = picture.record.task.io;
  if (!outputs || output.kind !== "classes") return null;
  const row = outputs.subarray(step * width, (step + 1) * width);
  const shown = width <= mostBars ? [...row.keys()] : bestOf(row, 4);
  const asked = (picture.sample.weight[step] ?? 0) > 0 ? picture.sample.y[step] : undefined;
  const isMany = width > mostBars;
  const wide = isMany ? 14 : cell;
  const from = (-shown.length * (wide + 2)) / 2;
  const base = shape.output + barHeight;
  return shown.map((k, place) => {
    const tall = Math.max(1, (row[k] ?? 0) * barHeight);
    const x = from + place * (wide + 2);
    return (
      <g key={k}>
        <rect className="un-bar-room" x={x} y={base - barHeight} width={wide} height={barHeight} />
        <rect
          className={isMany ? "un-bar un-bar-many" : k === asked ? "un-bar un-bar-asked" : "un-bar"}
          x={x}
          y={base - tall}
          width={wide}
          height={tall}
        />
        {isMany && (
          <text
            className={k === asked ? "un-symbol un-strong" : "un-symbol"}
            x={x + wide / 2}
            y={base - 3}
            textAnchor="middle"
          >
            {visible(output.symbols[k] ?? "")}
          </text>
        )}
        <title>{`${output.symbols[k] ?? ""} ${(row[k] ?? 0).toFixed(3)}`}</title>
      </g>
    );
  });
}

/** What comes out of a step, through the readout's matrix; or that the next layer reads it. */
export function StepOutput(props: StepProps & { readonly isDetailed: boolean }) {
  const words = useWords(english);
  const { view, shape, step, isDetailed } = props;
  const isAsked = answersOf(view.picture).includes(step);
  const [hidden, kept] = shape.boxes;
  if (!hidden || (!isDetailed && !isAsked)) return null;
  // Beside the box of a state that stands over the output's.
  const x = kept ? boxWidth + 2 : 0;
  const until = kept ? `V${hidden.top + 5}H${boxWidth / 2}` : `V${hidden.top - (isDetailed ? 21 : 2)}`;
  const from = shape.output + barHeight + (isDetailed ? 4 : 14);
  if (!view.isReadOut)
    return (
      <g className="un-output">
        <path className="un-plain" d={`M${x} ${from}${until}`} />
        {isDetailed && (
          <text x={x} y={shape.output + 11} textAnchor="middle">
            {words.toLayer(view.scan.layer + 2)}
          </text>
        )}
      </g>
    );
  const { record } = view.picture;
  const line = view.picture.output.lines[view.model];
  return (
    <g className="un-output">
      <MatrixUse
        {...props}
        matrix="readoutKernel"
        path={`M${x} ${from}${until}`}
        isDotted={!isAsked}
        {...(isDetailed && {
          at: [x + 16, kept ? (from + hidden.top) / 2 - 12 : (from + hidden.top - 21) / 2 + 4] as const,
        })}
      />
      {isDetailed && (
        <g transform={`translate(${x},0)`}>
          {record.task.io.output.kind === "classes" ? (
            <>
              <SvgLetter letter={{ base: "p" }} x={-36} y={shape.output + 11} anchor="end" />
              <Bars {...props} />
            </>
          ) : (
            <text className="un-value" x={0} y={shape.output + 11} textAnchor="middle">
              {formatSigned(line?.[step] ?? Number.NaN)}
            </text>
          )}
        </g>
      )}
    </g>
  );
}
