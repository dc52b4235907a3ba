import { useMemo, useState } from "react";
import { formatCount, formatNumber } from "../../lib/format.ts";
import { letterText, parameterLetter } from "../../model/notation.ts";
import { useApp, useNeed, useRecord } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { saturation as saturationEnglish } from "../../text/en/saturation.ts";
import { spectrum as english } from "../../text/en/spectrum.ts";
import { updateChart as chartEnglish } from "../../text/en/update-chart.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { gatesOf, SaturationPlots } from "../gate-saturation.tsx";
import { saturationTable } from "../gate-shares.ts";
import { ParameterLetter } from "../letter.tsx";
import { ModelPicker } from "../model-picker.tsx";
import { usePointedUpdate } from "../pointed-update.ts";
import { useShownLane } from "../shown-model.ts";
import { usePicture } from "../time/hooks.ts";
import { CopyWord } from "../update-chart-tools.tsx";
import { updateRange } from "../update-range.ts";
import { useSize } from "../use-size.ts";
import { SpectrumChart } from "./spectrum-chart.tsx";
import {
  type Picked,
  type SpectrumLine,
  scanWords,
  spectrumAt,
  spectrumLines,
  spectrumReasons,
  spectrumSentence,
  spectrumTable,
} from "./spectrum-data.ts";
import "../update-chart.css";
import "./spectrum.css";

/** What the enlarged form shows besides: the matrix behind one step back over the run, and how its gates are saturated. */
export function StepBackMore() {
  useNeed("spectra");
  const record = useRecord(5);
  if (!record) return null;
  return (
    <div className="sp">
      <Spectrum record={record} version={record.version} />
      <GateShares />
    </div>
  );
}

interface SpectrumProps {
  readonly record: RunRecord;
  readonly version: number;
}

function Spectrum({ record, version }: SpectrumProps) {
  const words = useWords(english);
  const chart = useWords(chartEnglish);
  const say = useText();
  const notation = useApp((app) => app.notation);
  const shownLayer = useApp((app) => app.shownLayer);
  const [picked, pick] = useState<Picked>(new Map());
  const [box, width, height] = useSize();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the record changes in place, its version says when
  const lines = useMemo(
    () => spectrumLines(record, shownLayer, picked),
    [record, shownLayer, picked, version],
  );
  const known = lines.filter(({ points }) => points.length > 0);
  const reasons = spectrumReasons(words, say, record, shownLayer);
  const letterOf = (gate: string) => letterText(parameterLetter(notation, "recurrentKernel", gate));
  const isLargestOnly =
    known.length > 0 && known.every(({ points }) => points.every(({ median }) => median === null));
  const note = isLargestOnly ? words.noteLargest : words.note;
  const scan = scanWords(words, record, shownLayer);
  return (
    <section className="uc sp-spectrum" aria-label={words.title}>
      <div className="uc-head">
        <h3 className="uc-title">{words.title}</h3>
        <span className="uc-note" title={words.noteTitle}>
          {scan === null ? note : words.ofScan(note, scan)}
        </span>
        <span className="uc-tools">
          {known.length > 0 && <CopyWord table={() => spectrumTable(words, chart, known)} />}
        </span>
        <Readout lines={known} />
      </div>
      <fieldset className="mp sp-gates" aria-label={words.picked}>
        {lines.map(({ lane, name, gate, gates }) => (
          <span key={lane}>
            <LaneMark lane={lane} /> <span translate="no">{name}</span>
            {gates.length > 1 &&
              gates.map((one) => (
                <button
                  key={one}
                  type="button"
                  aria-pressed={one === gate}
                  aria-label={words.pick(name, letterOf(one))}
                  onClick={() => pick(new Map(picked).set(lane, one))}
                >
                  <ParameterLetter what="recurrentKernel" gate={one} />
                </button>
              ))}
            {gates.length === 1 && (
              <i>
                <ParameterLetter what="recurrentKernel" gate={gate} />
              </i>
            )}
          </span>
        ))}
      </fieldset>
      {reasons.map((reason) => (
        <p key={reason} className="sp-why">
          {reason}
        </p>
      ))}
      <div ref={box} className="uc-body" role="img" aria-label={spectrumSentence(words, known, letterOf)}>
        {width > 0 && (
          <SpectrumChart
            width={width}
            height={height}
            lines={known}
            shown={record.update}
            updates={updateRange(record.spec.training.updates, record.update)}
            remark={lines.length > 0 && known.length === 0 && reasons.length === 0 ? words.waiting : null}
          />
        )}
      </div>
    </section>
  );
}

/** What was known at the update pointed at, with the update that it is of. */
function Readout({ lines }: { readonly lines: readonly SpectrumLine[] }) {
  const chart = useWords(chartEnglish);
  const words = useWords(english);
  const update = usePointedUpdate();
  if (update === null) return null;
  const values = lines.flatMap(({ lane, name, points }) => {
    const at = spectrumAt(points, update);
    return at ? [{ lane, name, at }] : [];
  });
  if (values.length === 0) return null;
  return (
    <span className="uc-readout">
      <span className="uc-at">{`${chart.at} ${formatCount(Math.max(...values.map(({ at }) => at.update)))}`}</span>
      {values.map(({ lane, name, at }) => (
        <span key={name}>
          <LaneMark lane={lane} />
          {formatNumber(at.largest)}
          {at.radius !== null && values.length < 3 && <i>{words.radius(formatNumber(at.radius))}</i>}
        </span>
      ))}
    </span>
  );
}

function GateShares() {
  const words = useWords(english);
  const table = useWords(saturationEnglish.table);
  const picture = usePicture();
  const lane = useShownLane();
  const gates = gatesOf(picture, lane);
  return (
    <section className="uc sp-gates-shares" aria-label={words.saturation.title}>
      <div className="uc-head">
        <h3 className="uc-title">{words.saturation.title}</h3>
        <span className="uc-note" title={words.saturation.note}>
          {words.saturation.note}
        </span>
        <span className="uc-tools">
          {gates.length > 0 && <CopyWord table={() => saturationTable(table, gates)} />}
        </span>
      </div>
      <ModelPicker withLayers />
      <div className="sat">
        <SaturationPlots picture={picture} lane={lane} />
      </div>
    </section>
  );
}
