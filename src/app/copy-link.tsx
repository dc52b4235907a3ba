import { useActions } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { useCopy } from "../ui/use-copy.tsx";
import { useWords } from "../ui/words.ts";

export function CopyLink() {
  const words = useWords(en.app.controls);
  const { link } = useActions();
  const { isCopied, copy, byHand } = useCopy();
  return (
    <span className="copy-link">
      <span role="status" className="copy-link-said">
        {isCopied ? words.copied : ""}
      </span>
      <button
        type="button"
        className="bar-word"
        title={words.copyLinkTitle}
        onClick={() => void copy(link())}
      >
        {words.copyLink}
      </button>
      {byHand}
    </span>
  );
}
