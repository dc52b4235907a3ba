import { type PointerEvent, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { cssGradient, overColour, viridisStops } from "../../lib/colour-maps.ts";
import { formatCount, formatNorm } from "../../lib/format.ts";
import type { Columns } from "../../lib/series.ts";
import { useActions, useApp, usePaint } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { gradientFlow as english } from "../../text/en/gradient-flow.ts";
import { type Cells, newCells, putCells } from "../../ui/heatmap.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { createResizeObserver } from "../../ui/resize-observer.ts";
import { useWords } from "../../ui/words.ts";
import { decadeText, gradientScale, isOpened, shownNorm } from "../gradient-scale.ts";
import { pointUpdate, usePointedUpdate } from "../pointed-update.ts";
import { updateRange } from "../update-range.ts";
import { columnFor, heightOfStep, paintWaterfall, stepAtHeight, updateAt } from "./waterfall.ts";

interface WaterfallProps {
  readonly record: RunRecord;
  readonly m: number;
  readonly columns: Columns;
  /** Stands before the model's name where there is no line for the panel's title. */
  readonly title?: ReactNode;
  /** Only the last one has the colour bar. */
  readonly bar: boolean;
  /** Says, as long as there is nothing to see, how it will come. */
  readonly hint: boolean;
  readonly brief: boolean;
}

export function ColourBar({ record, upright }: { record: RunRecord; upright: boolean }) {
  const words = useWords(english);
  const mode = useApp((state) => state.gradientMode);
  const scale = gradientScale(record, mode);
  const [low, high] = [decadeText(scale.low), decadeText(scale.high)];
  const over = <i className="gf-over" style={{ background: overColour }} />;
  return (
    <span
      className="gf-bar"
      data-upright={upright || undefined}
      title={`${words.over(high)}${isOpened(scale) ? ` ${words.opened(low)}` : ""}`}
    >
      {upright && over}
      <span>{upright ? high : low}</span>
      <i
        className="gf-scale"
        style={{ background: cssGradient(viridisStops, upright ? "to top" : "to right") }}
      />
      <span>{upright ? low : high}</span>
      {!upright && over}
    </span>
  );
}

function usePlotSize() {
  const plot = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = plot.current;
    if (!element) return;
    const observer = createResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { plot, ...size };
}

interface PaintedKey {
  readonly parts: readonly unknown[];
  readonly length: number;
}

/** Paints only what came since the last time, unless the mode, the range or the place changed. */
function usePainting(record: RunRecord, columns: Columns, width: number, range: number) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const cells = useRef<Cells | null>(null);
  const painted = useRef<PaintedKey>({ parts: [], length: 0 });
  usePaint((state) => {
    const pixels = Math.round(width * (window.devicePixelRatio || 1));
    if (!canvas.current || pixels < 1) return;
    const scale = gradientScale(record, state.gradientMode);
    const parts = [columns, columns.stride, pixels, range, scale.low, state.gradientMode, canvas.current];
    const same =
      parts.every((part, i) => part === painted.current.parts[i]) && columns.length >= painted.current.length;
    if (same && columns.length === painted.current.length) return;
    if (cells.current?.columns !== pixels || cells.current.rows !== columns.height)
      cells.current = newCells(pixels, columns.height);
    const from = same ? Math.max(0, Math.floor((painted.current.length / range) * pixels) - 1) : 0;
    paintWaterfall(cells.current, columns, range, state.gradientMode, scale, from);
    putCells(canvas.current, cells.current, from);
    painted.current = { parts, length: columns.length };
  });
  return canvas;
}

/** In the place of a model that counts. */
export function NoWaterfall({ record, m, title }: Pick<WaterfallProps, "record" | "m" | "title">) {
  const words = useWords(english);
  const name = record.names[m] ?? "";
  return (
    <div className="gf-model">
      <div className="gf-name">
        {title}
        <LaneMark lane={m} line={!title} />
        <b title={name}>{name}</b>
      </div>
      <p className="gf-none">{words.counted}</p>
    </div>
  );
}

/** One model: t downwards from the last step, updates to the right, the norm as colour. */
export function Waterfall({ record, m, columns, title, bar, hint, brief }: WaterfallProps) {
  const words = useWords(english);
  const { plot, width, height } = usePlotSize();
  const { point } = useActions();
  const [hovered, setHovered] = useState(false);
  const pointedUpdate = usePointedUpdate();
  const mode = useApp((state) => state.gradientMode);
  const moment = useApp((state) => state.moment);
  const pointedStep = useApp((state) => state.pointed.step ?? state.pinnedStep);
  const range = updateRange(record.spec.training.updates, record.update);
  const canvas = usePainting(record, columns, width, range);
  const steps = columns.height;
  const step = pointedStep !== null && pointedStep < steps ? pointedStep : null;
  const name = record.names[m] ?? "";
  const newest = columns.length > 0 ? shownNorm(columns.column(columns.kept - 1), 0, mode) : Number.NaN;
  const solvedAt = record.evaluations.at(-1)?.models[m]?.solvedAt ?? null;

  const onPointerMove = (event: PointerEvent) => {
    const box = plot.current?.getBoundingClientRect();
    if (!box) return;
    setHovered(true);
    pointUpdate(Math.min(range, Math.max(1, updateAt(event.clientX - box.left, box.width, range))));
    point({ step: stepAtHeight(event.clientY - box.top, box.height, steps), model: m, unit: null });
  };
  const onPointerLeave = ({ pointerType }: PointerEvent) => {
    // A finger leaves no pointer behind: what it touched stays.
    if (pointerType === "touch") return;
    setHovered(false);
    pointUpdate(null);
    point({ step: null, model: null });
  };

  const k = hovered && pointedUpdate !== null ? columnFor(pointedUpdate, columns) : -1;
  const reading =
    k >= 0 && step !== null && pointedUpdate !== null
      ? {
          label: words.at(formatCount(pointedUpdate), step + 1),
          value: shownNorm(columns.column(k), step, mode),
        }
      : { label: brief ? words.first : words.reaches, value: newest };
  const top = step === null ? null : Math.round(heightOfStep(step, height, steps));
  const clear = (y: number) => top === null || Math.abs(top - y) > 13;
  const left = (update: number) => `${(100 * Math.min(update, range)) / range}%`;
  const label =
    columns.length === 0
      ? words.imageEmpty(name)
      : words.image(name, formatCount(columns.length), formatNorm(newest));
  return (
    <div className="gf-model">
      <div className="gf-name">
        {title}
        <LaneMark lane={m} line={!title} />
        <b title={name}>{name}</b>
        {columns.length > 0 && (
          <span className="gf-reading">
            {(!title || k >= 0) && <span className="gf-label">{reading.label}</span>}{" "}
            <b>{formatNorm(reading.value)}</b>
          </span>
        )}
      </div>
      <div className="gf-frame">
        <div className="gf-steps" aria-hidden="true">
          {clear(6) && (
            <span style={{ top: 6 }}>
              <i>{words.time}</i> {steps}
            </span>
          )}
          {clear(height - 6) && <span style={{ top: height - 6 }}>1</span>}
          {step !== null && top !== null && (
            <b style={{ top: Math.min(height - 6, Math.max(6, top)) }}>{step + 1}</b>
          )}
        </div>
        <div
          ref={plot}
          className="gf-plot"
          role="img"
          aria-label={label}
          onPointerDown={onPointerMove}
          onPointerMove={onPointerMove}
          onPointerLeave={onPointerLeave}
        >
          <canvas ref={canvas} />
          {columns.length === 0 && hint && <p>{words.empty}</p>}
          {step !== null && <i className="gf-step" style={{ top: top ?? 0 }} />}
          <i className="gf-now" style={{ left: left(moment ?? columns.length) }} />
          {solvedAt !== null && (
            <span
              className="gf-solved"
              title={words.solved(name, formatCount(solvedAt))}
              style={{ left: left(solvedAt) }}
            >
              <LaneMark lane={m} size={9} />
            </span>
          )}
        </div>
        {bar && <ColourBar record={record} upright />}
      </div>
      <div className="gf-updates" aria-hidden="true">
        <span>0</span>
        <span>{formatCount(range / 2)}</span>
        <span>{formatCount(range)}</span>
      </div>
    </div>
  );
}
