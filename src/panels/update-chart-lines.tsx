import { memo, useMemo } from "react";
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
import { formatCount } from "../lib/format.ts";
import { countTicks, linearTickLabel, linearTicks, logTickLabel, logTicks } from "../lib/ticks.ts";
import { laneColour } from "../ui/lane-mark.tsx";
import type { Axis, Curve, Frame, Row } from "./update-chart-layout.ts";
import type { Level } from "./update-chart-over.tsx";

export interface LinesProps {
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
export const Lines = memo(function Lines({
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
  const xTicks = useMemo(() => countTicks(updates, wide), [updates, wide]);
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
