import { useMemo } from "react";
import { writeTyped } from "../../experiment/typed-weights.ts";
import { formatCount } from "../../lib/format.ts";
import { quote } from "../../lib/quote.ts";
import { useActions, useApp, useRecord } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { workbench as english } from "../../text/en/workbench.ts";
import { en } from "../../text/en.ts";
import { useWords } from "../../ui/words.ts";
import { HelpMark } from "../help-mark.tsx";
import { ModelPicker } from "../model-picker.tsx";
import { useShownLane } from "../shown-model.ts";
import { CopyWord } from "../update-chart-tools.tsx";
import { batchOf, benchOf, isBench, isSmall, mostSteps, mostUnits, sequenceOf, symbolsOf } from "./bench.ts";
import { Sequence } from "./sequence.tsx";
import { benchTable } from "./table.ts";
import { Grids, OneWeight } from "./weights.tsx";
import "../update-chart.css";
import "./workbench.css";

/** A small network whose numbers are typed, with every state that follows from them; one weight at a time of a large one. */
export function Workbench() {
  const words = useWords(english);
  const title = useWords(en.panels.titles).workbench;
  const record = useRecord(5);
  const model = useShownLane();
  return (
    <section className="uc wb" aria-label={title}>
      {record && model !== null ? (
        <BenchOf record={record} model={model} version={record.version} title={title} />
      ) : (
        <p>{words.empty}</p>
      )}
    </section>
  );
}

interface BenchOfProps {
  readonly record: RunRecord;
  readonly model: number;
  readonly version: number;
  readonly title: string;
}

function BenchOf({ record, model, version, title }: BenchOfProps) {
  const words = useWords(english);
  const probe = useApp((app) => app.spec.view.probe);
  const canUndo = useApp((app) => app.canUndo);
  const { undo, show } = useActions();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the record changes in place, its version says when
  const found = useMemo(() => benchOf(record, model), [record, model, version]);
  const bench = isBench(found) ? found : null;
  const columns = useMemo(
    () => bench && sequenceOf(bench, batchOf(record, probe), symbolsOf(record)),
    [bench, record, probe],
  );
  const all = bench?.plan.params.reduce((sum, { size }) => sum + size, 0) ?? 0;
  const [misfit] = bench?.misfits ?? [];
  return (
    <>
      <div className="uc-head">
        <h2 className="uc-title">{title}</h2>
        <HelpMark panel="workbench" title={title} />
        <ModelPicker />
        {bench && (
          <span className="uc-note">
            {words.at(formatCount(bench.update), formatCount(bench.typed.length), formatCount(all))}
          </span>
        )}
        <span className="uc-tools">
          {bench && <CopyWord table={() => benchTable(bench, columns, words)} />}
          {canUndo && (
            <button type="button" className="word" onClick={undo}>
              {words.undo}
            </button>
          )}
          <button type="button" className="word" onClick={() => show({ enlarged: null })}>
            {words.back}
          </button>
        </span>
      </div>
      {!isBench(found) && <p>{words.none[found](record.names[model] ?? "")}</p>}
      {bench && (
        <div className="wb-body">
          <div className="wb-weights">
            <h3>{words.weights}</h3>
            <p>{bench.update === 0 ? words.start : words.fork(formatCount(bench.update))}</p>
            {misfit && (
              <p className="wb-bad">{words.misfit(bench.misfits.length, quote(writeTyped([misfit])))}</p>
            )}
            {isSmall(bench.plan) ? (
              <Grids {...{ bench, model }} />
            ) : (
              <>
                <p>{words.large(mostUnits)}</p>
                <OneWeight {...{ bench, model }} />
              </>
            )}
          </div>
          {isSmall(bench.plan) && (
            <div className="wb-steps">
              <h3>{words.sequence}</h3>
              <p>{columns ? words.computed : words.long(mostSteps)}</p>
              {columns && <Sequence columns={columns} />}
            </div>
          )}
        </div>
      )}
    </>
  );
}
