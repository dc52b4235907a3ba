import { useState } from "react";
import { formatCount, formatNumber } from "../../lib/format.ts";
import { countTicks, logTickLabel, logTicks } from "../../lib/ticks.ts";
import { useSize } from "../../panels/use-size.ts";
import { compare as english } from "../../text/en/compare.ts";
import { laneColour } from "../../ui/lane-mark.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { useDifferWords } from "../use-differ-words.ts";
import type { KeptRow } from "./kept-rows.ts";
import { decadesOfValues, pathOf } from "./log-lines.ts";
import { callOf, dashes, linesOf, type Measure, measures } from "./overlay-data.ts";

interface OverlayProps {
  readonly rows: readonly KeptRow[];
  onForget(): void;
  onClear(): void;
}

/** Of a line: more than there are pixels. */
const mostPoints = 800;
const frame = { height: 210, left: 52, top: 8, bottom: 186 } as const;

/** The chosen runs on one axis of updates, and what each came to. */
export function Overlay({ rows, onForget, onClear }: OverlayProps) {
  const words = useWords(english);
  const text = useText();
  const differ = useDifferWords();
  const [measure, setMeasure] = useState<Measure>("heldOut");
  const [box, width] = useSize();
  const lines = linesOf(rows, measure);
  const decades = decadesOfValues(lines.flatMap(({ points }) => points.map(([, value]) => value)));
  const end = Math.max(1, ...rows.map(({ run }) => run.update));
  const right = Math.max(frame.left + 40, width - 8);
  const [low, high] = decades ?? [0, 1];
  const x = (update: number) => frame.left + (update / end) * (right - frame.left);
  const y = (value: number) =>
    frame.bottom - ((Math.log10(value) - low) / Math.max(high - low, 1e-9)) * (frame.bottom - frame.top);
  const call = (r: number) => callOf(rows, r, differ) ?? text(rows[r]?.task ?? "");
  return (
    <section className="cm-overlay" aria-label={words.overlay}>
      <div className="cm-halves">
        {measures.map((one) => (
          <button
            key={one}
            type="button"
            className="cm-half"
            aria-pressed={one === measure}
            onClick={() => setMeasure(one)}
          >
            {words.measures[one]}
          </button>
        ))}
        <button type="button" className="word" onClick={onClear}>
          {words.clear}
        </button>
        <button type="button" className="word" onClick={onForget}>
          {words.forgetChosen(rows.length)}
        </button>
      </div>
      <div ref={box} className="cm-chart">
        <svg role="img" aria-label={words.overlaid(rows.length)} width={width} height={frame.height}>
          {decades &&
            logTicks(10 ** low, 10 ** high, 5).map((tick) => (
              <g key={tick}>
                <line className="cm-grid" x1={frame.left} x2={right} y1={y(tick)} y2={y(tick)} />
                <text className="cm-tick" x={frame.left - 6} y={y(tick) + 4} textAnchor="end">
                  {logTickLabel(tick)}
                </text>
              </g>
            ))}
          {countTicks(end, right - frame.left).map((tick, k, all) => (
            <text
              key={tick}
              className="cm-tick"
              x={x(tick)}
              y={frame.bottom + 16}
              textAnchor={k === all.length - 1 ? "end" : "middle"}
            >
              {formatCount(tick)}
              {k === all.length - 1 && ` ${words.unit}`}
            </text>
          ))}
          {decades &&
            lines.map(({ run, lane, points }) => (
              <path
                key={`${run} ${lane}`}
                className="cm-line"
                stroke={laneColour(lane)}
                strokeDasharray={dashes[run % dashes.length]}
                d={pathOf(points, x, y, mostPoints)}
              />
            ))}
        </svg>
        {!decades && <p className="cm-say">{words.nothing}</p>}
      </div>
      <table className="cm-table cm-runs">
        <thead>
          <tr>
            <th scope="col">{words.columns.run}</th>
            <th scope="col">{words.columns.model}</th>
            <th scope="col" className="cm-number">
              {words.columns.loss}
            </th>
            <th scope="col" className="cm-number">
              {words.columns.solved}
            </th>
            <th scope="col" className="cm-number">
              {words.columns.update}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.flatMap(({ run, models }, r) =>
            models.map(({ name, loss, solvedAt }, lane) => (
              <tr key={`${run.id} ${name}`}>
                <th scope="row">
                  <svg className="cm-key" aria-hidden="true" width="30" height="8">
                    <path
                      className="cm-line"
                      stroke={laneColour(lane)}
                      strokeDasharray={dashes[r % dashes.length]}
                      d="M0 4H30"
                    />
                  </svg>
                  {lane === 0 && call(r)}
                </th>
                <td translate="no">{name}</td>
                <td className="number cm-number">{loss === null ? "–" : formatNumber(loss)}</td>
                <td className="number cm-number">{solvedAt === null ? "–" : formatCount(solvedAt)}</td>
                <td className="number cm-number">{formatCount(run.update)}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </section>
  );
}
