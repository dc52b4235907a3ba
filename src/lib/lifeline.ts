/**
 * Whether a worker still lives. A worker that breaks says so; one that the browser ends, for want of memory or by its own
 * hand, says nothing. It holds a lock while it lives, and whoever waits for that lock gets it when it does not.
 *
 * Web Locks exist in secure contexts with an origin; elsewhere such a death goes unnoticed.
 */

/** Called in the worker. Resolves once the lock is held, or where there are none; never rejects. */
export const holdLifeline = (name: string): Promise<void> =>
  new Promise((resolve) => {
    if (!globalThis.navigator?.locks) resolve();
    else
      navigator.locks
        .request(name, () => {
          resolve();
          return new Promise<never>(() => undefined);
        })
        .catch(() => resolve());
  });

/** Called outside, once the worker holds its lock. @param signal gives up waiting. */
export function onEnd(name: string, signal: AbortSignal, died: () => void): void {
  globalThis.navigator?.locks
    ?.request(name, { signal }, () => {
      if (!signal.aborted) died();
    })
    // Given up, or a frame without an origin.
    .catch(() => undefined);
}
