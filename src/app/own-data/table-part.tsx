import { useState } from "react";
import type { AnyValues, FieldValue } from "../../lib/fields.ts";
import { formatCount } from "../../lib/format.ts";
import type { TableChoices } from "../../own-data/read-table.ts";
import { useActions } from "../../store/hooks.ts";
import { table as task } from "../../tasks/table/task.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import { FieldControl } from "../../ui/field-control.tsx";
import { useWords } from "../../ui/words.ts";
import { Columns, type ColumnUse, columnFields, fitting } from "./columns.tsx";
import { Foot } from "./foot.tsx";
import { Pasted } from "./pasted.tsx";
import { Bad, Notes, Reading } from "./table-reading.tsx";
import { useTable } from "./use-table.ts";

const { length: lengthField, horizon: horizonField, inputs: inputsField } = task.fields;

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

/** A table as it was recognised, with the columns to read and to predict. */
export function TablePart({ title, text, onWrite }: TablePartProps) {
  const words = useWords(english);
  const { useOwnData: train } = useActions();
  const [choices, setChoices] = useState<TableChoices>({});
  /** What is ticked by hand; null for what was measured. */
  const [ticked, tick] = useState<ColumnUse | null>(null);
  const [given, give] = useState<AnyValues>({});
  const { read, share } = useTable(text, title, choices);
  const table = read?.ok ? read.table : null;
  const reading = read?.ok ? read : (read?.reading ?? null);
  const use = ticked ?? {
    inputs: read?.ok ? fitting(read.measured, inputsField.maxLength) : [],
    targets: [],
  };
  const horizon = Number(given.horizon ?? horizonField.default);
  const length = Number(given.length ?? fittingLength(table?.columns[0]?.values.length ?? 0, horizon));
  const commit = (name: string, value: FieldValue) => give({ ...given, [name]: value });
  const choose = (chosen: TableChoices) => {
    setChoices(chosen);
    // Its columns are others.
    tick(null);
  };
  const write = (written: string) => {
    onWrite(written);
    tick(null);
  };
  return (
    <>
      <Pasted text={text} label={words.pasteTable} rows={5} onWrite={write} />
      {share !== null && (
        <p className="own-note own-progress" role="status">
          {words.reading(formatCount(100 * share))} <progress value={share} />
        </p>
      )}
      {read && <Bad read={read} />}
      {reading && (
        <Reading
          reading={reading}
          suspects={read?.ok ? read.suspects : []}
          choices={choices}
          onChoose={choose}
        />
      )}
      {read?.ok && table && (
        <>
          <Notes read={read} />
          <Columns table={table} use={use} onUse={tick} />
          {use.inputs.length === 0 && <p className="own-note">{words.noTarget}</p>}
          <div className="own-fields">
            <FieldControl name="length" field={lengthField} value={length} onCommit={commit} />
            <FieldControl name="horizon" field={horizonField} value={horizon} onCommit={commit} />
          </div>
        </>
      )}
      <Foot
        data={use.inputs.length > 0 && share === null ? table : null}
        problem={read?.ok === false ? read.problem : undefined}
        use={words.useTable}
        onUse={() => table && train(table, { ...columnFields(use), length, horizon })}
      />
    </>
  );
}
