import { useState } from "react";
import { formatCount, formatNumber, formatPrefixed } from "../../lib/format.ts";
import { isByHand, longestName, openNext } from "../../store/kept-runs.ts";
import { compare as english } from "../../text/en/compare.ts";
import { en } from "../../text/en.ts";
import { LaneMark, laneColour } from "../../ui/lane-mark.tsx";
import { roughly } from "../../ui/roughly.ts";
import { useText, useWords } from "../../ui/words.ts";
import { useDifferWords } from "../use-differ-words.ts";
import { curvePath, differsFrom, type KeptRow } from "./kept-rows.ts";

const size = { width: 132, height: 44 } as const;

interface RowProps {
  readonly row: KeptRow;
  /** The run that was saved before it. */
  readonly before: KeptRow | null;
  readonly decades: readonly [number, number] | null;
  readonly isChosen: boolean;
  onChoose(isChosen: boolean): void;
  onForget(): void;
  onKeep(): void;
  onRename(name: string): void;
}

export function Row({ row, before, decades, isChosen, onChoose, onForget, onKeep, onRename }: RowProps) {
  const words = useWords(english);
  const times = useWords(en.store.offer);
  const text = useText();
  const differ = useDifferWords();
  const { run, models, task, bytes } = row;
  const names = models.map(({ name }) => name).join(", ");
  const update = formatCount(run.update);
  const ago = words.ago(roughly(times, (Date.now() - run.savedAt) / 1000));
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          className="cm-check"
          aria-label={words.choose(names, update)}
          checked={isChosen}
          onChange={({ target: { checked } }) => onChoose(checked)}
        />
      </td>
      <td>
        <svg className="cm-curves" role="img" aria-label={words.curves(names)} {...size}>
          {decades &&
            models.map(({ name, curve }, lane) => (
              <path key={name} stroke={laneColour(lane)} d={curvePath(curve, run.update, decades, size)} />
            ))}
        </svg>
      </td>
      <td className="cm-names">
        {isByHand(run) ? (
          <NameField name={run.name ?? ""} label={words.nameOf(names, update)} onRename={onRename} />
        ) : (
          <button type="button" className="word" aria-label={words.keepRun(names, update)} onClick={onKeep}>
            {words.keep}
          </button>
        )}
        <span>{differsFrom(row, before, differ) ?? text(task)}</span>
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
      <td className="number cm-number">
        {update} <span className="cm-unit">{words.unit}</span>
      </td>
      <td>
        <span title={new Date(run.savedAt).toLocaleString()}>
          {words.states[run.state]}, {ago}
        </span>
        <span className="cm-bytes">{formatPrefixed(bytes, "B")}</span>
      </td>
      <td className="cm-acts">
        <button
          type="button"
          className="button"
          aria-label={words.openRun(names, update)}
          onClick={() => {
            openNext(run.id);
            location.hash = run.experiment;
          }}
        >
          {words.open}
        </button>
        <button type="button" className="word" aria-label={words.forgetRun(names, update)} onClick={onForget}>
          {words.forget}
        </button>
      </td>
    </tr>
  );
}

interface NameFieldProps {
  readonly name: string;
  readonly label: string;
  onRename(name: string): void;
}

/** What is typed is the run's name once the field is left, or Enter is pressed. */
function NameField({ name, label, onRename }: NameFieldProps) {
  const words = useWords(english);
  const [typed, setTyped] = useState(name);
  return (
    <input
      className="cm-name"
      aria-label={label}
      placeholder={words.namePlaceholder}
      maxLength={longestName}
      value={typed}
      onChange={({ target: { value } }) => setTyped(value)}
      onBlur={() => typed !== name && onRename(typed.trim())}
      onKeyDown={(event) => {
        if (event.key === "Enter") event.currentTarget.blur();
        if (event.key === "Escape") setTyped(name);
      }}
    />
  );
}
