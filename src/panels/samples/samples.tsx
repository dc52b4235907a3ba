import "./samples.css";
import { useState } from "react";
import { formatCount } from "../../lib/format.ts";
import { viewFields } from "../../spec/training-fields.ts";
import { useActions, useApp, useRecord } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { momentsShown } from "./moments.ts";

const words = en.panels.samples;

/** What each model writes, now and at earlier moments, from the same random draws. */
export function Samples() {
  const record = useRecord(5);
  // The update looked at; null follows the newest.
  const [looked, look] = useState<number | null>(null);
  if (!record) return null;
  const { samples } = record;
  const shown = samples.find(({ update }) => update === looked) ?? samples.at(-1);
  const moments = momentsShown(
    samples.map(({ update }) => update),
    4,
  );
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
                onClick={() => look(isNewest ? null : sample.update)}
              >
                {isNewest ? words.newest(update) : update}
              </button>
            );
          })}
        </fieldset>
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
              <WrittenText text={shown.texts[m] ?? ""} />
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
  const temperature = useApp((app) => app.spec.view.temperature);
  const { set } = useActions();
  const { min, doc } = viewFields.temperature;
  return (
    <label className="sm-temperature" title={doc}>
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

/** Text as the model wrote it: a new line is shown, quietly, and made. */
function WrittenText({ text }: { readonly text: string }) {
  const lines = text.split("\n");
  return (
    <p className="sm-text">
      {lines.map((line, k) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
        <span key={k}>
          {line}
          {k < lines.length - 1 && (
            <>
              <i>{words.newline}</i>
              <br />
            </>
          )}
        </span>
      ))}
    </p>
  );
}
