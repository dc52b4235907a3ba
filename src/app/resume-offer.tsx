import { memo } from "react";
import { formatCount } from "../lib/format.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { roughly } from "../ui/roughly.ts";
import { useWords } from "../ui/words.ts";

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
