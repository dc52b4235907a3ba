import { useCopy } from "../ui/use-copy.tsx";

interface CopyButtonProps {
  readonly text: string;
  readonly word: string;
  readonly done: string;
}

export function CopyButton({ text, word, done }: CopyButtonProps) {
  const { isCopied, copy, byHand } = useCopy();
  return (
    <>
      <button type="button" className="button" onClick={() => void copy(text)}>
        <span aria-live="polite">{isCopied ? done : word}</span>
      </button>
      {byHand}
    </>
  );
}
