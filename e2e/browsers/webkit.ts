/** WebKitGTK's MiniBrowser under Xvfb, through the WebDriver that comes with it (Debian: webkit2gtk-driver, xvfb, xauth). */
import { writeFileSync } from "node:fs";
import { type Child, freePort, startChild, until } from "./child.ts";
import { asExpression, type Driver, dragActions, fromJson, keyActions, viewport } from "./driver.ts";

interface Paths {
  readonly driver: string;
  readonly browser: string;
  readonly xvfb: string;
}

type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>;

async function startDriver({ driver, xvfb }: Paths): Promise<{ child: Child; ask: Ask }> {
  const port = await freePort();
  const screen = `-screen 0 ${viewport.width + 100}x${viewport.height + 200}x24`;
  const child = startChild(xvfb, () => ["-a", "-s", screen, driver, `--port=${port}`], {
    // Its sandbox needs user namespaces, which containers do not have. It opens only our own page.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
    LIBGL_ALWAYS_SOFTWARE: "1",
    GDK_BACKEND: "x11",
  });
  const ask: Ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } };
    if (value?.error) throw new Error(`WebKit, ${path}: ${value.error}: ${value.message}`);
    return value;
  };
  try {
    const answers = () => ask<object>("GET", "/status").catch(() => undefined);
    await Promise.race([until(answers, "WebKitWebDriver", 30_000), child.ended]);
    return { child, ask };
  } catch (error) {
    await child.close();
    throw error;
  }
}

export async function startWebkit(paths: Paths): Promise<Driver> {
  // Two xvfb-run that look for a free display at once may find the same one; so may two browsers for a port.
  const { child, ask } = await startDriver(paths).catch(() => startDriver(paths));
  const { sessionId, capabilities } = await ask<{
    sessionId: string;
    capabilities: { browserVersion?: string };
  }>("POST", "/session", {
    capabilities: {
      alwaysMatch: {
        "webkitgtk:browserOptions": {
          binary: paths.browser,
          args: ["--automation"],
        },
      },
    },
  });
  const session = `/session/${sessionId}`;
  const post = <T>(path: string, body: unknown) => ask<T>("POST", session + path, body);
  await post("/timeouts", { script: 120_000, pageLoad: 120_000 });
  // The window has a bar above the page.
  const { height } = await post<{ height: number }>("/window/rect", { x: 0, y: 0, ...viewport });
  const inner = await post<number>("/execute/sync", { script: "return innerHeight", args: [] });
  await post("/window/rect", { x: 0, y: 0, width: viewport.width, height: height + viewport.height - inner });
  return {
    browser: "webkit",
    version: `WebKitGTK ${capabilities.browserVersion ?? ""}`,
    goto: (url) => post("/url", { url }),
    reload: () => post("/refresh", {}),
    evaluate: async (run, ...args) => {
      // A page's promise is not awaited by "execute/sync".
      const script = `${asExpression(run, args)}.then(
        (json) => arguments[0]({ json }), (error) => arguments[0]({ error: String(error) }))`;
      const { json, error } = await post<{ json?: string; error?: string }>("/execute/async", {
        script,
        args: [],
      });
      if (error !== undefined) throw new Error(error);
      return fromJson(json);
    },
    drag: (points) => post("/actions", { actions: dragActions(points) }),
    type: (text) => post("/actions", { actions: keyActions(text) }),
    screenshot: async (path) => {
      writeFileSync(path, Buffer.from(await ask<string>("GET", `${session}/screenshot`), "base64"));
    },
    errors: async () => {
      // What listen.js kept; a page that is not ours, before the first story, has no storage.
      const script = `try { return sessionStorage.getItem("errors that stories read"); } catch { return null; }`;
      return fromJson<readonly string[] | undefined>(await post("/execute/sync", { script, args: [] })) ?? [];
    },
    close: async () => {
      await ask("DELETE", session).catch(() => undefined);
      await child.close();
    },
  };
}
