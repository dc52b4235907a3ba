import type { StoreApi } from "zustand/vanilla";
import type { AppState } from "./state.ts";

/** The parts of `navigator.wakeLock` that are used here. */
export interface ScreenLocks {
  request(type: "screen"): Promise<ScreenLock>;
}
interface ScreenLock {
  release(): Promise<void>;
  addEventListener(type: "release", listener: () => void): void;
}

interface Page extends Pick<EventTarget, "addEventListener" | "removeEventListener"> {
  readonly visibilityState: DocumentVisibilityState;
}

/**
 * Keeps the screen on while it trains, where the browser can: a phone in class would go to sleep and stop the run. A
 * browser takes the lock away when the page is hidden, so it is asked for again when the page is shown.
 * @param locks absent where the browser has none, as on plain http.
 * @param refused hears why a browser did not give the lock (low battery, a policy of the frame); nobody needs to act on it.
 * @returns how to stop.
 */
export function keepAwake(
  state: StoreApi<AppState>,
  locks: ScreenLocks | undefined,
  page: Page,
  refused: (reason: DOMException) => void = () => undefined,
): () => void {
  if (!locks) return () => undefined;
  let lock: ScreenLock | null = null;
  let asking = false;
  let stopped = false;
  const wanted = () =>
    !stopped && state.getState().run.phase === "training" && page.visibilityState === "visible";
  async function follow(): Promise<void> {
    if (asking) return;
    if (!wanted()) {
      const held = lock;
      lock = null;
      await held?.release();
      return;
    }
    if (lock || !locks) return;
    asking = true;
    try {
      const given = await locks.request("screen");
      lock = given;
      given.addEventListener("release", () => {
        if (lock === given) lock = null;
      });
    } catch (error) {
      // The browser may say no at any time; whatever else goes wrong is a bug and is reported as one.
      if (!(error instanceof DOMException)) throw error;
      refused(error);
      return;
    } finally {
      asking = false;
    }
    // Training may have ended, or the page may have been hidden, while the browser was deciding.
    if (!wanted()) await follow();
  }
  const look = () => void follow();
  const unsubscribe = state.subscribe(({ run }, before) => {
    if (run.phase !== before.run.phase) look();
  });
  page.addEventListener("visibilitychange", look);
  look();
  return () => {
    stopped = true;
    unsubscribe();
    page.removeEventListener("visibilitychange", look);
    look();
  };
}
