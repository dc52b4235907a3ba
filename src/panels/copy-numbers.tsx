import { updateChart as english } from "../text/en/update-chart.ts";
import { useCopy } from "../ui/use-copy.tsx";
import { useWords } from "../ui/words.ts";

/** Copies a panel's numbers, tab-separated, and says so in its own place. */
export function CopyNumbers({ table }: { readonly table: () => string }) {
  const words = useWords(english);
  const { isCopied, copy, byHand } = useCopy();
  return (
    <>
      <button
        type="button"
        className="word copy-numbers"
        title={words.copyTitle}
        onClick={() => void copy(table())}
      >
        {isCopied ? words.copied : words.copy}
      </button>
      {byHand}
    </>
  );
}
