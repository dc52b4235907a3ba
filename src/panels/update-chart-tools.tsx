import "./update-chart-tools.css";
import { useActions, useApp } from "../store/hooks.ts";
import { updateChart as english } from "../text/en/update-chart.ts";
import { useCopy } from "../ui/use-copy.tsx";
import { useWords } from "../ui/words.ts";
import { type Table, tabSeparated } from "./table.ts";
import { PopoverWord } from "./update-chart-popover.tsx";

/** Smoothing on demand: the word says the weight, the small panel changes it. */
export function SmoothingWord() {
  const words = useWords(english);
  const smoothing = useApp((app) => app.smoothing);
  const { show } = useActions();
  return (
    <PopoverWord word={words.smoothing(String(smoothing))} title={words.smoothingTitle} className="uc-later">
      <label>
        <input
          type="range"
          aria-label={words.smoothingTitle}
          min={0}
          max={0.99}
          step={0.01}
          value={smoothing}
          onChange={(event) => show({ smoothing: Number(event.target.value) })}
        />
        <output>{smoothing}</output>
      </label>
      <p>{words.smoothingHelp}</p>
    </PopoverWord>
  );
}

/** Copies a chart's numbers, tab-separated, and says so in its own place. */
export function CopyWord({ table }: { readonly table: () => Table }) {
  const words = useWords(english);
  const { isCopied, copy, byHand } = useCopy();
  return (
    <>
      <button
        type="button"
        className="uc-word uc-later"
        title={words.copyTitle}
        onClick={() => void copy(tabSeparated(table()))}
      >
        {isCopied ? words.copied : words.copy}
      </button>
      {byHand}
    </>
  );
}
