import { spreadLabels } from "../../../lib/ticks.ts";
import { Mark } from "../../../panels/update-chart-marks.tsx";
import { useSize } from "../../../panels/use-size.ts";
import { lab as english } from "../../../text/en/lab.ts";
import { laneColour } from "../../../ui/lane-mark.tsx";
import { useWords } from "../../../ui/words.ts";
import type { Column } from "./figures.ts";
import { frameOf, placesOf } from "./places.ts";

export interface ChartProps {
  readonly columns: readonly Column[];
  readonly names: readonly string[];
  /** What the columns are values of. */
  readonly axis: string;
  readonly chosen: number;
}

/** By value of the setting: the share of seeds that solved it, and how sure that is. */
export function ShareChart({ columns, names, axis, chosen }: ChartProps) {
  const words = useWords(english);
  const [box, width] = useSize();
  const frame = frameOf(width, 168);
  const { x, offset } = placesOf(columns.length, names.length, frame);
  const y = (share: number) => frame.bottom - share * (frame.bottom - frame.top);
  const ends = names.map((_, m) => {
    const last = columns.at(-1)?.cells[m];
    return last && last.runs > 0 ? y(last.solved / last.runs) : frame.bottom;
  });
  const labels = spreadLabels(ends, 15, frame.top, frame.bottom);
  const sentence = names
    .map((name, m) =>
      words.sentence(
        name,
        columns.map(({ cells, text }) => words.part(cells[m]?.solved ?? 0, cells[m]?.runs ?? 0, text)),
      ),
    )
    .join(" ");
  return (
    <div ref={box} className="lab-chart">
      <svg role="img" aria-label={sentence} width={width} height={frame.height}>
        {[0, 0.5, 1].map((share) => (
          <g key={share}>
            <line className="lab-grid" x1={frame.left} x2={frame.right} y1={y(share)} y2={y(share)} />
            <text className="lab-tick" x={frame.left - 6} y={y(share) + 4} textAnchor="end">
              {100 * share} %
            </text>
          </g>
        ))}
        <ColumnTicks {...{ columns, chosen, axis, x }} y={frame.bottom + 15} />
        {names.map((name, m) => {
          const points = columns.flatMap(({ cells }, k) => {
            const cell = cells[m];
            return cell && cell.runs > 0 ? [{ k, cell, share: cell.solved / cell.runs }] : [];
          });
          const at = (k: number) => x(k) + offset(m);
          return (
            <g key={name} style={{ color: laneColour(m) }}>
              <polyline
                className="lab-line"
                points={points.map(({ k, share }) => `${at(k)},${y(share)}`).join(" ")}
              />
              {points.map(({ k, cell, share }) => (
                <g key={k}>
                  <line
                    className="lab-whisker"
                    x1={at(k)}
                    x2={at(k)}
                    y1={y(cell.interval[0])}
                    y2={y(cell.interval[1])}
                  />
                  <Mark filled lane={m} x={at(k)} y={y(share)} radius={4} />
                </g>
              ))}
            </g>
          );
        })}
        {names.map((name, m) => {
          const last = columns.at(-1)?.cells[m];
          return (
            <text key={name} className="lab-end" x={frame.right + 10} y={(labels[m] ?? 0) + 4}>
              <tspan className="lab-strong">{name}</tspan> {last ? words.of(last.solved, last.runs) : ""}
            </text>
          );
        })}
      </svg>
    </div>
  );
}

interface TicksProps extends Pick<ChartProps, "columns" | "chosen" | "axis"> {
  x(column: number): number;
  readonly y: number;
}

/** The values under a chart, that of the runs below it in ink. */
export function ColumnTicks({ columns, chosen, axis, x, y }: TicksProps) {
  return (
    <>
      {columns.map(({ text, short }, k) => (
        <text
          key={text}
          className="lab-tick"
          data-chosen={(k === chosen && columns.length > 1) || undefined}
          x={x(k)}
          y={y}
          textAnchor="middle"
        >
          {short}
        </text>
      ))}
      {axis !== "" && (
        <text className="lab-tick" x={0} y={y}>
          {axis}
        </text>
      )}
    </>
  );
}
