import { useRef } from "react";
import { rdbu, shareIndex, signedIndex, slate } from "../../lib/colour-maps.ts";
import { formatNumber, formatSigned } from "../../lib/format.ts";
import { letterOf, letterText } from "../../model/notation.ts";
import { useActions, useApp, useAppState, useDraw } from "../../store/hooks.ts";
import type { ShownLayer, Theme } from "../../store/state.ts";
import { en } from "../../text/en.ts";
import { type Cells, largestIn, newCells, putCells } from "../../ui/heatmap.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { SignalLetter } from "../letter.tsx";
import { type Geometry, type Lane, laneOf } from "./geometry.ts";
import { useStep } from "./hooks.ts";
import { forgetPicture, type ModelPicture, type Picture, pictureOf, stateLimit } from "./picture.ts";
import { SignalBars, SignalSwitch, SignalTitle } from "./signals.tsx";
import { Strip, Value } from "./strip.tsx";
import { forgetOrders } from "./unit-order.ts";

const words = en.panels.throughTime;

function paint(
  cells: Cells,
  model: ModelPicture,
  geometry: Geometry,
  lane: Lane,
  theme: Theme,
  limit: number,
) {
  const { bin, steps, columns } = geometry;
  const { values, isGate, order, units } = model;
  const table = isGate ? slate[theme] : rdbu[theme];
  const unitAt = (k: number) => order[k] as number;
  const length = values.length / units;
  for (let row = 0; row < lane.rows; row++) {
    const from = row * lane.unitsPerRow;
    const to = Math.min(units, from + lane.unitsPerRow);
    for (let column = 0; column < columns; column++) {
      const block = [column * bin, Math.min(steps, length, (column + 1) * bin)] as const;
      if (block[0] >= length) {
        cells.pixels[row * columns + column] = 0;
        continue;
      }
      const value = largestIn(values, units, block, unitAt, [from, to]);
      cells.pixels[row * columns + column] = table[
        isGate ? shareIndex(value) : signedIndex(value, limit)
      ] as number;
    }
  }
}

const meanMagnitude = ({ values, units }: ModelPicture, step: number | null): number => {
  const part = step === null ? values : values.subarray(step * units, (step + 1) * units);
  return part.reduce((sum, value) => sum + Math.abs(value), 0) / part.length;
};

function LaneValues({ model, m }: { model: ModelPicture | undefined; m: number }) {
  const step = useStep();
  const unit = useApp(({ pointed }) => (pointed.model === m ? pointed.unit : null));
  if (!model || step === null || (step + 1) * model.units > model.values.length) return null;
  const size = model.isGate ? "" : words.size;
  const value = model.values[step * model.units + (unit ?? 0)] ?? Number.NaN;
  return (
    <>
      <Value
        name={
          <>
            {words.mean} {size}
            <SignalLetter name={model.shown} />
            {size}
          </>
        }
        value={meanMagnitude(model, step).toFixed(2)}
      />
      {unit !== null && unit < model.units && (
        <Value name={words.unit(unit + 1)} value={model.isGate ? value.toFixed(2) : formatSigned(value)} />
      )}
    </>
  );
}

/** A longer name needs the place of the stroke through its mark. */
const roomForLine = 8;

/** Least height of the unit's label: under the model's name. */
const underName = 23;

/** Two lines around the row of the unit that is pointed at, and its name in the gutter. */
function UnitRow({ model, m, lane }: { model: ModelPicture; m: number; lane: Lane }) {
  const unit = useApp(({ pointed }) => (pointed.model === m ? pointed.unit : null));
  if (unit === null) return null;
  const row = Math.floor(model.order.indexOf(unit) / lane.unitsPerRow);
  if (row < 0) return null;
  const top = row * lane.rowHeight;
  return (
    <>
      <i className="tt-unit-row" style={{ top, height: lane.rowHeight }} />
      <span className="tt-unit-name" style={{ top: Math.max(underName, top + lane.rowHeight / 2) }}>
        {words.unit(unit + 1)}
      </span>
    </>
  );
}

interface LaneStripProps {
  readonly picture: Picture;
  readonly m: number;
  readonly geometry: Geometry;
}

function LaneStrip({ picture, m, geometry }: LaneStripProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawn = useRef<readonly unknown[]>([]);
  const cells = useRef<Cells | null>(null);
  const solved = useApp(({ run }) => run.models[m]?.solvedAt ?? null);
  const model = picture.models[m];
  const plan = picture.record.plans[m];
  const scan = plan?.nodes.find((node) => node.op === "scan");
  const lane = laneOf(
    model?.units ?? (scan?.op === "scan" ? scan.units : 32),
    picture.names.length,
    geometry.pixelRatio,
  );

  useDraw((state) => {
    const now = pictureOf(state);
    const shown = now?.models[m];
    if (!canvas.current || !now || !shown) return;
    const limit = stateLimit(now);
    const key = [now, limit, state.theme, geometry, canvas.current];
    if (key.every((part, i) => part === drawn.current[i])) return;
    drawn.current = key;
    const rows = laneOf(shown.units, now.names.length, geometry.pixelRatio);
    if (cells.current?.columns !== geometry.columns || cells.current.rows !== rows.rows)
      cells.current = newCells(geometry.columns, rows.rows);
    paint(cells.current, shown, geometry, rows, state.theme, limit);
    putCells(canvas.current, cells.current);
  });

  const notation = useApp((app) => app.notation);
  const isLit = useApp(({ pointed }) => pointed.gate !== null && pointed.gate === model?.shown);
  const letter = letterText(letterOf(notation, model?.shown ?? "h"));
  // Where the lanes show different things, or not what they show by themselves.
  const named = picture.models.some(({ shown, states }) => shown !== states[0]);
  const name = picture.names[m] ?? "";
  const mean = model ? meanMagnitude(model, null).toFixed(2) : "–";
  const slot = geometry.phone ? lane.height : Math.max(lane.height, 34);
  return (
    <Strip
      name="lane"
      lane={m}
      label={
        <>
          <span className="tt-name" title={name}>
            <LaneMark lane={m} line={!named && name.length < roomForLine} /> <span>{name}</span>
          </span>
          {named && model && (
            <span className={isLit ? "tt-lit" : undefined}>
              <SignalLetter name={model.shown} />
            </span>
          )}
          {geometry.phone && solved !== null && <small>{words.solvedAt(formatNumber(solved))}</small>}
        </>
      }
      height={slot}
      geometry={geometry}
      readout={<LaneValues model={model} m={m} />}
    >
      <canvas
        ref={canvas}
        role="img"
        aria-label={words.image.hidden(name, letter, model?.units ?? 0, picture.length, mean)}
        className="tt-heat"
        data-rows={lane.rows}
        style={{ width: geometry.plot, height: lane.height }}
      />
      {model && !geometry.phone && <UnitRow model={model} m={m} lane={lane} />}
    </Strip>
  );
}

/** Layers and directions that some model has, once, from the input up. */
function scansOfAll({ models }: Picture): readonly ShownLayer[] {
  const all = new Map<string, ShownLayer>();
  for (const { layer, direction } of models.flatMap(({ scans }) => scans))
    all.set(`${layer} ${direction}`, { layer, direction });
  return [...all.values()].sort(
    (a, b) => a.layer - b.layer || Number(a.direction === "backward") - Number(b.direction === "backward"),
  );
}

/** Which layer and direction is shown, where a model has several. */
function Layers({ picture }: { picture: Picture }) {
  const { show } = useActions();
  const shown = useApp((state) => state.shownLayer);
  const scans = scansOfAll(picture);
  if (scans.length < 2) return null;
  const isTwo = (layer: number) =>
    scans.some((scan) => scan.layer === layer && scan.direction === "backward");
  const current = shown ?? scans.findLast(({ direction }) => direction === "forward");
  return (
    <fieldset className="tt-switch" aria-label={words.layers}>
      {words.layer}
      {scans.map(({ layer, direction }) => (
        <button
          key={`${layer} ${direction}`}
          type="button"
          aria-label={isTwo(layer) ? words.scanName(layer, direction) : undefined}
          title={words.scanName(layer, isTwo(layer) ? direction : null)}
          aria-pressed={layer === current?.layer && direction === current.direction}
          onClick={() => show({ shownLayer: { layer, direction } })}
        >
          {layer + 1}
          {isTwo(layer) && words.arrow[direction]}
        </button>
      ))}
    </fieldset>
  );
}

/** Heat maps of a state or gate, a lane a model, one scale for all. */
export function HiddenStrip({ picture, geometry }: { picture: Picture; geometry: Geometry }) {
  const { show } = useActions();
  const getState = useAppState();
  const shared = picture.models.some((model) => laneOf(model.units, picture.names.length, 1).unitsPerRow > 1);
  const sort = () => {
    forgetOrders(picture.record);
    forgetPicture();
    // Nothing in the state changed but what it is drawn with: the same layer again makes the views look.
    show({ shownLayer: getState().shownLayer });
  };
  return (
    <div className="tt-hidden">
      <div className="tt-subhead">
        <h3>
          <SignalTitle picture={picture} />
        </h3>
        {!geometry.phone && (
          <p>
            {words.hiddenNote}
            {geometry.bin > 1 && `; ${words.binned(geometry.bin)}`}
            {shared && `; ${words.rowsShared}`}
          </p>
        )}
        <SignalSwitch picture={picture} />
        <Layers picture={picture} />
        {!geometry.phone && (
          <button type="button" className="tt-quiet" title={words.sortTitle} onClick={sort}>
            {words.sort}
          </button>
        )}
        <SignalBars picture={picture} />
      </div>
      <div className="tt-lanes">
        {picture.names.map((name, m) => (
          <LaneStrip key={name} picture={picture} m={m} geometry={geometry} />
        ))}
      </div>
    </div>
  );
}
