import { useActions } from "../store/hooks.ts";
import {
  type ChangeLabel,
  type Curve,
  changeLabels,
  endLabels,
  type Frame,
  type LevelLabel,
  levelLabels,
  markUpdates,
  type Scales,
  solvedLabels,
  textWidth,
} from "./update-chart-layout.ts";
import { Mark, NamedValue, SolvedDisc, SolvedWords } from "./update-chart-marks.tsx";

/** A dashed line right across, with words on its end: a trivial answer, the clip norm. */
export interface Level {
  readonly label: string;
  readonly value: number;
}
/** A setting that changed during the run. */
export interface ChangeWords {
  readonly update: number;
  readonly words: string;
}
/** A sentence in the empty plot: under the line of a value, or at the plot's foot. */
export interface Remark {
  readonly words: string;
  readonly under: number | null;
}

interface OverProps {
  readonly curves: readonly Curve[];
  readonly extras: readonly {
    readonly lane: number;
    readonly word: string;
    readonly points: readonly { x: number; y: number }[];
  }[];
  readonly levels: readonly Level[];
  readonly changes: readonly ChangeWords[];
  readonly remarks: readonly Remark[];
  readonly updates: number;
  readonly shown: number;
  readonly frame: Frame;
  readonly scales: Scales;
  readonly pointedModel: number | null;
  readonly format: (value: number) => string;
  /** The curve as drawn, by its place among the curves. */
  readonly valueAt: (curve: number, update: number) => number;
}

/** In front of the curves: words, marks, the update shown, names and values. */
export function Over(props: OverProps) {
  const { curves, frame, scales, updates, shown, valueAt, format } = props;
  const { point } = useActions();
  const shownX = shown > 0 ? scales.x(shown) : Number.NaN;
  const dim = (lane: number) =>
    props.pointedModel !== null && props.pointedModel !== lane ? "uc-dim" : undefined;
  const discs = curves.flatMap(({ lane, solvedAt }, k) =>
    solvedAt != null && solvedAt > 0 && solvedAt <= shown
      ? [{ lane, update: solvedAt, x: scales.x(solvedAt), y: scales.y(valueAt(k, solvedAt)) }]
      : [],
  );
  const ends = curves.map(({ series, start }, k) =>
    series.length > 0 ? valueAt(k, series.length) : (start ?? Number.NaN),
  );
  const levels = levelLabels(props.levels, frame, scales);
  const remarksTop = Math.max(
    frame.top,
    ...levels.map(({ box }) => box.bottom),
    ...props.levels.map(({ value }) => scales.y(value)),
  );
  const changes = changeLabels(
    props.changes,
    levels.map(({ box }) => box),
    frame,
    scales,
  );
  const labels = endLabels(ends, frame, scales);
  return (
    <svg aria-hidden="true" width={frame.width} height={frame.height} style={{ pointerEvents: "none" }}>
      <Levels labels={levels} frame={frame} />
      <Changes changes={changes} frame={frame} />
      {curves.map(({ lane, name, series, start }, k) => (
        <g key={name} className={dim(lane)}>
          {series.length === 0 && start !== undefined && (
            <Mark lane={lane} x={scales.x(0)} y={scales.y(start)} />
          )}
          {markUpdates(lane, updates, series.length)
            .filter(
              (update) =>
                // The curves may have grown since their averages were taken.
                Number.isFinite(valueAt(k, update)) &&
                !discs.some((disc) => disc.lane === lane && Math.abs(disc.x - scales.x(update)) < 12),
            )
            .map((update) => (
              <Mark key={update} lane={lane} x={scales.x(update)} y={scales.y(valueAt(k, update))} />
            ))}
        </g>
      ))}
      {shown > 0 && (
        <line className="uc-shown" x1={shownX} x2={shownX} y1={frame.top - 6} y2={frame.bottom} />
      )}
      {props.extras.map(({ lane, word, points }) => {
        const end = points.at(-1);
        return end ? (
          <text
            key={`${lane} ${word}`}
            className="uc-level uc-halo"
            x={scales.x(end.x) - 5}
            y={scales.y(end.y) - 4}
            textAnchor="end"
          >
            {word}
          </text>
        ) : null;
      })}
      {discs.map(({ lane, x, y }) => (
        <SolvedDisc key={lane} lane={lane} x={x} y={y} />
      ))}
      {solvedLabels(
        discs,
        frame,
        shownX,
        changes.map(({ box }) => box),
      ).map((label) => (
        <SolvedWords key={label.updates.join()} label={label} />
      ))}
      <Remarks remarks={props.remarks} top={remarksTop} frame={frame} />
      {labels.map(({ curve, y }) => {
        const { lane, name, series, start } = curves[curve] as Curve;
        const value = format(series.length > 0 ? series.last : (start ?? Number.NaN));
        const x = frame.narrow ? frame.right - 4 : frame.right + 20;
        const markX = frame.narrow ? x - textWidth(`${name} ${value}`) - 8 : frame.right + 12;
        return (
          <g
            key={name}
            className={`uc-name ${dim(lane) ?? ""}`}
            style={{ pointerEvents: "all" }}
            onPointerEnter={() => point({ model: lane })}
            onPointerLeave={() => point({ model: null })}
          >
            <NamedValue x={x} y={y + 4} name={name} value={value} anchor={frame.narrow ? "end" : "start"}>
              {!frame.narrow && <Mark filled lane={lane} x={markX} y={y} radius={3.2} />}
            </NamedValue>
          </g>
        );
      })}
    </svg>
  );
}

function Levels({ labels, frame }: { readonly labels: readonly LevelLabel[]; readonly frame: Frame }) {
  return labels.map(({ label, x, y }) => (
    <text key={label} className="uc-level uc-halo" x={x} y={y} textAnchor={frame.narrow ? "start" : "end"}>
      {label}
    </text>
  ));
}

/** Sentences of the empty plot: the first under all words of levels, in two lines where it is long. */
function Remarks({
  remarks,
  top,
  frame,
}: {
  readonly remarks: readonly Remark[];
  readonly top: number;
  readonly frame: Frame;
}) {
  const x = frame.left + 14;
  return remarks.map(({ words, under }) => {
    const cut = 0.92 * textWidth(words) > frame.right - x ? words.search(/[:;] /) + 1 : 0;
    return (
      <text
        key={words}
        className="uc-remark uc-halo"
        x={x}
        y={under === null ? Math.max(frame.bottom - 14, top + 44) : top + 15}
      >
        {cut > 0 ? words.slice(0, cut) : words}
        {cut > 0 && (
          <tspan x={x} dy={15}>
            {words.slice(cut + 1)}
          </tspan>
        )}
      </text>
    );
  });
}

function Changes({ changes, frame }: { readonly changes: readonly ChangeLabel[]; readonly frame: Frame }) {
  return changes.map(({ words, x, y, anchor }) => (
    <g key={`${x} ${words}`}>
      <line className="uc-change" x1={x} x2={x} y1={y - 9} y2={frame.bottom} />
      <text className="uc-level uc-halo" x={x + (anchor === "start" ? 4 : -4)} y={y} textAnchor={anchor}>
        {words}
      </text>
    </g>
  ));
}
