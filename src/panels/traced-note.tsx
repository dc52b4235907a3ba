import { formatCount, formatNumber, formatSigned } from "../lib/format.ts";
import { planOf } from "../model/counted.ts";
import { largestShares, type Source } from "../model/dependence.ts";
import { letterOf, letterText, styleOf } from "../model/notation.ts";
import { scansOf } from "../model/plan.ts";
import { useApp } from "../store/hooks.ts";
import { traced as english } from "../text/en/traced.ts";
import { useWords } from "../ui/words.ts";
import { usePicture } from "./time/hooks.ts";
import { visible } from "./time/input-strip.tsx";
import type { Picture } from "./time/picture.ts";
import { type TracedPlace, traced, tracedIn } from "./traced.ts";
import "./traced-note.css";

/** As many sources as are read at a glance. */
const mostSources = 6;

interface TracedNoteProps {
  readonly picture: Picture;
  readonly model: number;
}

/** What a number of a model came from, the largest parts first; each can be traced in turn. Nothing while nothing is traced. */
export function TracedNote({ picture, model }: TracedNoteProps) {
  const words = useWords(english);
  const notation = useApp((app) => app.notation);
  const place = traced.use();
  const plan = planOf(picture.record.plans[model]);
  if (!place || place.model !== model || !plan) return null;
  const found = tracedIn(picture, place);
  const stop = (
    <button
      type="button"
      className="tr-word"
      title={words.stopTitle}
      data-page-only
      onClick={() => traced.set(null)}
    >
      {words.stop}
    </button>
  );
  if (found === null || typeof found === "number")
    return (
      <p className="tr">
        {found === null ? words.waiting : words.tooMuch(formatCount(found / 1e6))} {stop}
      </p>
    );
  const scans = scansOf(plan);
  const { input } = picture.record.task.io;
  const letter = (scan: number, name: string): string => {
    const own = scans[scan];
    const text = own ? letterText(letterOf(notation, name, styleOf(notation, own))) : name;
    return text;
  };
  const written = ({ scan, name, step, unit }: Omit<Source, "share">): string => {
    const t = formatCount(step + 1);
    if (scan === null) {
      const column = input.kind === "tokens" ? visible(input.symbols[unit] ?? "") : (input.names[unit] ?? "");
      return words.input(column, t);
    }
    const own = words.place(letter(scan, name), formatCount(unit + 1), t);
    return scans.length > 1 ? words.layer(own, formatCount((scans[scan]?.layer ?? 0) + 1)) : own;
  };
  const sources = largestShares(found.dependence, found.place, found.steps, mostSources);
  return (
    <div className="tr" title={words.note}>
      {words.equals(written(place))}
      <b>{formatNumber(found.value, 3)}</b> {stop} {words.dueTo}
      <ul>
        {sources.map((source) => {
          const { scan, name, step, unit } = source;
          const text = written(source);
          return (
            <li key={text}>
              {scan === null ? (
                text
              ) : (
                <button
                  type="button"
                  className="tr-word"
                  aria-label={words.go(text)}
                  onClick={() => traced.set({ model, scan, name, step, unit })}
                >
                  {text}
                </button>
              )}{" "}
              <b>{formatSigned(source.share)}</b>
            </li>
          );
        })}
        {sources.length === 0 && <li>{words.none}</li>}
      </ul>
    </div>
  );
}

/** In the walk: the present number can be traced; while one of the model is, what it came from. */
export function TracedWalk({ place }: { readonly place: TracedPlace }) {
  const words = useWords(english);
  const picture = usePicture();
  const now = traced.use();
  if (now?.model === place.model && picture) return <TracedNote picture={picture} model={place.model} />;
  return (
    <button
      type="button"
      className="tr-word tr-start"
      title={words.startTitle}
      onClick={() => traced.set(place)}
    >
      {words.start}
    </button>
  );
}
