import "./update-chart.css";
import { memo, type PointerEvent, type ReactNode, useMemo } from "react";
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  XAxis,
  type XAxisTickContentProps,
  YAxis,
  type YAxisTickContentProps,
} from "recharts";
import type { Point } from "../lib/decimate.ts";
import { formatCount } from "../lib/format.ts";
import { linearTickLabel, linearTicks, logTickLabel, logTicks } from "../lib/ticks.ts";
import { useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { LaneMark, laneColour } from "../ui/lane-mark.tsx";
import { pointUpdate, usePointedUpdate } from "./pointed-update.ts";
import {
  type Axis,
  averageAt,
  averagesOf,
  type Curve,
  type Frame,
  frameOf,
  pathOf,
  type Range,
  type Row,
  rawPath,
  rowsOf,
  scalesOf,
  textWidth,
} from "./update-chart-layout.ts";
import { type ChangeWords, type Level, Over, type Remark } from "./update-chart-over.tsx";
import { useSize } from "./use-size.ts";

const words = en.panels.updateChart;

/** Another line of a model: thin, dashed, with a word at its newest end. */
export interface ExtraLine {
  readonly lane: number;
  readonly word: string;
  readonly dash: string;
  readonly points: readonly Point[];
}

export interface UpdateChartProps {
  readonly title: string;
  readonly note: string;
  readonly tools: ReactNode;
  /** What a screen reader hears of the picture. */
  readonly sentence: string;
  readonly axis: Axis;
  readonly range: Range;
  /** Right end of the x axis. */
  readonly updates: number;
  /** Updates made so far. */
  readonly shown: number;
  /** Changes with the data, which changes in place. */
  readonly version: number;
  readonly smoothing: number;
  readonly curves: readonly Curve[];
  readonly earlier: readonly Curve[];
  readonly extras: readonly ExtraLine[];
  readonly levels: readonly Level[];
  readonly changes: readonly ChangeWords[];
  readonly remarks: readonly Remark[];
  readonly format: (value: number) => string;
  /** What the readout adds to a curve's value at an update ("98.4 %"). */
  readonly alsoAt?: (lane: number, update: number) => string | null;
}

/** Numbers over updates, a curve a model: loss, gradient norm. Axes never slide; names stand at the right end. */
export function UpdateChart(props: UpdateChartProps) {
  const { title, note, tools, sentence, axis, range, updates, curves, version, smoothing, shown } = props;
  const [box, width, height] = useSize();
  const pointedModel = useApp((app) => app.pointed.model);
  const endWords = Math.max(
    0,
    ...curves.map(({ name, series, start }) =>
      textWidth(`${name} ${props.format(series.length > 0 ? series.last : (start ?? 0))}`),
    ),
  );
  // Steps of 12 px, so that a digit more or less moves no axis.
  const room = Math.ceil(endWords / 12) * 12;
  const frame = useMemo(() => frameOf(width, height, room), [width, height, room]);
  const [least, largest] = range;
  const scales = useMemo(
    () => scalesOf(frame, axis, [least, largest], updates),
    [frame, axis, least, largest, updates],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: the series change in place, version says when
  const averages = useMemo(() => averagesOf(curves, smoothing, axis), [curves, smoothing, axis, version]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above
  const rows = useMemo(() => rowsOf(curves, averages, updates), [curves, averages, updates, version]);
  return (
    <section className="uc" aria-label={title}>
      <div className="uc-head">
        <h2 className="uc-title">{title}</h2>
        <span className="uc-note" title={note}>
          {note}
        </span>
        <span className="uc-tools">{tools}</span>
        <Readout {...props} />
      </div>
      <div ref={box} className="uc-body" role="img" aria-label={sentence}>
        {width > 0 && (
          <>
            <Under {...props} frame={frame} scales={scales} />
            <Lines
              rows={rows}
              curves={curves}
              frame={frame}
              axis={axis}
              least={least}
              largest={largest}
              updates={updates}
              levels={props.levels}
              smooth={smoothing > 0}
              pointedModel={pointedModel}
            />
            <Over
              {...props}
              frame={frame}
              scales={scales}
              valueAt={(curve, update) => {
                const { series } = curves[curve] as Curve;
                return averageAt(series, averages[curve] as Float64Array, update);
              }}
              pointedModel={pointedModel}
            />
            <Pointer frame={frame} updateAt={scales.updateAt} x={scales.x} shown={shown} />
          </>
        )}
      </div>
    </section>
  );
}

type UnderProps = UpdateChartProps & { readonly frame: Frame; readonly scales: ReturnType<typeof scalesOf> };

/** Behind the curves: earlier runs, raw numbers, held-out evaluations, lines of single parameters. */
function Under({ curves, earlier, extras, frame, scales, smoothing, updates }: UnderProps) {
  const pointedModel = useApp((app) => app.pointed.model);
  const dim = (lane: number) => (pointedModel !== null && pointedModel !== lane ? "uc-dim" : undefined);
  return (
    <svg aria-hidden="true" width={frame.width} height={frame.height}>
      {earlier.map(({ lane, name, series }) => (
        <path
          key={name}
          className="uc-earlier"
          stroke={laneColour(lane)}
          d={rawPath(series, frame, scales, updates)}
        />
      ))}
      {curves.map(({ lane, name, series, heldOut = [] }) => (
        <g key={name} className={dim(lane)} stroke={laneColour(lane)}>
          <path
            className={smoothing > 0 ? "uc-raw" : "uc-raw uc-full"}
            d={rawPath(series, frame, scales, updates)}
          />
          {heldOut.length > 1 && <path className="uc-held" d={pathOf(heldOut, scales)} />}
        </g>
      ))}
      {extras.map(({ lane, word, dash, points }) => (
        <g key={`${lane} ${word}`} className={dim(lane)}>
          <path
            className="uc-extra"
            stroke={laneColour(lane)}
            strokeDasharray={dash}
            d={pathOf(points, scales)}
          />
        </g>
      ))}
    </svg>
  );
}

interface LinesProps {
  readonly rows: readonly Row[];
  readonly curves: readonly Curve[];
  readonly frame: Frame;
  readonly axis: Axis;
  readonly least: number;
  readonly largest: number;
  readonly updates: number;
  readonly levels: readonly Level[];
  readonly smooth: boolean;
  readonly pointedModel: number | null;
}

/** Axes, grid, levels and curves by recharts: no animation, no dots, a handful of rows. */
const Lines = memo(function Lines({
  rows,
  curves,
  frame,
  axis,
  least,
  largest,
  updates,
  ...more
}: LinesProps) {
  const tall = frame.bottom - frame.top;
  const yTicks = useMemo(
    () =>
      axis === "log"
        ? logTicks(least, largest, Math.floor(tall / 13.5) + 1)
        : linearTicks(least, largest, Math.floor(tall / 22) + 1),
    [axis, least, largest, tall],
  );
  const wide = frame.right - frame.left;
  const xTicks = useMemo(() => linearTicks(0, updates, Math.max(3, Math.floor(wide / 56))), [updates, wide]);
  // recharts starts over for every new object, so what did not change stays the same one.
  const margin = useMemo(
    () => ({ top: frame.top, right: frame.width - frame.right, bottom: 0, left: 0 }),
    [frame],
  );
  const xDomain = useMemo(() => [0, updates] as const, [updates]);
  const yDomain = useMemo(() => [least, largest] as const, [least, largest]);
  return (
    <LineChart
      width={frame.width}
      height={frame.height}
      data={rows}
      margin={margin}
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} stroke="var(--hair2)" />
      <XAxis
        type="number"
        dataKey="update"
        domain={xDomain}
        ticks={xTicks}
        interval={0}
        height={frame.height - frame.bottom}
        allowDataOverflow
        axisLine={rule}
        tickLine={false}
        tick={updateTick}
      />
      <YAxis
        type="number"
        width={frame.left}
        scale={axis}
        domain={yDomain}
        ticks={yTicks}
        interval={0}
        allowDataOverflow
        axisLine={false}
        tickLine={false}
        tick={axis === "log" ? logTick : linearTick}
      />
      {more.levels.map(({ value, label }) => (
        <ReferenceLine key={label} y={value} stroke="var(--base)" strokeDasharray="2 3" ifOverflow="hidden" />
      ))}
      {more.smooth &&
        curves.map(({ lane, name }, k) => (
          <Line
            key={name}
            dataKey={`v${k}`}
            type="linear"
            stroke={laneColour(lane)}
            strokeWidth={1.9}
            strokeOpacity={more.pointedModel !== null && more.pointedModel !== lane ? 0.22 : 1}
            dot={false}
            activeDot={false}
            isAnimationActive={false}
            connectNulls={false}
          />
        ))}
    </LineChart>
  );
});

const rule = { stroke: "var(--hair)" };

const updateTick = ({ x, y, payload, index, visibleTicksCount }: XAxisTickContentProps) => (
  <text
    className="uc-tick"
    x={Number(x)}
    y={Number(y) + 6}
    // The last one may stand at the plot's very end, where half of it would reach the names.
    textAnchor={index > 0 && index === visibleTicksCount - 1 ? "end" : "middle"}
  >
    {formatCount(Number(payload.value))}
  </text>
);

const valueTick = (label: (value: number) => string) =>
  function ValueTick({ x, y, payload }: YAxisTickContentProps) {
    return (
      <text className="uc-tick" x={Number(x)} y={Number(y) + 4} textAnchor="end">
        {label(Number(payload.value))}
      </text>
    );
  };
const logTick = valueTick(logTickLabel);
const linearTick = valueTick(linearTickLabel);

/** The values at the update pointed at, in the header's right end: in place of the tools, over no data. */
function Readout({ curves, shown, format, alsoAt }: UpdateChartProps) {
  const update = usePointedUpdate();
  if (update === null || update < 1 || update > shown) return null;
  return (
    <span className="uc-readout">
      <span className="uc-at">{`${words.at} ${formatCount(update)}`}</span>
      {curves.map(({ lane, name, series }) => (
        <span key={name}>
          <LaneMark lane={lane} />
          {format(series.at(update))}
          {alsoAt && <i>{alsoAt(lane, update)}</i>}
        </span>
      ))}
    </span>
  );
}

interface PointerProps {
  readonly frame: Frame;
  readonly shown: number;
  updateAt(x: number): number;
  x(update: number): number;
}

/** Takes the pointer over the plot and draws the hairline at the update pointed at, here and in the other charts. */
function Pointer({ frame, shown, updateAt, x }: PointerProps) {
  const update = usePointedUpdate();
  const move = (event: PointerEvent<SVGSVGElement>) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    pointUpdate(at >= frame.left - 4 && at <= frame.right + 4 ? updateAt(at) : null);
  };
  return (
    <svg
      aria-hidden="true"
      width={frame.width}
      height={frame.height}
      onPointerMove={move}
      onPointerLeave={() => pointUpdate(null)}
      style={{ pointerEvents: "none" }}
    >
      <rect
        x={frame.left}
        y={frame.top}
        width={frame.right - frame.left}
        height={frame.bottom - frame.top}
        fill="transparent"
        style={{ pointerEvents: "all" }}
      />
      {update !== null && update >= 1 && update <= shown && (
        <line className="uc-pointed" x1={x(update)} x2={x(update)} y1={frame.top} y2={frame.bottom} />
      )}
    </svg>
  );
}
