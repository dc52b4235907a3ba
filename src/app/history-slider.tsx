import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { formatCount, formatNumber } from "../lib/format.ts";
import { useActions, useApp, useAppState } from "../store/hooks.ts";
import type { RunRecord } from "../store/run-record.ts";
import { history as english } from "../text/en/history.ts";
import { LaneMark } from "../ui/lane-mark.tsx";
import { useWords } from "../ui/words.ts";
import type { Film, Loop } from "./history-film.ts";
import { type Mark, placeLabels, trackTicks } from "./history-track.ts";
import { canTrain } from "./phases.ts";

/** What the pointer does on the track, and on the plot above it. */
export interface TrackPointer {
  readonly handlers: {
    onPointerDown(event: PointerEvent<HTMLElement>): void;
    onPointerMove(event: PointerEvent<HTMLElement>): void;
    onPointerUp(): void;
    onPointerCancel(): void;
    onPointerLeave(): void;
  };
  /** The update that is pointed at without being pressed. */
  readonly pointed: number | null;
  readonly drags: boolean;
}

interface TrackPointerOptions {
  readonly width: number;
  /** That the track spans. */
  readonly updates: number;
  readonly onLook: (update: number | null, exactly: boolean) => void;
}

/** Pressing goes to an update, with Shift to exactly that one; pointing only tells what was there. */
export function useTrackPointer({ width, updates, onLook }: TrackPointerOptions): TrackPointer {
  const getState = useAppState();
  const [pointed, setPointed] = useState<number | null>(null);
  const [drags, setDrags] = useState(false);
  const updateAt = (event: PointerEvent<HTMLElement>): number => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    return Math.round((Math.max(0, Math.min(width, left)) * updates) / width);
  };
  const look = (event: PointerEvent<HTMLElement>) => {
    const update = updateAt(event);
    onLook(update >= (getState().record?.update ?? 0) ? null : update, event.shiftKey);
  };
  const end = () => setDrags(false);
  return {
    pointed,
    drags,
    handlers: {
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        setDrags(true);
        setPointed(null);
        event.currentTarget.setPointerCapture(event.pointerId);
        look(event);
      },
      onPointerMove: (event) => {
        if (drags) look(event);
        else if (event.pointerType === "mouse") setPointed(updateAt(event));
      },
      onPointerUp: end,
      onPointerCancel: end,
      onPointerLeave: () => setPointed(null),
    },
  };
}

/** How many kept moments a key goes on. */
const keys: { readonly [key: string]: number } = {
  ...{ ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 10, PageDown: -10 },
};

interface SliderProps {
  readonly record: RunRecord;
  readonly width: number;
  readonly updates: number;
  readonly marks: readonly Mark[];
  readonly film: Film;
  readonly pointer: TrackPointer;
  /** The run that this one is a fork of, as long as it is shown. */
  readonly first: RunRecord | null;
  readonly onLook: (update: number | null, exactly: boolean) => void;
  readonly onStep: (places: number) => void;
}

/** The run as a line: what happened at which update, and the moment that is shown. */
export function TrackSlider(props: SliderProps) {
  const { record, width, updates, marks, film, pointer, first, onLook, onStep } = props;
  const words = useWords(english);
  const moment = useApp((app) => app.moment);
  const asked = useApp((app) => app.asked);
  const { train, pause } = useActions();
  const getState = useAppState();
  const x = (update: number) => (width * Math.min(update, updates)) / updates;
  const at = moment ?? record.update;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const places = keys[event.key];
    if (places !== undefined) onStep(places);
    else if (event.key === "Home") onLook(0, false);
    else if (event.key === "End") onLook(null, false);
    else if (event.key === "Escape" && film.loop !== null) film.setLoop(null);
    else if (event.key === "Escape") onLook(null, false);
    else if (event.key === "[") film.setEnd("from");
    else if (event.key === "]") film.setEnd("to");
    else if (event.key === " " && !event.repeat) {
      const { phase } = getState().run;
      if (film.plays) film.setPlays(false);
      else if (phase === "training") pause();
      else if (canTrain(phase)) train();
    } else return;
    // → makes an update elsewhere; here it is the next moment.
    event.preventDefault();
    event.stopPropagation();
  };
  const kept = formatCount(record.moments.list().length);
  const megabytes = formatNumber(record.moments.bytes / 2 ** 20, 2);
  const past =
    asked === null ? words.past(formatCount(at)) : words.pastNearest(formatCount(at), formatCount(asked));
  return (
    <div
      className="strip-slider"
      role="slider"
      tabIndex={0}
      aria-label={words.slider}
      aria-valuemin={0}
      aria-valuemax={record.update}
      aria-valuenow={at}
      aria-valuetext={moment === null ? words.now(formatCount(at)) : past}
      title={`${words.kept(kept)} · ${words.memory(megabytes, "64")}. ${words.keptTitle}`}
      data-forked={first !== null || undefined}
      onKeyDown={onKeyDown}
      {...pointer.handlers}
    >
      {first && <FirstRun first={first} at={record.forkedFrom?.update ?? 0} x={x} name={words.firstRun} />}
      <Labels marks={marks} updates={updates} width={width} x={x} />
      <i className="strip-whole" />
      <i className="strip-made" style={{ width: x(record.update) }} />
      <i
        className="strip-shown"
        style={{ left: x(film.loop?.from ?? 0), width: Math.max(0, x(at) - x(film.loop?.from ?? 0)) }}
      />
      {asked !== null && moment !== null && <i className="strip-asked" style={{ left: x(asked) }} />}
      {pointer.pointed !== null && <i className="strip-pointed" style={{ left: x(pointer.pointed) }} />}
      <i className="strip-handle" style={{ left: x(at) }} data-plays={film.plays || undefined} />
      {trackTicks(updates, width).map((tick, k, all) => (
        <span
          key={tick}
          className="strip-tick"
          data-edge={k === 0 ? "first" : k === all.length - 1 ? "last" : undefined}
          style={{ left: x(tick) }}
          aria-hidden="true"
        >
          {formatCount(tick)}
        </span>
      ))}
      {film.loop && (
        <Ends loop={film.loop} film={film} record={record} x={x} width={width} updates={updates} />
      )}
    </div>
  );
}

interface LabelsProps {
  readonly marks: readonly Mark[];
  readonly updates: number;
  readonly width: number;
  readonly x: (update: number) => number;
}

function Labels({ marks, updates, width, x }: LabelsProps) {
  const words = useWords(english);
  return (
    <>
      {placeLabels(marks, updates, width, words.events).map(({ x: left, shown, whole }) => (
        <span
          key={`${left} ${whole.join()}`}
          className="strip-words"
          style={{ left }}
          title={whole.join("\n")}
        >
          <span style={{ "--strip-left": `${left}px`, "--strip-right": `${width - left}px` } as never}>
            {shown}
          </span>
        </span>
      ))}
      {marks.map(({ update, lane, words: all }) => (
        <span key={`${update} ${all}`} className="strip-mark" style={{ left: x(update) }}>
          {lane === null ? <i className="strip-change" /> : <LaneMark lane={lane} size={9} />}
        </span>
      ))}
    </>
  );
}

interface FirstRunProps {
  readonly first: RunRecord;
  /** Where the fork began. */
  readonly at: number;
  readonly x: (update: number) => number;
  readonly name: string;
}

/** The run that this one is a fork of, as a thinner line above it that the fork leaves. */
function FirstRun({ first, at, x, name }: FirstRunProps) {
  const [fork, end] = [x(at), x(first.update)];
  return (
    <>
      <i className="strip-first" style={{ width: end }} />
      <svg className="strip-branch" aria-hidden="true" style={{ left: fork - 2 }} width={18} height={22}>
        <path d="M2 2C10 2 6 20 16 20" />
        <circle cx={2} cy={2} r={2} />
      </svg>
      <span className="strip-first-name" style={{ left: end }}>
        {name}
      </span>
    </>
  );
}

interface EndsProps {
  readonly loop: Loop;
  readonly film: Film;
  readonly record: RunRecord;
  readonly x: (update: number) => number;
  readonly width: number;
  readonly updates: number;
}

/** The ends of the loop: dragged to another kept moment. */
function Ends({ loop, film, record, x, width, updates }: EndsProps) {
  const words = useWords(english);
  const dragged = useRef(false);
  const drag = (end: keyof Loop) => (event: PointerEvent<HTMLElement>) => {
    event.stopPropagation();
    if (!dragged.current) return;
    const line = event.currentTarget.parentElement?.getBoundingClientRect().left ?? 0;
    const update = ((event.clientX - line) * updates) / width;
    const at = record.moments.nearest(update)?.update;
    if (at === undefined) return;
    const other = end === "from" ? (loop.to ?? Number.POSITIVE_INFINITY) : loop.from;
    if (end === "from" ? at < other : at > other) film.setLoop({ ...loop, [end]: at });
  };
  const release = (event: PointerEvent<HTMLElement>) => {
    event.stopPropagation();
    dragged.current = false;
  };
  return (["from", "to"] as const).map((end) => {
    const at = loop[end];
    return (
      at !== null && (
        <i
          key={end}
          className="strip-end-of-loop"
          data-end={end}
          title={words[end === "from" ? "loopFrom" : "loopTo"]}
          style={{ left: x(at) }}
          onPointerDown={(event) => {
            event.stopPropagation();
            dragged.current = true;
            event.currentTarget.setPointerCapture(event.pointerId);
          }}
          onPointerMove={drag(end)}
          onPointerUp={release}
          onPointerCancel={release}
        />
      )
    );
  });
}
