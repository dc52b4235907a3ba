/**
 * `test` for every end-to-end test. A guard watches the page, its workers and every other page of its contexts: requests to
 * any other origin are aborted and recorded, violations of the content security policy and errors are recorded, and after the
 * test there must be none. Navigate with `page.goto("./")`: the page does not live at the root.
 */
import { type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { BASE } from "../scripts/serve-dist.ts";

export { expect };

export class Guard {
  /** Requests to another origin than the page's own, aborted. */
  readonly foreign: string[] = [];
  /** Violations of the policy, from the event in page or worker and from the console. */
  readonly violations: string[] = [];
  /** Uncaught exceptions, crashes and console errors. */
  readonly errors: string[] = [];
  private readonly expected: RegExp[] = [];
  private readonly origin: string;

  constructor(baseURL: string) {
    this.origin = new URL(baseURL).origin;
  }

  /** What matches in any of the three lists is no failure: for the tests that provoke it. */
  expect(...patterns: RegExp[]) {
    this.expected.push(...patterns);
  }

  /** Watches one more context, for tests that open a fresh profile. Call it before the first navigation. */
  async watch(context: BrowserContext) {
    await context.route(/.*/, (route) => {
      const url = route.request().url();
      if (new URL(url).origin === this.origin || /^(data|blob|about):/.test(url)) return route.fallback();
      this.foreign.push(url);
      return route.abort("blockedbyclient");
    });
    await context.routeWebSocket(/.*/, (socket) => {
      this.foreign.push(socket.url());
      void socket.close();
    });
    await context.exposeBinding("unrolledViolation", (_source, text: string) => {
      this.violations.push(text);
    });
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        const report = (window as unknown as { unrolledViolation(text: string): void }).unrolledViolation;
        report(`page: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    context.on("page", (page) => this.listen(page));
    for (const page of context.pages()) this.listen(page);
  }

  private listen(page: Page) {
    page.on("pageerror", (error) => this.errors.push(`uncaught: ${error.message}`));
    page.on("crash", () => this.errors.push("the page crashed"));
    page.on("console", (message) => {
      const text = message.text();
      if (text.includes("Content Security Policy")) this.violations.push(`console: ${text}`);
      else if (message.type() === "error") this.errors.push(`console: ${text}`);
    });
    page.on("worker", (worker) => {
      // The console listener above also hears workers; the events say more. A worker may end before it listens.
      worker
        .evaluate(() => {
          self.addEventListener("securitypolicyviolation", (event) => {
            console.error(`Content Security Policy, worker: ${event.violatedDirective} ${event.blockedURI}`);
          });
          // An error that the page handles in worker.onerror would otherwise leave no trace.
          self.addEventListener("error", (event) => console.error(`uncaught in a worker: ${event.message}`));
          self.addEventListener("unhandledrejection", (event) => {
            console.error(`unhandled rejection in a worker: ${event.reason}`);
          });
        })
        .catch(() => undefined);
    });
  }

  /** Everything seen that no pattern expected. */
  findings(): string[] {
    const all = [
      ...this.foreign.map((url) => `request to another origin: ${url}`),
      ...this.violations.map((text) => `policy violation: ${text}`),
      ...this.errors.map((text) => `error: ${text}`),
    ];
    return all.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
  }

  /** For the next story on the same page. */
  forget() {
    for (const list of [this.foreign, this.violations, this.errors, this.expected]) list.length = 0;
  }
}

const nothingFound = (guard: Guard) =>
  expect(guard.findings(), "foreign requests, policy violations and errors during the test").toEqual([]);

export const test = base.extend<{ guard: Guard }>({
  guard: [
    async ({ context, baseURL }, use) => {
      const guard = new Guard(baseURL ?? "http://127.0.0.1");
      await guard.watch(context);
      await use(guard);
      nothingFound(guard);
    },
    { auto: true },
  ],
});

/**
 * `test` for stories that only look at the page, at different links: the page of the first one stays open for all of a worker
 * (`openHere` in page.ts), since opening it anew costs more than such a story. After a failure the next one has a page of its own.
 */
export const onOnePage = base.extend<{ guard: Guard }, { lasting: { page: Page; guard: Guard } }>({
  lasting: [
    async ({ browser }, use) => {
      const baseURL = `http://127.0.0.1:${process.env.E2E_PORT}${BASE}`;
      const context = await browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } });
      const guard = new Guard(baseURL);
      await guard.watch(context);
      await use({ page: await context.newPage(), guard });
      await context.close();
    },
    { scope: "worker" },
  ],
  page: ({ lasting }, use) => use(lasting.page),
  guard: [
    async ({ lasting: { guard } }, use) => {
      await use(guard);
      nothingFound(guard);
      guard.forget();
    },
    { auto: true },
  ],
});
