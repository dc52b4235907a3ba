import "./help-mark.css";
import { memo } from "react";
import { useActions } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { useWords } from "../ui/words.ts";

interface HelpMarkProps {
  /** The panel's id. */
  readonly panel: string;
  readonly title: string;
}

/** "?" beside a panel's title: opens the help at this panel. */
export const HelpMark = memo(function HelpMark({ panel, title }: HelpMarkProps) {
  const words = useWords(en.help);
  const { show } = useActions();
  return (
    <button
      type="button"
      className="help-mark"
      aria-label={words.markName(title)}
      title={words.markName(title)}
      onClick={() => show({ help: panel })}
    >
      <span>{words.mark}</span>
    </button>
  );
});
