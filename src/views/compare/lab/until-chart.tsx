import type { LabResults } from "../../../lab/results.ts";
import { formatCount } from "../../../lib/format.ts";
import { logTicks, spreadLabels } from "../../../lib/ticks.ts";
import { Mark } from "../../../panels/update-chart-marks.tsx";
import { useSize } from "../../../panels/use-size.ts";
import { lab as english } from "../../../text/en/lab.ts";
import { laneColour } from "../../../ui/lane-mark.tsx";
import { useWords } from "../../../ui/words.ts";
import { frameOf, placesOf } from "./places.ts";
import { type ChartProps, ColumnTicks } from "./share-chart.tsx";

interface UntilChartProps extends ChartProps {
  readonly results: LabResults;
  /** Updates of a run. */
  readonly end: number;
}

/** By value of the setting: when each run solved it; a run that did not has no mark. */
export function UntilChart({ columns, names, axis, chosen, results, end }: UntilChartProps) {
  const words = useWords(english);
  const [box, width] = useSize();
  const frame = frameOf(width, 168);
  const { x, offset } = placesOf(columns.length, names.length, frame);
  const all = columns.flatMap(({ cells }) =>
    cells.flatMap(({ jobs }) => jobs.flatMap(({ index }) => results[index]?.solvedAt ?? [])),
  );
  const least = Math.max(1, Math.min(end / 2, ...all));
  const high = Math.max(end, least + 1);
  const y = (update: number) =>
    frame.bottom - (Math.log(update / least) / Math.log(high / least)) * (frame.bottom - frame.top);
  const ends = names.map((_, m) => {
    const solved = columns.filter(({ cells }) => Number.isFinite(cells[m]?.medianSolvedAt)).at(-1)?.cells[m];
    return solved?.medianSolvedAt ?? Number.NaN;
  });
  const shown = names.map((_, m) => m).filter((m) => Number.isFinite(ends[m]));
  const labels = spreadLabels(
    shown.map((m) => y(ends[m] as number)),
    15,
    frame.top,
    frame.bottom,
  );
  const sentence = shown
    .map((m) => `${names[m]}: ${words.solvedAt(formatCount(ends[m] as number))}`)
    .join("; ");
  return (
    <div ref={box} className="lab-chart">
      <svg
        role="img"
        aria-label={sentence === "" ? words.none : sentence}
        width={width}
        height={frame.height}
      >
        {logTicks(least, high, 5)
          .filter((tick) => Math.abs(y(tick) - frame.top) > 9)
          .map((tick) => (
            <g key={tick}>
              <line className="lab-grid" x1={frame.left} x2={frame.right} y1={y(tick)} y2={y(tick)} />
              <text className="lab-tick" x={frame.left - 6} y={y(tick) + 4} textAnchor="end">
                {formatCount(tick)}
              </text>
            </g>
          ))}
        <line className="lab-limit" x1={frame.left} x2={frame.right} y1={frame.top} y2={frame.top} />
        <text className="lab-tick" x={frame.right} y={frame.top - 4} textAnchor="end">
          {words.gaveUp(formatCount(end))}
        </text>
        <ColumnTicks {...{ columns, chosen, axis, x }} y={frame.bottom + 15} />
        {names.map((name, m) => {
          const at = (k: number) => x(k) + offset(m);
          const medians = columns.flatMap(({ cells }, k) => {
            const middle = cells[m]?.medianSolvedAt ?? Number.NaN;
            return Number.isFinite(middle) ? [`${at(k)},${y(middle)}`] : [];
          });
          return (
            <g key={name} style={{ color: laneColour(m) }}>
              <polyline className="lab-line" points={medians.join(" ")} />
              {columns.map(({ cells, text }, k) =>
                cells[m]?.jobs.map(({ index }) => {
                  const solvedAt = results[index]?.solvedAt ?? null;
                  return (
                    solvedAt !== null && (
                      <g key={`${text} ${index}`} className="lab-run">
                        <Mark filled lane={m} x={at(k)} y={y(solvedAt)} radius={2.4} />
                      </g>
                    )
                  );
                }),
              )}
            </g>
          );
        })}
        {shown.map((m, k) => (
          <text key={names[m]} className="lab-end" x={frame.right + 10} y={(labels[k] ?? 0) + 4}>
            <tspan className="lab-strong">{names[m]}</tspan> {formatCount(ends[m] as number)}
          </text>
        ))}
      </svg>
    </div>
  );
}
