import { viewFields } from "../../experiment/training-fields.ts";
import { formatCount } from "../../lib/format.ts";
import { useActions, useApp, useAppState } from "../../store/hooks.ts";
import { columns as columnsEnglish } from "../../text/en/columns.ts";
import { en } from "../../text/en.ts";
import { useCopy } from "../../ui/use-copy.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { HelpMark } from "../help-mark.tsx";
import { tabSeparated } from "../table.ts";
import { useStep } from "../time/hooks.ts";
import type { Picture } from "../time/picture.ts";
import { numbersOf } from "./table.ts";

function Probe() {
  const words = useWords(en.panels.throughTime);
  const { set, show } = useActions();
  const isOwn = useApp((state) => state.typed !== null);
  const probe = useApp((state) => state.spec.view.probe);
  const { min, max } = viewFields.probe;
  if (isOwn)
    return (
      <button type="button" className="tt-quiet" onClick={() => show({ typed: null })}>
        {words.leaveOwn}
      </button>
    );
  const go = (to: number) => set("view.probe", to < min ? max : to > max ? min : to);
  return (
    <span className="tt-probe">
      <button type="button" aria-label={words.previous} title={words.previous} onClick={() => go(probe - 1)}>
        ‹
      </button>
      <span>
        {words.sequence} <b>{formatCount(probe + 1)}</b> {words.of(formatCount(max - min + 1))}
      </span>
      <button type="button" aria-label={words.next} title={words.next} onClick={() => go(probe + 1)}>
        ›
      </button>
    </span>
  );
}

function Copy({ picture }: { picture: Picture }) {
  const words = useWords(en.panels.throughTime);
  const columns = useWords(columnsEnglish);
  const say = useText();
  const getState = useAppState();
  const { isCopied, copy, byHand } = useCopy();
  return (
    <>
      <button
        type="button"
        className="tt-quiet tt-copy"
        title={words.copyTitle}
        onClick={() => {
          const { notation, shownSignals } = getState();
          void copy(tabSeparated(numbersOf({ columns, say }, picture, notation, shownSignals)));
        }}
      >
        {isCopied ? words.copied : words.copy}
      </button>
      {byHand}
    </>
  );
}

function Time({ steps }: { steps: number }) {
  const words = useWords(en.panels.throughTime);
  const step = useStep();
  return (
    <span className="tt-time" data-page-only={step === null || undefined}>
      {words.time} <b>{step === null ? "–" : step + 1}</b> {words.of(formatCount(steps))}
    </span>
  );
}

/** Title, what the sequence is, which update all strips belong to, which sequence it is, and t. */
export function BandHeader({ picture }: { picture: Picture | null }) {
  const words = useWords(en.panels.throughTime);
  const say = useText();
  const sentence = picture ? say(picture.drawing.sentence) : undefined;
  const long = (sentence?.length ?? 0) > 48;
  return (
    <header className="tt-head">
      <h2>{words.title}</h2>
      <HelpMark panel="through-time" title={words.title} />
      <p title={sentence}>
        {!long && !picture?.trace?.own && <span className="tt-what">{words.subtitle(Boolean(picture))}</span>}
        <span className="tt-sample">{sentence}</span>
        {picture?.drawing.answer && <span className="tt-answer">{words.answer(picture.drawing.answer)}</span>}
      </p>
      {picture && (
        <div className="tt-tools">
          <Copy picture={picture} />
          <span className="tt-update">
            {words.atUpdate} <b>{picture.trace ? formatCount(picture.trace.update) : "–"}</b>
          </span>
          <Probe />
          <Time steps={picture.steps} />
        </div>
      )}
    </header>
  );
}
