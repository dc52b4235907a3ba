import "../text-panel.css";
import "./units-over-text.css";
import { useId, useMemo } from "react";
import type { Reading } from "../../examiner/protocol.ts";
import { formatCount } from "../../lib/format.ts";
import { quote } from "../../lib/quote.ts";
import { planOf } from "../../model/counted.ts";
import { symbolsRead } from "../../model/reading.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { unitsOverText as english } from "../../text/en/units-over-text.ts";
import { useWords } from "../../ui/words.ts";
import { ModelPicker } from "../model-picker.tsx";
import type { PanelProps } from "../panel.ts";
import { useShownLane } from "../shown-model.ts";
import {
  alphabetOf,
  chosenTextUnit,
  knownText,
  layerShown,
  readingSymbols,
  textPlace,
  textUnit,
  usePickUnit,
  useTextAsk,
} from "../text-ask.ts";
import { NotKnown, TextHead, TextPanel } from "../text-panel.tsx";
import { ColouredText } from "./coloured-text.tsx";
import { Details } from "./details.tsx";
import { longUnitName, ProbeList, unitOf } from "./probe-list.tsx";

/** The text coloured by one unit, and what single units track: Karpathy, Johnson & Li 2015, arXiv:1506.02078. */
export function UnitsOverText({ isEnlarged = false }: PanelProps) {
  return (
    <TextPanel need="reading" title="unitsOverText" className="ut" isEnlarged={isEnlarged}>
      {(record) => <UnitsOf record={record} isLarge={isEnlarged} />}
    </TextPanel>
  );
}

interface UnitsOfProps {
  readonly record: RunRecord;
  readonly isLarge: boolean;
}

function UnitsOf({ record, isLarge }: UnitsOfProps) {
  const words = useWords(english);
  const lane = useShownLane();
  const [ask] = useTextAsk();
  const known = knownText(record, "reading", lane);
  const picked = textUnit.use();
  const plan = planOf(record.plans[lane ?? -1]);
  const reading = known && "answer" in known ? known.answer : null;
  const chosen = useMemo(() => reading && chosenTextUnit(reading, picked), [reading, picked]);
  const symbols = reading ? readingSymbols(reading, alphabetOf(record)) : [];
  return (
    <>
      <TextHead panel="units-over-text" title="unitsOverText" className="ut">
        <ModelPicker />
        <TextChoice reading={reading} />
        {reading && chosen && <UnitPicker reading={reading} at={chosen.at} unit={chosen.unit} />}
        {isLarge && reading && <MarkerField reading={reading} />}
        {known && "answer" in known && <span className="ut-note">{words.at(formatCount(known.update))}</span>}
      </TextHead>
      {ask.own !== null && <OwnText reading={reading} />}
      <NotKnown
        known={known}
        waiting={words.waiting(
          formatCount(ask.own === null && plan ? symbolsRead(plan) : [...(ask.own ?? "")].length),
        )}
      />
      {reading && chosen && (
        <div className="ut-body">
          <ColouredText
            reading={reading}
            symbols={symbols}
            unit={chosen}
            name={longUnitName(words, reading, chosen)}
          />
          <div className="ut-side">
            <ProbeList reading={reading} chosen={chosen} />
            {isLarge && <Details reading={reading} symbols={symbols} chosen={chosen} />}
          </div>
        </div>
      )}
    </>
  );
}

/** What somebody typed stays while the held-out text is looked at. */
let typed = "";

function TextChoice({ reading }: { readonly reading: Reading | null }) {
  const words = useWords(english);
  const [ask, change] = useTextAsk();
  const isOwn = ask.own !== null;
  const from = () => textPlace.set({ pointed: null, pinned: 0 });
  return (
    <fieldset className="ut-choice" aria-label={words.texts}>
      <button
        type="button"
        aria-pressed={!isOwn}
        onClick={() => {
          from();
          change({ own: null });
        }}
      >
        {words.choices.heldOut}
      </button>
      <button
        type="button"
        aria-pressed={isOwn}
        onClick={() => {
          from();
          change({ own: typed });
        }}
      >
        {words.choices.own}
      </button>
      {reading && reading.part !== null && (
        <button
          type="button"
          className="ut-part"
          title={words.nextPart}
          onClick={() => {
            from();
            change({ part: ((reading.part ?? 0) + 1) % reading.parts });
          }}
        >
          {words.part(String(reading.part + 1), String(reading.parts))} ›
        </button>
      )}
    </fieldset>
  );
}

/** Different characters that a message quotes. */
const mostQuoted = 6;

function OwnText({ reading }: { readonly reading: Reading | null }) {
  const words = useWords(english);
  const [ask, change] = useTextAsk();
  const id = useId();
  const unknown = reading?.part === null ? reading.unknown : [];
  const leftOut = reading?.part === null ? reading.leftOut : 0;
  const quoted = unknown
    .slice(0, mostQuoted)
    .map((one) => quote(one))
    .join(" ");
  return (
    <div className="ut-own">
      <label className="ut-hidden" htmlFor={id}>
        {words.ownLabel}
      </label>
      <textarea
        id={id}
        rows={2}
        placeholder={words.ownHint}
        spellCheck={false}
        value={ask.own ?? ""}
        onChange={({ target }) => {
          typed = target.value;
          change({ own: target.value });
        }}
      />
      {unknown.length > 0 && (
        <p role="status">
          {words.leftOut(
            formatCount(leftOut),
            quoted,
            unknown.length > mostQuoted ? words.more(unknown.length - mostQuoted) : "",
          )}
        </p>
      )}
      {unknown.length === 0 && leftOut > 0 && reading && (
        <p role="status">{words.tooLong(formatCount(reading.tokens.length), formatCount(leftOut))}</p>
      )}
    </div>
  );
}

interface UnitPickerProps {
  readonly reading: Reading;
  readonly at: number;
  readonly unit: number;
}

/** Any unit of any state of any layer. */
function UnitPicker({ reading, at, unit }: UnitPickerProps) {
  const words = useWords(english);
  const pick = usePickUnit();
  const units = reading.states[at]?.units ?? 1;
  return (
    <span className="ut-picker">
      <select
        aria-label={words.pickState}
        value={at}
        onChange={({ target }) => {
          const next = Number(target.value);
          const most = (reading.states[next]?.units ?? 1) - 1;
          pick(unitOf(reading, { at: next, unit: Math.min(unit, most) }));
        }}
      >
        {reading.states.map(({ scan, state }, k) => (
          <option key={`${scan}/${state}`} value={k}>
            {words.stateName(state, layerShown(reading, k))}
          </option>
        ))}
      </select>
      <label>
        {words.pickUnit}
        <input
          type="number"
          min={1}
          max={units}
          value={unit + 1}
          onChange={({ target }) => {
            const next = target.valueAsNumber - 1;
            if (next >= 0 && next < units) pick(unitOf(reading, { at, unit: next }));
          }}
        />
      </label>
    </span>
  );
}

/** The symbol of the property “after a marker”. */
function MarkerField({ reading }: { readonly reading: Reading }) {
  const words = useWords(english);
  const [, change] = useTextAsk();
  return (
    <label className="ut-marker" title={words.markerHelp}>
      {words.marker}
      <input
        type="text"
        value={reading.marker}
        onChange={({ target }) => change({ marker: [...target.value].at(-1) ?? null })}
      />
    </label>
  );
}
