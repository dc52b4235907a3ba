import { type KeyboardEvent, type PointerEvent, useLayoutEffect, useMemo, useRef } from "react";
import { shareOf } from "../../lib/share-of.ts";
import { linearTicks, tickLabels } from "../../lib/ticks.ts";
import { useApp } from "../../store/hooks.ts";
import { cliff as english } from "../../text/en/cliff.ts";
import { useWords } from "../../ui/words.ts";
import { textWidth } from "../text-width.ts";
import { useSize } from "../use-size.ts";
import { highest, isInPlane, lossAt, placed, plane, type Slope, type Weights } from "./toy.ts";

/** Around the map: the axis of b, and that of w. */
const gutter = { left: 34, top: 8, bottom: 20 };
/** The most cells whose losses are computed. */
const mostCells = 45_000;
/** Spent on them in each frame, so that the page answers meanwhile. */
const mostMilliseconds = 8;

interface Scales {
  readonly width: number;
  readonly height: number;
  x(w: number): number;
  y(b: number): number;
}

function scalesOf(boxWidth: number, boxHeight: number): Scales {
  const width = Math.max(1, boxWidth - gutter.left);
  const height = Math.max(1, boxHeight - gutter.top - gutter.bottom);
  return {
    width,
    height,
    x: (w) => gutter.left + width * shareOf(w, ...plane.w),
    y: (b) => gutter.top + height * (1 - shareOf(b, ...plane.b)),
  };
}

interface MapProps {
  readonly start: Weights;
  readonly free: readonly Slope[];
  readonly clipped: readonly Slope[];
  /** What a screen reader hears of the picture. */
  readonly sentence: string;
  readonly onStart: (start: Weights) => void;
}

/** The loss as a map, grey where it is high, and both descents on it. */
export function CliffMap({ start, free, clipped, sentence, onStart }: MapProps) {
  const [box, width, height] = useSize();
  const scales = useMemo(() => scalesOf(width, height), [width, height]);
  return (
    <div ref={box} className="cl-map">
      {width > 0 && (
        <>
          <div role="img" aria-label={sentence}>
            <div
              className="cl-plot"
              style={{
                left: gutter.left,
                top: gutter.top,
                width: scales.width,
                height: scales.height,
              }}
            >
              <Loss scales={scales} />
              <Paths scales={scales} free={free} clipped={clipped} />
            </div>
            <Axes scales={scales} end={clipped.at(-1)} />
          </div>
          <Start scales={scales} start={start} onStart={onStart} />
        </>
      )}
    </div>
  );
}

/** Cells of whole pixels; those of a large map are larger. */
function Loss({ scales: { width, height } }: { readonly scales: Scales }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useApp((state) => state.theme);
  const cell = Math.max(1, Math.ceil(Math.sqrt((width * height) / mostCells)));
  const [columns, rows] = [Math.ceil(width / cell), Math.ceil(height / cell)];
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme decides which grey the style sheet gives.
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context) return;
    [canvas.current.width, canvas.current.height] = [columns, rows];
    // The page is 0, so that a cell has the ink that its share asks for.
    const ink = (getComputedStyle(canvas.current).color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
    let [row, frame] = [0, 0];
    const paint = () => {
      const until = performance.now() + mostMilliseconds;
      do {
        const image = new ImageData(columns, 1);
        for (let column = 0; column < columns; column++) {
          const loss = lossAt({
            w: plane.w[0] + ((plane.w[1] - plane.w[0]) * (column + 0.5) * cell) / width,
            b: plane.b[1] - ((plane.b[1] - plane.b[0]) * (row + 0.5) * cell) / height,
          });
          image.data.set([...ink, Math.round(255 * Math.min(1, loss / highest))], 4 * column);
        }
        context.putImageData(image, 0, row++);
      } while (row < rows && performance.now() < until);
      if (row < rows) frame = requestAnimationFrame(paint);
    };
    paint();
    return () => cancelAnimationFrame(frame);
  }, [columns, rows, cell, width, height, theme]);
  return <canvas ref={canvas} style={{ width: columns * cell, height: rows * cell }} />;
}

/** A point beyond this many pixels draws no longer a line: where it goes is seen long before. */
const farthest = 1e4;

function line(path: readonly Slope[], { x, y }: Scales): string {
  const near = (at: number) => Math.max(-farthest, Math.min(farthest, at)).toFixed(1);
  return path.map(({ w, b }, k) => `${k === 0 ? "M" : "L"}${near(x(w))} ${near(y(b))}`).join("");
}

interface PathsProps {
  readonly scales: Scales;
  readonly free: readonly Slope[];
  readonly clipped: readonly Slope[];
}

/** Both descents; what leaves the map is cut at its edge. */
function Paths({ scales, free, clipped }: PathsProps) {
  const { width, height } = scales;
  const [alone, shortened] = [line(free, scales), line(clipped, scales)];
  return (
    <svg aria-hidden="true" viewBox={`${gutter.left} ${gutter.top} ${width} ${height}`}>
      <path className="cl-halo" d={alone} />
      <path className="cl-free" d={alone} />
      <path className="cl-halo" d={shortened} />
      <path className="cl-clipped" d={shortened} />
    </svg>
  );
}

interface AxesProps {
  readonly scales: Scales;
  /** Of the clipped descent. */
  readonly end: Slope | undefined;
}

function Axes({ scales, end }: AxesProps) {
  const words = useWords(english);
  const { width, height, x, y } = scales;
  const wTicks = linearTicks(...plane.w, Math.floor(width / 33));
  const bTicks = linearTicks(...plane.b, Math.min(10, Math.floor(height / 22) + 1));
  const [wLabels, bLabels] = [tickLabels(wTicks), tickLabels(bTicks)];
  return (
    <svg aria-hidden="true" width={gutter.left + width} height={gutter.top + height + gutter.bottom}>
      <line
        className="cl-rule"
        x1={gutter.left}
        x2={gutter.left + width}
        y1={gutter.top + height + 0.5}
        y2={gutter.top + height + 0.5}
      />
      {wTicks
        .map((tick, k) => ({ tick, label: wLabels[k], at: x(tick) }))
        .filter(({ at }) => at < gutter.left + width - 24)
        .map(({ tick, label, at }) => (
          <text key={tick} className="uc-tick" x={at} y={gutter.top + height + 15} textAnchor="middle">
            {label}
          </text>
        ))}
      <text
        className="uc-tick cl-letter"
        x={gutter.left + width}
        y={gutter.top + height + 15}
        textAnchor="end"
      >
        {words.w}
      </text>
      {bTicks
        .map((tick, k) => ({ tick, label: bLabels[k], at: y(tick) }))
        .filter(({ at }) => at > gutter.top + 18)
        .map(({ tick, label, at }) => (
          <text key={tick} className="uc-tick" x={gutter.left - 6} y={at + 4} textAnchor="end">
            {label}
          </text>
        ))}
      <text className="uc-tick cl-letter" x={gutter.left - 6} y={gutter.top + 9} textAnchor="end">
        {words.b}
      </text>
      {end && isInPlane(end) && <circle className="cl-end" cx={x(end.w)} cy={y(end.b)} r={4.5} />}
    </svg>
  );
}

const arrows: { readonly [key: string]: readonly [w: number, b: number] } = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

interface StartProps {
  readonly scales: Scales;
  readonly start: Weights;
  readonly onStart: (start: Weights) => void;
}

/** Where both descents start: dragged, or moved by the arrow keys. */
function Start({ scales: { width, x, y, height }, start, onStart }: StartProps) {
  const words = useWords(english);
  const move = (event: PointerEvent<HTMLElement>) => {
    const map = event.currentTarget.parentElement?.getBoundingClientRect();
    if (!map) return;
    const across = (event.clientX - map.left - gutter.left) / width;
    const up = 1 - (event.clientY - map.top - gutter.top) / height;
    onStart(
      placed({
        w: plane.w[0] + across * (plane.w[1] - plane.w[0]),
        b: plane.b[0] + up * (plane.b[1] - plane.b[0]),
      }),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const arrow = arrows[event.key];
    if (!arrow) return;
    event.preventDefault();
    const step = event.shiftKey ? 0.001 : 0.01;
    onStart(placed({ w: start.w + step * arrow[0], b: start.b + step * arrow[1] }));
  };
  const at = words.startAt(start.w.toFixed(3), start.b.toFixed(3).replace("-", "−"));
  const labelWidth = textWidth(words.start) + 14;
  return (
    <div
      className="cl-start"
      role="slider"
      tabIndex={0}
      aria-label={words.startName}
      aria-valuemin={plane.w[0]}
      aria-valuemax={plane.w[1]}
      aria-valuenow={start.w}
      aria-valuetext={at}
      title={words.startTitle}
      data-left={x(start.w) + labelWidth > gutter.left + width || undefined}
      style={{ left: x(start.w), top: y(start.b) }}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) move(event);
      }}
    >
      <span aria-hidden="true">{words.start}</span>
    </div>
  );
}
