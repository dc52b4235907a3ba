import { useMemo } from "react";
import { formatCount } from "../../lib/format.ts";
import { horizonThreshold } from "../../model/horizon.ts";
import { lagsOf } from "../../model/lags.ts";
import { useApp, useNeed, useRecord } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { heldOutSample } from "../../tasks/held-out.ts";
import { horizon as english } from "../../text/en/horizon.ts";
import { updateChart as chartEnglish } from "../../text/en/update-chart.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { HelpMark } from "../help-mark.tsx";
import type { PanelProps } from "../panel.ts";
import { usePointedUpdate } from "../pointed-update.ts";
import { smallWidth } from "../update-chart-layout.ts";
import { CopyWord } from "../update-chart-tools.tsx";
import { updateRange } from "../update-range.ts";
import { useSize } from "../use-size.ts";
import { HorizonChart } from "./horizon-chart.tsx";
import {
  directionOf,
  type HorizonLine,
  horizonLines,
  horizonSentence,
  horizonTable,
  knownAt,
  normWords,
  scanWords,
  valueWords,
  whyNone,
} from "./horizon-data.ts";
import "../update-chart.css";
import "./horizon.css";

/** How many steps back each model still remembers, at every update that was examined. */
export function Horizon({ isEnlarged = false }: PanelProps) {
  useNeed("jacobians");
  useNeed("horizons");
  const all = useWords(en);
  const record = useRecord(5);
  return record ? (
    <HorizonOf record={record} version={record.version} isLarge={isEnlarged} />
  ) : (
    <section className="uc hz" aria-label={all.panels.titles.horizon} />
  );
}

interface HorizonOfProps {
  readonly record: RunRecord;
  readonly version: number;
  readonly isLarge: boolean;
}

const noLags: readonly never[] = [];
const threshold = `${100 * horizonThreshold} %`;
/** Of the title, with its mark and what stands around it. */
const titleWidth = 164;

function HorizonOf({ record, version, isLarge }: HorizonOfProps) {
  const words = useWords(english);
  const chart = useWords(chartEnglish);
  const title = useWords(en.panels.titles).horizon;
  const say = useText();
  const shownLayer = useApp((app) => app.shownLayer);
  const probe = useApp((app) => app.spec.view.probe);
  const [box, width, height] = useSize();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the record changes in place, its version says when
  const lines = useMemo(() => horizonLines(record, shownLayer), [record, shownLayer, version]);
  const direction = directionOf(record, shownLayer);
  const { task, spec } = record;
  const lags = useMemo(() => {
    if (direction === null) return noLags;
    const sample = heldOutSample(task, spec.training.seed, probe);
    return lagsOf(task.drawing(sample), sample.length ?? task.io.steps, direction);
  }, [task, spec, probe, direction]);
  const reasons = whyNone(words, say, record, shownLayer);
  const norm = normWords(task.io.steps, direction);
  const long = words.note(norm, threshold);
  const note = smallWidth(long) < width - titleWidth ? long : words.noteShort(threshold);
  const scan = scanWords(words, record, shownLayer);
  return (
    <section className="uc hz" aria-label={title} data-large={isLarge || undefined}>
      <div className="uc-head">
        <h2 className="uc-title">{title}</h2>
        <HelpMark panel="horizon" title={title} />
        <span className="uc-note" title={words.noteTitle(norm, threshold)}>
          {scan === null ? note : words.ofScan(words.noteShort(threshold), scan)}
        </span>
        <span className="uc-tools">
          {lines.length > 0 && <CopyWord table={() => horizonTable(words, chart, lines)} />}
        </span>
        <Readout lines={lines} />
      </div>
      {reasons.map((reason) => (
        <p key={reason} className="hz-why">
          {reason}
        </p>
      ))}
      <div ref={box} className="uc-body" role="img" aria-label={horizonSentence(words, lines, lags)}>
        {width > 0 && (
          <HorizonChart
            width={width}
            height={height}
            lines={lines}
            lags={lags}
            steps={task.io.steps}
            shown={record.update}
            updates={updateRange(spec.training.updates, record.update)}
            remark={lines.length === 0 && reasons.length === 0 ? words.waiting : null}
          />
        )}
      </div>
    </section>
  );
}

/** The horizons known at the update pointed at, with the update that they are of. */
function Readout({ lines }: { readonly lines: readonly HorizonLine[] }) {
  const chart = useWords(chartEnglish);
  const words = useWords(english);
  const update = usePointedUpdate();
  if (update === null) return null;
  const values = lines.flatMap(({ lane, name, known }) => {
    const at = knownAt(known, update);
    return at ? [{ lane, name, at }] : [];
  });
  const newest = Math.max(...values.map(({ at }) => at.update));
  if (values.length === 0) return null;
  return (
    <span className="uc-readout">
      <span className="uc-at">{`${chart.at} ${formatCount(newest)}`}</span>
      {values.map(({ lane, name, at }) => (
        <span key={name}>
          <LaneMark lane={lane} />
          {valueWords(words, at)}
        </span>
      ))}
    </span>
  );
}
