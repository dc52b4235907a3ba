import { encodeChecked } from "../../../experiment/link.ts";
import { type Lab, labModels, writeLab } from "../../../lab/lab.ts";
import { labTable } from "../../../lab/results.ts";
import { csvOf } from "../../../panels/csv.ts";
import type { LabDesk, OpenLab } from "../../../store/lab-desk.ts";
import { tasks } from "../../../tasks/index.ts";
import { lab as english } from "../../../text/en/lab.ts";
import { en } from "../../../text/en.ts";
import { LaneMark } from "../../../ui/lane-mark.tsx";
import { roughly } from "../../../ui/roughly.ts";
import { saveFile } from "../../../ui/save-file.ts";
import { useCopy } from "../../../ui/use-copy.tsx";
import { useText, useWords } from "../../../ui/words.ts";

/** The page at this lab: the experiment is the hash, as everywhere, and the lab stands in the query. */
export function linkToLab(lab: Lab): string {
  const link = new URL(location.href);
  link.search = "";
  link.searchParams.set("view", "compare");
  link.searchParams.set("lab", writeLab(lab));
  link.hash = encodeChecked(lab.base);
  return link.href;
}

interface LabHeadProps {
  readonly open: OpenLab;
  readonly desk: LabDesk;
  onNew(): void;
  onForget(): void;
}

/** What the lab is of, how far it is, and what can be done with it. */
export function LabHead({ open, desk, onNew, onForget }: LabHeadProps) {
  const words = useWords(english);
  const times = useWords(en.store.offer);
  const say = useText();
  const { isCopied, copy, byHand } = useCopy();
  const { lab, jobs, results, phase, secondsLeft, cores, problem, variant } = open;
  const done = results.filter((one) => one !== undefined).length;
  const save = () =>
    saveFile(
      `unrolled-lab-${lab.base.task.kind}.csv`,
      new Blob([csvOf(labTable(lab, jobs, results, variant ?? ""))], { type: "text/csv" }),
    );
  const parts = [
    words.progress(done, jobs.length),
    phase === "running" ? words.cores(Math.max(1, cores)) : words.states[phase],
    ...(secondsLeft === null ? [] : [words.left(roughly(times, secondsLeft))]),
  ];
  return (
    <header className="lab-head">
      <h2>{say(tasks[lab.base.task.kind].title)}</h2>
      <ul className="lab-models">
        {labModels(lab).map((name, lane) => (
          <li key={name}>
            <LaneMark lane={lane} line /> <b translate="no">{name}</b>
          </li>
        ))}
      </ul>
      <p className="lab-progress" role="status" title={variant ?? undefined}>
        <progress
          className="lab-bar"
          value={done}
          max={jobs.length}
          aria-label={words.progress(done, jobs.length)}
        />
        {parts.join(" · ")}
      </p>
      {problem !== null && <p className="lab-why">{say(problem)}</p>}
      <div className="lab-acts">
        {phase === "running" && (
          <button type="button" className="button" onClick={() => desk.pause()}>
            {words.pause}
          </button>
        )}
        {phase === "paused" && (
          <button type="button" className="button" onClick={() => desk.resume()}>
            {words.resume}
          </button>
        )}
        <button type="button" className="word" disabled={done === 0} onClick={save}>
          {words.csv}
        </button>
        <button type="button" className="word" onClick={() => void copy(linkToLab(lab))}>
          {isCopied ? words.copied : words.link}
        </button>
        <button type="button" className="word" title={words.newTitle} onClick={onNew}>
          {words.newLab}
        </button>
        <button type="button" className="word" onClick={onForget}>
          {words.forget}
        </button>
      </div>
      {byHand}
    </header>
  );
}
