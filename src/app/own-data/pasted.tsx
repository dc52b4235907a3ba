import { formatCount } from "../../lib/format.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import { useWords } from "../../ui/words.ts";

/** A longer text would make every key press slow: its beginning is shown, and it can be replaced as a whole. */
const editable = 50_000;
const shown = 4_000;

interface PastedProps {
  readonly text: string;
  readonly label: string;
  readonly rows: number;
  readonly onWrite: (text: string) => void;
}

/** What was brought, to be read, changed or replaced. */
export function Pasted({ text, label, rows, onWrite }: PastedProps) {
  const words = useWords(english);
  const long = text.length > editable;
  return (
    <>
      <textarea
        className="own-text"
        aria-label={label}
        placeholder={label}
        rows={rows}
        spellCheck={false}
        value={long ? `${text.slice(0, shown)}…` : text}
        readOnly={long}
        onChange={(event) => onWrite(event.target.value)}
        onPaste={(event) => {
          if (!long) return;
          event.preventDefault();
          onWrite(event.clipboardData.getData("text/plain"));
        }}
      />
      {long && <p className="own-note">{words.more(formatCount(text.length))}</p>}
    </>
  );
}
