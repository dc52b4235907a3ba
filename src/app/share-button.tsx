import { useActions } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { useCopy } from "../ui/use-copy.tsx";
import { useWords } from "../ui/words.ts";

export function ShareButton() {
  const words = useWords(en.app.controls);
  const { link } = useActions();
  const { isCopied, copy, byHand } = useCopy();
  return (
    <span className="share">
      <span role="status" className="share-said">
        {isCopied ? words.copied : ""}
      </span>
      <button type="button" className="bar-word" title={words.shareTitle} onClick={() => void copy(link())}>
        {words.share}
      </button>
      {byHand}
    </span>
  );
}
