import { useState } from "react";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { PopoverWord } from "./update-chart-popover.tsx";

const words = en.panels.updateChart;

/** Smoothing on demand: the word says the weight, the small panel changes it. */
export function SmoothingWord() {
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
export function CopyWord({ table }: { readonly table: () => string }) {
  const [said, say] = useState<string | null>(null);
  const copy = () => {
    const done = (word: string) => {
      say(word);
      setTimeout(() => say(null), 1600);
    };
    Promise.resolve()
      .then(() => navigator.clipboard.writeText(table()))
      .then(
        () => done(words.copied),
        () => done(words.copyRefused),
      );
  };
  return (
    <button type="button" className="uc-word uc-later" title={words.copyTitle} onClick={copy}>
      {said ?? words.copy}
    </button>
  );
}
