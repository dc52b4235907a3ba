/** In order: E2E_CHROMIUM, Playwright's own, a browser of the system. */
export function findChromium(): Promise<string | undefined>;
