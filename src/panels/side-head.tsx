import type { ReactNode } from "react";
import { HelpMark } from "./help-mark.tsx";
import "./side-head.css";

interface SideHeadProps {
  /** The panel's id. */
  readonly panel: string;
  readonly title: string;
  /** What the panel shows; cut where there is no room for all of it. */
  readonly note: string;
  /** Controls at the right end. */
  readonly children?: ReactNode;
}

/** The title line of a panel that says beside its title what it shows. */
export function SideHead({ panel, title, note, children }: SideHeadProps) {
  return (
    <header className="side-head sh">
      <h2 className="side-title">{title}</h2>
      <HelpMark panel={panel} title={title} />
      <p title={note}>{note}</p>
      {children}
    </header>
  );
}
