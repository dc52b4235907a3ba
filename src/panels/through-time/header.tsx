import { useEffect, useState } from "react";
import { formatCount } from "../../lib/format.ts";
import { viewFields } from "../../spec/training-fields.ts";
import { useActions, useApp, useAppState } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";
import { useStep } from "./hooks.ts";
import type { Picture } from "./picture.ts";
import { numbersOf } from "./tsv.ts";

const words = en.panels.throughTime;

function Probe() {
  const { set } = useActions();
  const probe = useApp((state) => state.spec.view.probe);
  const { min, max } = viewFields.probe;
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
  const getState = useAppState();
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 2000);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = () =>
    navigator.clipboard.writeText(numbersOf(picture, getState().notation)).then(
      () => setSaid(words.copied),
      () => setSaid(words.copyRefused),
    );
  return (
    <button type="button" className="tt-quiet tt-copy" title={words.copyTitle} onClick={copy}>
      {said ?? words.copy}
    </button>
  );
}

function Time({ steps }: { steps: number }) {
  const step = useStep();
  return (
    <span className="tt-time">
      {words.time} <b>{step === null ? "–" : step + 1}</b> {words.of(formatCount(steps))}
    </span>
  );
}

/** Title, what the sequence is, which update all strips belong to, which sequence it is, and t. */
export function BandHeader({ picture }: { picture: Picture | null }) {
  const long = (picture?.drawing.sentence.length ?? 0) > 48;
  return (
    <header className="tt-head">
      <h2>{words.title}</h2>
      <p title={picture?.drawing.sentence}>
        {!long && <span className="tt-what">{words.subtitle(Boolean(picture))}</span>}
        <span className="tt-sample">{picture?.drawing.sentence}</span>
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
