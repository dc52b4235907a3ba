import { memo, type ReactNode, useId } from "react";
import { formatCount, formatNorm } from "../lib/format.ts";
import { useActions, useApp } from "../store/hooks.ts";
import type { Failure } from "../store/state.ts";
import { en } from "../text/en.ts";
import { CopyButton } from "./copy-button.tsx";

const words = en.app.notices;

/** What could not be read from the link, or was refused, quoted. */
export const Problems = memo(function Problems() {
  const problems = useApp((app) => app.problems);
  const { dismissProblems } = useActions();
  if (problems.length === 0) return null;
  return (
    <section className="notice" aria-label={words.problems}>
      <div role="alert">
        <ul>
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      </div>
      <button type="button" className="word" onClick={dismissProblems}>
        {words.dismiss}
      </button>
    </section>
  );
});

/** Why training stopped, what it means and what to press; or what broke and was mended: in its place, not over the page. */
export const FailureNotice = memo(function FailureNotice() {
  const failure = useApp((app) => app.run.failure);
  const name = useApp((app) => (failure?.model == null ? null : (app.record?.names[failure.model] ?? null)));
  const heading = useId();
  if (!failure) return <MendedNotice />;
  return (
    <section className="notice" aria-labelledby={heading}>
      <div role="alert">
        <h2 id={heading} className="hidden-word">
          {words.failure}
        </h2>
        {sentenceOf(failure, name)}
      </div>
      <FailureActions failure={failure} />
    </section>
  );
});

/** Said once: what is on screen is all there is. */
export const UnkeptNotice = memo(function UnkeptNotice() {
  const isUnkept = useApp((app) => app.isUnkept);
  const { dismissUnkept } = useActions();
  return (
    <div role="status" aria-label={words.unkept}>
      {isUnkept && <Quiet sentence={en.store.unkept} onDismiss={dismissUnkept} />}
    </div>
  );
});

/** Quiet: training goes on, and nothing is asked of anyone. */
function MendedNotice() {
  const notice = useApp((app) => app.run.notice);
  const { dismissNotice } = useActions();
  return (
    <div role="status" aria-label={en.store.mended}>
      {notice && <Quiet sentence={notice} onDismiss={dismissNotice} />}
    </div>
  );
}

function Quiet({ sentence, onDismiss }: { readonly sentence: string; readonly onDismiss: () => void }) {
  return (
    <div className="notice">
      <p>{sentence}</p>
      <button type="button" className="word" onClick={onDismiss}>
        {words.dismiss}
      </button>
    </div>
  );
}

function sentenceOf(failure: Failure, name: string | null): ReactNode {
  switch (failure.code) {
    case "diverged": {
      const { message, update, gradientNorm, lastGood } = failure;
      const what = /^(.*? became \S+) at update/.exec(message)?.[1] ?? words.becameNaN(name);
      const before = gradientNorm === null ? null : formatNorm(gradientNorm);
      return (
        <p>
          <b>{words.diverged(what, formatCount(update), before)}</b>{" "}
          {lastGood === null ? words.noSnapshot : words.goOn(formatCount(lastGood))}
        </p>
      );
    }
    case "contextLost":
    case "workerLost":
      return (
        <p>
          <b>{failure.message}</b> {en.store.goOnFrom(formatCount(failure.lastGood ?? 0))}
        </p>
      );
    case "refused":
      // The sentence itself says what to do.
      return <p>{failure.message}</p>;
    case "tooLarge":
    case "dataMissing":
    case "bug":
      return (
        <p>
          <b>{failure.message}</b> {words[failure.code]}
        </p>
      );
    default:
      return failure.code satisfies never;
  }
}

function FailureActions({ failure }: { readonly failure: Failure }) {
  const { continueWithClipping, reset, undo, tryAgain } = useActions();
  const canUndo = useApp((app) => app.canUndo);
  switch (failure.code) {
    case "diverged":
      return failure.lastGood === null ? null : (
        <button type="button" className="button" onClick={continueWithClipping}>
          {words.clip}
        </button>
      );
    case "tooLarge":
    case "refused":
      return canUndo ? (
        <button type="button" className="button" onClick={undo}>
          {en.app.controls.undo}
        </button>
      ) : null;
    case "dataMissing":
      return (
        <button type="button" className="button" onClick={reset}>
          {words.tryAgain}
        </button>
      );
    case "contextLost":
    case "workerLost":
      return (
        <button type="button" className="button" onClick={tryAgain}>
          {words.tryAgain}
        </button>
      );
    case "bug":
      return (
        <span className="notice-acts">
          <button type="button" className="button" onClick={reset}>
            {words.startAgain}
          </button>
          <CopyButton
            text={`${failure.message}\n${location.href}\n${navigator.userAgent}`}
            word={words.copy}
            done={words.copied}
          />
        </span>
      );
    default:
      return failure.code satisfies never;
  }
}

/** One quiet line after a setting has started a new run. */
export const NewRunLine = memo(function NewRunLine() {
  const pale = useApp((app) => app.earlier.length > 0);
  const canUndo = useApp((app) => app.canUndo);
  const { undo, clearEarlier } = useActions();
  return (
    <div className="new-run" role="status" aria-label={words.newRunPlain}>
      {pale && (
        <p>
          {words.newRun}{" "}
          {canUndo && (
            <button type="button" className="word" onClick={undo}>
              {en.app.controls.undo}
            </button>
          )}{" "}
          <button type="button" className="word" onClick={clearEarlier}>
            {words.clear}
          </button>
        </p>
      )}
    </div>
  );
});
