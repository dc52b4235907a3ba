import "./own-data.css";
import { formatCount } from "../../lib/format.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import { tasks } from "../../tasks/index.ts";
import type { OwnData } from "../../tasks/own-data.ts";
import { en } from "../../text/en.ts";
import { Columns, columnFields, columnUse } from "./columns.tsx";
import { Room } from "./foot.tsx";
import { SaveButton } from "./save-button.tsx";
import { Vocabulary } from "./vocabulary.tsx";

const words = en.ownData;

/** What a task on data of one's own trains on, in the rail: its size, its columns or symbols, and the way to other data. */
export function OwnTask() {
  const { kind, data } = useApp((app) => app.spec.task);
  const { bringData } = useActions();
  const { example } = tasks[kind];
  const shown = data ?? example;
  if (!shown) return null;
  return (
    <div className="own-task">
      <p className="own-title" title={shown.title}>
        {shown.title}
        <span>{sizeOf(shown)}</span>
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
      {shown.kind === "text" ? <Symbols text={shown.text} /> : <ChosenColumns table={shown} />}
    </div>
  );
}

function sizeOf(data: OwnData): string {
  if (data.kind === "text") return words.textSize(formatCount(data.text.length));
  const { columns, rows } = data;
  return [
    words.tableSize(formatCount(columns[0]?.values.length ?? 0), columns.length),
    ...(rows ? [words.rows(rows.name, rows.first, rows.last)] : []),
  ].join(" · ");
}

function Symbols({ text }: { readonly text: string }) {
  const rare = useApp((app) => Number(app.spec.task.values.rare));
  return (
    <details className="own-more-part">
      <summary>{words.vocabulary}</summary>
      <Vocabulary text={text} rare={rare} />
    </details>
  );
}

function ChosenColumns({ table }: { readonly table: OwnData & { readonly kind: "table" } }) {
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
