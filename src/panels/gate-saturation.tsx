import { type PointerEvent, useMemo, useRef } from "react";
import { type Saturation as Shares, saturationOf } from "../model/saturation.ts";
import { useActions, useApp, useAppState, usePaint } from "../store/hooks.ts";
import { saturation as english } from "../text/en/saturation.ts";
import { useText, useWords } from "../ui/words.ts";
import { chosenUnit, useChosenUnit } from "./chosen-unit.ts";
import { nearestUnit } from "./gate-shares.ts";
import { SignalLetter } from "./letter.tsx";
import { type Memory, type MemorySignal, memoryOf } from "./memory-signals.ts";
import { countedLanes, type Picture, pictureOf } from "./time/picture.ts";
import { inkOf } from "./time/step-lines.ts";
import { useHeldGates } from "./use-hold.ts";
import { useSize } from "./use-size.ts";
import "./gate-saturation.css";

const percent = (share: number): string => String(Math.round(100 * share));
const radius = 3;
/** How far from a dot the pointer still means it, CSS pixels. */
const reach = 12;
/** Left of a plot for its axis, over it for its title, under it for its ticks. */
const [axis, title, ticks] = [22, 21, 16];

const noGates: readonly MemorySignal[] = [];

/** The gates of a model on the probe; none of a model that counts, and before there is a trace. */
export function gatesOf(picture: Picture | null, lane: number | null): readonly MemorySignal[] {
  const memory = picture && lane !== null ? memoryOf(picture, lane) : null;
  return memory?.signals.filter(({ kind }) => kind === "gate") ?? noGates;
}

/** A plot for each gate of a model, or why there is none. */
export function SaturationPlots({
  picture,
  lane,
}: {
  readonly picture: Picture | null;
  readonly lane: number | null;
}) {
  const words = useWords(english);
  const memory = picture && lane !== null ? memoryOf(picture, lane) : null;
  const gates = gatesOf(picture, lane);
  const name = picture?.names[lane ?? 0] ?? "";
  const isCounter = picture !== null && lane !== null && countedLanes(picture).includes(lane);
  return (
    <>
      <div className="sat-plots">
        {memory && gates.map((gate) => <GateSaturation key={gate.name} memory={memory} gate={gate} />)}
      </div>
      {isCounter && <p className="sat-none">{words.counted(name)}</p>}
      {memory && gates.length === 0 && <p className="sat-none">{words.none(name)}</p>}
    </>
  );
}

interface GateProps {
  readonly memory: Memory;
  readonly gate: MemorySignal;
}

interface BesideProps extends Shares {
  /** The unit pointed at; null while none is. */
  readonly unit: number | null;
  /** From 0 to 1; undefined while the gate is free. */
  readonly held: number | undefined;
}

/** In the half of the plot that no dot can reach: what dots on the axes do not show themselves, and the numbers of a unit. */
function Beside({ shut, open, unit, held }: BesideProps) {
  const words = useWords(english);
  const [mostShut, mostOpen] = [Math.max(...shut), Math.max(...open)];
  const isSpread = held === undefined && mostShut > 0 && mostOpen > 0;
  return (
    <div className="sat-beside" data-spread={isSpread || undefined}>
      {!isSpread && (
        <p>
          {held !== undefined
            ? words.held(percent(held))
            : mostShut === 0 && mostOpen === 0
              ? words.neither
              : mostShut === 0
                ? words.neverShut(percent(mostOpen))
                : words.neverOpen(percent(mostShut))}
        </p>
      )}
      {unit !== null && (
        <p className="sat-unit">{words.unit(unit + 1, percent(shut[unit] ?? 0), percent(open[unit] ?? 0))}</p>
      )}
    </div>
  );
}

/** A dot per unit of a gate: how often it is shut against how often it is wide open. */
function GateSaturation({ memory, gate }: GateProps) {
  const words = useWords(english);
  const say = useText();
  const [box, width, height] = useSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const { point, show } = useActions();
  const getState = useAppState();
  const unit = useChosenUnit(memory);
  const held = useHeldGates(memory).get(gate.name);
  const isPointed = useApp(({ pointed }) => pointed.model === memory.network.lane && pointed.unit !== null);
  const { lane } = memory.network;
  const shares = useMemo(() => saturationOf(gate), [gate]);
  const side = Math.max(0, Math.floor(Math.min(width - axis - 2 * radius, height - title - ticks)));

  usePaint((app) => {
    const picture = pictureOf(app);
    const now = picture && memoryOf(picture, lane);
    const own = now?.signals.find(({ name }) => name === gate.name);
    const at = canvas.current;
    if (!at || !now || !own || side < 1) return;
    paintDots(at, own === gate ? shares : saturationOf(own), side, lane, chosenUnit(app, now));
  });

  const unitAt = (event: PointerEvent<HTMLElement>) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - left - radius, event.clientY - top - radius];
    return nearestUnit(shares, [x / side, 1 - y / side], reach / side);
  };
  const onPoint = (event: PointerEvent<HTMLElement>) => {
    const found = unitAt(event);
    point({ model: found === null ? null : lane, unit: found, gate: gate.name });
  };
  return (
    <div ref={box} className="sat-gate">
      <h3>
        <b>
          <SignalLetter name={gate.name} />
        </b>{" "}
        {say(gate.word)}
      </h3>
      <div className="sat-frame" style={{ width: side, height: side, marginLeft: axis }}>
        <span className="sat-y" style={{ top: 0 }}>
          1
        </span>
        <span className="sat-y" style={{ top: side }}>
          0
        </span>
        <canvas
          ref={canvas}
          role="img"
          aria-label={words.image(
            memory.network.name,
            say(gate.word),
            percent(Math.max(...shares.shut)),
            percent(Math.max(...shares.open)),
          )}
          style={{ left: -radius, top: -radius, width: side + 2 * radius, height: side + 2 * radius }}
          onPointerMove={onPoint}
          onPointerDown={onPoint}
          onPointerLeave={() => point({ model: null, unit: null, gate: null })}
          onClick={() => {
            const { pointed } = getState();
            if (pointed.unit !== null && pointed.model === lane)
              show({ pinnedUnit: { model: lane, unit: pointed.unit } });
          }}
        />
        <Beside {...shares} unit={isPointed ? unit : null} held={held} />
        <span className="sat-open">{words.open}</span>
        <span className="sat-x">
          <span>{words.shut} 0</span>
          <span>1</span>
        </span>
      </div>
    </div>
  );
}

/** All dots, half transparent since many lie on each other; the chosen one in ink on top. */
function paintDots(
  canvas: HTMLCanvasElement,
  { shut, open }: Shares,
  side: number,
  lane: number,
  chosen: number,
): void {
  const ratio = window.devicePixelRatio || 1;
  const pixels = Math.round((side + 2 * radius) * ratio);
  if (canvas.width !== pixels || canvas.height !== pixels) canvas.width = canvas.height = pixels;
  const context = canvas.getContext("2d");
  if (!context) return;
  const ink = inkOf(canvas);
  context.setTransform(ratio, 0, 0, ratio, radius * ratio, radius * ratio);
  context.clearRect(-radius, -radius, side + 2 * radius, side + 2 * radius);
  context.strokeStyle = ink.rule;
  context.beginPath();
  context.moveTo(0.5, 0);
  context.lineTo(0.5, side - 0.5);
  context.lineTo(side, side - 0.5);
  context.stroke();
  // Both shares together are at most 1.
  context.setLineDash([1, 3]);
  context.beginPath();
  context.moveTo(0.5, 0);
  context.lineTo(side, side - 0.5);
  context.stroke();
  context.setLineDash([]);
  const dot = (unit: number) => {
    context.beginPath();
    const [x, y] = [(shut[unit] as number) * side, (1 - (open[unit] as number)) * side];
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  };
  context.fillStyle = ink.lanes[lane % ink.lanes.length] as string;
  context.globalAlpha = 0.55;
  for (const unit of shut.keys()) if (unit !== chosen) dot(unit);
  context.globalAlpha = 1;
  context.fillStyle = ink.ink;
  dot(chosen);
}
