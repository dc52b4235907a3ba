import { type KeyboardEvent, memo, useMemo, useState } from "react";
import { fieldAt, showValue } from "../experiment/describe.ts";
import { locate } from "../experiment/paths.ts";
import { modelNames } from "../experiment/spec.ts";
import { fieldIn } from "../lib/fields.ts";
import { formatCount } from "../lib/format.ts";
import { panels } from "../panels/index.ts";
import { useActions, useApp } from "../store/hooks.ts";
import type { AppState, PanelCall } from "../store/state.ts";
import { type Facts, factsOf } from "../store/verdict/facts.ts";
import { nextEdits } from "../store/verdict/next.ts";
import { type Clause, clauseText, joint, type Sentence, sentencesOf } from "../store/verdict/sentences.ts";
import { verdict as english } from "../text/en/verdict.ts";
import { en } from "../text/en.ts";
import { useText, useWords } from "../ui/words.ts";
import { Area } from "../views/panel-place.tsx";
import { TrainButton } from "./controls.tsx";
import { Findings } from "./findings.tsx";

/** The panel that the verdict has the place of. */
const placePanel = "gradient-norm";

/** What the run that rests has shown; null while there is nothing to say. */
export function useFacts(): Facts | null {
  const say = useText();
  const run = useApp((app) => app.run);
  const record = useApp((app) => app.record);
  const spec = useApp((app) => app.spec);
  // The summary is renewed with every change of the record while a run rests.
  return useMemo(() => record && factsOf(record, run, spec, say), [record, run, spec, say]);
}

/** While it trains, what the newest evaluation says; renewed with each one. */
function useFactsSoFar(): Facts | null {
  const say = useText();
  const record = useApp((app) => app.record);
  const spec = useApp((app) => app.spec);
  const training = useApp((app) => app.run.phase === "training" && app.run.update > 0);
  const id = useApp((app) => app.run.id);
  const evaluations = useApp((app) => app.run.models.map(({ heldOutLoss }) => heldOutLoss).join());
  // biome-ignore lint/correctness/useExhaustiveDependencies: the record changes in place, an evaluation says when
  return useMemo(
    () => (training && record ? factsOf(record, { id, phase: "paused", failure: null }, spec, say) : null),
    [record, spec, training, id, evaluations, say],
  );
}

const isTried = ({ tried, run }: AppState): boolean =>
  tried !== null &&
  run.phase !== "training" &&
  run.phase !== "failed" &&
  run.update === (tried.goesOn ? tried.update : 0);

/** A suggestion was taken up, and its run has not trained yet. */
export const useTried = (): boolean => useApp(isTried);

/** Two sentences from the run's own numbers, each part of which points at its panel, and three edits to try next. */
export const Verdict = memo(function Verdict({ facts }: { readonly facts: Facts }) {
  const words = useWords(english);
  return (
    <section className="verdict" aria-label={words.heading}>
      <div className="verdict-head">
        <h2>{words.heading}</h2>
        <Findings facts={facts} />
      </div>
      <div className="verdict-body">
        <Sentences facts={facts} />
        <Next facts={facts} />
      </div>
    </section>
  );
});

function Sentences({ facts }: { readonly facts: Facts }) {
  const words = useWords(english);
  const sentences = useMemo(() => sentencesOf(words, facts), [words, facts]);
  return (
    <p className="verdict-say" aria-live="polite">
      {sentences.map((sentence, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the first and the second sentence
        <Clauses key={n} sentence={sentence} />
      ))}
    </p>
  );
}

function Clauses({ sentence }: { readonly sentence: Sentence }) {
  const words = useWords(english);
  return (
    <>
      {sentence.map((clause, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a clause is its place in the sentence
        <span key={n}>
          <ClauseText clause={clause} text={clauseText(clause, n)} />
          {joint(words, sentence.length, n)}
        </span>
      ))}{" "}
    </>
  );
}

/** Pointing at it outlines the panel that it speaks of; pressing it goes there. */
function ClauseText({ clause, text }: { readonly clause: Clause; readonly text: string }) {
  const words = useWords(english);
  const titles = useWords(en.panels.titles);
  const shown = panels.find(({ id }) => id === clause.at.panel);
  const { pointAt, goTo } = useActions();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    goTo(clause.at);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <button> is one box, and a clause wraps like the text around it
    <span
      role="button"
      tabIndex={0}
      className="verdict-clause"
      title={words.goTo(shown ? titles[shown.title] : "")}
      onPointerEnter={() => pointAt(clause.at)}
      onPointerLeave={() => pointAt(null)}
      onFocus={() => pointAt(clause.at)}
      onBlur={() => pointAt(null)}
      onClick={() => goTo(clause.at)}
      onKeyDown={onKeyDown}
    >
      {text}
    </span>
  );
}

function Next({ facts }: { readonly facts: Facts }) {
  const words = useWords(english);
  const spec = useApp((app) => app.spec);
  const say = useText();
  const edits = useMemo(() => nextEdits(words, say, facts, spec), [words, say, facts, spec]);
  const { tryNext } = useActions();
  return (
    <div className="verdict-next">
      <h3>{words.next}</h3>
      {edits.map((edit) => (
        <button
          key={edit.path}
          type="button"
          className="button verdict-edit"
          title={edit.why}
          onClick={() => tryNext(edit)}
        >
          {edit.label}
        </button>
      ))}
    </div>
  );
}

/** What was changed, with Train and Undo, until the run trains. */
export const TriedCard = memo(function TriedCard() {
  const words = useWords(english);
  const say = useText();
  const tried = useApp((app) => app.tried);
  const spec = useApp((app) => app.spec);
  const { undoTried } = useActions();
  if (!tried) return null;
  const described = fieldAt(spec, tried.path);
  const field = described && fieldIn(say, described);
  const at = locate(tried.path);
  const name = at?.group === "models" ? modelNames(spec.models)[at.model] : undefined;
  return (
    <section className="verdict" aria-label={words.tried.heading}>
      <h2>{words.tried.heading}</h2>
      <div className="verdict-body">
        <p className="verdict-say" role="status">
          {field &&
            words.tried.change(
              name === undefined ? field.label : `${name}: ${field.label.toLowerCase()}`,
              showValue(field, tried.from),
              showValue(field, tried.value),
            )}{" "}
          {tried.goesOn ? words.tried.goesOn : words.tried.newRun}
        </p>
        <div className="verdict-next">
          <TrainButton twin outlined />
          <button type="button" className="button" onClick={undoTried}>
            {words.tried.undo}
          </button>
        </div>
      </div>
    </section>
  );
});

/**
 * The place of the invitation on a wide screen, once that is gone: the gradient norm while it trains, and where it rests
 * the verdict, which a word swaps for the chart and back.
 */
export const VerdictOrChart = memo(function VerdictOrChart() {
  const words = useWords(english);
  const facts = useFacts();
  const tried = useTried();
  const id = useApp((app) => app.run.id);
  const call = useApp((app) => app.panelCall);
  /** The run whose chart was asked for. */
  const [chartOf, setChartOf] = useState<number | null>(null);
  const [answered, setAnswered] = useState<PanelCall | null>(null);
  if (call?.isPressed && call !== answered) {
    setAnswered(call);
    if (call.panel === placePanel) setChartOf(id);
  }
  if (tried) return <TriedCard />;
  const chart = chartOf === id;
  return (
    <>
      {facts && !chart ? <Verdict facts={facts} /> : <Area area="right" />}
      {facts && (
        <button
          type="button"
          className="word place-swap"
          data-pointed={(!chart && call?.panel === placePanel) || undefined}
          onClick={() => setChartOf(chart ? null : id)}
        >
          {chart ? words.heading : words.showGradientNorm}
        </button>
      )}
    </>
  );
});

/** On a phone, under the loss: a place of one height, so that nothing below it moves when training ends. */
export const VerdictBelow = memo(function VerdictBelow() {
  const words = useWords(english);
  const facts = useFacts();
  const soFar = useFactsSoFar();
  const tried = useTried();
  if (tried) return <TriedCard />;
  if (facts) return <Verdict facts={facts} />;
  return (
    <section className="verdict" aria-label={words.heading}>
      <h2>{words.soFar(formatCount(soFar?.evaluatedAt ?? 0))}</h2>
      <div className="verdict-body">
        {soFar && <Sentences facts={soFar} />}
        <p className="verdict-wait">{words.waiting}</p>
      </div>
    </section>
  );
});
