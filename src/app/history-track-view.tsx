import { Pause, Play } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from "react";
import { formatCount, formatNumber } from "../lib/format.ts";
import { changeWords } from "../panels/update-chart-changes.ts";
import { updateRange } from "../panels/update-range.ts";
import { useSize } from "../panels/use-size.ts";
import { useActions, useApp, useAppState, useRecord } from "../store/hooks.ts";
import { runEvents } from "../store/run-events.ts";
import type { RunRecord } from "../store/run-record.ts";
import { history as english } from "../text/en/history.ts";
import { LaneMark } from "../ui/lane-mark.tsx";
import { useWords } from "../ui/words.ts";
import { type Mark, placeMarks, trackTicks } from "./history-track.ts";

/** What the page found, and what was changed, as words over the track. */
function useMarks(record: RunRecord): readonly Mark[] {
  const words = useWords(english);
  const found = runEvents(record).map(({ kind, update, lane }): Mark => {
    const name = record.names[lane] ?? "";
    const at = formatCount(update);
    return { update, lane, words: `${words[kind](name)} ${at}`, short: `${name} ${at}` };
  });
  const changed = changeWords(record.changes, record.spec).map(
    ({ update, words: what }): Mark => ({ update, lane: null, words: what, short: null }),
  );
  return [...found, ...changed];
}

/** Milliseconds between two moments of a film. */
const filmMs = 120;

/** Plays the kept moments from the one that is looked at to the newest, which is now. */
function useFilm() {
  const [plays, setPlays] = useState(false);
  const { stepMoment } = useActions();
  const getState = useAppState();
  useEffect(() => {
    if (!plays) return;
    const timer = setInterval(() => {
      stepMoment(1);
      if (getState().moment === null) setPlays(false);
    }, filmMs);
    return () => clearInterval(timer);
  }, [plays, stepMoment, getState]);
  return { plays, setPlays };
}

/** The run as a line: what happened at which update, and the moment that is shown. */
export function Track() {
  const words = useWords(english);
  const record = useRecord(5);
  const moment = useApp((app) => app.moment);
  const { lookAt, stepMoment } = useActions();
  const [box, width] = useSize();
  const { plays, setPlays } = useFilm();
  if (!record) return <div className="strip-track" />;
  return (
    <div className="strip-track">
      <button
        type="button"
        className="strip-film"
        aria-label={plays ? words.stop : words.film}
        title={plays ? words.stop : words.film}
        onClick={() => {
          // From the start where nothing is looked at.
          if (!plays && moment === null) lookAt(0);
          setPlays(!plays);
        }}
      >
        {plays ? <Pause aria-hidden="true" size={13} /> : <Play aria-hidden="true" size={13} />}
      </button>
      <div ref={box} className="strip-line">
        {width > 0 && (
          <TrackOf
            record={record}
            width={width}
            moment={moment}
            onLook={(update) => {
              setPlays(false);
              lookAt(update);
            }}
            onStep={(places) => {
              setPlays(false);
              stepMoment(places);
            }}
          />
        )}
      </div>
    </div>
  );
}

interface TrackOfProps {
  readonly record: RunRecord;
  readonly width: number;
  readonly moment: number | null;
  readonly onLook: (update: number | null) => void;
  readonly onStep: (places: number) => void;
}

/** How many kept moments a key goes on. */
const keys: { readonly [key: string]: number } = {
  ...{ ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 10, PageDown: -10 },
};

function TrackOf({ record, width, moment, onLook, onStep }: TrackOfProps) {
  const words = useWords(english);
  const dragged = useRef(false);
  const updates = updateRange(record.spec.training.updates, record.update);
  const x = (update: number) => (width * Math.min(update, updates)) / updates;
  const at = moment ?? record.update;
  const marks = placeMarks(useMarks(record), updates, width);
  const kept = record.moments.list();
  const lookFrom = (event: PointerEvent<HTMLElement>) => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const update = Math.round((Math.max(0, Math.min(width, left)) * updates) / width);
    onLook(update >= record.update ? null : update);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const places = keys[event.key];
    if (places !== undefined) onStep(places);
    else if (event.key === "Home") onLook(0);
    else if (event.key === "End" || event.key === "Escape") onLook(null);
    else return;
    // → makes an update elsewhere; here it is the next moment.
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      className="strip-slider"
      role="slider"
      tabIndex={0}
      aria-label={words.slider}
      aria-valuemin={0}
      aria-valuemax={record.update}
      aria-valuenow={at}
      aria-valuetext={words[moment === null ? "now" : "past"](formatCount(at))}
      title={`${words.kept(formatCount(kept.length), formatNumber(record.moments.bytes / 2 ** 20, 2))}. ${words.keptTitle}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        dragged.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        lookFrom(event);
      }}
      onPointerMove={(event) => dragged.current && lookFrom(event)}
      onPointerUp={() => {
        dragged.current = false;
      }}
      onPointerCancel={() => {
        dragged.current = false;
      }}
    >
      {marks.map(({ update, lane, x: left, shown, words: all }) => (
        <span key={`${update} ${all}`} className="strip-mark" style={{ left }} title={all}>
          {shown !== "" && (
            <span
              className="strip-words"
              style={{ "--strip-left": `${left}px`, "--strip-right": `${width - left}px` } as never}
            >
              {shown}
            </span>
          )}
          {lane === null ? <i className="strip-change" /> : <LaneMark lane={lane} size={9} />}
        </span>
      ))}
      <i className="strip-whole" />
      <i className="strip-made" style={{ width: x(record.update) }} />
      <i className="strip-shown" style={{ width: x(at) }} />
      <i className="strip-handle" style={{ left: x(at) }} />
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
    </div>
  );
}

/** Back to the newest weights, or on from those that are looked at. */
export function PastButtons() {
  const words = useWords(english);
  const { lookAt, fork } = useActions();
  return (
    <>
      <button type="button" className="button" title={words.backTitle} onClick={() => lookAt(null)}>
        {words.back}
      </button>
      <button type="button" className="button button-outlined" title={words.forkTitle} onClick={fork}>
        {words.fork}
      </button>
    </>
  );
}
