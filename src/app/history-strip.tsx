import "./history-strip.css";
import { memo } from "react";
import { useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { useWords } from "../ui/words.ts";
import { EngineStatus } from "./engine-status.tsx";
import { late } from "./late.ts";
import { Milestone, RunStatus } from "./run-status.tsx";

/** There is no run to go back in before the first update. */
const useTrack = late(() => import("./history-track-view.tsx"));

/**
 * Under every view: how far the run is, what happened in it, what computes. Its track is the run itself; on it one goes back to any
 * moment that is kept.
 */
export const HistoryStrip = memo(function HistoryStrip({ narrow = false }: { readonly narrow?: boolean }) {
  const words = useWords(en.app.regions);
  const isPast = useApp((app) => app.moment !== null);
  const trained = useApp((app) => app.run.update > 0);
  const isReplay = useApp((app) => app.replay !== null);
  const track = useTrack();
  const buttons = track && (isPast ? <track.PastButtons /> : isReplay ? <track.Replay /> : null);
  // The dock has the count and the engine; between two buttons and a thumb there is room for the track alone.
  if (narrow)
    return (
      trained &&
      track && (
        <section className="strip-narrow" aria-label={words.run}>
          <track.Track />
          {buttons && <div className="strip-end">{buttons}</div>}
        </section>
      )
    );
  return (
    <section className="strip" aria-label={words.run} data-past={isPast || undefined}>
      <div className="strip-now">
        <RunStatus strip />
      </div>
      {trained && track ? <track.Track /> : <div className="strip-track" />}
      <div className="strip-end">
        {buttons || (
          <>
            <EngineStatus />
            <Milestone />
          </>
        )}
      </div>
    </section>
  );
});
