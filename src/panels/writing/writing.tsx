import "../text-panel.css";
import "./writing.css";
import { memo, useId } from "react";
import type { Decoding, TextAsk, Writing as Written } from "../../examiner/protocol.ts";
import { viewFields } from "../../experiment/training-fields.ts";
import { formatCount, formatFixed, formatSigned } from "../../lib/format.ts";
import { quote } from "../../lib/quote.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { writing as english } from "../../text/en/writing.ts";
import { useWords } from "../../ui/words.ts";
import type { PanelProps } from "../panel.ts";
import { useShownLane } from "../shown-model.ts";
import { knownText, textUnit, useTextAsk } from "../text-ask.ts";
import { NotKnown, TextHead, TextPanel } from "../text-panel.tsx";
import { WrittenText } from "../written-text.tsx";
import { heldName, holdable } from "./held.ts";

/** What one model writes at moments of its run, and with a unit held. */
export function Writing({ isEnlarged = false }: PanelProps) {
  return (
    <TextPanel need="writing" title="writing" className="wr" isEnlarged={isEnlarged}>
      {(record) => <WritingOf record={record} isLarge={isEnlarged} />}
    </TextPanel>
  );
}

interface WritingOfProps {
  readonly record: RunRecord;
  readonly isLarge: boolean;
}

function WritingOf({ record, isLarge }: WritingOfProps) {
  const words = useWords(english);
  const known = knownText(record, "writing", useShownLane());
  const answer = known && "answer" in known ? known.answer : null;
  const unknown = answer?.unknown ?? [];
  return (
    <>
      <TextHead panel="writing" title="writing" className="wr">
        <Prompt />
        <DecodingFields />
        <HoldFields record={record} />
      </TextHead>
      {unknown.length > 0 && (
        <p className="tp-say" role="status">
          {words.unknown(unknown.map((one) => quote(one)).join(" "))}
        </p>
      )}
      <NotKnown known={known} waiting={words.waiting} />
      {known && "answer" in known && (
        <Texts record={record} written={known.answer} ask={known.ask} isLarge={isLarge} />
      )}
    </>
  );
}

/** What the model reads before it writes. */
function Prompt() {
  const words = useWords(english);
  const [ask, change] = useTextAsk();
  return (
    <label className="wr-field">
      {words.prompt}
      <input
        type="text"
        className="wr-prompt"
        placeholder={words.promptHint}
        spellCheck={false}
        maxLength={400}
        value={ask.prompt}
        onChange={({ target }) => change({ prompt: target.value })}
      />
    </label>
  );
}

const kinds = ["greedy", "temperature", "topK"] as const;
const hottest = 2;

/** How the next symbol is chosen. */
function DecodingFields() {
  const words = useWords(english);
  const [{ decoding }, change] = useTextAsk();
  const set = (part: Partial<Decoding>) => change({ decoding: { ...decoding, ...part } });
  return (
    <>
      <span className="wr-field">
        <select
          aria-label={words.decoding}
          value={decoding.kind}
          onChange={({ target }) => set({ kind: kinds.find((kind) => kind === target.value) ?? "greedy" })}
        >
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {words.kinds[kind]}
            </option>
          ))}
        </select>
      </span>
      {decoding.kind === "topK" && (
        <label className="wr-field" title={words.kHelp}>
          {words.k}
          <input
            type="number"
            min={1}
            max={100}
            value={decoding.k}
            onChange={({ target }) => {
              const k = Math.round(target.valueAsNumber);
              if (k >= 1 && k <= 100) set({ k });
            }}
          />
        </label>
      )}
      {decoding.kind !== "greedy" && (
        <label className="wr-field">
          {words.temperature}
          <input
            type="range"
            min={viewFields.temperature.min}
            max={hottest}
            step={0.05}
            value={decoding.temperature}
            onChange={({ target }) => set({ temperature: target.valueAsNumber })}
          />
          <output>{formatFixed(decoding.temperature, 2)}</output>
        </label>
      )}
    </>
  );
}

/** The unit that colours the text, kept at a value while the model writes. */
function HoldFields({ record }: { readonly record: RunRecord }) {
  const words = useWords(english);
  const [ask, change] = useTextAsk();
  const id = useId();
  const lane = useShownLane();
  const picked = textUnit.use();
  const unit = holdable(record, lane, ask.held ?? picked);
  if (!unit) return null;
  const { held } = ask;
  const name = heldName(words, record, lane, held ?? unit);
  return (
    <span className="wr-field wr-hold">
      <input
        id={id}
        type="checkbox"
        checked={held !== null}
        onChange={({ target }) => change({ held: target.checked ? { ...unit, value: unit.limit } : null })}
      />
      <label htmlFor={id}>{words.hold(name)}</label>
      {held && (
        <>
          <input
            type="range"
            aria-label={words.holdAt}
            min={-unit.limit}
            max={unit.limit}
            step={unit.limit / 20}
            value={held.value}
            onChange={({ target }) => change({ held: { ...held, value: target.valueAsNumber } })}
          />
          <output>{formatSigned(held.value)}</output>
        </>
      )}
    </span>
  );
}

interface TextsProps {
  readonly record: RunRecord;
  readonly written: Written;
  readonly ask: TextAsk;
  readonly isLarge: boolean;
}

/** Beside a text with a held unit there is room for two earlier ones: the first, and the one before the newest. */
const earlierBesideHeld = [0, -2, -1];

const Texts = memo(function Texts({ record, written, ask, isLarge }: TextsProps) {
  const words = useWords(english);
  const { held } = written;
  const texts =
    isLarge || held === null
      ? written.texts
      : [...new Set(earlierBesideHeld.flatMap((place) => written.texts.at(place) ?? []))];
  return (
    // It scrolls, and the keyboard must be able to reach it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region is reached by Tab
    <section className="wr-texts" aria-label={words.texts} tabIndex={0}>
      {texts.map(({ update, text }, k) => (
        <figure key={update} data-newest={k === texts.length - 1 || undefined}>
          <figcaption>{words.at(formatCount(update))}</figcaption>
          <WrittenText prompt={ask.prompt} text={text} />
        </figure>
      ))}
      {held !== null && ask.held && (
        <figure data-held>
          <figcaption>
            {words.atHeld(
              heldName(words, record, ask.model, ask.held, "shortUnit"),
              formatSigned(ask.held.value),
            )}
          </figcaption>
          <WrittenText prompt={ask.prompt} text={held} />
        </figure>
      )}
    </section>
  );
});
