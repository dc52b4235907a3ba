import { useId, useState } from "react";
import { formatCount } from "../../lib/format.ts";
import {
  type Decimal,
  type Delimiter,
  delimiters,
  type Suspect,
  type TableChoices,
  type TableRead,
  type TableReading,
} from "../../own-data/read-table.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import { useText, useWords } from "../../ui/words.ts";

interface ReadingProps {
  readonly reading: TableReading;
  readonly suspects: readonly Suspect[];
  readonly choices: TableChoices;
  readonly onChoose: (choices: TableChoices) => void;
}

/** How the file was read. Everything can be set otherwise, above all where reading failed. */
export function Reading({ reading, suspects, choices, onChoose }: ReadingProps) {
  const words = useWords(english);
  const { delimiter, headerLine, firstLines, decimal, byRows, reverse, dataLine } = reading;
  const found = (isSet: boolean, word: string) => (isSet ? word : words.auto(word));
  const set = (change: TableChoices) => onChoose({ ...choices, ...change });
  return (
    <div className="own-row own-found">
      <label>
        {words.delimiter}
        <select value={delimiter} onChange={(event) => set({ delimiter: event.target.value as Delimiter })}>
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
        {words.decimal}
        <select value={decimal} onChange={(event) => set({ decimal: event.target.value as Decimal })}>
          {([".", ","] as const).map((mark) => (
            <option key={mark} value={mark}>
              {words.decimalWords[mark]}
            </option>
          ))}
        </select>
      </label>
      <label className="own-wide">
        {words.header}
        <select
          value={headerLine ?? ""}
          onChange={({ target: { value } }) => set({ header: value === "" ? false : Number(value) })}
        >
          <option value="">{words.noHeader}</option>
          {firstLines.map(({ line, text }) => (
            <option key={line} value={line}>
              {words.headerLine(String(line), text)}
            </option>
          ))}
        </select>
      </label>
      <Typed
        label={words.dataLine}
        kind="number"
        value={String(dataLine)}
        onCommit={(value) => set({ from: Math.max(1, Math.round(Number(value)) || 1) })}
      />
      <label>
        {words.series}
        <select
          value={byRows ? "rows" : "columns"}
          onChange={({ target: { value } }) => set({ byRows: value === "rows" })}
        >
          <option value="columns">{words.seriesWords.columns}</option>
          <option value="rows">{words.seriesWords.rows}</option>
        </select>
      </label>
      <Typed
        label={words.missing}
        kind="text"
        title={words.missingHint}
        value={choices.missing ?? ""}
        onCommit={(missing) => set({ missing })}
      />
      <label>
        <input
          type="checkbox"
          checked={reverse}
          onChange={({ target: { checked } }) => set({ reverse: checked })}
        />
        {words.reverse}
      </label>
      {(reading.isOutOfOrder || choices.sort) && (
        <label>
          <input
            type="checkbox"
            checked={reading.sort}
            onChange={({ target: { checked } }) => set({ sort: checked })}
          />
          {words.sort}
        </label>
      )}
      {suspects.map(({ value, column, count }) => (
        <p key={value} className="own-note own-wide">
          {words.suspect(String(value), formatCount(count), column)}{" "}
          <button
            type="button"
            className="word"
            onClick={() => set({ missing: `${choices.missing ?? ""} ${value}`.trim() })}
          >
            {words.treatAsMissing}
          </button>
        </p>
      ))}
    </div>
  );
}

interface TypedProps {
  readonly label: string;
  readonly kind: "text" | "number";
  readonly title?: string;
  readonly value: string;
  readonly onCommit: (value: string) => void;
}

/** A field whose value counts when it is left or Enter is pressed: a large table is not read at every key. */
function Typed({ label, kind, title, value, onCommit }: TypedProps) {
  const id = useId();
  const [typed, type] = useState<string | null>(null);
  const commit = () => {
    if (typed !== null && typed !== value) onCommit(typed);
    type(null);
  };
  return (
    <label htmlFor={id} title={title}>
      {label}
      <input
        id={id}
        type={kind}
        {...(kind === "number" ? { min: 1 } : { spellCheck: false })}
        className="own-typed"
        value={typed ?? value}
        onChange={(event) => type(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit();
        }}
      />
    </label>
  );
}

/** What was decided, in sentences. */
export function Notes({ read }: { readonly read: TableRead & { readonly ok: true } }) {
  const words = useWords(english);
  const say = useText();
  const { table, notes, columns } = read;
  const rows = table.columns[0]?.values.length ?? 0;
  return (
    <>
      <p className="own-note">
        {[
          words.tableSize(formatCount(rows), table.columns.length),
          ...(table.rows ? [words.rows(table.rows.name, table.rows.first, table.rows.last)] : []),
        ].join(" · ")}
      </p>
      {[
        ...notes.map(say),
        ...columns.flatMap(({ name, note }) => (note ? [words.columnNote(name, say(note))] : [])),
      ].map((note) => (
        <p key={note} className="own-note">
          {note}
        </p>
      ))}
    </>
  );
}

/** Rows that could not be read, by line and quoted: as text, whatever they hold. */
export function Bad({ read }: { readonly read: TableRead }) {
  const words = useWords(english);
  const say = useText();
  const { shown, more } = read.bad;
  if (shown.length === 0) return null;
  return (
    <div className="own-bad" role="status">
      <p>{words.badRows(formatCount(shown.length + more))}</p>
      <ul>
        {shown.map(({ line, text, reason }) => (
          <li key={line}>{words.badRow(String(line), text, say(reason))}</li>
        ))}
        {more > 0 && <li>{words.moreSymbols(formatCount(more))}</li>}
      </ul>
    </div>
  );
}
