import { useEffect, useMemo, useRef, useState } from "react";
import { readTable, type TableChoices, type TableRead } from "../../own-data/read-table.ts";
import { createTableReader, readAtOnce, type TableReader } from "../../store/table-reader.ts";

interface Reading {
  /** The last table that was read; null where there is none. */
  readonly read: TableRead | null;
  /** While another is being read, the share that is done; else null. */
  readonly share: number | null;
}

interface Answer {
  readonly text: string;
  readonly choices: TableChoices;
  readonly read: TableRead;
}

/** The table that a text is: small ones at once, large ones by a worker. */
export function useTable(text: string, title: string, choices: TableChoices): Reading {
  const isLarge = text.length > readAtOnce;
  const atOnce = useMemo(
    () => (text === "" || isLarge ? null : readTable(text, title, choices)),
    [text, title, choices, isLarge],
  );
  const reader = useRef<TableReader>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [share, setShare] = useState(0);
  useEffect(() => {
    if (!isLarge) return;
    reader.current ??= createTableReader();
    setShare(0);
    void reader.current.read(text, title, choices, setShare).then((read) => {
      if (read) setAnswer({ text, choices, read });
    });
    return () => reader.current?.dispose();
  }, [text, title, choices, isLarge]);
  if (!isLarge) return { read: atOnce, share: null };
  const isCurrent = answer?.text === text && answer.choices === choices;
  // While the same text is read otherwise, what is on the screen stays.
  return { read: answer?.text === text ? answer.read : null, share: isCurrent ? null : share };
}
