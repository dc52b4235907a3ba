import "./forecast.css";
import { useEffect, useId, useMemo, useState } from "react";
import { viewFields } from "../../experiment/training-fields.ts";
import { formatCount, formatNumber } from "../../lib/format.ts";
import { useActions, useApp, useRecord } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { forecast as english } from "../../text/en/forecast.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { CopyWord } from "../update-chart-tools.tsx";
import { chosenColumn, columnOf } from "./choices.ts";
import { ForecastChart } from "./forecast-chart.tsx";
import { noteOf, seriesNames, tableOf, type View, viewOf } from "./forecast-data.ts";

/** Forecasts that read themselves, against what came and against “same as the last step”. */
export function Forecast() {
  const record = useRecord(5);
  const { watchForecast } = useActions();
  useEffect(() => {
    watchForecast(true);
    return () => watchForecast(false);
  }, [watchForecast]);
  // A task's columns are its own: what was chosen of another means nothing.
  return record?.task.forecast ? <ForecastOf key={record.id} record={record} /> : null;
}

function ForecastOf({ record }: { readonly record: RunRecord }) {
  const words = useWords(english);
  const say = useText();
  const names = seriesNames(record.task);
  const column = columnOf(chosenColumn.use(), record);
  const [pointed, point] = useState<number | null>(null);
  const { forecast } = record;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the record changes in place, its newest forecast is replaced
  const view = useMemo(() => viewOf(words, say, record, column), [words, say, record, forecast, column]);
  const note = noteOf(words, say, record.task);
  return (
    <div className="fc uc">
      <div className="fc-head">
        <Horizon record={record} />
        {names.length > 1 && (
          <select
            className="field-select fc-column"
            aria-label={words.column}
            value={column}
            onChange={(event) => chosenColumn.set({ run: record.id, column: Number(event.target.value) })}
          >
            {names.map((name, k) => (
              <option key={name} value={k}>
                {say(name)}
              </option>
            ))}
          </select>
        )}
        {view && <CopyWord table={() => tableOf(words, view)} />}
      </div>
      {view ? (
        <div className="fc-body">
          <ForecastChart view={view} pointed={pointed} onPoint={point} />
          <Values view={view} pointed={pointed} />
        </div>
      ) : (
        <p className="fc-note">{words.none}</p>
      )}
      <p className="fc-note">{note}</p>
    </div>
  );
}

function Horizon({ record }: { readonly record: RunRecord }) {
  const words = useWords(english);
  const horizon = useApp((app) => app.spec.view.horizon);
  const { set } = useActions();
  const id = useId();
  const { min, max, doc } = viewFields.horizon;
  const most = Math.min(max, record.task.forecast?.most ?? max);
  const say = useText();
  const shown = Math.min(horizon, most);
  const text = words.steps(formatCount(shown), say(record.task.forecast?.stepUnit ?? ""));
  return (
    <span className="fc-horizon" title={say(doc)}>
      <label htmlFor={id}>{words.horizon}</label>
      <input
        id={id}
        type="range"
        min={min}
        max={most}
        value={shown}
        aria-valuetext={text}
        onChange={(event) => set("view.horizon", Number(event.target.value))}
      />
      <output htmlFor={id}>{text}</output>
    </span>
  );
}

/** The mean absolute errors, or the values at the step pointed at. */
function Values({ view, pointed }: { readonly view: View; readonly pointed: number | null }) {
  const words = useWords(english);
  const { names, models, persistence, truth, unit, stepUnit } = view;
  const step = pointed !== null && pointed <= view.horizon ? pointed : null;
  const at = (values: readonly number[], error: number) =>
    formatNumber(step === null ? error : (values[step - 1] ?? Number.NaN));
  return (
    <ul className="fc-values">
      <li className="fc-what" title={step === null ? words.errorTitle : undefined}>
        {step === null ? words.error(unit) : words.at(formatCount(step), stepUnit)}
      </li>
      {names.map((name, lane) => {
        const own = models[lane];
        return (
          <li key={name} title={own ? name : words.noForecastTitle(name)}>
            <span className="fc-name">
              <LaneMark lane={lane} line />
              <span className="fc-model-name">{name}</span>
            </span>
            {own ? <b>{at(own.values, own.error)}</b> : <span>{words.noForecast}</span>}
          </li>
        );
      })}
      <li className="fc-persists" title={words.persistenceTitle}>
        <span className="fc-name">
          <Stroke className="fc-persistence" />
          <span className="fc-word">{words.persistence}</span>
        </span>
        <b>{at(persistence.values, persistence.error)}</b>
      </li>
      {step !== null && (
        <li className="fc-came" title={words.truth}>
          <span className="fc-name">
            <Stroke className="fc-truth" />
            <span className="fc-word">{words.truth}</span>
          </span>
          <b>{at(truth, 0)}</b>
        </li>
      )}
    </ul>
  );
}

/** A piece of a line that is no model's. */
const Stroke = ({ className }: { readonly className: string }) => (
  <svg className="lane-mark" aria-hidden="true" width="16" height="8" viewBox="0 0 16 8">
    <path className={className} d="M0 4H16" />
  </svg>
);
