import { useMemo, useState } from "react";
import type { AnyValues, FieldValue } from "../../lib/fields.ts";
import { formatCount } from "../../lib/format.ts";
import { useActions } from "../../store/hooks.ts";
import {
  type Decimal,
  type Delimiter,
  delimiters,
  readTable,
  type TableChoices,
  type TableRead,
} from "../../tasks/read-table.ts";
import { table as task } from "../../tasks/table/task.ts";
import { en } from "../../text/en.ts";
import { FieldControl } from "../../ui/field-control.tsx";
import { Columns, type ColumnUse, columnFields } from "./columns.tsx";
import { Foot } from "./foot.tsx";
import { Pasted } from "./pasted.tsx";

const words = en.ownData;
const { length: lengthField, horizon: horizonField } = task.fields;

interface TablePartProps {
  readonly title: string;
  readonly text: string;
  readonly onWrite: (text: string) => void;
}

/** A window that the held-out rows hold twice, where the default one is too long for them. */
function fittingLength(rows: number, horizon: number): number {
  const heldOut = Math.floor((rows * task.fields.heldOut.default) / 100) - horizon;
  return Math.max(lengthField.min, Math.min(lengthField.default, Math.floor(heldOut / 2)));
}

/** A table as it was recognised, with the columns to read and to foretell. */
export function TablePart({ title, text, onWrite }: TablePartProps) {
  const { useOwnData: train } = useActions();
  const [choices, choose] = useState<TableChoices>({});
  const [use, setUse] = useState<ColumnUse>({ inputs: [0], targets: [] });
  const [given, give] = useState<AnyValues>({});
  const read = useMemo(() => (text === "" ? null : readTable(text, title, choices)), [text, title, choices]);
  const table = read?.ok ? read.table : null;
  const columns = table?.columns.length ?? 0;
  const kept = (chosen: readonly number[]) => chosen.filter((column) => column < columns);
  const used = { inputs: kept(use.inputs), targets: kept(use.targets) };
  const horizon = Number(given.horizon ?? horizonField.default);
  const length = Number(given.length ?? fittingLength(table?.columns[0]?.values.length ?? 0, horizon));
  const commit = (name: string, value: FieldValue) => give({ ...given, [name]: value });
  return (
    <>
      <Pasted text={text} label={words.pasteTable} rows={5} onWrite={onWrite} />
      {read && <Bad read={read} />}
      {read?.ok && table && (
        <>
          <Reading read={read} choices={choices} onChoose={choose} />
          <Columns table={table} use={used} onUse={setUse} />
          {used.inputs.length === 0 && <p className="own-note">{words.noTarget}</p>}
          <div className="own-fields">
            <FieldControl name="length" field={lengthField} value={length} onCommit={commit} />
            <FieldControl name="horizon" field={horizonField} value={horizon} onCommit={commit} />
          </div>
        </>
      )}
      <Foot
        data={used.inputs.length > 0 ? table : null}
        problem={read?.ok === false ? read.problem : undefined}
        use={words.useTable}
        onUse={() => table && train(table, { ...columnFields(used), length, horizon })}
      />
    </>
  );
}

interface ReadingProps {
  readonly read: TableRead & { readonly ok: true };
  readonly choices: TableChoices;
  readonly onChoose: (choices: TableChoices) => void;
}

/** What was recognised; each can be set by hand. */
function Reading({ read, choices, onChoose }: ReadingProps) {
  const { table, delimiter, header, decimal, notes, columns } = read;
  const rows = table.columns[0]?.values.length ?? 0;
  const found = (isSet: boolean, word: string) => (isSet ? word : words.auto(word));
  return (
    <>
      <div className="own-row own-found">
        <label>
          {words.delimiter}
          <select
            value={delimiter}
            onChange={(event) => onChoose({ ...choices, delimiter: event.target.value as Delimiter })}
          >
            {delimiters.map((mark) => (
              <option key={mark} value={mark}>
                {mark === delimiter
                  ? found(choices.delimiter !== undefined, words.delimiterWords[mark])
                  : words.delimiterWords[mark]}
              </option>
            ))}
          </select>
        </label>
        <label>
          {words.header}
          <select
            value={header ? "yes" : "no"}
            onChange={(event) => onChoose({ ...choices, header: event.target.value === "yes" })}
          >
            <option value="yes">{words.headerWords.yes}</option>
            <option value="no">{words.headerWords.no}</option>
          </select>
        </label>
        <label>
          {words.decimal}
          <select
            value={decimal}
            onChange={(event) => onChoose({ ...choices, decimal: event.target.value as Decimal })}
          >
            {([".", ","] as const).map((mark) => (
              <option key={mark} value={mark}>
                {words.decimalWords[mark]}
              </option>
            ))}
          </select>
        </label>
      </div>
      <p className="own-note">
        {[
          words.tableSize(formatCount(rows), table.columns.length),
          ...(table.rows ? [words.rows(table.rows.name, table.rows.first, table.rows.last)] : []),
        ].join(" · ")}
      </p>
      {[...notes, ...columns.flatMap(({ name, note }) => (note ? [words.columnNote(name, note)] : []))].map(
        (note) => (
          <p key={note} className="own-note">
            {note}
          </p>
        ),
      )}
    </>
  );
}

/** Rows that could not be read, by line and quoted: as text, whatever they hold. */
function Bad({ read }: { readonly read: TableRead }) {
  const { shown, more } = read.bad;
  if (shown.length === 0) return null;
  return (
    <div className="own-bad" role="status">
      <p>{words.badRows(formatCount(shown.length + more))}</p>
      <ul>
        {shown.map(({ line, text, reason }) => (
          <li key={line}>{words.badRow(String(line), text, reason)}</li>
        ))}
        {more > 0 && <li>{words.moreSymbols(formatCount(more))}</li>}
      </ul>
    </div>
  );
}
