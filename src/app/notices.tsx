import { memo, type ReactNode, useId } from "react";
import { formatCount, formatNorm } from "../lib/format.ts";
import type { Phrase } from "../lib/phrase.ts";
import { useActions, useApp } from "../store/hooks.ts";
import type { Failure } from "../store/run-summary.ts";
import { notices as english } from "../text/en/notices.ts";
import { en } from "../text/en.ts";
import type { Words } from "../text/language.ts";
import type { Said } from "../text/message.ts";
import { useTell } from "../ui/use-tell.ts";
import { useText, useWords } from "../ui/words.ts";
import { CopyButton } from "./copy-button.tsx";

/** What could not be read from the link, or was refused, quoted. */
export const Problems = memo(function Problems() {
  const words = useWords(english);
  const tell = useTell();
  const problems = useApp((app) => app.problems);
  const { dismissProblems } = useActions();
  if (problems.length === 0) return null;
  return (
    <section className="notice" aria-label={words.problems}>
      <div role="alert">
        <ul>
          {problems.map(tell).map((problem) => (
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
  const words = useWords(english);
  const all = useWords(en);
  const tell = useTell();
  const say = useText();
  const failure = useApp((app) => app.run.failure);
  const name = useApp((app) => (failure?.model == null ? null : (app.record?.names[failure.model] ?? null)));
  const heading = useId();
  const isSilent = useApp((app) => app.run.isSilent);
  if (!failure) return isSilent ? <SilentNotice /> : <MendedNotice />;
  return (
    <section className="notice" aria-labelledby={heading}>
      <div role="alert">
        <h2 id={heading} className="hidden-word">
          {words.failure}
        </h2>
        {sentenceOf({ words, all, tell, say }, failure, name)}
      </div>
      <FailureActions failure={failure} />
    </section>
  );
});

/** The worker owes an answer. The notice goes away by itself when the answer comes. */
function SilentNotice() {
  const words = useWords(english);
  const { tryAgain } = useActions();
  return (
    <section className="notice" aria-label={words.unresponsive}>
      <p role="alert">{words.silent}</p>
      <button type="button" className="button" onClick={tryAgain}>
        {words.restart}
      </button>
    </section>
  );
}

/** Said once: what is on screen is all there is. */
export const UnkeptNotice = memo(function UnkeptNotice() {
  const words = useWords(english);
  const all = useWords(en);
  const isUnkept = useApp((app) => app.isUnkept);
  const { dismissUnkept } = useActions();
  return (
    <div role="status" aria-label={words.unkept}>
      {isUnkept && <Quiet sentence={all.store.unkept} onDismiss={dismissUnkept} />}
    </div>
  );
});

/** Quiet: training goes on, and nothing is asked of anyone. */
function MendedNotice() {
  const all = useWords(en);
  const tell = useTell();
  const notice = useApp((app) => app.run.notice);
  const { dismissNotice } = useActions();
  return (
    <div role="status" aria-label={all.store.mended}>
      {notice && <Quiet sentence={tell(notice)} onDismiss={dismissNotice} />}
    </div>
  );
}

function Quiet({ sentence, onDismiss }: { readonly sentence: string; readonly onDismiss: () => void }) {
  const words = useWords(english);
  return (
    <div className="notice">
      <p>{sentence}</p>
      <button type="button" className="word" onClick={onDismiss}>
        {words.dismiss}
      </button>
    </div>
  );
}

interface Speech {
  readonly words: Words<typeof english>;
  readonly all: Words<typeof en>;
  readonly tell: (said: Said) => string;
  readonly say: (said: Phrase) => string;
}

function sentenceOf({ words, all, tell, say }: Speech, failure: Failure, name: string | null): ReactNode {
  switch (failure.code) {
    case "diverged": {
      const { update, gradientNorm, lastGood } = failure;
      const what = failure.what === undefined ? words.becameNaN(name) : say(failure.what);
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
          <b>{tell(failure.message)}</b> {all.store.goOnFrom(formatCount(failure.lastGood ?? 0))}
        </p>
      );
    case "refused":
      // The sentence itself says what to do.
      return <p>{tell(failure.message)}</p>;
    case "tooLarge":
    case "dataMissing":
    case "bug":
      return (
        <p>
          <b>{tell(failure.message)}</b> {words[failure.code]}
        </p>
      );
    default:
      return failure.code satisfies never;
  }
}

function FailureActions({ failure }: { readonly failure: Failure }) {
  const words = useWords(english);
  const all = useWords(en);
  const tell = useTell();
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
          {all.app.controls.undo}
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
            text={`${tell(failure.message)}\n${location.href}\n${navigator.userAgent}`}
            word={words.copy}
            done={words.copied}
          />
        </span>
      );
    default:
      return failure.code satisfies never;
  }
}
