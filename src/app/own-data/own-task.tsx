import "./own-data.css";
import { useMemo } from "react";
import { formatCount } from "../../lib/format.ts";
import type { OwnData, OwnTable } from "../../own-data/own-data.ts";
import { suspectsOf } from "../../own-data/read-table-missing.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import { tasks } from "../../tasks/index.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import type { Words } from "../../text/language.ts";
import { useText, useWords } from "../../ui/words.ts";
import { Columns, columnFields, columnUse } from "./columns.tsx";
import { Room } from "./foot.tsx";
import { SaveButton } from "./save-button.tsx";
import { Vocabulary } from "./vocabulary.tsx";

/** What a task on data of one's own trains on, in the rail: its size, its columns or symbols, and the way to other data. */
export function OwnTask() {
  const words = useWords(english);
  const { kind, data } = useApp((app) => app.spec.task);
  const { bringData } = useActions();
  const { example } = tasks[kind];
  const say = useText();
  const shown = data ?? example;
  if (!shown) return null;
  // An example has words, and the user's data a name.
  const title = data ? data.title : say(shown.title);
  return (
    <div className="own-task">
      <p className="own-title">
        <span className="own-name" title={title} translate="no">
          {title}
        </span>
        <span>{sizeOf(words, shown)}</span>
      </p>
      <p className="own-acts">
        <button type="button" className="word" onClick={() => bringData(shown.kind)}>
          {data ? words.openAgain : words.open}
        </button>
        {data && <SaveButton />}
      </p>
      {data && (
        <p className="own-note">
          <Room data={data} />
        </p>
      )}
      {data?.kind === "table" && <FarValues table={data} />}
      {shown.kind === "text" ? <Symbols text={shown.text} /> : <ChosenColumns table={shown} />}
    </div>
  );
}

function sizeOf(words: Words<typeof english>, data: OwnData): string {
  if (data.kind === "text") return words.textSize(formatCount(data.text.length));
  const { columns, rows } = data;
  return [
    words.tableSize(formatCount(columns[0]?.values.length ?? 0), columns.length),
    ...(rows ? [words.rows(rows.name, rows.first, rows.last)] : []),
  ].join(" · ");
}

function Symbols({ text }: { readonly text: string }) {
  const words = useWords(english);
  const rare = useApp((app) => Number(app.spec.task.values.rare));
  return (
    <details className="own-more-part">
      <summary>{words.vocabulary}</summary>
      <Vocabulary text={text} rare={rare} />
    </details>
  );
}

/** Values of the columns in use that seem to stand for none: whoever skipped the dialog's sentence trains on them. */
function FarValues({ table }: { readonly table: OwnTable }) {
  const words = useWords(english);
  const values = useApp((app) => app.spec.task.values);
  const { useOwnData: train } = useActions();
  const used = useMemo(() => {
    const { inputs, targets } = columnUse(values);
    return table.columns.filter((_, place) => inputs.includes(place) || targets.includes(place));
  }, [table, values]);
  const suspects = useMemo(() => suspectsOf(used), [used]);
  /** Missing in every column, as the dialog takes it. */
  const asMissing = (mark: number) => {
    const columns = table.columns.map(({ name, values: all }) => ({
      name,
      values: all.map((value) => (value === mark ? null : value)),
    }));
    train({ ...table, columns }, {});
  };
  return suspects.map(({ value, column, count }) => (
    <p key={value} className="own-note own-far">
      {words.suspect(String(value), formatCount(count), column)}{" "}
      <button type="button" className="word" onClick={() => asMissing(value)}>
        {words.treatAsMissing}
      </button>
    </p>
  ));
}

function ChosenColumns({ table }: { readonly table: OwnTable }) {
  const words = useWords(english);
  const values = useApp((app) => app.spec.task.values);
  const { setTaskValues } = useActions();
  return (
    <details className="own-more-part" open={table.columns.length > 1}>
      <summary>{words.columns}</summary>
      <Columns
        table={table}
        use={columnUse(values)}
        onUse={(use) => {
          // Without a column to read there is no task: the last one stays.
          if (use.inputs.length > 0) setTaskValues(columnFields(use));
        }}
      />
    </details>
  );
}
