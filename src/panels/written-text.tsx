import { readingDirection } from "../lib/reading-direction.ts";
import { shownPieces } from "../lib/symbol-sign.ts";
import { samples as english } from "../text/en/samples.ts";
import { useWords } from "../ui/words.ts";
import "./written-text.css";

interface WrittenTextProps {
  readonly text: string;
  /** What the model read before it wrote. */
  readonly prompt?: string;
}

/** Text as a model wrote it: a new line is shown, quietly, and made. */
export function WrittenText({ text, prompt = "" }: WrittenTextProps) {
  const words = useWords(english);
  const lines = text.split("\n");
  return (
    <p className="written" translate="no" dir={readingDirection(text)}>
      {prompt !== "" && <b>{prompt}</b>}
      {lines.map((line, k) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other identity
        <span key={k}>
          {shownPieces(line).map((piece, p) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other identity
            piece.isSign ? <i key={p}>{piece.text}</i> : piece.text,
          )}
          {k < lines.length - 1 && (
            <>
              <i>{words.newline}</i>
              <br />
            </>
          )}
        </span>
      ))}
    </p>
  );
}
