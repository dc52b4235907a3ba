import { formatCount } from "../lib/format.ts";
import { useActions } from "../store/hooks.ts";
import { updateChart as updateChartEnglish } from "../text/en/update-chart.ts";
import type { Words } from "../text/language.ts";
import { useWords } from "../ui/words.ts";
import { textWidth } from "./text-width.ts";
import {
  type Curve,
  endMark,
  endRoom,
  endText,
  eventLabels,
  type Frame,
  fitted,
  fittedLevel,
  gutterPlaces,
  legendPlaces,
  legendRow,
  linesOf,
  markUpdates,
  type Scales,
  solvedEvents,
} from "./update-chart-layout.ts";
import { EventWords, Mark, NamedValue, SolvedDisc } from "./update-chart-marks.tsx";

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
/** What "solved" is in this task. */
export interface SolvedWords {
  /** "99 % correct". */
  readonly reached: string;
  /** "Solved: accuracy at least 99 %, twice in a row." */
  readonly meaning: string;
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
  readonly solved?: SolvedWords | undefined;
  readonly frame: Frame;
  readonly scales: Scales;
  readonly pointedModel: number | null;
  readonly format: (value: number) => string;
  /** The curve as drawn, by its place among the curves. */
  readonly valueAt: (curve: number, update: number) => number;
}

/** What stands right of the plot, or over a narrow one: a model with its value, a level, the newest end of a thin line. */
type End =
  | { readonly kind: "model"; readonly curve: number; readonly y: number; readonly text: string }
  | { readonly kind: "level" | "extra"; readonly lane: number; readonly y: number; readonly text: string };

/** The criterion, then "solved", then the updates alone. */
function solvedForms(
  updateChart: Words<typeof updateChartEnglish>,
  updates: readonly number[],
  reached: string | undefined,
): readonly string[] {
  const counts = updates.map(formatCount);
  const short = [updateChart.solvedAt(counts), counts.join(", ")];
  return reached === undefined ? short : [updateChart.reachedAt(reached, counts), ...short];
}

/** Widest words of a value, so that no row moves while a value changes. */
const widestValue = "8.8·10⁻⁸";

/** Between the lines of a sentence in an empty plot. */
const remarkLine = 15;

/** Names, values and levels as rows over a narrow plot. */
export function legendOf(
  curves: readonly Pick<Curve, "name">[],
  levels: readonly Level[],
  width: number,
): { readonly places: ReturnType<typeof legendPlaces>; readonly rows: number } {
  const widths = [
    ...curves.map(({ name }) => textWidth(`${name} ${widestValue}`) + 12),
    ...levels.map(({ label }) => textWidth(label) + 18),
  ];
  const places = legendPlaces(widths, width);
  return { places, rows: 1 + Math.max(-1, ...places.map(({ row }) => row)) };
}

/** In front of the curves: marks and the update shown; around them, in gutters of their own, all words. */
export function Over(props: OverProps) {
  const updateChart = useWords(updateChartEnglish);
  const { curves, frame, scales, updates, shown, valueAt, format } = props;
  const { point } = useActions();
  const shownX = shown > 0 ? scales.x(shown) : Number.NaN;
  const dim = (lane: number) =>
    props.pointedModel !== null && props.pointedModel !== lane ? "uc-dim" : undefined;
  const discs = curves.flatMap(({ lane, solvedAt: update }, k) =>
    update != null && update > 0 && update <= shown
      ? [{ lane, update, x: scales.x(update), y: scales.y(valueAt(k, update)) }]
      : [],
  );
  const ends: readonly End[] = [
    ...curves.map(({ series, start }, curve): End => {
      const value = series.length > 0 ? valueAt(curve, series.length) : (start ?? Number.NaN);
      const text = format(series.length > 0 ? series.last : (start ?? Number.NaN));
      const y = value === Number.POSITIVE_INFINITY ? frame.top : scales.y(value);
      return { kind: "model", curve, y: Number.isNaN(value) ? Number.NaN : y, text };
    }),
    ...props.levels.map(
      ({ label, value }): End => ({ kind: "level", lane: 0, y: scales.y(value), text: label }),
    ),
    ...(frame.narrow ? [] : props.extras).flatMap(({ lane, word, points }): End[] => {
      const end = points.at(-1);
      return end ? [{ kind: "extra", lane, y: scales.y(end.y), text: word }] : [];
    }),
  ];
  const legend = legendOf(curves, props.levels, frame.width - 4);
  const heights = gutterPlaces(
    ends.map(({ kind, y }) => ({ y, rank: ["model", "level", "extra"].indexOf(kind) })),
    frame,
  );
  /** Of an end's mark: beside the plot at its height, or in a row over it. */
  const placeOf = (end: End, k: number): { readonly x: number; readonly y: number } | null => {
    if (frame.narrow) {
      const place = Number.isNaN(end.y) ? undefined : legend.places[k];
      return place ? { x: place.x + 5, y: 6 + legendRow * place.row } : null;
    }
    const y = heights[k];
    return y === null || y === undefined ? null : { x: frame.right + endMark, y };
  };
  const room = frame.narrow ? frame.width : endRoom(frame);
  const changes = props.changes.map(({ update, words }) => ({
    x: scales.x(update),
    lanes: [],
    forms: [words],
    words,
  }));
  const solved = solvedEvents(discs, (all) => solvedForms(updateChart, all, props.solved?.reached)).map(
    (event) => ({
      ...event,
      title: props.solved?.meaning,
    }),
  );
  const events = eventLabels([...solved, ...changes], frame);
  const remarksTop = Math.max(frame.top, ...props.levels.map(({ value }) => scales.y(value)));
  return (
    <svg aria-hidden="true" width={frame.width} height={frame.height} style={{ pointerEvents: "none" }}>
      {changes.map(({ x, words }) => (
        <line
          key={`${x} ${words}`}
          className="uc-change"
          x1={x}
          x2={x}
          y1={frame.top - 4}
          y2={frame.bottom}
        />
      ))}
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
        <line className="uc-shown" x1={shownX} x2={shownX} y1={frame.top - 4} y2={frame.bottom} />
      )}
      {discs.map(({ lane, x, y }) => (
        <SolvedDisc key={lane} lane={lane} x={x} y={y} />
      ))}
      {events.map((label) => (
        <EventWords key={`${label.left} ${label.words}`} label={label} y={frame.top - 7} />
      ))}
      <Remarks remarks={props.remarks} top={remarksTop} frame={frame} />
      {ends.map((end, k) => {
        const place = placeOf(end, k);
        if (!place) return null;
        const { x, y } = place;
        const textX = x + endText - endMark;
        if (end.kind !== "model")
          return (
            <g key={`${end.kind} ${end.lane} ${end.text}`}>
              {end.kind === "level" ? (
                <line className="uc-level-mark" x1={x - 5} x2={x + 5} y1={y} y2={y} />
              ) : (
                <Mark lane={end.lane} x={x} y={y} radius={2.6} />
              )}
              <text className="uc-level" x={textX} y={y + 4}>
                {end.kind === "level" ? fittedLevel(end.text, room) : fitted(end.text, room)}
                <title>{end.text}</title>
              </text>
            </g>
          );
        const { lane, name } = curves[end.curve] as Curve;
        return (
          <g
            key={name}
            className={`uc-name ${dim(lane) ?? ""}`}
            style={{ pointerEvents: "all" }}
            onPointerEnter={() => point({ model: lane })}
            onPointerLeave={() => point({ model: null })}
          >
            <Mark filled lane={lane} x={x} y={y} radius={3.2} />
            <NamedValue
              x={textX}
              y={y + 4}
              name={fitted(name, room - textWidth(` ${end.text}`))}
              full={name}
              value={end.text}
            />
          </g>
        );
      })}
    </svg>
  );
}

/** Sentences of the empty plot: the first under all levels, in lines of its width; what there is no height for goes. */
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
  let free = top;
  return remarks.map(({ words, under }) => {
    const lines = linesOf(words, frame.right - x);
    const last = frame.bottom - 4;
    const first = under === null ? last - remarkLine * (lines.length - 1) - 8 : free + remarkLine;
    if (first < free + remarkLine || first + remarkLine * (lines.length - 1) > last) return null;
    free = first + remarkLine * (lines.length - 1);
    return (
      <text key={words} className="uc-remark" x={x} y={first}>
        {lines.map((line, k) => (
          <tspan key={line} x={x} dy={k > 0 ? remarkLine : 0}>
            {line}
          </tspan>
        ))}
      </text>
    );
  });
}
