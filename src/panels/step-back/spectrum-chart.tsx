import { formatCount, formatNumber } from "../../lib/format.ts";
import { countTicks, logTickLabel } from "../../lib/ticks.ts";
import { useApp } from "../../store/hooks.ts";
import { laneColour } from "../../ui/lane-mark.tsx";
import { LineEnds } from "../line-ends.tsx";
import { textWidth } from "../text-width.ts";
import { Pointer } from "../update-chart.tsx";
import { type Frame, frameOf, legendRow, pathOf, type Scales, scalesOf } from "../update-chart-layout.ts";
import { Mark } from "../update-chart-marks.tsx";
import { legendOf } from "../update-chart-over.tsx";
import { type SpectrumLine, type SpectrumPoint, spectrumRange } from "./spectrum-data.ts";

interface SpectrumChartProps {
  readonly width: number;
  readonly height: number;
  /** Those of which something is known. */
  readonly lines: readonly SpectrumLine[];
  /** Updates made so far. */
  readonly shown: number;
  /** Right end of the x axis. */
  readonly updates: number;
  /** In the plot while it is empty. */
  readonly remark: string | null;
}

/** Over the plot there is nothing but half a mark and the names of a narrow one. */
const top = 8;

type Kind = "largest" | "median" | "smallest" | "radius";

/** A line through what is known of a number; a matrix without it interrupts nothing, since it has it nowhere. */
const lineOf = (points: readonly SpectrumPoint[], kind: Kind, scales: Scales): string =>
  pathOf(
    points.flatMap((point) => {
      const value = point[kind];
      return value === null || !Number.isFinite(value) ? [] : [{ x: point.update, y: value }];
    }),
    scales,
  );

/** From the largest down to the smallest value. */
function bandOf(points: readonly SpectrumPoint[], scales: Scales): string {
  const known = points.filter(({ smallest }) => smallest !== null);
  if (known.length < 2) return "";
  const at = ({ update }: SpectrumPoint, value: number | null) =>
    `${scales.x(update).toFixed(1)} ${scales.y(value ?? Number.NaN).toFixed(1)}`;
  const upper = known.map((point) => at(point, point.largest));
  const lower = known.map((point) => at(point, point.smallest)).reverse();
  return `M${[...upper, ...lower].join("L")}Z`;
}

export function SpectrumChart({ width, height, lines, shown, updates, remark }: SpectrumChartProps) {
  const pointedModel = useApp((app) => app.pointed.model);
  const ends = lines.map(({ lane, name, points }) => {
    const last = points.at(-1) as SpectrumPoint;
    return { lane, name, last, text: formatNumber(last.largest) };
  });
  const endWords = Math.max(0, ...ends.map(({ name, text }) => textWidth(`${name} ${text}`)));
  const { places, rows } = legendOf(lines, [], width - 4);
  const base = frameOf(width, height, Math.ceil(endWords / 12) * 12, rows);
  const frame: Frame = { ...base, top: top + (base.narrow ? legendRow * rows : 0) };
  const [least, largest] = spectrumRange(lines);
  const scales = scalesOf(frame, "log", [least, largest], updates);
  const dim = (lane: number) => (pointedModel !== null && pointedModel !== lane ? "uc-dim" : "");
  const hasBand = ({ points }: SpectrumLine) => points.some(({ smallest }) => smallest !== null);
  const filled = lines.find((line) => line.lane === pointedModel && hasBand(line)) ?? lines.find(hasBand);
  return (
    <>
      <svg aria-hidden="true" width={width} height={height}>
        <Axes frame={frame} scales={scales} range={[least, largest]} updates={updates} />
        {filled && (
          <path className="sp-band" fill={laneColour(filled.lane)} d={bandOf(filled.points, scales)} />
        )}
        {lines.map(({ lane, points }) => (
          <g key={lane} className={`sp-line ${dim(lane)}`} stroke={laneColour(lane)}>
            <path className="sp-median" d={lineOf(points, "median", scales)} />
            <path className="sp-radius" d={lineOf(points, "radius", scales)} />
            <path d={lineOf(points, "largest", scales)} />
          </g>
        ))}
        {lines.map(({ lane, points }) =>
          // A single moment has no line.
          points.length === 1 ? (
            <g key={lane} className={dim(lane)}>
              {(["median", "radius"] as const).map((kind) => {
                const [point] = points;
                const value = point?.[kind];
                return point && value != null && Number.isFinite(value) ? (
                  <circle
                    key={kind}
                    cx={scales.x(point.update)}
                    cy={scales.y(value)}
                    r={1.8}
                    fill={laneColour(lane)}
                  />
                ) : null;
              })}
            </g>
          ) : null,
        )}
        {shown > 0 && (
          <line
            className="uc-shown"
            x1={scales.x(shown)}
            x2={scales.x(shown)}
            y1={frame.top - 4}
            y2={frame.bottom}
          />
        )}
        {ends.map(({ lane, last }) => (
          <g key={lane} className={dim(lane)}>
            <Mark filled lane={lane} x={scales.x(last.update)} y={scales.y(last.largest)} />
          </g>
        ))}
        {remark !== null && (
          <text className="uc-remark" x={frame.left + 14} y={(frame.top + frame.bottom) / 2}>
            {remark}
          </text>
        )}
      </svg>
      <Pointer frame={frame} updateAt={scales.updateAt} x={scales.x} shown={shown} />
      <svg aria-hidden="true" width={width} height={height} style={{ pointerEvents: "none" }}>
        <LineEnds
          frame={frame}
          ends={ends.map((end, k) => ({ ...end, y: scales.y(end.last.largest), place: places[k] }))}
          dim={dim}
        />
      </svg>
    </>
  );
}

interface AxesProps {
  readonly frame: Frame;
  readonly scales: Scales;
  readonly range: readonly [number, number];
  readonly updates: number;
}

/** Powers of ten and about three times them, so that 1 is among them. */
function heights([least, largest]: readonly [number, number]): readonly number[] {
  const ticks: number[] = [];
  for (let exponent = -9; exponent <= 9; exponent++)
    for (const lead of [1, 3]) {
      const tick = Number(`${lead}e${exponent}`);
      if (tick >= least && tick <= largest) ticks.push(tick);
    }
  return ticks;
}

function Axes({ frame, scales, range, updates }: AxesProps) {
  const { left, right, bottom } = frame;
  const all = heights(range);
  // Where there is no room for all of them, powers of ten alone.
  const isTight = (bottom - frame.top) / all.length < 18;
  const xTicks = countTicks(updates, right - left);
  return (
    <>
      {all
        .filter((tick) => !isTight || Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9)
        .map((tick) => (
          <g key={tick}>
            <line
              className={tick === 1 ? "sp-one" : "sp-grid"}
              x1={left}
              x2={right}
              y1={scales.y(tick)}
              y2={scales.y(tick)}
            />
            <text className="uc-tick" x={left - 6} y={scales.y(tick) + 4} textAnchor="end">
              {tick >= 0.01 && tick < 1 ? tick : logTickLabel(tick)}
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
