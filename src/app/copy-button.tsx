import { useState } from "react";

interface CopyButtonProps {
  readonly text: string;
  readonly word: string;
  readonly done: string;
}

export function CopyButton({ text, word, done }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  return (
    <button
      type="button"
      className="button"
      onClick={() =>
        navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          // The text stands on the page, to be marked and copied by hand.
          () => setCopied(false),
        )
      }
    >
      <span aria-live="polite">{copied ? done : word}</span>
    </button>
  );
}
