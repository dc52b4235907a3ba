import { type KeyboardEvent, useId, useState } from "react";
import type { NumberField } from "../lib/fields.ts";
import { en } from "../text/en.ts";
import {
  editNumber,
  hasSlider,
  parseNumber,
  placeOf,
  showNumber,
  stepNumber,
  valueAtPlace,
} from "./field-number.ts";
import { FieldRow, useOpenRow } from "./field-row.tsx";
import { useText, useWords } from "./words.ts";

/** Places of the slider; fine enough that a pixel is a place. */
const places = 500;

interface NumberRowProps {
  readonly field: NumberField;
  readonly value: number;
  readonly onCommit: (value: number) => void;
}

export function NumberRow({ field, value, onCommit }: NumberRowProps) {
  const words = useWords(en.app.field);
  const say = useText();
  const id = useId();
  // What is being typed; null while nobody edits.
  const [draft, setDraft] = useState<string | null>(null);
  const read = draft === null ? { ok: true as const, value } : parseNumber(field, draft);
  const [refused, setRefused] = useState(false);
  const current = read.ok ? read.value : value;

  const edit = (text: string) => {
    setDraft(text);
    setRefused(false);
  };
  const commit = () => {
    if (draft === null) return;
    if (!read.ok) {
      setRefused(true);
      return;
    }
    setDraft(editNumber(field, read.value));
    if (read.value !== value) onCommit(read.value);
  };
  const restore = () => edit(editNumber(field, value));
  const row = useOpenRow(() => {
    if (read.ok && read.value !== value) onCommit(read.value);
    setDraft(null);
    setRefused(false);
  });
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") commit();
    else if (event.key === "Escape") restore();
    else if (event.key === "ArrowUp" || event.key === "ArrowDown")
      edit(editNumber(field, stepNumber(field, current, event.key === "ArrowUp" ? 1 : -1)));
    else return;
    event.preventDefault();
  };

  // While it is typed a value may be unfinished, so it is refused on Enter; a number beyond its limits at once.
  const complaint = !read.ok && (refused || Number.isFinite(Number(draft || "x"))) ? read.error : null;
  return (
    <FieldRow
      {...row}
      id={id}
      label={field.label}
      changed={value !== field.default}
      backTo={words.backTo(field.label, showNumber(field, field.default))}
      onBack={() => {
        setDraft(null);
        onCommit(field.default);
      }}
      unit={field.off?.value === current ? null : field.unit}
      below={
        <div className="field-below">
          {hasSlider(field) && (
            <Slider
              field={field}
              value={current}
              onSlide={(next) => edit(editNumber(field, next))}
              onRest={commit}
              onEscape={restore}
            />
          )}
          {complaint === null ? (
            <p id={`${id}-doc`} className="field-help">
              {field.doc}
              {field.off && !field.doc.includes(words.typeOff(field.off.label)) && (
                <span> {words.typeOff(field.off.label)}</span>
              )}
            </p>
          ) : (
            <p id={`${id}-doc`} className="field-help field-refused" role="alert">
              {words.refused(say(complaint))}
            </p>
          )}
        </div>
      }
    >
      <input
        id={id}
        type="text"
        inputMode={field.type === "int" ? "numeric" : "decimal"}
        autoComplete="off"
        spellCheck={false}
        className="field-input"
        style={{ width: `${Math.max(4, (draft ?? showNumber(field, value)).length + 1)}ch` }}
        value={draft ?? showNumber(field, value)}
        aria-invalid={complaint !== null}
        aria-describedby={row.open ? `${id}-doc` : undefined}
        onFocus={(event) => {
          if (draft === null) setDraft(editNumber(field, value));
          const input = event.currentTarget;
          requestAnimationFrame(() => input.select());
        }}
        onChange={(event) => edit(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </FieldRow>
  );
}

interface SliderProps {
  readonly field: NumberField;
  readonly value: number;
  readonly onSlide: (value: number) => void;
  readonly onRest: () => void;
  readonly onEscape: () => void;
}

/** Drags are drafts; the value counts once it rests. */
function Slider({ field, value, onSlide, onRest, onEscape }: SliderProps) {
  const words = useWords(en.app.field);
  const place = placeOf(field, value);
  const standard = placeOf(field, field.default);
  const hasTick = field.off?.value !== field.default;
  return (
    <div className="field-slider">
      <div
        className="field-track"
        style={{ "--place": place, "--standard": standard } as React.CSSProperties}
      >
        <input
          type="range"
          className="field-range"
          min={0}
          max={places}
          step={1}
          value={Math.round(place * places)}
          aria-label={words.slider(field.label)}
          aria-valuetext={showNumber(field, value)}
          onChange={(event) => onSlide(valueAtPlace(field, Number(event.target.value) / places))}
          onPointerUp={onRest}
          onKeyDown={(event) => {
            const step = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
            if (event.key === "Escape") onEscape();
            else if (event.key === "Enter") onRest();
            else if (step) onSlide(stepNumber(field, value, step > 0 ? 1 : -1));
            else return;
            event.preventDefault();
          }}
          onKeyUp={(event) => event.key !== "Escape" && event.key !== "Tab" && onRest()}
        />
        {hasTick && <span className="field-tick" aria-hidden="true" />}
      </div>
      <div className="field-ends" aria-hidden="true">
        <span>{showNumber(field, field.min)}</span>
        {hasTick && standard > 0.2 && standard < 0.8 && (
          <span className="field-standard" style={{ left: `${standard * 100}%` }}>
            {words.standard}
          </span>
        )}
        <span>{showNumber(field, field.max)}</span>
      </div>
    </div>
  );
}
