import { useState } from "react";
import { useApp } from "../../store/hooks.ts";
import { memory as english } from "../../text/en/memory.ts";
import { en } from "../../text/en.ts";
import { useNarrow } from "../../ui/use-media.ts";
import { useText, useWords } from "../../ui/words.ts";
import { SignalLetter } from "../letter.tsx";
import { type Memory as MemoryOf, memoryOf } from "../memory-signals.ts";
import { useShownLane } from "../shown-model.ts";
import { type Geometry, groupHeight } from "../time/geometry.ts";
import { InputStrip } from "../time/input-strip.tsx";
import { countedLanes, type Picture } from "../time/picture.ts";
import { TimeAxis } from "../time/time-axis.tsx";
import { TimeBand } from "../time/time-band.tsx";
import { MemoryHead } from "./head.tsx";
import { leastHeats, mostHeats, phoneHeat, scrolledHeat } from "./memory-lane.ts";
import { SignalStrip } from "./signal-strip.tsx";
import { UnitLines } from "./unit-lines.tsx";
import "./memory.css";

/** All gates and states of one model over the shared axis: a row is the same unit in all of them. */
export function Memory() {
  const words = useWords(english);
  const titles = useWords(en.panels.titles);
  return (
    <TimeBand
      label={titles.memory}
      className="mem"
      header={(picture) => <MemoryHead picture={picture} />}
      empty={<p className="tt-empty">{words.loading}</p>}
    >
      {(picture, geometry) => <Strips picture={picture} geometry={geometry} />}
    </TimeBand>
  );
}

interface StripsProps {
  readonly picture: Picture;
  readonly geometry: Geometry;
}

function Strips({ picture, geometry }: StripsProps) {
  const words = useWords(english);
  const lane = useShownLane();
  const memory = lane === null ? null : memoryOf(picture, lane);
  const isCounter = lane !== null && countedLanes(picture).includes(lane);
  return (
    <>
      <InputStrip picture={picture} geometry={geometry} />
      {memory ? (
        <>
          <Heats picture={picture} geometry={geometry} memory={memory} />
          <UnitLines picture={picture} geometry={geometry} memory={memory} />
        </>
      ) : (
        <p className="tt-empty">{isCounter ? words.noStates : words.loading}</p>
      )}
      <TimeAxis picture={picture} geometry={geometry} />
    </>
  );
}

interface HeatsProps extends StripsProps {
  readonly memory: MemoryOf;
}

/** The heat maps under one another; on a phone one of them, with the letters as tabs. */
function Heats({ picture, geometry, memory }: HeatsProps) {
  const isScrolled = useNarrow();
  const [picked, pick] = useState<string | null>(null);
  const { signals } = memory;
  if (geometry.phone) {
    const signal = signals.find(({ name }) => name === picked) ?? signals.at(-1);
    return (
      <>
        <Letters memory={memory} chosen={signal?.name ?? null} onChoose={pick} />
        {signal && <SignalStrip {...{ picture, geometry, memory, signal }} height={phoneHeat} />}
      </>
    );
  }
  const all = isScrolled ? scrolledHeat * signals.length : geometry.group;
  const height = Math.floor(Math.min(all, mostHeats(signals.length)) / Math.max(1, signals.length));
  return (
    <div
      className="tt-lanes mem-lanes"
      data-least={leastHeats(signals.length)}
      data-most={Math.max(groupHeight, mostHeats(signals.length))}
    >
      {signals.map((signal) => (
        <SignalStrip key={signal.name} {...{ picture, geometry, memory, signal, height }} />
      ))}
    </div>
  );
}

interface LettersProps {
  readonly memory: MemoryOf;
  readonly chosen: string | null;
  readonly onChoose: (name: string) => void;
}

function Letters({ memory, chosen, onChoose }: LettersProps) {
  const words = useWords(english);
  const say = useText();
  const pointed = useApp((app) => app.pointed.gate);
  return (
    <fieldset className="tt-switch mem-letters" aria-label={words.letters}>
      {memory.signals.map(({ name, word }) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === chosen}
          title={say(word)}
          data-pointed={name === pointed || undefined}
          onClick={() => onChoose(name)}
        >
          <SignalLetter name={name} />
        </button>
      ))}
    </fieldset>
  );
}
