import { type PointerEvent, useId, useMemo } from "react";
import { decimate, type Point } from "../../lib/decimate.ts";
import { formatCount } from "../../lib/format.ts";
import { shareOf } from "../../lib/share-of.ts";
import { linearTickLabel, linearTicks, tickLabels } from "../../lib/ticks.ts";
import { forecast as english } from "../../text/en/forecast.ts";
import { laneColour } from "../../ui/lane-mark.tsx";
import { useWords } from "../../ui/words.ts";
import { textWidth } from "../text-width.ts";
import { pathOf } from "../update-chart-layout.ts";
import { Mark } from "../update-chart-marks.tsx";
import { useSize } from "../use-size.ts";
import { rangeOf, sentenceOf, type View } from "./forecast-data.ts";

/** Points a line, at most. */
const mostPoints = 300;
const gutter = { right: 8, top: 17, bottom: 17 };
/** Under this height, in pixels, the series is named in the line of the steps: the plot needs the room. */
const lowBelow = 80;

/** Values at the steps `first`, `first` + 1 … */
const line = (values: readonly number[], first: number): readonly Point[] =>
  decimate(
    values.map((y, k) => ({ x: first + k, y })),
    mostPoints,
  );

interface ChartProps {
  readonly view: View;
  /** Step pointed at, 1 … horizon. */
  readonly pointed: number | null;
  readonly onPoint: (step: number | null) => void;
}

/** What was read, how it went on, and what each model foretold of it. */
export function ForecastChart({ view, pointed, onPoint }: ChartProps) {
  const words = useWords(english);
  const [box, width, height] = useSize();
  const clip = useId();
  const { read, truth, models, persistence, horizon, stepUnit } = view;
  const [least, largest] = useMemo(() => rangeOf(view), [view]);
  const isLow = height < lowBelow;
  const top = isLow ? 5 : gutter.top;
  const bottom = Math.max(top + 10, height - gutter.bottom);
  const yTicks = linearTicks(least, largest, Math.max(2, Math.floor((bottom - top) / 18) + 1));
  const yLabels = tickLabels(yTicks);
  const left = Math.ceil(Math.max(0, ...yLabels.map(textWidth))) + 10;
  const right = Math.max(left + 10, width - gutter.right);
  const first = 1 - read.length;
  const scales = {
    x: (step: number) => left + ((step - first) / (horizon - first)) * (right - left),
    y: (value: number) => bottom - shareOf(value, least, largest) * (bottom - top),
  };
  const { x, y } = scales;
  const last = read.at(-1) ?? Number.NaN;
  const unitRoom = textWidth(words.steps(formatCount(horizon), stepUnit));
  const series = words.series(view.name, view.unit);
  // The last tick says the unit; none may stand where its words do, or those of the series.
  const nameRoom = isLow ? textWidth(series) + 8 : 0;
  const xTicks = linearTicks(first, horizon, Math.max(3, Math.floor((right - left) / 44))).filter(
    (tick) => x(tick) < right - unitRoom - 12 && x(tick) > nameRoom,
  );
  const move = (event: PointerEvent<SVGSVGElement>) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const step = Math.round(first + ((at - left) / (right - left)) * (horizon - first));
    onPoint(step >= 1 && step <= horizon ? step : null);
  };
  return (
    <div ref={box} className="fc-chart uc-body" role="img" aria-label={sentenceOf(words, view)}>
      {width > 0 && (
        <svg
          aria-hidden="true"
          width={width}
          height={height}
          onPointerDown={move}
          onPointerMove={move}
          onPointerLeave={({ pointerType }) => pointerType !== "touch" && onPoint(null)}
        >
          <clipPath id={clip}>
            <rect x={left} y={top - 1} width={right - left + 4} height={bottom - top + 2} />
          </clipPath>
          <text className="uc-tick" x={0} y={isLow ? height - 3 : 10}>
            {series}
          </text>
          {yTicks.map((tick, k) => (
            <g key={tick}>
              <line className="fc-grid" x1={left} x2={right} y1={y(tick)} y2={y(tick)} />
              <text className="uc-tick" x={left - 6} y={y(tick) + 4} textAnchor="end">
                {yLabels[k]}
              </text>
            </g>
          ))}
          <line className="fc-rule" x1={left} x2={right} y1={bottom} y2={bottom} />
          {xTicks.map((tick) => (
            <text key={tick} className="uc-tick" x={x(tick)} y={height - 3} textAnchor="middle">
              {linearTickLabel(tick).replace("-", "−")}
            </text>
          ))}
          <text className="uc-tick" x={right + gutter.right} y={height - 3} textAnchor="end">
            {words.steps(formatCount(horizon), stepUnit)}
          </text>
          <line className="fc-begin" x1={x(0)} x2={x(0)} y1={top - 4} y2={bottom} />
          <g clipPath={`url(#${clip})`}>
            <path className="fc-persistence" d={pathOf(line([last, ...persistence.values], 0), scales)} />
            <path className="fc-read" d={pathOf(line(read, first), scales)} />
            {models.map(
              (own, lane) =>
                own && (
                  <path
                    key={own.name}
                    className="fc-model"
                    stroke={laneColour(lane)}
                    d={pathOf(line([last, ...own.values], 0), scales)}
                  />
                ),
            )}
            <path className="fc-truth" d={pathOf(line([last, ...truth], 0), scales)} />
            {models.flatMap((own, lane) =>
              // A forecast that has diverged ends where its numbers do.
              (own ? markSteps(lane, horizon) : [])
                .filter((step) => Number.isFinite(own?.values[step - 1]))
                .map((step) => (
                  <Mark
                    key={`${own?.name} ${step}`}
                    lane={lane}
                    x={x(step)}
                    y={y(own?.values[step - 1] as number)}
                    radius={3}
                  />
                )),
            )}
          </g>
          {pointed !== null && pointed <= horizon && (
            <line className="uc-pointed" x1={x(pointed)} x2={x(pointed)} y1={top - 4} y2={bottom} />
          )}
          <rect x={left} y={0} width={right - left} height={bottom} fill="transparent" />
        </svg>
      )}
    </div>
  );
}

/** Marks along a forecast: one at its end where it is short, else three, of each lane at steps of its own. */
function markSteps(lane: number, horizon: number): readonly number[] {
  if (horizon < 12) return [horizon];
  return [0.22, 0.52, 0.82]
    .map((share) => Math.round((share + 0.06 * (lane % 4)) * horizon))
    .filter((step) => step <= horizon);
}
