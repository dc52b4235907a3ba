import { useId, useRef, useState } from "react";
import { formatCount } from "../../lib/format.ts";
import { isFormed } from "../../lib/phrase.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import { isNextInput, isSingle, ownSequence, type Typed, typedOf } from "../../tasks/own-sequence.ts";
import { answers as english } from "../../text/en/answers.ts";
import { useText, useWords } from "../../ui/words.ts";
import { visible } from "../time/input-strip.tsx";
import type { Picture } from "../time/picture.ts";
import { DrawnInput } from "./drawn-input.tsx";

/** More keys than these are no keyboard: longer alphabets are typed. */
const mostKeys = 24;

/** A sequence that is typed, tapped or drawn: every panel through time shows it in place of a held-out one. */
export function OwnInput({ picture }: { readonly picture: Picture }) {
  const words = useWords(english);
  const say = useText();
  const { show } = useActions();
  const typed = useApp((app) => app.typed);
  const error = useId();
  const { task } = picture.record;
  const { io } = task;
  const start = typedOf(task, picture.sample);
  const change = (to: Partial<Typed>) => show({ typed: { ...(typed ?? { ...start, y: "" }), ...to } });
  const read = typed && ownSequence(task, typed);
  const problem = read && isFormed(read) ? say(read) : null;
  const [label, note] =
    io.input.kind === "tokens"
      ? [words.symbolsField, words.ownNote(formatCount(io.steps))]
      : [
          words.numbersField(io.input.names.join(", ")),
          words.numbersNote(io.input.names.join(" "), io.input.names.length === 1),
        ];
  return (
    <div className="an-own" data-page-only>
      <div className="an-own-head">
        <h3>{words.own}</h3>
        <span>{note}</span>
        {typed && (
          <button type="button" className="an-word" onClick={() => show({ typed: null })}>
            {words.leave}
          </button>
        )}
      </div>
      <input
        className="an-field"
        type="text"
        aria-label={label}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : error}
        autoCapitalize="off"
        autoComplete="off"
        spellCheck={false}
        translate="no"
        value={typed ? typed.x : start.x}
        onChange={({ target }) => change({ x: target.value })}
      />
      {problem !== null && (
        <p className="an-problem" id={error} role="alert">
          {problem}
        </p>
      )}
      {io.input.kind === "tokens" && (
        <Keys symbols={io.input.symbols} typed={typed ?? start} onChange={(x) => change({ x })} />
      )}
      {io.input.kind === "floats" && io.input.names.length === 1 && (
        <DrawnInput picture={picture} onDraw={(x) => change({ x })} />
      )}
      {!isNextInput(task) && (
        <RightAnswer picture={picture} typed={typed ?? start} onChange={(y) => change({ y })} />
      )}
    </div>
  );
}

interface KeysProps {
  readonly symbols: readonly string[];
  readonly typed: Typed;
  readonly onChange: (x: string) => void;
}

/** A key per symbol, and what takes one back; what was cleared can be had again. */
function Keys({ symbols, typed: { x }, onChange }: KeysProps) {
  const words = useWords(english);
  const cleared = useRef("");
  const [isCleared, setCleared] = useState(false);
  const isTight = isSingle(symbols);
  const added = (symbol: string) => (isTight || x === "" ? `${x}${symbol}` : `${x} ${symbol}`);
  const shortened = isTight ? [...x].slice(0, -1).join("") : x.replace(/\s*\S+\s*$/, "");
  const put = (next: string) => {
    setCleared(false);
    onChange(next);
  };
  return (
    <div className="an-keys">
      {symbols.length <= mostKeys &&
        symbols.map((symbol) => (
          <button
            key={symbol}
            type="button"
            aria-label={words.addSymbol(visible(symbol))}
            translate="no"
            onClick={() => put(added(symbol))}
          >
            {visible(symbol)}
          </button>
        ))}
      <button type="button" aria-label={words.remove} title={words.remove} onClick={() => put(shortened)}>
        ⌫
      </button>
      {isCleared && x === "" ? (
        <button type="button" className="an-word" onClick={() => put(cleared.current)}>
          {words.undo}
        </button>
      ) : (
        <button
          type="button"
          className="an-word"
          onClick={() => {
            cleared.current = x;
            setCleared(true);
            onChange("");
          }}
        >
          {words.clear}
        </button>
      )}
    </div>
  );
}

interface RightAnswerProps {
  readonly picture: Picture;
  readonly typed: Typed;
  readonly onChange: (y: string) => void;
}

/** With a right answer there are a loss and its gradients. */
function RightAnswer({ picture, typed, onChange }: RightAnswerProps) {
  const words = useWords(english);
  const { output, readout } = picture.record.task.io;
  if (output.kind === "classes" && readout === "last")
    return (
      <label className="an-right">
        {words.answerField}
        <select value={typed.y} onChange={({ target }) => onChange(target.value)}>
          <option value="">{words.answerNone}</option>
          {output.symbols.map((symbol) => (
            <option key={symbol} value={symbol} translate="no">
              {visible(symbol)}
            </option>
          ))}
        </select>
      </label>
    );
  return (
    <label className="an-right">
      {readout === "last" ? words.answerField : words.answersField}
      <input
        className="an-field"
        type="text"
        spellCheck={false}
        autoComplete="off"
        translate="no"
        value={typed.y}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}
