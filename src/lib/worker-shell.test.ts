import { afterEach, expect, test, vi } from "vitest";
import { startWorker } from "./worker-shell.ts";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const scopeOf = () => {
  const scope: { onmessage: ((event: { data: number }) => void) | null } = { onmessage: null };
  vi.stubGlobal("self", scope);
  return (data: number) => scope.onmessage?.({ data });
};

test("what comes before the body is loaded reaches it first, in order", async () => {
  const post = scopeOf();
  let loaded: (receive: (message: number) => void) => void = () => undefined;
  startWorker<number>(
    () =>
      new Promise((resolve) => {
        loaded = resolve;
      }),
  );
  const received: number[] = [];
  post(1);
  post(2);
  loaded((message) => {
    received.push(message);
  });
  post(3);
  await vi.waitFor(() => expect(received).toEqual([1, 2, 3]), { timeout: 30_000 });
  post(4);
  expect(received).toEqual([1, 2, 3, 4]);
});

test("a body that cannot be loaded is an error of the worker, which the page hears", async () => {
  vi.useFakeTimers();
  scopeOf();
  startWorker<number>(() => Promise.reject(new Error("no body")));
  await Promise.resolve();
  await Promise.resolve();
  expect(() => vi.runAllTimers()).toThrow("no body");
});
