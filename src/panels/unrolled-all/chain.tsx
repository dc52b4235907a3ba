import { useRef } from "react";
import { factsOf } from "../../cells/facts.ts";
import { rdbu, signedIndex } from "../../lib/colour-maps.ts";
import { formatNorm } from "../../lib/format.ts";
import { parameterLetter, styleOf } from "../../model/notation.ts";
import type { ScanNode } from "../../model/plan.ts";
import { useApp, usePaint } from "../../store/hooks.ts";
import type { AppState } from "../../store/state.ts";
import { unrolledAll as english } from "../../text/en/unrolled-all.ts";
import { type Cells, largestIn, newCells } from "../../ui/heatmap.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useWords } from "../../ui/words.ts";
import { LetterOf } from "../letter.tsx";
import { centreOf, columnOf, type Geometry } from "../time/geometry.ts";
import { stepOf, useStep } from "../time/hooks.ts";
import { type NetworkPicture, networkAt, type Picture, pictureOf, stateLimit } from "../time/picture.ts";
import { clear, type Ink, inkOf, overhang } from "../time/step-lines.ts";
import { Strip, Value } from "../time/strip.tsx";
import { type Arc, arcsOf } from "./arcs.ts";
import { endOfWay, shareAlong, widthOf } from "./ribbon.ts";

/** Height of a state's cells where it is not enlarged, and their greatest width. */
const cellsHeight = 26;
const widest = 9;
/** Between the ribbons of two chains. */
const beside = 10;
/** Cells that are narrower have no outline. */
const outlinedFrom = 9;
/** Steps that are narrower have arcs only where they are pointed at. */
const leastArcCell = 6;
/** Device pixels per row of cells. */
const leastRow = 2;

export interface Rows {
  readonly rows: number;
  readonly unitsPerRow: number;
}

/** Units that share a row where there are more than rows. */
export function rowsOf(units: number, pixelRatio: number): Rows {
  const most = Math.floor((cellsHeight * pixelRatio) / leastRow);
  const unitsPerRow = Math.ceil(units / most);
  return { rows: Math.ceil(units / unitsPerRow), unitsPerRow };
}

const hiddenLimit = ({ record, networks }: Picture): number =>
  stateLimit(
    record,
    networks.map(({ hidden }) => hidden),
  );

/** The ribbon behind the chain, as wide as the gradient that is left. */
function paintRibbon(
  context: CanvasRenderingContext2D,
  norms: Float32Array,
  direction: ScanNode["direction"],
  geometry: Geometry,
  height: number,
  colour: string,
): void {
  const middle = height / 2;
  const places = Array.from(norms, (_, t) => ({
    x: centreOf(geometry, t),
    half: (widthOf(shareAlong(norms, t, direction)) * (height - beside)) / 2,
  }));
  context.save();
  context.globalAlpha = 0.34;
  context.fillStyle = colour;
  context.beginPath();
  for (const { x, half } of places) context.lineTo(x, middle - half);
  for (const { x, half } of [...places].reverse()) context.lineTo(x, middle + half);
  context.fill();
  context.restore();
}

interface SkipOptions {
  readonly geometry: Geometry;
  /** Of the cells. */
  readonly top: number;
  readonly pointed: number | null;
  readonly ink: Ink;
}

/** Arcs over the cells, from each step that a product reads to the one that reads it; those of the step pointed at in ink. */
function paintSkips(
  context: CanvasRenderingContext2D,
  arcs: readonly Arc[],
  { geometry, top, pointed, ink }: SkipOptions,
): void {
  const distance = ([from, to]: Arc) => Math.abs(centreOf(geometry, to) - centreOf(geometry, from));
  const wanted = (arc: Arc) => 5 + 0.2 * distance(arc);
  // All are lower where the longest has no room.
  const scale = Math.min(1, (top + overhang - 3) / Math.max(1, ...arcs.map(wanted)));
  const paint = (arc: Arc) => {
    const [left, right] = [centreOf(geometry, arc[0]), centreOf(geometry, arc[1])];
    const high = top - scale * wanted(arc);
    context.beginPath();
    context.moveTo(left, top - 1);
    context.bezierCurveTo(
      left + 0.2 * (right - left),
      high,
      right - 0.2 * (right - left),
      high,
      right,
      top - 1,
    );
    context.stroke();
  };
  const isOwn = ([from, to]: Arc) => from === pointed || to === pointed;
  context.save();
  context.lineWidth = 1;
  context.strokeStyle = ink.quiet;
  // Where steps share pixels, arcs would be one dark band.
  if (geometry.cell >= leastArcCell) for (const arc of arcs) if (!isOwn(arc)) paint(arc);
  context.strokeStyle = ink.ink;
  context.lineWidth = 1.6;
  for (const arc of arcs) if (isOwn(arc)) paint(arc);
  context.restore();
}

interface PaintOptions {
  readonly network: NetworkPicture;
  readonly direction: ScanNode["direction"];
  readonly geometry: Geometry;
  readonly height: number;
  readonly limit: number;
  readonly app: AppState;
  /** How many steps back products read, where that is more than one. */
  readonly skips: readonly number[];
  /** Steps at which the loss comes in, where these are few. */
  readonly enters: readonly number[];
}

function paintChain(canvas: HTMLCanvasElement, scratch: HTMLCanvasElement, options: PaintOptions): void {
  const { network, direction, geometry, height, limit, app, skips, enters } = options;
  const context = clear(canvas, geometry, height);
  const brush = scratch.getContext("2d");
  if (!context || !brush) return;
  const ink = inkOf(canvas);
  const { hidden, units } = network;
  const norms = network.norms[network.states[0] ?? "h"];
  const colour = ink.lanes[network.lane % ink.lanes.length] as string;
  if (norms) paintRibbon(context, norms, direction, geometry, height, colour);
  const length = hidden.values.length / units;
  context.fillStyle = ink.ink;
  const from = centreOf(geometry, 0);
  context.fillRect(from, Math.round(height / 2), centreOf(geometry, length - 1) - from, 1);
  const tall = Math.max(cellsHeight, Math.floor(height / 3));
  const top = Math.round((height - tall) / 2);
  const pointed = stepOf(app);
  const own = pointed !== null && pointed < length ? pointed : null;
  paintSkips(context, arcsOf(length, skips, direction), { geometry, top, pointed: own, ink });
  const { rows, unitsPerRow } = rowsOf(units, geometry.pixelRatio);
  const columns = Math.ceil(length / geometry.bin);
  const cells: Cells = newCells(columns, rows);
  for (let column = 0; column < columns; column++) {
    const steps = [column * geometry.bin, Math.min(length, (column + 1) * geometry.bin)] as const;
    for (let row = 0; row < rows; row++) {
      const own = [row * unitsPerRow, Math.min(units, (row + 1) * unitsPerRow)] as const;
      const value = largestIn(hidden.values, units, steps, (k) => hidden.order[k] as number, own);
      cells.pixels[row * columns + column] = rdbu[app.theme][signedIndex(value, limit)] as number;
    }
  }
  scratch.width = columns;
  scratch.height = rows;
  brush.putImageData(cells.image, 0, 0);
  context.imageSmoothingEnabled = false;
  const gap = geometry.cell >= 5 ? Math.max(2, geometry.cell - widest) : 0;
  const wide = Math.max(1 / geometry.pixelRatio, Math.round(geometry.cell - gap));
  for (let column = 0; column < columns; column++) {
    const x = Math.round((column + 0.5) * geometry.cell - wide / 2);
    context.drawImage(scratch, column, 0, 1, rows, x, top, wide, tall);
    const isPointed = pointed !== null && columnOf(geometry, pointed) === column;
    if (!isPointed && geometry.cell < outlinedFrom) continue;
    context.strokeStyle = isPointed ? ink.ink : ink.base;
    context.lineWidth = isPointed ? 2 : 1;
    context.strokeRect(x - 0.5, top - 0.5, wide + 1, tall + 1);
  }
  context.strokeStyle = ink.ink;
  context.lineWidth = 1;
  for (const t of enters) {
    const x = Math.round(centreOf(geometry, t)) + 0.5;
    context.beginPath();
    context.moveTo(x, -overhang + 2);
    context.lineTo(x, top - 2);
    context.stroke();
  }
}

interface ChainProps {
  readonly picture: Picture;
  readonly m: number;
  readonly scan: ScanNode | null;
  readonly geometry: Geometry;
  readonly height: number;
  readonly enters: readonly number[];
}

/** Under the name: the matrix that all steps share, or how many there are. */
function Shared({ scan, steps }: { readonly scan: ScanNode; readonly steps: number }) {
  const words = useWords(english);
  const notation = useApp((app) => app.notation);
  const gates = scan.blocks.recurrentKernel;
  if (gates.length === 0) return <small>{words.noKernel}</small>;
  if (gates.length > 1) return <small>{words.kernels(gates.length)}</small>;
  return (
    <small>
      <LetterOf letter={parameterLetter(notation, "recurrentKernel", null, styleOf(notation, scan))} />,{" "}
      {words.used(steps - 1)}
    </small>
  );
}

function Shares({ picture, m, scan }: Pick<ChainProps, "picture" | "m" | "scan">) {
  const words = useWords(english);
  const step = useStep();
  const network = networkAt(picture, m);
  const norms = network?.norms[network.states[0] ?? "h"];
  if (!norms || !scan) return null;
  const end = endOfWay(picture.length, scan.direction);
  const at = (t: number) => formatNorm(shareAlong(norms, t, scan.direction));
  return (
    <>
      {step !== null && step < picture.length && <Value name={words.shareAt(step + 1)} value={at(step)} />}
      <Value name={words.toFirst(end + 1)} value={at(end)} />
    </>
  );
}

/** One model: its state at every step, on the gradient that goes back along them. */
export function Chain({ picture, m, scan, geometry, height, enters }: ChainProps) {
  const words = useWords(english);
  const canvas = useRef<HTMLCanvasElement>(null);
  const scratch = useRef<HTMLCanvasElement | null>(null);
  const painted = useRef<readonly unknown[]>([]);
  usePaint((app) => {
    const now = pictureOf(app);
    const network = now && networkAt(now, m);
    if (!canvas.current || !now || !network || !scan) return;
    const limit = hiddenLimit(now);
    const key = [
      network.hidden.values,
      network.hidden.order,
      limit,
      app.theme,
      geometry,
      height,
      stepOf(app),
      scan,
      canvas.current,
    ];
    if (key.every((part, i) => part === painted.current[i])) return;
    painted.current = key;
    scratch.current ??= document.createElement("canvas");
    const { direction } = scan;
    const skips = factsOf(scan.cellEquations).lags.filter((lag) => lag > 1);
    paintChain(canvas.current, scratch.current, {
      ...{ network, direction, geometry, height, limit, app, skips, enters },
    });
  });
  const network = networkAt(picture, m);
  const name = picture.names[m] ?? "";
  const norms = network?.norms[network.states[0] ?? "h"];
  const end = scan ? endOfWay(picture.length, scan.direction) : 0;
  const share = norms && scan ? formatNorm(shareAlong(norms, end, scan.direction)) : "–";
  return (
    <Strip
      name="chain"
      lane={m}
      label={
        <>
          <span className="tt-name" title={name}>
            <LaneMark lane={m} line /> <span>{name}</span>
          </span>
          {scan && <Shared scan={scan} steps={picture.length} />}
        </>
      }
      height={height}
      geometry={geometry}
      readout={<Shares {...{ picture, m, scan }} />}
    >
      {m === 0 && enters.length === 1 && !geometry.phone && (
        <span className="ua-enters" style={{ right: geometry.plot - centreOf(geometry, enters[0] ?? 0) + 6 }}>
          {words.lossEnters}
        </span>
      )}
      {scan ? (
        <canvas
          ref={canvas}
          role="img"
          aria-label={words.image(name, scan.units, picture.length, share, end + 1)}
          className="tt-lines"
          style={{
            left: -overhang,
            top: -overhang,
            width: geometry.plot + 2 * overhang,
            height: height + 2 * overhang,
          }}
        />
      ) : (
        <p className="tt-none">{words.counted}</p>
      )}
    </Strip>
  );
}
