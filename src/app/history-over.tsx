import "./history-over.css";
import { Pause, Play, SkipBack, SkipForward } from "lucide-react";
import { useState } from "react";
import { formatCount, formatNumber } from "../lib/format.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { mostBytes } from "../store/kept-moments.ts";
import type { RunRecord } from "../store/run-record.ts";
import { history as english } from "../text/en/history.ts";
import { en } from "../text/en.ts";
import { useWords } from "../ui/words.ts";
import { filmedPanel } from "./filmed-panel.ts";
import { type Film, rates } from "./history-film.ts";
import { HistoryPlot, KeptTicks } from "./history-plot.tsx";
import type { TrackPointer } from "./history-slider.tsx";
import type { Mark } from "./history-track.ts";
import type { FilmFileMaking } from "./use-film-file.ts";

interface OverProps {
  readonly record: RunRecord;
  readonly first: RunRecord | null;
  readonly width: number;
  readonly updates: number;
  readonly marks: readonly Mark[];
  readonly film: Film;
  readonly file: FilmFileMaking;
  readonly pointer: TrackPointer;
  readonly onLook: (update: number | null, exactly: boolean) => void;
  readonly onStep: (places: number) => void;
}

const megabytes = (bytes: number): string => formatNumber(bytes / 2 ** 20, 2);

/** What the strip grows by: it lies over the panel above, and nothing there moves. */
export function StripOver(props: OverProps) {
  const { record, first, width, updates, marks, film, file, pointer, onLook, onStep } = props;
  const words = useWords(english);
  return (
    <div className="strip-over">
      <div className="strip-over-name">
        <b>{words.loss}</b>
        <span>{words.wholeRun}</span>
        <span className="strip-memory number" title={words.keptTitle}>
          {words.kept(formatCount(record.moments.list().length))}
          <br />
          {words.memory(megabytes(record.moments.bytes), megabytes(mostBytes))}
        </span>
      </div>
      <div className="strip-over-body" style={{ width }}>
        <Tools {...{ record, first, film, file, onLook, onStep }} />
        <HistoryPlot {...{ record, first, width, updates, marks, pointer }} version={record.version} />
        <KeptTicks record={record} width={width} updates={updates} />
      </div>
      <ul className="hidden-word" aria-label={words.eventList}>
        {marks.map(({ update, words: all }) => (
          <li key={`${update} ${all}`}>{all}</li>
        ))}
      </ul>
    </div>
  );
}

type ToolsProps = Pick<OverProps, "record" | "first" | "film" | "file" | "onLook" | "onStep">;

function Tools({ record, first, film, file, onLook, onStep }: ToolsProps) {
  const words = useWords(english);
  const { clearEarlier } = useActions();
  const { loop } = film;
  const to = loop?.to ?? record.update;
  return (
    <div className="strip-tools">
      <Icon label={words.previous} onPress={() => onStep(-1)}>
        <SkipBack aria-hidden="true" size={13} />
      </Icon>
      <Icon label={film.plays ? words.stop : words.film} onPress={() => film.setPlays(!film.plays)}>
        {film.plays ? <Pause aria-hidden="true" size={13} /> : <Play aria-hidden="true" size={13} />}
      </Icon>
      <Icon label={words.next} onPress={() => onStep(1)}>
        <SkipForward aria-hidden="true" size={13} />
      </Icon>
      <select
        className="field-select strip-rate"
        aria-label={words.speed}
        value={film.rate}
        onChange={({ target }) => film.setRate(Number(target.value))}
      >
        {rates.map((rate) => (
          <option key={rate} value={rate}>
            {words.perSecond(rate)}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="strip-bracket"
        aria-label={words.loopFrom}
        title={words.loopFromTitle}
        onClick={() => film.setEnd("from")}
      >
        [
      </button>
      <button
        type="button"
        className="strip-bracket"
        aria-label={words.loopTo}
        title={words.loopToTitle}
        onClick={() => film.setEnd("to")}
      >
        ]
      </button>
      {loop && (
        <span>
          {words.repeats(formatCount(loop.from), formatCount(to))}{" "}
          <button
            type="button"
            className="word"
            title={words.clearLoopTitle}
            onClick={() => film.setLoop(null)}
          >
            {words.clearLoop}
          </button>
        </span>
      )}
      <UpdateField record={record} onLook={onLook} />
      <SaveFilm film={film} file={file} />
      {first && (
        <button type="button" className="word" onClick={clearEarlier}>
          {words.hideFirst}
        </button>
      )}
    </div>
  );
}

interface IconProps {
  readonly label: string;
  readonly onPress: () => void;
  readonly children: React.ReactNode;
}

const Icon = ({ label, onPress, children }: IconProps) => (
  <button type="button" className="strip-film" aria-label={label} title={label} onClick={onPress}>
    {children}
  </button>
);

/** The panel that is looked at, as a film. */
function SaveFilm({ film, file: { filming, save, cancel } }: Pick<OverProps, "film" | "file">) {
  const words = useWords(english);
  const titles = useWords(en.panels.titles);
  const start = () => {
    film.setPlays(false);
    save(film.loop, film.rate);
  };
  if (filming === null || filming.kind === "failed") {
    const panel = filmedPanel()?.panel;
    return (
      <span>
        {panel && (
          <button
            type="button"
            className="word"
            title={words.saveFilmTitle(titles[panel.title])}
            onClick={start}
          >
            {words.saveFilm}
          </button>
        )}
        {filming && <span role="alert"> {words.filmFailed(filming.reason)}</span>}
      </span>
    );
  }
  return (
    <span role="status">
      {filming.kind === "encoding"
        ? words.encoding
        : words.filming(formatCount(filming.made), formatCount(filming.all))}{" "}
      <button type="button" className="word" onClick={cancel}>
        {words.cancel}
      </button>
    </span>
  );
}

/** Any update of the run, typed: the nearest kept moment is shown, and a fork begins at exactly that update. */
function UpdateField({ record, onLook }: Pick<OverProps, "record" | "onLook">) {
  const words = useWords(english);
  const shown = useApp((app) => (app.moment === null ? record.update : (app.asked ?? app.moment)));
  const [typed, setTyped] = useState<string | null>(null);
  const go = () => {
    if (typed === null) return;
    setTyped(null);
    const update = Number(typed.replaceAll(/[\s,]/g, ""));
    if (typed.trim() === "" || !Number.isFinite(update)) return;
    const at = Math.max(0, Math.round(update));
    onLook(at >= record.update ? null : at, true);
  };
  return (
    <label className="strip-update" title={words.updateFieldTitle}>
      {words.update}
      <input
        className="field-input number"
        aria-label={words.updateField}
        inputMode="numeric"
        size={7}
        value={typed ?? formatCount(shown)}
        onChange={({ target }) => setTyped(target.value)}
        onFocus={({ target }) => target.select()}
        onBlur={go}
        onKeyDown={({ key }) => {
          if (key === "Enter") go();
          else if (key === "Escape") setTyped(null);
        }}
      />
    </label>
  );
}
