import { Pause, Play } from "lucide-react";
import { useEffect, useRef } from "react";
import { formatCount } from "../lib/format.ts";
import { updateRange } from "../panels/update-range.ts";
import { useSize } from "../panels/use-size.ts";
import { useActions, useApp, useAppState, useRecord } from "../store/hooks.ts";
import type { RunRecord } from "../store/run-record.ts";
import { history as english } from "../text/en/history.ts";
import { useNarrow } from "../ui/use-media.ts";
import { useWords } from "../ui/words.ts";
import { type Film, useFilm } from "./history-film.ts";
import { useGrown } from "./history-grown.ts";
import { marksOf } from "./history-marks.ts";
import { StripOver } from "./history-over.tsx";
import { TrackSlider, useTrackPointer } from "./history-slider.tsx";
import { type FilmFileMaking, useFilmFile } from "./use-film-file.ts";

/** Controls that use keys themselves. */
const typing =
  "input, select, textarea, [contenteditable], dialog, [role='slider'], [role='tab'], button, a, summary";

/** Space stops the film, before it trains; [ and ] set the ends of the loop; single letters, as everywhere, where they are enabled. */
function useFilmKeys(film: Film): void {
  const getState = useAppState();
  const latest = useRef(film);
  latest.current = film;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { plays, setPlays, setEnd } = latest.current;
      if (!getState().shortcuts || event.ctrlKey || event.metaKey || event.altKey) return;
      const at = event.target instanceof Element ? event.target : null;
      if (at?.closest(typing) || document.querySelector("dialog[open]")) return;
      if (event.key === " " && plays) setPlays(false);
      else if (event.key === "[") setEnd("from");
      else if (event.key === "]") setEnd("to");
      else return;
      event.preventDefault();
    };
    // Before the shortcuts of the page, which leave alone what was taken.
    addEventListener("keydown", listen, true);
    return () => removeEventListener("keydown", listen, true);
  }, [getState]);
}

/** The run as a line with what happened in it; it grows over the panel above while one works with it. */
export function Track() {
  const words = useWords(english);
  const record = useRecord(5);
  const [box, width] = useSize();
  const film = useFilm();
  const file = useFilmFile();
  useFilmKeys(film);
  return (
    <div className="strip-track">
      <button
        type="button"
        className="strip-film"
        aria-label={film.plays ? words.stop : words.film}
        title={film.plays ? words.stop : words.film}
        onClick={() => film.setPlays(!film.plays)}
      >
        {film.plays ? <Pause aria-hidden="true" size={13} /> : <Play aria-hidden="true" size={13} />}
      </button>
      <div ref={box} className="strip-line">
        {record && width > 0 && <TrackOf record={record} width={width} film={film} file={file} line={box} />}
      </div>
    </div>
  );
}

interface TrackOfProps {
  readonly record: RunRecord;
  readonly width: number;
  readonly film: Film;
  readonly file: FilmFileMaking;
  readonly line: React.RefObject<HTMLDivElement | null>;
}

function TrackOf({ record, width, film, file, line }: TrackOfProps) {
  const words = useWords(english);
  const { lookAt, stepMoment } = useActions();
  const first = useApp((app) => app.earlier.find(({ id }) => id === record.forkedFrom?.run) ?? null);
  const updates = updateRange(record.spec.training.updates, Math.max(record.update, first?.update ?? 0));
  const marks = marksOf(words, record);
  const onLook = (update: number | null, exactly: boolean) => {
    film.setPlays(false);
    lookAt(update, exactly);
  };
  const onStep = (places: number) => {
    film.setPlays(false);
    stepMoment(places);
  };
  const pointer = useTrackPointer({ width, updates, onLook });
  const narrow = useNarrow();
  const isGrown = useGrown(line, pointer.drags || file.filming !== null);
  const shared = { record, width, updates, marks, film, pointer, first, onLook, onStep };
  return (
    <>
      {isGrown && !narrow && <StripOver {...shared} file={file} />}
      <TrackSlider {...shared} />
    </>
  );
}

/** Back to the newest weights, or on from those that are looked at. */
export function PastButtons() {
  const words = useWords(english);
  const { lookAt, fork } = useActions();
  const asked = useApp((app) => app.asked);
  const from =
    useApp((app) => (app.asked === null ? null : app.record?.moments.before(app.asked)?.update)) ?? 0;
  return (
    <>
      <button type="button" className="button" title={words.backTitle} onClick={() => lookAt(null)}>
        {words.back}
      </button>
      <button
        type="button"
        className="button button-outlined"
        title={asked === null ? words.forkTitle : words.forkAtTitle(formatCount(from), formatCount(asked))}
        onClick={fork}
      >
        {asked === null ? words.fork : words.forkAt(formatCount(asked))}
      </button>
    </>
  );
}

/** A fork from between two moments is on its way to its update. */
export function Replay() {
  const words = useWords(english);
  const { undo } = useActions();
  const replay = useApp((app) => app.replay);
  const update = useApp((app) => app.run.update);
  if (!replay) return null;
  const { from, to } = replay;
  const made = Math.max(0, update - from);
  return (
    <div className="strip-replay">
      <span>
        {words.replaying(formatCount(to))} · {words.replayed(formatCount(made), formatCount(to - from))}
      </span>
      <progress aria-label={words.replaying(formatCount(to))} max={to - from} value={made} />
      <button type="button" className="word" title={words.cancelTitle} onClick={undo}>
        {words.cancel}
      </button>
    </div>
  );
}
