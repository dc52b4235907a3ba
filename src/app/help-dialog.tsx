import "./help-dialog.css";
import { type KeyboardEvent, memo, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { panels } from "../panels/index.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { helpDialog as english } from "../text/en/help-dialog.ts";
import { en } from "../text/en.ts";
import { useWords } from "../ui/words.ts";
import { KeysList } from "./keys-list.tsx";

type Tab = keyof typeof english.tabs;
const tabs = Object.keys(english.tabs) as Tab[];

/** Panels, keys and every term of the page. Sections are tabs: no anchor touches the address. */
export const HelpDialog = memo(function HelpDialog() {
  const words = useWords(english);
  const topic = useApp((app) => app.help);
  const { show } = useActions();
  const dialog = useRef<HTMLDialogElement>(null);
  const [tab, setTab] = useState<Tab>("panels");
  const base = useId();
  useEffect(() => {
    if (topic === null) dialog.current?.close();
    else if (!dialog.current?.open) {
      setTab("panels");
      // The browser gives the focus back to what had it when the dialog closes.
      dialog.current?.showModal();
    }
  }, [topic]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length] ?? tab;
    setTab(next);
    document.getElementById(`${base}-${next}`)?.focus();
  };
  const bodies: { readonly [name in Tab]: () => ReactNode } = {
    panels: () => <PanelsHelp topic={topic} />,
    keys: () => <KeysList />,
    glossary: () => <Glossary />,
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it; the key for that is Escape
    <dialog
      ref={dialog}
      className="help"
      aria-labelledby={`${base}-heading`}
      onClose={() => show({ help: null })}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div className="help-box">
        <header className="help-head">
          <h2 id={`${base}-heading`}>{words.heading}</h2>
          <div className="tabs" role="tablist" aria-label={words.sections} onKeyDown={onKeyDown}>
            {tabs.map((name) => (
              <button
                key={name}
                type="button"
                role="tab"
                className="tab"
                id={`${base}-${name}`}
                aria-selected={name === tab}
                aria-controls={`${base}-body`}
                tabIndex={name === tab ? 0 : -1}
                onClick={() => setTab(name)}
              >
                {words.tabs[name]}
              </button>
            ))}
          </div>
          <button type="button" className="button help-close" onClick={() => dialog.current?.close()}>
            {words.close}
          </button>
        </header>
        {/* Scrolls by keyboard as well: it takes the focus. */}
        <div
          className="help-body"
          role="tabpanel"
          id={`${base}-body`}
          aria-labelledby={`${base}-${tab}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by keyboard
          tabIndex={0}
        >
          {topic !== null && bodies[tab]()}
        </div>
      </div>
    </dialog>
  );
});

/** Every panel, the one that was asked about first in view. */
function PanelsHelp({ topic }: { readonly topic: string | null }) {
  const words = useWords(english);
  const titles = useWords(en.panels.titles);
  const asked = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another topic is another place
  useEffect(() => {
    // Braces: newer browsers answer with a promise, which React would take for a function that cleans up.
    asked.current?.scrollIntoView?.({ block: "nearest" });
  }, [topic]);
  return panels.map(({ id, title, help }) => (
    <section key={id} ref={id === topic ? asked : undefined} data-asked={id === topic || undefined}>
      <h3>{titles[title]}</h3>
      <p>{words.panels[help].sentence}</p>
      <p>
        <b>{words.lookFor}</b> {words.panels[help].lookFor}
      </p>
    </section>
  ));
}

function Glossary() {
  const words = useWords(english);
  return (
    <dl className="help-terms">
      {words.glossary.map(([term, meaning]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{meaning}</dd>
        </div>
      ))}
    </dl>
  );
}
