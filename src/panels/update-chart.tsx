import "./update-chart.css";
import { lazy, type PointerEvent, type ReactNode, Suspense, useMemo } from "react";
import type { Point } from "../lib/decimate.ts";
import { formatCount } from "../lib/format.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { updateChart as english } from "../text/en/update-chart.ts";
import { LaneMark, laneColour } from "../ui/lane-mark.tsx";
import { useWords } from "../ui/words.ts";
import { HelpMark } from "./help-mark.tsx";
import { pointUpdate, usePointedUpdate } from "./pointed-update.ts";
import { textWidth } from "./text-width.ts";
import {
  type Axis,
  averageAt,
  averagesOf,
  type Curve,
  type Frame,
  frameOf,
  pathOf,
  type Range,
  rawPath,
  rowsOf,
  scalesOf,
  smallWidth,
} from "./update-chart-layout.ts";
import {
  type ChangeWords,
  type Level,
  legendOf,
  Over,
  type Remark,
  type SolvedWords,
} from "./update-chart-over.tsx";
import { useSize } from "./use-size.ts";

/** Axes and curves come behind the rest of the chart: recharts is half of all script. The place has its size before. */
const Lines = lazy(async () => ({ default: (await import("./update-chart-lines.tsx")).Lines }));

/** Another line of a model: thin, dashed, with a word at its newest end. */
export interface ExtraLine {
  readonly lane: number;
  readonly word: string;
  readonly dash: string;
  readonly points: readonly Point[];
}

export interface UpdateChartProps {
  readonly title: string;
  /** The panel's id, for its help. */
  readonly panel: string;
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
  /** Where a task has a criterion for it and the chart shows it. */
  readonly solved?: SolvedWords | undefined;
  readonly remarks: readonly Remark[];
  readonly format: (value: number) => string;
  /** What the readout adds to a curve's value at an update ("98.4 %"). */
  readonly alsoAt?: (lane: number, update: number) => string | null;
}

/** Numbers over updates, a curve a model: loss, gradient norm. Axes never slide; names stand at the right end. */
export function UpdateChart(props: UpdateChartProps) {
  const { title, panel, note, tools, sentence, axis, range, updates, curves, version, smoothing, shown } =
    props;
  const [box, width, height] = useSize();
  const pointedModel = useApp((app) => app.pointed.model);
  const endWords = Math.max(
    0,
    ...curves.map(({ name, series, start }) =>
      textWidth(`${name} ${props.format(series.length > 0 ? series.last : (start ?? 0))}`),
    ),
    ...props.levels.map(({ label }) => smallWidth(label)),
  );
  // Steps of 12 px, so that a digit more or less moves no axis.
  const room = Math.ceil(endWords / 12) * 12;
  const { rows: legendRows } = legendOf(curves, props.levels, width - 4);
  const frame = useMemo(() => frameOf(width, height, room, legendRows), [width, height, room, legendRows]);
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
        <HelpMark panel={panel} title={title} />
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
            <Suspense>
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
            </Suspense>
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

/** The values at the update pointed at, in the header's right end: in place of the tools, over no data. */
function Readout({ curves, shown, format, alsoAt }: UpdateChartProps) {
  const words = useWords(english);
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
export function Pointer({ frame, shown, updateAt, x }: PointerProps) {
  const update = usePointedUpdate();
  const moment = useApp((app) => app.moment);
  const { lookAt } = useActions();
  const at = (event: PointerEvent<SVGSVGElement>): number | null => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return left >= frame.left - 4 && left <= frame.right + 4 ? updateAt(left) : null;
  };
  // A finger leaves no pointer behind: what it touched stays, until it touches there again.
  const touch = (event: PointerEvent<SVGSVGElement>) => {
    if (event.pointerType !== "touch") return;
    const next = at(event);
    const isSame = next !== null && update !== null && Math.abs(x(next) - x(update)) < 8;
    pointUpdate(isSame ? null : next);
  };
  return (
    <svg
      aria-hidden="true"
      width={frame.width}
      height={frame.height}
      onPointerDown={touch}
      onPointerMove={(event) => pointUpdate(at(event))}
      onPointerLeave={({ pointerType }) => pointerType !== "touch" && pointUpdate(null)}
      onClick={({ nativeEvent, currentTarget }) => {
        const next = updateAt(nativeEvent.clientX - currentTarget.getBoundingClientRect().left);
        // A touch points; that it also looked back would surprise.
        if (nativeEvent instanceof globalThis.PointerEvent && nativeEvent.pointerType === "touch") return;
        lookAt(next >= shown ? null : next);
      }}
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
      {moment !== null && (
        <line className="uc-moment" x1={x(moment)} x2={x(moment)} y1={frame.top - 4} y2={frame.bottom} />
      )}
      {update !== null && update >= 1 && update <= shown && (
        <line className="uc-pointed" x1={x(update)} x2={x(update)} y1={frame.top} y2={frame.bottom} />
      )}
    </svg>
  );
}
