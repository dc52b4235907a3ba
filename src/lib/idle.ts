/** At the latest after so many milliseconds. */
const latest = 1000;

/** Resolves when the page has nothing else to do. Safari has no idle callbacks: there it is a moment later. */
export const idle = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof requestIdleCallback === "function") requestIdleCallback(() => resolve(), { timeout: latest });
    else setTimeout(resolve, latest / 5);
  });
