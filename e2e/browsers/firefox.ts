/** The Firefox of the system, through WebDriver BiDi, which it speaks itself: no driver between, no dependency. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startChild, until } from "./child.ts";
import {
  asExpression,
  type Driver,
  dragActions,
  fromJson,
  keyActions,
  passOnErrors,
  viewport,
} from "./driver.ts";

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

interface LogEntry {
  readonly level: string;
  readonly text: string | null;
  readonly type: string;
}

type Evaluated =
  | { readonly type: "success"; readonly result: { readonly value?: unknown } }
  | { readonly type: "exception"; readonly exceptionDetails: { readonly text: string } };

/** One session over one socket. */
class Session {
  private readonly socket: WebSocket;
  private readonly waiting = new Map<
    number,
    { resolve(result: unknown): void; reject(error: Error): void; method: string }
  >();
  private count = 0;
  /** Called with every event. */
  onEvent: (method: string, params: unknown) => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.addEventListener("message", ({ data }) => this.hear(JSON.parse(String(data)) as Answer));
    socket.addEventListener("close", () => {
      for (const { reject, method } of this.waiting.values())
        reject(new Error(`${method}: the socket closed`));
      this.waiting.clear();
    });
  }

  static open(url: string): Promise<Session> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      socket.addEventListener("open", () => resolve(new Session(socket)));
      socket.addEventListener("error", () => reject(new Error(`no WebDriver BiDi at ${url}`)));
    });
  }

  private hear({ id, method, params, result, error, message }: Answer) {
    if (id === undefined) {
      if (method !== undefined) this.onEvent(method, params);
      return;
    }
    const asked = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) asked?.resolve(result);
    else asked?.reject(new Error(`Firefox, ${asked.method}: ${error}: ${message}`));
  }

  ask<T>(method: string, params: object = {}): Promise<T> {
    const id = ++this.count;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { resolve: (result) => resolve(result as T), reject, method });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  close() {
    this.socket.close();
  }
}

/** Beside what Firefox sets by itself under automation. */
const preferences = {
  "datareporting.policy.dataSubmissionEnabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.aboutwelcome.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
};

export async function startFirefox(paths: { browser: string }): Promise<Driver> {
  const child = startChild(
    paths.browser,
    (folder) => {
      const profile = join(folder, "profile");
      mkdirSync(profile);
      const lines = Object.entries(preferences).map(
        ([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});`,
      );
      writeFileSync(join(profile, "user.js"), lines.join("\n"));
      return [
        "--headless",
        "--no-remote",
        "--profile",
        profile,
        "--remote-debugging-port",
        "0",
        "about:blank",
      ];
    },
    { MOZ_HEADLESS_WIDTH: String(viewport.width), MOZ_HEADLESS_HEIGHT: String(viewport.height + 200) },
  );
  const address = () =>
    child.lines.map((line) => /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1]).find(Boolean);
  const url = await Promise.race([until(address, "WebDriver BiDi of Firefox", 60_000), child.ended]);
  const session = await Session.open(`${url}/session`);
  const errors: string[] = [];
  session.onEvent = (method, params) => {
    if (method !== "log.entryAdded") return;
    const { level, text, type } = params as LogEntry;
    if (level === "error") errors.push(`${type}: ${text}`);
  };
  const { capabilities } = await session.ask<{
    capabilities: { browserName: string; browserVersion: string };
  }>("session.new", { capabilities: {} });
  await session.ask("session.subscribe", { events: ["log.entryAdded"] });
  await session.ask("script.addPreloadScript", { functionDeclaration: String(passOnErrors) });
  const { contexts } = await session.ask<{ contexts: { context: string }[] }>("browsingContext.getTree");
  const context = contexts[0]?.context ?? "";
  await session.ask("browsingContext.setViewport", { context, viewport, devicePixelRatio: 1 });
  return {
    browser: "firefox",
    version: `Firefox ${capabilities.browserVersion}`,
    goto: async (url) => {
      await session.ask("browsingContext.navigate", { context, url, wait: "complete" });
    },
    reload: async () => {
      await session.ask("browsingContext.reload", { context, wait: "complete" });
    },
    evaluate: async (run, ...args) => {
      const answer = await session.ask<Evaluated>("script.evaluate", {
        expression: asExpression(run, args),
        target: { context },
        awaitPromise: true,
      });
      if (answer.type === "exception") throw new Error(answer.exceptionDetails.text);
      return fromJson(answer.result.value);
    },
    drag: async (points) => {
      await session.ask("input.performActions", { context, actions: dragActions(points) });
    },
    type: async (text) => {
      await session.ask("input.performActions", { context, actions: keyActions(text) });
    },
    screenshot: async (path) => {
      const { data } = await session.ask<{ data: string }>("browsingContext.captureScreenshot", { context });
      writeFileSync(path, Buffer.from(data, "base64"));
    },
    errors: async () => errors,
    close: async () => {
      await Promise.race([
        session.ask("browser.close").catch(() => undefined),
        new Promise((resolve) => setTimeout(resolve, 3_000)),
      ]);
      session.close();
      await child.close();
    },
  };
}
