import type { ReactNode } from "react";
import type { TextNeed } from "../examiner/protocol.ts";
import type { Phrase } from "../lib/phrase.ts";
import { useNeed, useRecord } from "../store/hooks.ts";
import type { RunRecord } from "../store/run-record.ts";
import { en } from "../text/en.ts";
import { useText, useWords } from "../ui/words.ts";
import { HelpMark } from "./help-mark.tsx";
import { useTextAsk } from "./text-ask.ts";

interface TextPanelProps {
  readonly need: TextNeed;
  readonly title: keyof typeof en.panels.titles;
  /** Of its own styles. */
  readonly className: string;
  readonly isEnlarged: boolean;
  children(record: RunRecord): ReactNode;
}

/** A panel of the view Text, whose styles come before its own (text-panel.css): the examiner is asked for what it shows, about the model that is shown. */
export function TextPanel({ need, title, className, isEnlarged, children }: TextPanelProps) {
  useNeed(need);
  useTextAsk();
  const titles = useWords(en.panels.titles);
  const record = useRecord(5);
  return (
    <section className={`tp ${className}`} aria-label={titles[title]} data-large={isEnlarged || undefined}>
      {record && children(record)}
    </section>
  );
}

interface TextHeadProps extends Pick<TextPanelProps, "title" | "className"> {
  readonly panel: string;
  readonly children?: ReactNode;
}

/** The line of a panel's title, and what is chosen in it. */
export function TextHead({ panel, title, className, children }: TextHeadProps) {
  const titles = useWords(en.panels.titles);
  return (
    <header className={`tp-head ${className}-head`}>
      <h2>{titles[title]}</h2>
      <HelpMark panel={panel} title={titles[title]} />
      {children}
    </header>
  );
}

interface NotKnownProps {
  readonly known: { readonly why: Phrase } | object | null;
  /** What is said until there is an answer. */
  readonly waiting: string;
}

/** Why there is nothing to show, or that it comes; nothing where there is an answer. */
export function NotKnown({ known, waiting }: NotKnownProps) {
  const say = useText();
  if (known === null)
    return (
      <p className="tp-say" role="status">
        {waiting}
      </p>
    );
  return "why" in known ? <p className="tp-say">{say(known.why)}</p> : null;
}
