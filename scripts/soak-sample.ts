/** What a page holds after its garbage was collected: memory of page and workers, objects on the graphics device. */
import type { Browser, CDPSession, Page } from "@playwright/test";
import type { OpenStore } from "../src/store/store.ts";
import type { Counted } from "./soak-counters.ts";

/** What is sampled, with the share of its mean that it may grow by in an hour. Figures, not names: units are in the key. */
export const allowances = {
  "page heap, kB": 0.05,
  "page nodes": 0.05,
  "page listeners": 0.05,
  workers: 0,
  "worker heap, kB": 0.05,
  "worker arrays, kB": 0.05,
  "WASM memory, kB": 0.05,
  tensors: 0.02,
  textures: 0.02,
  buffers: 0.02,
  framebuffers: 0.02,
  programs: 0.05,
  "GPU memory, kB": 0.05,
} as const;
export type Quantity = keyof typeof allowances;
export type Sample = { readonly [name in Quantity]: number };

/** Runtime.getHeapUsage as browsers answer it; its types know the first two alone. */
interface HeapUsage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize?: number;
  readonly backingStorageSize?: number;
}

type Send = (method: string, params?: object) => Promise<unknown>;

/** Talks to one worker through the browser's own session, since a page's session reaches its own workers alone, not theirs. */
async function withWorker<T>(
  browser: CDPSession,
  targetId: string,
  use: (send: Send) => Promise<T>,
): Promise<T> {
  const { sessionId } = await browser.send("Target.attachToTarget", { targetId, flatten: false });
  const answers = new Map<number, (message: { readonly result?: unknown }) => void>();
  const listen = (event: { readonly sessionId: string; readonly message: string }) => {
    if (event.sessionId !== sessionId) return;
    const message = JSON.parse(event.message) as { readonly id?: number; readonly result?: unknown };
    if (message.id !== undefined) answers.get(message.id)?.(message);
  };
  browser.on("Target.receivedMessageFromTarget", listen);
  let ids = 0;
  const send: Send = async (method, params = {}) => {
    const id = ++ids;
    const answer = new Promise<{ readonly result?: unknown }>((resolve) => answers.set(id, resolve));
    await browser.send("Target.sendMessageToTarget", {
      sessionId,
      message: JSON.stringify({ id, method, params }),
    });
    const late = new Promise<never>((_, reject) => {
      setTimeout(() => reject(new Error(`a worker did not answer ${method} within 60 s`)), 60_000).unref();
    });
    const message = await Promise.race([answer, late]);
    if (message.result === undefined)
      throw new Error(`a worker refused ${method}: ${JSON.stringify(message)}`);
    return message.result;
  };
  try {
    return await use(send);
  } finally {
    browser.off("Target.receivedMessageFromTarget", listen);
    await browser.send("Target.detachFromTarget", { sessionId });
  }
}

const kilobytes = (bytes: number): number => bytes / 1000;
/** Twice: what the first collection lets go of may hold more. */
async function collect(send: Send): Promise<HeapUsage> {
  await send("HeapProfiler.collectGarbage");
  await send("HeapProfiler.collectGarbage");
  return (await send("Runtime.getHeapUsage")) as HeapUsage;
}

interface InWorker extends Counted {
  readonly heap: number;
  readonly arrays: number;
}

/** @param browser the browser's own session; it sees the workers of this page only, so that no other page may be open */
export async function takeSample(browser: CDPSession, session: CDPSession, page: Page): Promise<Sample> {
  const { targetInfos } = await browser.send("Target.getTargets");
  const workers: InWorker[] = [];
  for (const { targetId, type } of targetInfos) {
    if (type !== "worker") continue;
    workers.push(
      await withWorker(browser, targetId, async (send) => {
        const usage = await collect(send);
        const counted = (await send("Runtime.evaluate", {
          expression: "globalThis.soakCounts?.()",
          returnByValue: true,
        })) as { readonly result: { readonly value?: Counted } };
        if (!counted.result.value)
          throw new Error("a worker does not count its objects: its script was not wrapped");
        const { usedSize, embedderHeapUsedSize = 0, backingStorageSize = 0 } = usage;
        return { ...counted.result.value, heap: usedSize + embedderHeapUsedSize, arrays: backingStorageSize };
      }),
    );
  }
  const inPage = await collect((method, params) =>
    session.send(method as "Runtime.getHeapUsage", params as never),
  );
  const { metrics } = await session.send("Performance.getMetrics");
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  const tensors = await page.evaluate(
    () =>
      (globalThis as typeof globalThis & { unrolled: OpenStore }).unrolled.state.getState().record?.tensors ??
      0,
  );
  const sum = (of: (worker: InWorker) => number) => workers.reduce((all, worker) => all + of(worker), 0);
  return {
    "page heap, kB": kilobytes(
      inPage.usedSize + (inPage.embedderHeapUsedSize ?? 0) + (inPage.backingStorageSize ?? 0),
    ),
    "page nodes": metric("Nodes"),
    "page listeners": metric("JSEventListeners"),
    workers: workers.length,
    "worker heap, kB": kilobytes(sum(({ heap }) => heap)),
    "worker arrays, kB": kilobytes(sum(({ arrays }) => arrays)),
    "WASM memory, kB": kilobytes(sum(({ wasmBytes }) => wasmBytes)),
    tensors,
    textures: sum(({ textures }) => textures),
    buffers: sum(({ buffers }) => buffers),
    framebuffers: sum(({ framebuffers }) => framebuffers),
    programs: sum(({ programs }) => programs),
    "GPU memory, kB": kilobytes(sum(({ gpuBytes }) => gpuBytes)),
  };
}

export async function openSessions(browser: Browser, page: Page): Promise<readonly [CDPSession, CDPSession]> {
  const own = await page.context().newCDPSession(page);
  await own.send("Performance.enable");
  return [await browser.newBrowserCDPSession(), own];
}
