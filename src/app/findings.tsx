import { useMemo, useRef } from "react";
import { fieldAt } from "../experiment/describe.ts";
import { settingText } from "../experiment/differs.ts";
import { diagnose, type Finding } from "../store/diagnosis/index.ts";
import { useActions, useApp, useAppState } from "../store/hooks.ts";
import type { Facts } from "../store/verdict/facts.ts";
import { diagnosis as english } from "../text/en/diagnosis.ts";
import { LaneMark, laneColour } from "../ui/lane-mark.tsx";
import { useText, useWords } from "../ui/words.ts";
import "./findings.css";

/** How many rules have seen something, and what they saw. */
export function Findings({ facts }: { readonly facts: Facts }) {
  const words = useWords(english);
  const say = useText();
  const record = useApp((app) => app.record);
  const spec = useApp((app) => app.spec);
  const dialog = useRef<HTMLDialogElement>(null);
  const found = useMemo(
    () => (record ? diagnose(words, say, facts, record, spec) : []),
    [words, say, facts, record, spec],
  );
  if (found.length === 0) return null;
  return (
    <>
      <button
        type="button"
        className="word findings-button"
        title={words.buttonTitle}
        onClick={() => dialog.current?.showModal()}
      >
        {words.button(found.length)}
      </button>
      <dialog ref={dialog} className="findings" aria-label={words.title}>
        <h2>{words.title}</h2>
        <p>{words.lead}</p>
        <ul>
          {found.map((finding) => (
            <li key={`${finding.model} ${finding.rule}`}>
              <FindingRow finding={finding} onDone={() => dialog.current?.close()} />
            </li>
          ))}
        </ul>
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {words.close}
        </button>
      </dialog>
    </>
  );
}

interface FindingRowProps {
  readonly finding: Finding;
  onDone(): void;
}

function FindingRow({ finding, onDone }: FindingRowProps) {
  const words = useWords(english);
  const say = useText();
  const spec = useApp((app) => app.spec);
  const actions = useActions();
  const getState = useAppState();
  const { model, about, name, seen, remedy, isFork } = finding;
  const field = remedy && fieldAt(spec, remedy.path);
  const what = field && settingText(say, field, remedy.value);
  const tryIt = async () => {
    if (!remedy) return;
    onDone();
    if (isFork) {
      // From the newest moment that is kept: the run itself stays as it is, pale beside the fork.
      const { record, run } = getState();
      if (!record?.lookedAt) actions.lookAt(run.update);
      await actions.fork();
      actions.set(remedy.path, remedy.value);
    } else actions.setTogether({ [remedy.path]: remedy.value });
    actions.train();
  };
  return (
    <>
      <h3 style={{ borderColor: laneColour(model) }}>
        <LaneMark lane={model} /> {words.about(about, name)}
      </h3>
      <p>{seen}</p>
      {what ? (
        <button type="button" className="button" onClick={() => void tryIt()}>
          {isFork ? words.tryFork(what) : words.tryNew(what)}
        </button>
      ) : (
        <p className="findings-none">{words.nothing}</p>
      )}
    </>
  );
}
