import type { PointerEvent, ReactNode } from "react";
import { formatFixed, formatNumber, formatSigned } from "../../lib/format.ts";
import { letterOf, letterText } from "../../model/notation.ts";
import { useApp } from "../../store/hooks.ts";
import { memory as english } from "../../text/en/memory.ts";
import { en } from "../../text/en.ts";
import { useText, useWords } from "../../ui/words.ts";
import { useChosenUnit } from "../chosen-unit.ts";
import { SignalLetter } from "../letter.tsx";
import { type Memory, type MemorySignal, memoryOf } from "../memory-signals.ts";
import type { Geometry } from "../time/geometry.ts";
import { Heat, meanMagnitude, UnitRow } from "../time/heat.tsx";
import { useStep } from "../time/hooks.ts";
import { type Picture, stateLimit } from "../time/picture.ts";
import { Strip, Value } from "../time/strip.tsx";
import { type Hold, useHold } from "../use-hold.ts";
import { HoldTrack, percentAt } from "./hold-track.tsx";
import { beginsKind, memoryLane } from "./memory-lane.ts";

export const limitText = (limit: number): string => formatNumber(limit).replace(/\.0+$/, "");

interface SignalProps {
  readonly picture: Picture;
  readonly geometry: Geometry;
  readonly memory: Memory;
  readonly signal: MemorySignal;
  /** Of its heat map. */
  readonly height: number;
}

function SignalValues({ memory, signal }: Pick<SignalProps, "memory" | "signal">) {
  const words = useWords(en.panels.throughTime);
  const step = useStep();
  const unit = useChosenUnit(memory);
  if (step === null || (step + 1) * signal.units > signal.values.length) return null;
  const size = signal.isGate ? "" : words.size;
  const value = signal.values[step * signal.units + unit] ?? Number.NaN;
  return (
    <>
      <Value
        name={
          <>
            {words.mean} {size}
            <SignalLetter name={signal.name} />
            {size}
          </>
        }
        value={formatFixed(meanMagnitude(signal, step), 2)}
      />
      <Value
        name={words.unit(unit + 1)}
        value={signal.isGate ? formatFixed(value, 2) : formatSigned(value)}
      />
    </>
  );
}

interface HeldProps extends Pick<Hold, "held" | "free"> {
  readonly gate: string;
}

/** What a gate is held at, and the control that frees it. */
function Held({ held, free, gate }: HeldProps) {
  const words = useWords(english);
  if (held === null) return null;
  return (
    <span className="mem-held">
      <span title={words.holdAt(String(held))}>{words.held(String(held))}</span>
      <button type="button" aria-label={words.freeName(gate)} title={words.freeName(gate)} onClick={free}>
        {words.free}
      </button>
    </span>
  );
}

/** In a gate's heat map: a drag with Shift holds it, where its top is open and its bottom is closed. */
function HoldArea({ hold, children }: { readonly hold: Hold | null; readonly children: ReactNode }) {
  const begin = (event: PointerEvent<HTMLDivElement>) => {
    if (!hold || !event.shiftKey || event.button !== 0) return;
    // Else the text of the page would be selected, and the step under the pointer pinned.
    event.preventDefault();
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    hold.hold(percentAt(event, event.currentTarget));
  };
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (!hold || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    event.stopPropagation();
    hold.hold(percentAt(event, event.currentTarget));
  };
  const end = (event: PointerEvent<HTMLDivElement>) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) event.stopPropagation();
  };
  return (
    <div className="tt-fill" onPointerDown={begin} onPointerMove={move} onPointerUp={end}>
      {children}
    </div>
  );
}

/** The heat map of a gate or state: its name, the track that holds it, the row of the chosen unit, its values at the step. */
export function SignalStrip({ picture, geometry, memory, signal, height }: SignalProps) {
  const words = useWords(english);
  const say = useText();
  const notation = useApp((app) => app.notation);
  const unit = useChosenUnit(memory);
  const isLit = useApp(({ pointed }) => pointed.gate === signal.name && pointed.model === signal.model);
  const hold = useHold(memory, signal);
  const lane = memoryLane(signal.units, height, geometry.pixelRatio);
  const { network } = memory;
  const word = say(signal.word);
  const limit = stateLimit(picture.record, [signal]);
  const mean = meanMagnitude(signal, null);
  const isFirstState = signal.name === network.hidden.name;
  return (
    <div className="mem-signal" data-apart={beginsKind(memory, signal) || undefined}>
      <Strip
        name="mem"
        lane={network.lane}
        {...(isFirstState ? {} : { gate: signal.name })}
        label={
          <>
            <span className="mem-name" title={word} data-holdable={hold !== null || undefined}>
              <b>
                <SignalLetter name={signal.name} />
              </b>
              <span className={isLit ? "tt-lit" : undefined}>{word}</span>
            </span>
            {!signal.isGate && limit !== 1 && <small>{words.range(limitText(limit))}</small>}
            {hold && <Held {...hold} gate={word} />}
          </>
        }
        height={lane.height}
        geometry={geometry}
        axis={hold && <HoldTrack {...hold} gate={word} mean={Math.round(100 * mean)} isUpright />}
        readout={<SignalValues memory={memory} signal={signal} />}
      >
        <HoldArea hold={hold}>
          <Heat
            geometry={geometry}
            lane={lane}
            label={words.image.signal(
              network.name,
              letterText(letterOf(notation, signal.name)),
              word,
              signal.units,
              picture.length,
              formatFixed(mean, 2),
            )}
            find={(now) => {
              const own = memoryOf(now, network.lane)?.signals.find(({ name }) => name === signal.name);
              return own ? { signal: own, limit: stateLimit(now.record, [own]) } : null;
            }}
          />
        </HoldArea>
        <UnitRow
          signal={signal}
          lane={lane}
          of={unit}
          isNamed={!geometry.phone && signal === memory.signals.find(({ isGate }) => !isGate)}
        />
      </Strip>
      {hold && geometry.phone && (
        <HoldTrack {...hold} gate={word} mean={Math.round(100 * mean)} isUpright={false} />
      )}
    </div>
  );
}
