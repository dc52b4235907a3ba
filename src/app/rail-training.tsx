import { memo, useCallback } from "react";
import { choice, type FieldValue } from "../lib/fields.ts";
import { type OptimizerKind, optimizers } from "../optimizers/index.ts";
import { listedTrainingFields } from "../spec/training-fields.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { FieldControl } from "../ui/field-control.tsx";
import { FieldList } from "../ui/field-list.tsx";

const words = en.app.training;

const optimizerField = choice({
  label: words.optimizer,
  default: "adam",
  options: (Object.keys(optimizers) as OptimizerKind[]).map((value) => ({
    value,
    label: optimizers[value].title,
  })),
  doc: words.optimizerDoc,
});

export const RailTraining = memo(function RailTraining() {
  const { kind, values } = useApp((app) => app.spec.optimizer);
  const training = useApp((app) => app.spec.training);
  const { set, setOptimizer } = useActions();
  const choose = useCallback((_: string, value: FieldValue) => setOptimizer(String(value)), [setOptimizer]);
  return (
    <section className="rail-part" aria-label={words.heading}>
      <div className="rail-head">
        <h2>{words.heading}</h2>
        <span className="rail-aside">{words.note}</span>
      </div>
      <FieldControl name="kind" field={optimizerField} value={kind} onCommit={choose} />
      <FieldList fields={optimizers[kind].fields} values={values} path="optimizer." onCommit={set} />
      <FieldList fields={listedTrainingFields} values={training} path="training." onCommit={set} />
    </section>
  );
});
