import { lazy, Suspense, useMemo } from "react";
import { formatNorm, formatNumber } from "../../lib/format.ts";
import { useActions, useApp, useRecord } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { gradientNorm as english } from "../../text/en/gradient-norm.ts";
import { updateChart } from "../../text/en/update-chart.ts";
import { en } from "../../text/en.ts";
import { useWords } from "../../ui/words.ts";
import { ParameterLetter } from "../letter.tsx";
import type { PanelProps } from "../panel.ts";
import { UpdateChart } from "../update-chart.tsx";
import { changeWords } from "../update-chart-changes.ts";
import { PopoverWord } from "../update-chart-popover.tsx";
import { CopyWord } from "../update-chart-tools.tsx";
import { updateRange } from "../update-range.ts";
import {
  gradientCurves,
  gradientRange,
  gradientSentence,
  gradientTable,
  noteOf,
  parameterLines,
  parameterNames,
} from "./gradient-data.ts";

const NextUpdate = lazy(async () => ({ default: (await import("./next-update.tsx")).NextUpdate }));

/** The norms over updates; where the panel is enlarged, under them what the next update does to each parameter. */
export function GradientNorm({ isEnlarged = false }: PanelProps) {
  if (!isEnlarged) return <Norms />;
  return (
    <div className="gn-large">
      <Norms />
      <Suspense fallback={<div className="nu" />}>
        <NextUpdate />
      </Suspense>
    </div>
  );
}

/** Length of the whole gradient of every model, before clipping; single parameters on demand. */
function Norms() {
  const all = useWords(en);
  const record = useRecord(5);
  return record ? (
    <GradientNormOf record={record} version={record.version} />
  ) : (
    <section className="uc" aria-label={all.panels.titles.gradientNorm} />
  );
}

function GradientNormOf({ record, version }: { readonly record: RunRecord; readonly version: number }) {
  const all = useWords(en);
  const words = useWords(english);
  const chart = useWords(updateChart);
  const smoothing = useApp((app) => app.smoothing);
  const notation = useApp((app) => app.notation);
  const shownParameters = useApp((app) => app.shownParameters);
  const earlier = useApp((app) => app.earlier);
  const clipNorm = useApp((app) => app.spec.training.clipNorm);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the record changes in place, its version says when
  const curves = useMemo(() => gradientCurves(record), [record, version]);
  const pale = useMemo(
    () =>
      earlier.flatMap((run) =>
        gradientCurves(run).map((curve) => ({ ...curve, name: `${run.id} ${curve.lane}` })),
      ),
    [earlier],
  );
  const levels = useMemo(
    () => (clipNorm > 0 ? [{ label: words.clipAt(shortNumber(clipNorm)), value: clipNorm }] : []),
    [words, clipNorm],
  );
  const updates = updateRange(record.spec.training.updates, record.update);
  return (
    <UpdateChart
      panel="gradient-norm"
      title={all.panels.titles.gradientNorm}
      note={noteOf(words, record)}
      tools={
        <>
          {record.update > 0 && (
            <CopyWord table={() => gradientTable(words, chart, record, shownParameters)} />
          )}
          <Parameters record={record} />
        </>
      }
      sentence={gradientSentence(words, record)}
      axis="log"
      range={gradientRange(curves)}
      updates={updates}
      shown={record.update}
      version={version}
      smoothing={smoothing}
      curves={curves}
      earlier={pale}
      extras={parameterLines(words, record, shownParameters, updates, notation)}
      levels={levels}
      changes={changeWords(record.changes, record.spec)}
      remarks={noRemarks}
      format={formatNorm}
    />
  );
}

const noRemarks: readonly never[] = [];
const shortNumber = (value: number) =>
  formatNumber(value)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "");

/** Which single parameters are drawn, by readable name. Pointing at one lights it up in the equations. */
function Parameters({ record }: { readonly record: RunRecord }) {
  const words = useWords(english);
  const shown = useApp((app) => app.shownParameters);
  const { show, point } = useActions();
  const names = useMemo(() => parameterNames(words, record), [words, record]);
  const toggle = (path: string) =>
    show({ shownParameters: shown.includes(path) ? shown.filter((one) => one !== path) : [...shown, path] });
  return (
    <PopoverWord
      word={words.parameters(shown.length)}
      title={words.parametersTitle}
      className={shown.length > 0 ? "" : "uc-later"}
    >
      {names.map(({ path, what, gate, title }) => (
        <label
          key={path}
          onPointerEnter={() => point({ parameter: path })}
          onPointerLeave={() => point({ parameter: null })}
        >
          <input type="checkbox" checked={shown.includes(path)} onChange={() => toggle(path)} />
          <span>
            {title} <ParameterLetter what={what} gate={gate} />
          </span>
        </label>
      ))}
      <p>{words.parametersHelp}</p>
    </PopoverWord>
  );
}
