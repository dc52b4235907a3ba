import { lazy, memo, Suspense, useCallback, useMemo, useRef, useState } from "react";
import type { Fields } from "../lib/fields.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { tasks } from "../tasks/index.ts";
import { en } from "../text/en.ts";
import { FieldList } from "../ui/field-list.tsx";
import { SourceText } from "../ui/source-text.tsx";
import { useText, useWords } from "../ui/words.ts";
import { TaskDrawing } from "./task-drawing.tsx";
import { sampleDrawings } from "./task-samples.ts";

/** For tasks on data of one's own alone: it comes with them. */
const OwnTask = lazy(async () => ({ default: (await import("./own-data/own-task.tsx")).OwnTask }));

/** Comes when it is first opened. */
const TaskMenu = lazy(async () => ({ default: (await import("./task-menu.tsx")).TaskMenu }));

export const RailTask = memo(function RailTask() {
  const words = useWords(en.app.task);
  const [choosing, setChoosing] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const close = useCallback(() => {
    setChoosing(false);
    opener.current?.focus();
  }, []);
  return (
    <section className="rail-part" aria-label={words.heading}>
      <div className="rail-head">
        <h2>{words.heading}</h2>
        <button
          ref={opener}
          type="button"
          className="word"
          aria-expanded={choosing}
          aria-label={choosing ? words.closeName : words.changeName}
          onClick={() => setChoosing(!choosing)}
        >
          {choosing ? words.close : words.change}
        </button>
      </div>
      <Suspense>{choosing ? <TaskMenu onClose={close} /> : <ChosenTask />}</Suspense>
    </section>
  );
});

/** Columns are chosen in their list, not by number. */
const numbersOf = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, { type }]) => type !== "text"));

function ChosenTask() {
  const words = useWords(en.app.task);
  const text = useText();
  const { kind, values } = useApp((app) => app.spec.task);
  const { set } = useActions();
  const { title, summary, source, fields, data, example } = tasks[kind];
  return (
    <>
      <h3 className="task-title">{text(title)}</h3>
      <p className="task-summary">{text(summary)}</p>
      <Samples />
      {example && (
        <Suspense>
          <OwnTask />
        </Suspense>
      )}
      <FieldList fields={example ? numbersOf(fields) : fields} values={values} path="task." onCommit={set} />
      <p className="task-data">
        {words.source}: <SourceText source={source} />.
      </p>
      {data && (
        <p className="task-data">
          {words.data}: <a href={data.url}>{text(data.title)}</a>. {text(data.licence)}.
        </p>
      )}
    </>
  );
}

/** From the record, so that they belong to what trains; the place is kept while another task is being prepared. */
const Samples = memo(function Samples() {
  const record = useApp((app) => app.record);
  const kind = useApp((app) => app.spec.task.kind);
  const count = tasks[kind].samplesShown;
  const task = record?.spec.task.kind === kind ? record.task : null;
  const seed = record?.spec.training.seed ?? 0;
  const drawings = useMemo(() => (task ? sampleDrawings(task, seed, count) : []), [task, seed, count]);
  return (
    <div className="drawings" style={{ "--samples": count } as React.CSSProperties} aria-busy={task === null}>
      {drawings.map((drawing, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: samples have no other name than their place
        <TaskDrawing key={n} drawing={drawing} />
      ))}
    </div>
  );
});
