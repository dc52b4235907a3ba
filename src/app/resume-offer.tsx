import { memo } from "react";
import { formatCount } from "../lib/format.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import type { Words } from "../text/language.ts";
import { useWords } from "../ui/words.ts";

/** "12 s", "3 min", "5 h", "2 days": how long ago, not how long exactly. */
export function roughly(words: Words<typeof en.store.offer>, seconds: number): string {
  if (seconds < 90) return words.seconds(formatCount(Math.max(1, seconds)));
  if (seconds < 90 * 60) return words.minutes(formatCount(seconds / 60));
  if (seconds < 36 * 3600) return words.hours(formatCount(seconds / 3600));
  return words.days(formatCount(seconds / (24 * 3600)));
}

/** Quiet: a run of this experiment was kept, and may go on. Training without an answer starts anew. */
export const ResumeOffer = memo(function ResumeOffer() {
  const words = useWords(en.store.offer);
  const offer = useApp((app) => app.offer);
  const { goOnWithOffer, startAnew } = useActions();
  return (
    <div role="status" aria-label={words.heading}>
      {offer && (
        <div className="notice">
          <p>{words[offer.state](formatCount(offer.update), roughly(words, offer.seconds))}</p>
          <span className="notice-acts">
            <button type="button" className="button" onClick={goOnWithOffer}>
              {offer.state === "finished" ? words.bringBack : words.goOn}
            </button>
            <button type="button" className="word" onClick={startAnew}>
              {words.startAnew}
            </button>
          </span>
        </div>
      )}
    </div>
  );
});
