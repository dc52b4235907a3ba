import "./samples.css";
import { useState } from "react";
import { viewFields } from "../../experiment/training-fields.ts";
import { formatCount } from "../../lib/format.ts";
import { spreadByLog } from "../../lib/spread.ts";
import { useActions, useApp, useRecord } from "../../store/hooks.ts";
import { samples as english } from "../../text/en/samples.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { WrittenText } from "../written-text.tsx";
import { sampleAt } from "./moments.ts";

/** What each model writes, now and at earlier moments, from the same random numbers. */
export function Samples() {
  const words = useWords(english);
  const record = useRecord(5);
  const moment = useApp((app) => app.moment ?? null);
  // The sample that was picked, which counts until another moment of the run is looked at; without one it is the moment's own.
  const [picked, pick] = useState<{ readonly update: number; readonly moment: number | null } | null>(null);
  if (!record) return null;
  const { samples } = record;
  const updates = samples.map(({ update }) => update);
  const own = sampleAt(samples, moment);
  const wanted = picked && picked.moment === moment ? picked.update : null;
  const shown = samples.find(({ update }) => update === wanted) ?? own;
  const offered = new Set([...spreadByLog(updates, 4), ...(shown ? [samples.indexOf(shown)] : [])]);
  const moments = [...offered].sort((a, b) => a - b);
  return (
    <div className="sm">
      <div className="sm-head">
        <Temperature />
        <fieldset className="sm-moments" aria-label={words.earlier}>
          {moments.map((k) => {
            const sample = samples[k];
            if (!sample) return null;
            const isNewest = k === samples.length - 1;
            const update = formatCount(sample.update);
            return (
              <button
                key={sample.update}
                type="button"
                aria-pressed={sample === shown}
                title={words.moment(update, String(sample.temperature))}
                onClick={() => pick(isNewest && moment === null ? null : { update: sample.update, moment })}
              >
                {isNewest ? words.newest(update) : update}
              </button>
            );
          })}
        </fieldset>
        {moment !== null && shown && shown === own && (
          <p className="sm-looked">
            {shown.update <= moment
              ? words.lookedBack(formatCount(shown.update), formatCount(moment))
              : words.lookedBackFirst(formatCount(shown.update))}
          </p>
        )}
      </div>
      {shown ? (
        // It scrolls, so the keyboard must be able to reach it.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region is reached by Tab
        <section className="sm-texts" aria-label={words.texts} tabIndex={0}>
          {record.names.map((name, m) => (
            <figure key={name}>
              <figcaption>
                <LaneMark lane={m} />
                {name}
              </figcaption>
              {shown.texts[m] === null ? (
                <p className="sm-none">{words.writesNone}</p>
              ) : (
                <WrittenText text={shown.texts[m] ?? ""} />
              )}
            </figure>
          ))}
        </section>
      ) : (
        <p className="sm-none">{words.none}</p>
      )}
    </div>
  );
}

function Temperature() {
  const words = useWords(english);
  const temperature = useApp((app) => app.spec.view.temperature);
  const { set } = useActions();
  const say = useText();
  const { min, doc } = viewFields.temperature;
  return (
    <label className="sm-temperature" title={say(doc)}>
      <span>{words.temperature}</span>
      <input
        type="range"
        min={min}
        max={2}
        step={0.05}
        value={temperature}
        onChange={(event) => set("view.temperature", Number(event.target.value))}
      />
      <output>{temperature.toFixed(2)}</output>
    </label>
  );
}
