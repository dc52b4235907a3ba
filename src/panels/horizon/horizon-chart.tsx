import { formatCount } from "../../lib/format.ts";
import { countTicks, linearTickLabel, linearTicks } from "../../lib/ticks.ts";
import type { Lag } from "../../model/lags.ts";
import { useApp } from "../../store/hooks.ts";
import { horizon as english } from "../../text/en/horizon.ts";
import { laneColour } from "../../ui/lane-mark.tsx";
import { useWords } from "../../ui/words.ts";
import { LineEnds } from "../line-ends.tsx";
import { textWidth } from "../text-width.ts";
import { Pointer } from "../update-chart.tsx";
import {
  type Frame,
  frameOf,
  legendRow,
  markUpdates,
  type Scales,
  scalesOf,
} from "../update-chart-layout.ts";
import { Mark } from "../update-chart-marks.tsx";
import { legendOf } from "../update-chart-over.tsx";
import { type HorizonLine, type Known, lagWords, markedOf, stepPaths, valueWords } from "./horizon-data.ts";

interface HorizonChartProps {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly HorizonLine[];
  readonly lags: readonly Lag[];
  /** T, the top of the axis. */
  readonly steps: number;
  /** Updates made so far. */
  readonly shown: number;
  /** Right end of the x axis. */
  readonly updates: number;
  /** In the plot while it is empty. */
  readonly remark: string | null;
}

/** Over the plot there is nothing but half a mark and the names of a narrow one. */
const top = 8;
/** Lines of models that remember equally far stand beside each other, so that none hides another. */
const beside = 1.6;
/** Least distance of the words of two lags. */
const lagWordsGap = 13;

export function HorizonChart(props: HorizonChartProps) {
  const { width, height, lines, lags, steps, shown, updates } = props;
  const words = useWords(english);
  const pointedModel = useApp((app) => app.pointed.model);
  const ends = lines.map(({ lane, name, known }) => {
    const last = known.at(-1) as Known;
    return { lane, name, last, text: valueWords(words, last) };
  });
  const endWords = Math.max(0, ...ends.map(({ name, text }) => textWidth(`${name} ${text}`)));
  const { places, rows } = legendOf(lines, [], width - 4);
  const base = frameOf(width, height, Math.ceil(endWords / 12) * 12, rows);
  const frame: Frame = { ...base, top: top + (base.narrow ? legendRow * rows : 0) };
  const scales = scalesOf(frame, "linear", [0, steps], updates);
  const of = (lane: number): Pick<Scales, "x" | "y"> => {
    const middle = (lines.length - 1) / 2;
    const aside = beside * (middle - lines.findIndex((line) => line.lane === lane));
    return { x: scales.x, y: (value) => scales.y(value) + aside };
  };
  const dim = (lane: number) => (pointedModel !== null && pointedModel !== lane ? "uc-dim" : "");
  const examined = [...new Set(lines.flatMap(({ known }) => known.map(({ update }) => update)))];
  return (
    <>
      <svg aria-hidden="true" width={width} height={height}>
        <Axes frame={frame} scales={scales} steps={steps} updates={updates} />
        {examined.map((update) => (
          <line
            key={update}
            className="hz-examined"
            x1={scales.x(update)}
            x2={scales.x(update)}
            y1={frame.bottom}
            y2={frame.bottom + 3}
          />
        ))}
        <LagLines lags={lags} frame={frame} scales={scales} />
        <LagNames lags={lags} frame={frame} scales={scales} />
        {lines.map(({ lane, known }) => {
          const paths = stepPaths(known, of(lane), updates);
          return (
            <g key={lane} className={`hz-line ${dim(lane)}`} stroke={laneColour(lane)}>
              <path d={paths.solid} />
              <path className="hz-gap" d={paths.dashed} />
            </g>
          );
        })}
        {shown > 0 && (
          <line
            className="uc-shown"
            x1={scales.x(shown)}
            x2={scales.x(shown)}
            y1={frame.top - 4}
            y2={frame.bottom}
          />
        )}
        {lines.map(({ lane, known }) => (
          <g key={lane} className={dim(lane)}>
            {markedOf(known, markUpdates(lane, updates, shown)).map(({ update, steps: back }) => (
              <Mark key={update} lane={lane} x={scales.x(update)} y={of(lane).y(back)} />
            ))}
          </g>
        ))}
        {props.remark !== null && (
          <text className="uc-remark" x={frame.left + 14} y={(frame.top + frame.bottom) / 2}>
            {props.remark}
          </text>
        )}
      </svg>
      <Pointer frame={frame} updateAt={scales.updateAt} x={scales.x} shown={shown} />
      <svg aria-hidden="true" width={width} height={height} style={{ pointerEvents: "none" }}>
        <LineEnds
          frame={frame}
          ends={ends.map((end, k) => ({ ...end, y: scales.y(end.last.steps), place: places[k] }))}
          dim={dim}
        />
      </svg>
    </>
  );
}

interface PlotProps {
  readonly frame: Frame;
  readonly scales: Scales;
}

function Axes({
  frame,
  scales,
  steps,
  updates,
}: PlotProps & { readonly steps: number; readonly updates: number }) {
  const { left, right, bottom } = frame;
  const yTicks = linearTicks(0, steps, Math.max(2, Math.min(9, Math.floor((bottom - frame.top) / 30) + 1)));
  const xTicks = countTicks(updates, right - left);
  return (
    <>
      {yTicks.map((tick) => (
        <g key={tick}>
          <line
            className={tick === 0 ? "hz-rule" : "hz-grid"}
            x1={left}
            x2={right}
            y1={scales.y(tick)}
            y2={scales.y(tick)}
          />
          <text className="uc-tick" x={left - 6} y={scales.y(tick) + 4} textAnchor="end">
            {linearTickLabel(tick)}
          </text>
        </g>
      ))}
      {xTicks.map((tick, k) => (
        <text
          key={tick}
          className="uc-tick"
          x={scales.x(tick)}
          y={bottom + 15}
          textAnchor={k > 0 && k === xTicks.length - 1 ? "end" : "middle"}
        >
          {formatCount(tick)}
        </text>
      ))}
    </>
  );
}

type LagProps = PlotProps & { readonly lags: readonly Lag[] };

/** A dotted line at each lag; at both ends of several one after another. */
function LagLines({ lags, frame, scales }: LagProps) {
  const all = new Set(lags.flatMap(({ far, near }) => [far, near]));
  return [...all].map((lag) => (
    <line
      key={lag}
      className="hz-lag"
      x1={frame.left}
      x2={frame.right}
      y1={scales.y(lag)}
      y2={scales.y(lag)}
    />
  ));
}

/** What stands so far back, over its line; left out where it would touch the one before. */
function LagNames({ lags, frame, scales }: LagProps) {
  const words = useWords(english);
  let free = Number.NEGATIVE_INFINITY;
  return lags.map((lag) => {
    // At the top of the plot there is room only under the line.
    const over = scales.y(lag.far) - 5;
    const y = over < frame.top + 8 ? over + 17 : over;
    if (y < free) return null;
    free = y + lagWordsGap;
    return (
      <text
        key={`${lag.kind} ${lag.far}`}
        className="uc-level hz-lag-words"
        x={frame.right - 6}
        y={y}
        textAnchor="end"
      >
        {lagWords(words, lag)}
      </text>
    );
  });
}
