import { cssGradient, rdbuStops } from "../../lib/colour-maps.ts";
import { formatCount, formatFixed, formatNumber } from "../../lib/format.ts";
import { planOf } from "../../model/counted.ts";
import { letterOf, letterText } from "../../model/notation.ts";
import { useActions, useApp, useAppState } from "../../store/hooks.ts";
import type { ShownLayer } from "../../store/state.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useWords } from "../../ui/words.ts";
import { SignalLetter } from "../letter.tsx";
import { type Geometry, laneOf, leastLane } from "../time/geometry.ts";
import { Heat, HeatValues, meanMagnitude, UnitRow } from "../time/heat.tsx";
import { countedLanes, forgetPicture, networkAt, type Picture, stateLimit } from "../time/picture.ts";
import { Strip } from "../time/strip.tsx";
import { forgetOrders } from "../time/unit-order.ts";
import { GateBars, GateLetters, Gates, isShort } from "./gates.tsx";

/** A longer name needs the place of the stroke through its mark. */
const roomForLine = 8;

const hiddenLimit = ({ record, networks }: Picture): number =>
  stateLimit(
    record,
    networks.map(({ hidden }) => hidden),
  );

interface LaneStripProps {
  readonly picture: Picture;
  readonly m: number;
  readonly geometry: Geometry;
}

function LaneStrip({ picture, m, geometry }: LaneStripProps) {
  const words = useWords(en.panels.throughTime);
  const solved = useApp(({ run }) => run.models[m]?.solvedAt ?? null);
  const notation = useApp((app) => app.notation);
  const hidden = networkAt(picture, m)?.hidden;
  const isCounter = countedLanes(picture).includes(m);
  const scan = planOf(picture.record.plans[m])?.nodes.find((node) => node.op === "scan");
  const units = hidden?.units ?? (scan?.op === "scan" ? scan.units : 32);
  const lane = laneOf(units, picture.names.length, geometry.pixelRatio, geometry.group);
  const letter = letterText(letterOf(notation, hidden?.name ?? "h"));
  const name = picture.names[m] ?? "";
  const mean = hidden ? formatFixed(meanMagnitude(hidden, null), 2) : "–";
  return (
    <Strip
      name="lane"
      lane={m}
      label={
        <>
          <span className="tt-name" title={name}>
            <LaneMark lane={m} line={name.length < roomForLine} /> <span>{name}</span>
          </span>
          {geometry.phone && solved !== null && <small>{words.solvedAt(formatCount(solved))}</small>}
        </>
      }
      height={geometry.phone ? lane.height : Math.max(lane.height, leastLane)}
      geometry={geometry}
      readout={<HeatValues signal={hidden} />}
    >
      {isCounter ? (
        <p className="tt-none">{words.noState}</p>
      ) : (
        <Heat
          geometry={geometry}
          lane={lane}
          label={words.image.hidden(name, letter, hidden?.units ?? 0, picture.length, mean)}
          find={(now) => {
            const signal = networkAt(now, m)?.hidden;
            return signal ? { signal, limit: hiddenLimit(now) } : null;
          }}
        />
      )}
      {hidden && !geometry.phone && <UnitRow signal={hidden} lane={lane} isNamed />}
    </Strip>
  );
}

/** Layers and directions that some model has, once, from the input up. */
function scansOfAll({ networks }: Picture): readonly ShownLayer[] {
  const all = new Map<string, ShownLayer>();
  for (const { layer, direction } of networks.flatMap(({ scans }) => scans))
    all.set(`${layer} ${direction}`, { layer, direction });
  return [...all.values()].sort(
    (a, b) => a.layer - b.layer || Number(a.direction === "backward") - Number(b.direction === "backward"),
  );
}

/** Which layer and direction is shown, where a model has several. */
function Layers({ picture }: { picture: Picture }) {
  const words = useWords(en.panels.throughTime);
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
  const words = useWords(en.panels.throughTime);
  const { show } = useActions();
  const getState = useAppState();
  const theme = useApp((app) => app.theme);
  const limit = formatNumber(hiddenLimit(picture)).replace(/\.0+$/, "");
  const shared = picture.networks.some(
    ({ units }) => laneOf(units, picture.names.length, 1, geometry.group).unitsPerRow > 1,
  );
  const sort = () => {
    forgetOrders(picture.record);
    forgetPicture();
    // Nothing in the state changed but what it is painted with: the same layer again makes the views look.
    show({ shownLayer: getState().shownLayer });
  };
  // At 200 % zoom the letters of four models leave no room for more than the colour bar.
  const isCrowded = isShort(geometry) && geometry.plot < 560 && picture.signals.length > 8;
  return (
    <div className="tt-hidden">
      <div className="tt-subhead">
        <h3>
          {words.hidden} <SignalLetter name="h" />
        </h3>
        {!geometry.phone && !(isShort(geometry) && picture.signals.length > 0) && (
          <p>
            {words.hiddenNote}
            {geometry.bin > 1 && `; ${words.binned(geometry.bin)}`}
            {shared && `; ${words.rowsShared}`}
          </p>
        )}
        {isShort(geometry) && picture.signals.length > 0 && (
          <>
            <GateLetters picture={picture} geometry={geometry} />
            <p />
          </>
        )}
        <Layers picture={picture} />
        {!geometry.phone && !isCrowded && (
          <button type="button" className="tt-quiet" title={words.sortTitle} onClick={sort}>
            {words.sort}
          </button>
        )}
        {isShort(geometry) && <GateBars picture={picture} geometry={geometry} />}
        <span className="tt-bar">
          {`−${limit}`}
          <i style={{ background: cssGradient(rdbuStops[theme], "to right") }} />
          {`+${limit}`}
        </span>
      </div>
      <div className="tt-lanes">
        {picture.names.map((name, m) => (
          <LaneStrip key={name} picture={picture} m={m} geometry={geometry} />
        ))}
      </div>
      <Gates picture={picture} geometry={geometry} />
    </div>
  );
}
