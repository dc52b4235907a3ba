import { useMemo } from "react";
import { formatNumber } from "../../lib/format.ts";
import { useActions, useApp, useRecord } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { loss as english } from "../../text/en/loss.ts";
import { updateChart as chartEnglish } from "../../text/en/update-chart.ts";
import { en } from "../../text/en.ts";
import { useText, useWords } from "../../ui/words.ts";
import { UpdateChart } from "../update-chart.tsx";
import { changeWords } from "../update-chart-changes.ts";
import { CopyWord, SmoothingWord } from "../update-chart-tools.tsx";
import { updateRange } from "../update-range.ts";
import {
  lossCurves,
  lossLabel,
  lossRange,
  lossRemarks,
  lossSentence,
  lossTable,
  metricAt,
} from "./loss-data.ts";

/** Loss of every model over updates: where it learns, where it stands still, what a trivial answer would score. */
export function Loss() {
  const all = useWords(en);
  const record = useRecord(5);
  return record ? (
    <LossOf record={record} version={record.version} />
  ) : (
    <section className="uc" aria-label={all.panels.titles.loss} />
  );
}

function LossOf({ record, version }: { readonly record: RunRecord; readonly version: number }) {
  const all = useWords(en);
  const words = useWords(english);
  const chartWords = useWords(chartEnglish);
  const say = useText();
  const axis = useApp((app) => app.lossAxis);
  const smoothing = useApp((app) => app.smoothing);
  const earlier = useApp((app) => app.earlier);
  const { show, clearEarlier } = useActions();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the record changes in place, its version says when
  const curves = useMemo(() => lossCurves(record), [record, version]);
  // Losses of different tasks, or over other steps, are no more comparable than their units.
  const pale = useMemo(
    () =>
      earlier
        .filter(
          ({ spec }) =>
            lossLabel(words, say, spec) === lossLabel(words, say, record.spec) &&
            spec.task.kind === record.spec.task.kind,
        )
        .flatMap((run) => lossCurves(run).map((curve) => ({ ...curve, name: `${run.id} ${curve.lane}` }))),
    [earlier, record, words, say],
  );
  const levels = useMemo(
    () => record.task.trivial.map(({ label, loss }) => ({ label: say(label), value: loss })),
    [record, say],
  );
  const solved = useMemo(() => {
    const criterion = record.task.solved;
    return criterion && { reached: say(criterion.reached), meaning: words.solvedMeans(say(criterion.label)) };
  }, [record, words.solvedMeans, say]);
  const trained = record.update > 0;
  return (
    <UpdateChart
      panel="loss"
      title={all.panels.titles.loss}
      note={words.note(lossLabel(words, say, record.spec), trained)}
      tools={
        <>
          {earlier.length > 0 && (
            <button type="button" className="uc-word" title={words.earlierTitle} onClick={clearEarlier}>
              {words.earlier}
            </button>
          )}
          {trained && <CopyWord table={() => lossTable(words, say, record)} />}
          {trained && <SmoothingWord />}
          <button
            type="button"
            className="uc-word"
            title={axis === "log" ? chartWords.toLinear : chartWords.toLog}
            onClick={() => show({ lossAxis: axis === "log" ? "linear" : "log" })}
          >
            {axis === "log" ? chartWords.log : chartWords.linear}
          </button>
        </>
      }
      sentence={lossSentence(words, say, record)}
      axis={axis}
      range={lossRange(axis, record, curves)}
      updates={updateRange(record.spec.training.updates, record.update)}
      shown={record.update}
      version={version}
      smoothing={smoothing}
      curves={curves}
      earlier={pale}
      extras={noLines}
      levels={levels}
      solved={solved}
      changes={changeWords(record.changes, record.spec)}
      remarks={lossRemarks(words, say, record, curves, axis, earlier.length)}
      format={formatNumber}
      alsoAt={(lane, update) => metricAt(record, lane, update)}
    />
  );
}

const noLines: readonly never[] = [];
