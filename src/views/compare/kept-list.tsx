import { useCallback, useEffect, useState } from "react";
import { messageOf } from "../../lib/error-message.ts";
import type { KeptRun } from "../../store/database.ts";
import { useApp } from "../../store/hooks.ts";
import { createKeptRuns, idByHand } from "../../store/kept-runs.ts";
import { compare as english } from "../../text/en/compare.ts";
import { useWords } from "../../ui/words.ts";
import { Row } from "./kept-row.tsx";
import { decadesOf, type KeptRow, keptRows } from "./kept-rows.ts";
import { Overlay } from "./overlay.tsx";

const runs = createKeptRuns();

/** After a run comes to rest it is saved within this time, in milliseconds. */
const savedWithin = 2500;
/** Rows read at a time: each is a run with its weights. */
const pageSize = 12;

interface List {
  readonly rows: readonly KeptRow[];
  /** Entries that there are, those of other versions among them. */
  readonly count: number;
}

type Known = List | { readonly why: string } | null;

/** The runs that this browser keeps: what each came to, its curves, a way back into it, and several in one chart. */
export function KeptList() {
  const words = useWords(english);
  const phase = useApp((app) => app.run.phase);
  const [known, setKnown] = useState<Known>(null);
  const [length, setLength] = useState(pageSize);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [gone, setGone] = useState<readonly KeptRun[]>([]);
  const [refused, setRefused] = useState(false);
  const read = useCallback(async () => {
    try {
      const [page, count] = await Promise.all([runs.newest(length), runs.count()]);
      setKnown({ rows: keptRows(page), count });
    } catch (error) {
      setKnown({ why: messageOf(error) });
    }
  }, [length]);
  useEffect(() => {
    void read();
  }, [read]);
  // A run that came to rest just now is saved in a moment.
  useEffect(() => {
    if (phase !== "paused" && phase !== "finished") return;
    const timer = setTimeout(() => void read(), savedWithin);
    return () => clearTimeout(timer);
  }, [read, phase]);
  /** What is refused is said, and everything on screen stays. */
  const write = async (work: () => Promise<unknown>) => {
    try {
      await work();
      setRefused(false);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      setRefused(true);
    }
    await read();
  };
  const forget = (rows: readonly KeptRow[]) =>
    write(async () => {
      const entries = rows.map(({ run }) => run);
      await Promise.all(entries.map(({ id }) => runs.remove(id)));
      setGone(entries);
      setChosen((ids) => ids.filter((id) => !entries.some((entry) => entry.id === id)));
    });
  const undo = () =>
    write(async () => {
      await Promise.all(gone.map((run) => runs.put(run)));
      setGone([]);
    });
  const keep = ({ run }: KeptRow) =>
    write(async () => {
      await runs.put({ ...run, id: idByHand(), name: "" });
      await runs.remove(run.id);
    });
  const rename = ({ run }: KeptRow, name: string) => write(() => runs.put({ ...run, name }));
  const rows = known && "rows" in known ? known.rows : [];
  const shown = rows.filter(({ run }) => chosen.includes(run.id));
  const isEmpty = known !== null && "rows" in known && rows.length === 0;
  const decades = decadesOf(rows);
  return (
    <section className="cm-kept" aria-label={words.title}>
      <header className="cm-head">
        <h2>{words.title}</h2>
        {rows.length > 0 && <p>{words.note}</p>}
      </header>
      {gone.length > 0 && (
        <p className="cm-gone" role="status">
          {words.forgotten(gone.length, namesOf(keptRows(gone)[0]))}{" "}
          <button type="button" className="word" onClick={() => void undo()}>
            {words.undo}
          </button>
        </p>
      )}
      {refused && <p className="cm-gone">{words.refused}</p>}
      {shown.length > 0 && (
        <Overlay rows={shown} onForget={() => void forget(shown)} onClear={() => setChosen([])} />
      )}
      {known === null && <p className="cm-say">{words.loading}</p>}
      {known && "why" in known && <p className="cm-say">{words.unreadable(known.why)}</p>}
      {isEmpty && <p className="cm-say">{words.none}</p>}
      {rows.length > 0 && (
        <table className="cm-table">
          <thead>
            <tr>
              <th scope="col" aria-label={words.columns.choose} />
              <th scope="col">{words.columns.curve}</th>
              <th scope="col">{words.columns.differs}</th>
              <th scope="col">{words.columns.models}</th>
              <th scope="col" className="cm-number">
                {words.columns.update}
              </th>
              <th scope="col">{words.columns.saved}</th>
              <th scope="col" aria-label={words.columns.acts} />
            </tr>
          </thead>
          <tbody>
            {rows.map((row, r) => (
              <Row
                key={row.run.id}
                {...{ row, decades }}
                before={rows[r + 1] ?? null}
                isChosen={chosen.includes(row.run.id)}
                onChoose={(is) =>
                  setChosen((ids) => [...ids.filter((id) => id !== row.run.id), ...(is ? [row.run.id] : [])])
                }
                onForget={() => void forget([row])}
                onKeep={() => void keep(row)}
                onRename={(name) => void rename(row, name)}
              />
            ))}
          </tbody>
        </table>
      )}
      {known && "rows" in known && known.count > length && (
        <button type="button" className="word cm-more" onClick={() => setLength(length + pageSize)}>
          {words.more(Math.min(pageSize, known.count - length))}
        </button>
      )}
    </section>
  );
}

const namesOf = (row: KeptRow | undefined): string => (row?.models ?? []).map(({ name }) => name).join(", ");
