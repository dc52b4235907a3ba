import "./own-data.css";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useActions, useApp } from "../../store/hooks.ts";
import type { Import } from "../../store/own-data-actions.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import { useText, useWords } from "../../ui/words.ts";
import { DrawPart } from "./draw-part.tsx";
import { FileButton } from "./file-button.tsx";
import { TablePart } from "./table-part.tsx";
import { TextPart } from "./text-part.tsx";

const tabs = ["text", "table", "draw"] as const satisfies readonly Import["tab"][];

/** Where data of one's own becomes an experiment; what trains behind it goes on until something is chosen. */
export function DataDialog() {
  const brought = useApp((app) => app.importing);
  return brought && <Opened key={brought.id} brought={brought} />;
}

function Opened({ brought }: { readonly brought: Import }) {
  const words = useWords(english);
  const say = useText();
  const { closeImport } = useActions();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const [tab, choose] = useState(brought.tab);
  const [text, write] = useState(brought.text);
  const title = brought.title ?? words.pasted;
  // How a file was decoded says nothing of what is written over it.
  const notes = text === brought.text ? brought.notes : [];
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="own" aria-labelledby={heading} onClose={closeImport}>
      <div className="own-head">
        <h2 id={heading}>{words.heading}</h2>
        <p>{words.lead}</p>
      </div>
      <div className="own-bar">
        <Tabs tab={tab} onChoose={choose} />
        <FileButton />
      </div>
      <div className="own-body" role="tabpanel" aria-label={words.tabs[tab]}>
        {tab !== "draw" &&
          notes.map(say).map((note) => (
            <p key={note} className="own-note">
              {note}
            </p>
          ))}
        {tab === "text" && <TextPart title={title} text={text} onWrite={write} />}
        {tab === "table" && <TablePart title={title} text={text} onWrite={write} />}
        {tab === "draw" && <DrawPart />}
      </div>
    </dialog>
  );
}

interface TabsProps {
  readonly tab: Import["tab"];
  readonly onChoose: (tab: Import["tab"]) => void;
}

function Tabs({ tab, onChoose }: TabsProps) {
  const words = useWords(english);
  const base = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length] ?? tab;
    onChoose(next);
    document.getElementById(`${base}-${next}`)?.focus();
  };
  return (
    <div className="tabs" role="tablist" aria-label={words.tabsName} onKeyDown={onKeyDown}>
      {tabs.map((name) => (
        <button
          key={name}
          type="button"
          role="tab"
          className="tab"
          id={`${base}-${name}`}
          aria-selected={name === tab}
          tabIndex={name === tab ? 0 : -1}
          onClick={() => onChoose(name)}
        >
          {words.tabs[name]}
        </button>
      ))}
    </div>
  );
}
