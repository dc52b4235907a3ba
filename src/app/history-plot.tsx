import { useMemo } from "react";
import { formatCount, formatNumber } from "../lib/format.ts";
import type { Series } from "../lib/series.ts";
import { movingAverage } from "../lib/smooth.ts";
import { pathOf, scalesOf } from "../panels/update-chart-layout.ts";
import { useApp } from "../store/hooks.ts";
import type { RunRecord } from "../store/run-record.ts";
import { history as english } from "../text/en/history.ts";
import { LaneMark, laneColour } from "../ui/lane-mark.tsx";
import { useWords } from "../ui/words.ts";
import type { TrackPointer } from "./history-slider.tsx";
import type { Mark } from "./history-track.ts";

export const plotHeight = 62;

interface Line {
  readonly lane: number;
  readonly series: Series;
  readonly average: Float64Array;
}

const linesOf = (record: RunRecord, weight: number, axis: "log" | "linear"): readonly Line[] =>
  record.models.map(({ loss }, lane) => ({ lane, series: loss, average: movingAverage(loss, weight, axis) }));

/** About a point a pixel. */
function pointsOf({ series, average }: Line, width: number) {
  const step = Math.max(1, Math.floor(average.length / Math.max(1, width)));
  const points: { x: number; y: number }[] = [];
  for (let k = 0; k < average.length; k += step) {
    const y = average[k] as number;
    if (Number.isFinite(y)) points.push({ x: series.updateAt(k), y });
  }
  return points;
}

interface HistoryPlotProps {
  readonly record: RunRecord;
  readonly version: number;
  readonly first: RunRecord | null;
  readonly width: number;
  readonly updates: number;
  readonly marks: readonly Mark[];
  readonly pointer: TrackPointer;
}

/** The loss of the whole run over the track, on the same pixels: all models, the run that it is a fork of in a lighter shade. */
export function HistoryPlot({ record, version, first, width, updates, marks, pointer }: HistoryPlotProps) {
  const words = useWords(english);
  const axis = useApp((app) => app.lossAxis);
  const smoothing = useApp((app) => app.smoothing);
  const moment = useApp((app) => app.moment);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the record changes in place, its version says when
  const paths = useMemo(() => {
    const own = linesOf(record, smoothing, axis);
    const pale = first ? linesOf(first, smoothing, axis) : [];
    const values = [...own, ...pale].flatMap(({ average }) => [...average].filter(Number.isFinite));
    const [least, largest] = [Math.min(...values), Math.max(...values)];
    if (values.length === 0) return { own: [], pale: [] };
    const frame = { left: 0, right: width, top: 3, bottom: plotHeight - 3 };
    const scales = scalesOf(frame as never, axis, [least, largest], updates);
    const path = (line: Line) => ({ lane: line.lane, d: pathOf(pointsOf(line, width), scales) });
    return { own: own.map(path), pale: pale.map(path) };
  }, [record, version, first, smoothing, axis, width, updates]);
  const x = (update: number) => (width * Math.min(update, updates)) / updates;
  const told = pointer.pointed === null ? null : Math.min(pointer.pointed, record.update);
  return (
    <div className="strip-plot" style={{ width, height: plotHeight }} {...pointer.handlers}>
      <svg aria-hidden="true" width={width} height={plotHeight}>
        {marks.map(({ update, words: all }) => (
          <line
            key={`${update} ${all}`}
            className="strip-event"
            x1={x(update)}
            x2={x(update)}
            y1={0}
            y2={plotHeight}
          />
        ))}
        {paths.pale.map(({ lane, d }) => (
          <path key={`first ${lane}`} className="uc-earlier" d={d} stroke={laneColour(lane)} fill="none" />
        ))}
        {paths.own.map(({ lane, d }) => (
          <path key={lane} className="strip-loss" d={d} stroke={laneColour(lane)} />
        ))}
        {moment !== null && (
          <line className="strip-now-line" x1={x(moment)} x2={x(moment)} y1={0} y2={plotHeight} />
        )}
        {told !== null && (
          <line className="strip-told-line" x1={x(told)} x2={x(told)} y1={0} y2={plotHeight} />
        )}
      </svg>
      {told !== null && told > 0 && (
        <span
          className="strip-told number"
          style={x(told) > width / 2 ? { right: width - x(told) + 6 } : { left: x(told) + 6 }}
        >
          <b>{formatCount(told)}</b>
          {record.models.map(({ loss }, lane) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a model is its place
            <span key={lane}>
              <LaneMark lane={lane} /> {formatNumber(loss.at(told))}
            </span>
          ))}
          <span>{words.lossAt}</span>
        </span>
      )}
    </div>
  );
}

/** Every kept moment as a tick on the track's own pixels. */
export function KeptTicks({
  record,
  width,
  updates,
}: {
  readonly record: RunRecord;
  readonly width: number;
  readonly updates: number;
}) {
  const d = record.moments
    .list()
    .map(({ update }) => `M${((width * Math.min(update, updates)) / updates).toFixed(1)} 0v4`)
    .join("");
  return (
    <svg className="strip-kept" aria-hidden="true" width={width} height={4}>
      <path d={d} />
    </svg>
  );
}
