import { memo, useCallback, useContext, useState } from "react";
import { listedTrainingFields } from "../experiment/training-fields.ts";
import { type AnyValues, choice, type Fields, type FieldValue, isShown } from "../lib/fields.ts";
import { type OptimizerKind, optimizers } from "../optimizers/index.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { FieldControl } from "../ui/field-control.tsx";
import { FieldList } from "../ui/field-list.tsx";
import { MarkedField } from "../ui/marked-field.ts";
import { useWords } from "../ui/words.ts";

/** A descriptor, as those of the settings: `FieldControl` says it in the page's language. */
const optimizerField = choice({
  label: en.app.training.optimizer,
  default: "adam",
  options: (Object.keys(optimizers) as OptimizerKind[]).map((value) => ({
    value,
    label: optimizers[value].title,
  })),
  doc: en.app.training.optimizerDoc,
});

/** What a beginner sets, besides the optimizer itself; the rest is behind "more". */
const basic: ReadonlySet<string> = new Set([
  "learningRate",
  "batchSize",
  "clipNorm",
  "updates",
  "speed",
  "seed",
]);

/**
 * Fields of a group that are listed while the rest is folded away: basic ones, and those that are, or were since the page
 * was opened, something else than their default: a row must not vanish under the finger that sets it back. A row
 * that a text speaks of is listed as well.
 */
function useListed(
  fields: Fields,
  values: AnyValues,
  path: string,
  all: boolean,
): { listed: Fields; folded: number } {
  const marked = useContext(MarkedField);
  const [moved, setMoved] = useState<ReadonlySet<string>>(new Set());
  const changed = Object.entries(fields).filter(([name, field]) => values[name] !== field.default);
  if (changed.some(([name]) => !moved.has(name)))
    setMoved(new Set([...moved, ...changed.map(([name]) => name)]));
  const usable = Object.entries(fields).filter(([, field]) => isShown(field, values));
  const listed = usable.filter(
    ([name]) => all || basic.has(name) || moved.has(name) || path + name === marked,
  );
  return { listed: Object.fromEntries(listed), folded: usable.length - listed.length };
}

export const RailTraining = memo(function RailTraining() {
  const words = useWords(en.app.training);
  const { kind, values } = useApp((app) => app.spec.optimizer);
  const training = useApp((app) => app.spec.training);
  const all = useApp((app) => app.allTraining);
  const { set, setOptimizer, show } = useActions();
  const choose = useCallback((_: string, value: FieldValue) => setOptimizer(String(value)), [setOptimizer]);
  const ofOptimizer = useListed(optimizers[kind].fields, values, "optimizer.", all);
  const ofTraining = useListed(listedTrainingFields, training, "training.", all);
  const folded = ofOptimizer.folded + ofTraining.folded;
  return (
    <section className="rail-part" aria-label={words.heading}>
      <div className="rail-head">
        <h2>{words.heading}</h2>
        <span className="rail-aside">{words.note}</span>
      </div>
      <FieldControl name="kind" field={optimizerField} value={kind} onCommit={choose} />
      <FieldList fields={ofOptimizer.listed} values={values} path="optimizer." onCommit={set} />
      <FieldList fields={ofTraining.listed} values={training} path="training." onCommit={set} />
      {(all || folded > 0) && (
        <button
          type="button"
          className="word rail-more"
          aria-expanded={all}
          aria-label={all ? words.fewerName : words.moreName(folded)}
          onClick={() => show({ allTraining: !all })}
        >
          {all ? words.fewer : words.more}
        </button>
      )}
    </section>
  );
});
