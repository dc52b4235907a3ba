import { type KeyboardEvent, memo, useRef } from "react";
import type { Job } from "../../../lab/lab.ts";
import type { LabResult, LabResults } from "../../../lab/results.ts";
import { formatCount } from "../../../lib/format.ts";
import { useActions, useAppState } from "../../../store/hooks.ts";
import { lab as english } from "../../../text/en/lab.ts";
import type { Words } from "../../../text/language.ts";
import { LaneMark } from "../../../ui/lane-mark.tsx";
import { useWords } from "../../../ui/words.ts";
import { type Column, inkOf } from "./figures.ts";
import { openRun } from "./open-run.ts";

interface RunGridProps {
  readonly columns: readonly Column[];
  readonly names: readonly string[];
  readonly chosen: number;
  readonly results: LabResults;
  onChoose(column: number): void;
}

/** One table a model: seeds down, values across. Arrow keys move in it, as in a spreadsheet. */
export function RunGrid({ columns, names, chosen, results, onChoose }: RunGridProps) {
  const box = useRef<HTMLDivElement>(null);
  const solved = columns.flatMap(({ cells }) =>
    cells.flatMap(({ jobs }) => jobs.flatMap(({ index }) => results[index]?.solvedAt ?? [])),
  );
  const [soonest, latest] = [Math.min(...solved), Math.max(...solved)];
  const onKeyDown = (event: KeyboardEvent) => {
    const [dx, dy] =
      { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] ?? [];
    const at = document.activeElement;
    if (dx === undefined || dy === undefined || !(at instanceof HTMLElement) || !at.dataset.at) return;
    // Elsewhere → makes an update.
    event.preventDefault();
    event.stopPropagation();
    const [column = 0, row = 0] = at.dataset.at.split(",").map(Number);
    box.current?.querySelector<HTMLElement>(`[data-at="${column + dx},${row + dy}"]`)?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it moves the focus between the buttons within
    <div ref={box} className="lab-grids" onKeyDown={onKeyDown}>
      {names.map((name, m) => (
        <ModelGrid key={name} {...{ name, columns, chosen, results, onChoose, soonest, latest }} model={m} />
      ))}
    </div>
  );
}

interface ModelGridProps extends Omit<RunGridProps, "names"> {
  readonly model: number;
  readonly name: string;
  readonly soonest: number;
  readonly latest: number;
}

function ModelGrid({ model, name, columns, chosen, results, onChoose, soonest, latest }: ModelGridProps) {
  const words = useWords(english);
  const seeds = columns[0]?.cells[model]?.jobs.map(({ seed }) => seed) ?? [];
  // Columns of all models are numbered through, so that arrows lead from one table into the next.
  const first = model * columns.length;
  return (
    <table className="lab-table">
      <caption>
        <LaneMark lane={model} line /> <b translate="no">{name}</b>
      </caption>
      <thead>
        <tr>
          <td />
          {columns.map(({ text, short }, k) => (
            <th key={text} scope="col" data-chosen={k === chosen || undefined}>
              {columns.length > 1 ? (
                <button
                  type="button"
                  className="word"
                  aria-pressed={k === chosen}
                  onClick={() => onChoose(k)}
                >
                  {short}
                </button>
              ) : (
                words.all
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {seeds.map((seed, row) => (
          <tr key={seed}>
            <th scope="row">{words.seed(seed)}</th>
            {columns.map(({ cells, text }, k) => {
              const job = cells[model]?.jobs[row];
              return (
                <td key={text} data-chosen={k === chosen || undefined}>
                  {job && (
                    <RunCell
                      {...{ job, name, text, soonest, latest }}
                      result={results[job.index]}
                      at={`${first + k},${row}`}
                    />
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const saying = (words: Words<typeof english>, result: LabResult | undefined): readonly [string, string] => {
  if (!result) return [words.waiting, words.notRun];
  if (result.failed !== null) return [words.failed, result.failed];
  if (result.solvedAt === null) return [words.unsolved, words.notSolved];
  return [formatCount(result.solvedAt), words.solvedAt(formatCount(result.solvedAt))];
};

interface RunCellProps {
  readonly job: Job;
  readonly result: LabResult | undefined;
  readonly name: string;
  readonly text: string;
  readonly at: string;
  readonly soonest: number;
  readonly latest: number;
}

/** Every result renders the report again, and a lab has up to two thousand runs. */
const RunCell = memo(function RunCell({ job, result, name, text, at, soonest, latest }: RunCellProps) {
  const words = useWords(english);
  const actions = useActions();
  const getState = useAppState();
  const [shown, what] = saying(words, result);
  const solvedAt = result?.solvedAt ?? null;
  // Pale enough for ink to be read on it.
  const ink = solvedAt === null ? null : Math.round(5 + 33 * inkOf(solvedAt, soonest, latest));
  return (
    <button
      type="button"
      className="lab-cell"
      data-at={at}
      tabIndex={at === "0,0" ? 0 : -1}
      style={ink === null ? undefined : { background: `color-mix(in srgb, var(--ink) ${ink}%, var(--bg))` }}
      aria-label={words.cell(name, text, job.seed, what)}
      title={`${words.cell(name, text, job.seed, what)}. ${words.opensAgain}`}
      onClick={() => void openRun(job.spec, actions, getState)}
    >
      {shown}
    </button>
  );
});
