import type { LabResults } from "../../../lab/results.ts";
import { formatCount } from "../../../lib/format.ts";
import { countTicks, logTickLabel, logTicks, spreadLabels } from "../../../lib/ticks.ts";
import { useSize } from "../../../panels/use-size.ts";
import { lab as english } from "../../../text/en/lab.ts";
import { laneColour } from "../../../ui/lane-mark.tsx";
import { useWords } from "../../../ui/words.ts";
import { type Column, lossDecades, lossPath, medianRun } from "./figures.ts";
import { frameOf } from "./places.ts";

interface LossCurvesProps {
  readonly column: Column;
  readonly names: readonly string[];
  readonly results: LabResults;
  /** Updates of a run. */
  readonly end: number;
}

/** Held-out losses of all runs with one value of the setting. */
export function LossCurves({ column, names, results, end }: LossCurvesProps) {
  const words = useWords(english);
  const [box, width] = useSize();
  const frame = frameOf(width, 190);
  const own = column.cells.flatMap(({ jobs }) => jobs.flatMap(({ index }) => results[index] ?? []));
  const decades = lossDecades(own);
  if (!decades)
    return (
      <div ref={box} className="lab-chart">
        <p className="lab-why">{words.none}</p>
      </div>
    );
  const [low, high] = decades;
  const span = Math.max(high - low, 1e-9);
  const x = (update: number) => frame.left + (update / Math.max(1, end)) * (frame.right - frame.left);
  const y = (loss: number) => frame.bottom - ((Math.log10(loss) - low) / span) * (frame.bottom - frame.top);
  const middle = column.cells.map((cell) => {
    const run = medianRun(cell, results);
    return run && results[run.index];
  });
  const shown = names.map((_, m) => m).filter((m) => (middle[m]?.evaluations.at(-1)?.loss ?? 0) > 0);
  const labels = spreadLabels(
    shown.map((m) => y(middle[m]?.evaluations.at(-1)?.loss ?? 1)),
    15,
    frame.top,
    frame.bottom,
  );
  const sentence = column.cells
    .map((cell, m) => words.sentence(names[m] ?? "", [words.part(cell.solved, cell.runs, column.text)]))
    .join(" ");
  return (
    <div ref={box} className="lab-chart">
      <svg role="img" aria-label={sentence} width={width} height={frame.height}>
        {logTicks(10 ** low, 10 ** high, 5).map((tick) => (
          <g key={tick}>
            <line className="lab-grid" x1={frame.left} x2={frame.right} y1={y(tick)} y2={y(tick)} />
            <text className="lab-tick" x={frame.left - 6} y={y(tick) + 4} textAnchor="end">
              {logTickLabel(tick)}
            </text>
          </g>
        ))}
        {countTicks(end, frame.right - frame.left).map((tick, k, all) => (
          <text
            key={tick}
            className="lab-tick"
            x={x(tick)}
            y={frame.bottom + 15}
            textAnchor={k === all.length - 1 ? "end" : "middle"}
          >
            {k === all.length - 1 ? words.updatesAxis(formatCount(tick)) : formatCount(tick)}
          </text>
        ))}
        {column.cells.map(({ jobs, model }) =>
          jobs.map(({ index }) => {
            const result = results[index];
            return (
              result && (
                <path
                  key={index}
                  className="lab-thin"
                  stroke={laneColour(model)}
                  d={lossPath(result, x, y)}
                />
              )
            );
          }),
        )}
        {shown.map((m) => {
          const result = middle[m];
          return (
            result && <path key={m} className="lab-thick" stroke={laneColour(m)} d={lossPath(result, x, y)} />
          );
        })}
        {shown.map((m, k) => {
          const cell = column.cells[m];
          return (
            <text key={names[m]} className="lab-end" x={frame.right + 10} y={(labels[k] ?? 0) + 4}>
              <tspan className="lab-strong">{names[m]}</tspan> {cell && words.of(cell.solved, cell.runs)}
            </text>
          );
        })}
      </svg>
    </div>
  );
}
