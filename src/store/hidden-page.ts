import type { StoreApi } from "zustand/vanilla";
import type { Autosave } from "./autosave.ts";
import type { Save } from "./events.ts";
import type { Session } from "./session.ts";
import type { AppState } from "./state.ts";

export interface HiddenPage {
  readonly save: Save;
  dispose(): void;
}

/**
 * What happens while nobody looks. A page that is hidden may be gone the next moment, so its run is saved at once; it
 * trains on or waits, as the person chose, and a run that waits goes on by itself when the page is shown again.
 */
export function watchHiddenPage(state: StoreApi<AppState>, session: Session, autosave: Autosave): HiddenPage {
  /** The run that was paused by hiding the page. */
  let waiting: number | null = null;
  const save: Save = (when) => {
    const run = session.present();
    if (run) autosave.keep({ ...run, isTraining: run.isTraining || waiting === run.record.id }, when);
  };
  const look = () => {
    const { run, whenHidden } = state.getState();
    if (document.visibilityState === "hidden") {
      if (whenHidden === "pause" && session.isTraining()) {
        waiting = run.id;
        session.pause();
      }
      save("now");
      return;
    }
    // It may still be about to pause, or on its way to another worker.
    const isWaiting = waiting === run.id && ["training", "paused", "preparing"].includes(run.phase);
    waiting = null;
    if (isWaiting) session.train();
  };
  const leave = () => save("now");
  document.addEventListener("visibilitychange", look);
  addEventListener("pagehide", leave);
  return {
    save,
    dispose: () => {
      document.removeEventListener("visibilitychange", look);
      removeEventListener("pagehide", leave);
    },
  };
}
