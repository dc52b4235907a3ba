import { type PointerEvent, useRef, useState } from "react";
import { cssGradient, viridisStops } from "../../lib/colour-maps.ts";
import { formatCount, formatNorm } from "../../lib/format.ts";
import { isFormed } from "../../lib/phrase.ts";
import { useActions, useApp, useNeed, usePaint, useRecord } from "../../store/hooks.ts";
import { reachMap as english } from "../../text/en/reach-map.ts";
import { en } from "../../text/en.ts";
import { type Cells, newCells, putCells } from "../../ui/heatmap.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useNarrow } from "../../ui/use-media.ts";
import { useText, useWords } from "../../ui/words.ts";
import { decadeText } from "../gradient-scale.ts";
import { HelpMark } from "../help-mark.tsx";
import type { PanelProps } from "../panel.ts";
import { CopyWord } from "../update-chart-tools.tsx";
import { useSize } from "../use-size.ts";
import { cellsIn, mapPixels, mapScale, mapTable } from "./map-cells.ts";
import { knownRow, leftOf, type Shown, shownMaps } from "./shown-maps.ts";
import "./reach-map.css";

/** ‖∂L_t/∂h_k‖ as a triangle a model: which loss, asked at which step, would teach which step before it. */
export function ReachMapPanel({ isEnlarged = false }: PanelProps) {
  useNeed("reach");
  const titles = useWords(en.panels.titles);
  const words = useWords(english);
  const record = useRecord(10);
  const layer = useApp((app) => app.shownLayer);
  const narrow = useNarrow();
  const [pinnedRow, setPinnedRow] = useState<number | null>(null);
  const [row, setRow] = useState<number | null>(null);
  const shown = record ? shownMaps(record, layer, words.counted) : [];
  const steps = Math.max(0, ...shown.map((one) => one.steps));
  const thinned = Math.max(1, ...shown.map(({ every }) => every));
  const last = Math.min(row ?? pinnedRow ?? steps - 1, steps - 1);
  const update = record?.examined && !isFormed(record.examined) ? record.examined.update : null;
  const isFull = shown.length > 3 || narrow;
  const ready = shown.flatMap(({ name, all }) => (all ? [{ name, all }] : []));
  return (
    <section
      className="rm"
      aria-label={titles.reachMap}
      data-enlarged={isEnlarged || undefined}
      data-full={isFull || undefined}
    >
      <header className="rm-head">
        <h2>{titles.reachMap}</h2>
        <HelpMark panel="reach-map" title={titles.reachMap} />
        <p>
          {isFull ? words.noteShort : words.note}
          {thinned > 1 && ` · ${words.thinned(thinned)}`}
        </p>
        {isFull && <Bar />}
        {update !== null && <span className="rm-at">{words.at(formatCount(update))}</span>}
        {ready.length > 0 && <CopyWord table={() => mapTable(words.columns, ready)} />}
      </header>
      <div className="rm-models">
        {shown.map((one) => (
          <OneMap
            key={`${record?.id}/${one.lane}`}
            shown={one}
            row={last}
            onRow={setRow}
            onPin={(next) => setPinnedRow(next === pinnedRow ? null : next)}
            isEnlarged={isEnlarged}
          />
        ))}
        {!isFull && <Reading shown={shown} row={last} />}
      </div>
    </section>
  );
}

function Bar() {
  const words = useWords(english);
  return (
    <span className="rm-bar" title={words.shareTitle}>
      {decadeText(mapScale.low)}
      <i style={{ background: cssGradient(viridisStops, "to right") }} />
      {decadeText(mapScale.high)} {words.share}
    </span>
  );
}

/** Shares under this are "only" so much. */
const little = 0.01;

/** What a beginner reads first: what the diagonal is, where least is left, where most. */
function Reading({ shown, row }: { readonly shown: readonly Shown[]; readonly row: number }) {
  const words = useWords(english.reading);
  const known = shown
    .filter((one) => !one.isBackward && Number.isFinite(leftOf(one, row)))
    .sort((a, b) => leftOf(a, row) - leftOf(b, row));
  const [least, most] = [known[0], known.at(-1)];
  const say = (one: Shown, how: "least" | "most") =>
    words[how](one.name, formatCount(row + 1), formatNorm(leftOf(one, row)));
  return (
    <div className="rm-reading">
      <h3>{words.heading}</h3>
      <p>{words.diagonal}</p>
      {least && row > 0 && (leftOf(least, row) < little || known.length === 1) && (
        <p>{say(least, leftOf(least, row) < little ? "least" : "most")}</p>
      )}
      {least && row > 0 && known.length > 1 && leftOf(least, row) >= little && (
        <p>{words.even(formatNorm(leftOf(least, row)))}</p>
      )}
      {most && most !== least && row > 0 && leftOf(most, row) >= little && <p>{say(most, "most")}</p>}
      <Bar />
    </div>
  );
}

interface OneMapProps {
  readonly shown: Shown;
  /** The row that is read out. */
  readonly row: number;
  readonly onRow: (row: number | null) => void;
  readonly onPin: (row: number) => void;
  readonly isEnlarged: boolean;
}

/** The map's height where it does not fill the view. */
const tallest = 200;
const lowScreen = 800;
const low = 160;

function OneMap({ shown, row, onRow, onPin, isEnlarged }: OneMapProps) {
  const words = useWords(english);
  const say = useText();
  const { point } = useActions();
  const [box, width, height] = useSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const painted = useRef<{ all: Float64Array | null; bin: number; cells: Cells | null }>({
    ...{ all: null, bin: 0, cells: null },
  });
  const step = useApp((app) => app.pointed.step ?? app.pinnedStep);
  const { lane, name, steps, every, all, why, isBackward } = shown;
  const ratio = window.devicePixelRatio || 1;
  const room = Math.min(width, isEnlarged ? height : window.innerHeight < lowScreen ? low : tallest);
  const { bin, cell } = cellsIn(Math.max(1, steps), Math.floor(room * ratio), every);
  const count = Math.ceil(steps / bin);
  const side = (count * cell) / ratio;
  usePaint(() => {
    if (!canvas.current || !all || room < 1) return;
    const before = painted.current;
    if (before.all === all && before.bin === bin) return;
    const cells = before.cells?.columns === count ? before.cells : newCells(count, count);
    cells.pixels.set(mapPixels(all, steps, bin, isBackward));
    putCells(canvas.current, cells);
    painted.current = { all, bin, cells };
  });
  const at = (event: PointerEvent): { t: number; k: number } | null => {
    const edge = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - edge.left, event.clientY - edge.top];
    if (x < 0 || y < 0 || x >= side || y >= side) return null;
    const of = (pixel: number) => Math.min(steps - 1, Math.floor((pixel * ratio) / cell) * bin);
    return { t: knownRow(shown, of(y)), k: of(x) };
  };
  const move = (event: PointerEvent) => {
    const place = at(event);
    onRow(place?.t ?? null);
    point({ step: place?.k ?? null, model: place ? lane : null });
  };
  const column = step !== null && step < steps ? step : 0;
  const left = (k: number) => (Math.floor(k / bin) * cell) / ratio;
  const isColumnIn = all !== null && (isBackward ? column >= row : column <= row);
  const value = isColumnIn ? leftOf(shown, knownRow(shown, row), column) : Number.NaN;
  return (
    <div className="rm-model">
      <div className="rm-name">
        <LaneMark lane={lane} line />
        <b title={name}>{name}</b>
        {all && (
          <span className="rm-reading-at">
            <span>{words.cell(row + 1, column + 1)}</span>{" "}
            <b>{Number.isNaN(value) ? "–" : formatNorm(value)}</b>
          </span>
        )}
      </div>
      <div ref={box} className="rm-frame" style={isEnlarged ? undefined : { height: room > 0 ? room : low }}>
        {all ? (
          <div
            className="rm-plot"
            role="img"
            aria-label={words.image(name, steps, formatCount(steps), formatNorm(leftOf(shown, steps - 1)))}
            title={
              [every > 1 ? words.thinned(every) : "", bin > 1 ? words.binned(bin) : ""].join(" ").trim() ||
              undefined
            }
            style={{ width: side, height: side }}
            onPointerMove={move}
            onPointerDown={move}
            onPointerUp={(event) => {
              const place = at(event);
              if (place && event.button === 0) onPin(place.t);
            }}
            onPointerLeave={({ pointerType }) => {
              if (pointerType === "touch") return;
              onRow(null);
              point({ step: null, model: null });
            }}
          >
            <canvas ref={canvas} />
            {step !== null && step < steps && (
              <i
                className="rm-column"
                style={
                  isBackward
                    ? { left: left(step), width: cell / ratio, top: 0, height: left(step) + cell / ratio }
                    : { left: left(step), width: cell / ratio, top: left(step), bottom: 0 }
                }
              />
            )}
            <i
              className="rm-row"
              style={{
                top: left(row),
                height: cell / ratio,
                ...(isBackward
                  ? { left: left(row), right: 0 }
                  : { left: 0, width: left(row) + cell / ratio }),
              }}
            />
            <span className="rm-t" aria-hidden="true">
              <i>t</i> 1
            </span>
            <span className="rm-t" aria-hidden="true" style={{ top: side - 8 }}>
              {steps}
            </span>
            <span className="rm-k" aria-hidden="true">
              <i>k</i> 1
            </span>
            {step !== null && step < steps && left(step) > 24 && side - left(step) > 30 && (
              <b className="rm-k" aria-hidden="true" style={{ left: left(step) }}>
                {step + 1}
              </b>
            )}
            <span className="rm-k" aria-hidden="true" style={{ left: side - 8 }}>
              {steps}
            </span>
          </div>
        ) : (
          <p className="rm-none">{why === null ? words.waiting : say(why)}</p>
        )}
      </div>
    </div>
  );
}
