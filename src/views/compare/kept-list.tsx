import { useCallback, useEffect, useState } from "react";
import { messageOf } from "../../lib/error-message.ts";
import { formatCount, formatNumber } from "../../lib/format.ts";
import type { KeptRun } from "../../store/database.ts";
import { useApp } from "../../store/hooks.ts";
import { createKeptRuns } from "../../store/kept-runs.ts";
import { compare as english } from "../../text/en/compare.ts";
import { en } from "../../text/en.ts";
import { LaneMark, laneColour } from "../../ui/lane-mark.tsx";
import { roughly } from "../../ui/roughly.ts";
import { useText, useWords } from "../../ui/words.ts";
import { curvePath, decadesOf, type KeptRow, keptRows } from "./kept-rows.ts";

const runs = createKeptRuns();

/** After a run comes to rest it is saved within this time, in milliseconds. */
const savedWithin = 2500;

type Known = { readonly rows: readonly KeptRow[] } | { readonly why: string } | null;

/** The runs that this browser keeps: what each came to, its curves, and a way back into it. */
export function KeptList() {
  const words = useWords(english);
  const phase = useApp((app) => app.run.phase);
  const [known, setKnown] = useState<Known>(null);
  const [gone, setGone] = useState<KeptRun | null>(null);
  const read = useCallback(async () => {
    try {
      setKnown({ rows: keptRows(await runs.all()) });
    } catch (error) {
      setKnown({ why: messageOf(error) });
    }
  }, []);
  useEffect(() => {
    void read();
  }, [read]);
  // A run that came to rest just now is saved in a moment.
  useEffect(() => {
    if (phase !== "paused" && phase !== "finished") return;
    const timer = setTimeout(() => void read(), savedWithin);
    return () => clearTimeout(timer);
  }, [read, phase]);
  const forget = async (run: KeptRun) => {
    await runs.remove(run.id);
    setGone(run);
    await read();
  };
  const undo = async () => {
    if (gone) await runs.put(gone);
    setGone(null);
    await read();
  };
  const isEmpty = known !== null && "rows" in known && known.rows.length === 0;
  return (
    <section className="cm-kept" aria-label={words.title}>
      <header className="cm-head">
        <h2>{words.title}</h2>
        {known && "rows" in known && !isEmpty && <p>{words.note}</p>}
      </header>
      {gone && (
        <p className="cm-gone" role="status">
          {words.forgotten(namesOf(keptRows([gone])[0]))}{" "}
          <button type="button" className="word" onClick={() => void undo()}>
            {words.undo}
          </button>
        </p>
      )}
      {known === null && <p className="cm-say">{words.loading}</p>}
      {known && "why" in known && <p className="cm-say">{words.unreadable(known.why)}</p>}
      {isEmpty && <p className="cm-say">{words.none}</p>}
      {known && "rows" in known && !isEmpty && <Rows rows={known.rows} onForget={forget} />}
    </section>
  );
}

const namesOf = (row: KeptRow | undefined): string => (row?.models ?? []).map(({ name }) => name).join(", ");

interface RowsProps {
  readonly rows: readonly KeptRow[];
  onForget(run: KeptRun): Promise<void>;
}

function Rows({ rows, onForget }: RowsProps) {
  const words = useWords(english);
  const { columns } = words;
  const decades = decadesOf(rows);
  return (
    <table className="cm-table">
      <thead>
        <tr>
          <th scope="col">{columns.curve}</th>
          <th scope="col">{columns.models}</th>
          <th scope="col">{columns.task}</th>
          <th scope="col" className="cm-number">
            {columns.update}
          </th>
          <th scope="col">{columns.saved}</th>
          <th scope="col" aria-label={columns.acts} />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.run.id} row={row} decades={decades} onForget={onForget} />
        ))}
      </tbody>
    </table>
  );
}

const size = { width: 180, height: 44 } as const;

function Row({
  row,
  decades,
  onForget,
}: {
  readonly row: KeptRow;
  readonly decades: readonly [number, number] | null;
  onForget(run: KeptRun): Promise<void>;
}) {
  const words = useWords(english);
  const times = useWords(en.store.offer);
  const text = useText();
  const { run, models, task } = row;
  const names = namesOf(row);
  const update = formatCount(run.update);
  const ago = words.ago(roughly(times, (Date.now() - run.savedAt) / 1000));
  return (
    <tr>
      <td>
        <svg className="cm-curves" role="img" aria-label={words.curves(names)} {...size}>
          {decades &&
            models.map(({ name, curve }, lane) => (
              <path key={name} stroke={laneColour(lane)} d={curvePath(curve, run.update, decades, size)} />
            ))}
        </svg>
      </td>
      <td>
        <ul className="cm-models">
          {models.map(({ name, loss, solvedAt }, lane) => (
            <li key={name}>
              <LaneMark lane={lane} />
              <b>{name}</b>
              <span className="number">
                {solvedAt !== null
                  ? words.solved(formatCount(solvedAt))
                  : loss === null
                    ? "–"
                    : formatNumber(loss)}
              </span>
            </li>
          ))}
        </ul>
      </td>
      <td>{text(task)}</td>
      <td className="number cm-number">
        {update} <span className="cm-unit">{words.unit}</span>
      </td>
      <td>
        {words.states[run.state]}, {ago}
      </td>
      <td className="cm-acts">
        <button
          type="button"
          className="button"
          aria-label={words.openRun(names, update)}
          onClick={() => {
            location.hash = run.experiment;
          }}
        >
          {words.open}
        </button>
        <button
          type="button"
          className="word"
          aria-label={words.forgetRun(names, update)}
          onClick={() => void onForget(run)}
        >
          {words.forget}
        </button>
      </td>
    </tr>
  );
}
