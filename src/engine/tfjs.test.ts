import { expect, test, vi } from "vitest";
import { ContextLost } from "./engine.ts";
import { watchContext } from "./tfjs.ts";

/** As much of a context as is watched; losing it says so, unless `isTold` is false. */
function fakeContext() {
  const canvas = new EventTarget();
  let isLost = false;
  const gl = { canvas, isContextLost: () => isLost } as unknown as WebGL2RenderingContext;
  return {
    gl,
    lose(isTold = true) {
      isLost = true;
      if (isTold) canvas.dispatchEvent(new Event("webglcontextlost"));
    },
  };
}

test("whoever waits when the context is lost is told once, and who has stopped waiting is not", () => {
  const { gl, lose } = fakeContext();
  const watch = watchContext(gl);
  const [waits, stopped] = [vi.fn(), vi.fn()];
  watch.onLost(waits);
  watch.onLost(stopped)();
  watch.check();
  lose();
  lose();
  expect(waits.mock.calls).toEqual([[expect.any(ContextLost)]]);
  expect(stopped).not.toHaveBeenCalled();
});

test("a promise that the loss leaves hanging rejects, also where only a check sees it; a settled one is as it was", async () => {
  const { gl, lose } = fakeContext();
  const watch = watchContext(gl);
  expect(await watch.unlessLost(Promise.resolve(3))).toBe(3);
  await expect(watch.unlessLost(Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  const hanging = watch.unlessLost(new Promise<never>(() => undefined));
  lose(false);
  expect(() => watch.check()).toThrow(ContextLost);
  await expect(hanging).rejects.toThrow(ContextLost);
});

test("after it stopped nothing is heard", () => {
  const { gl, lose } = fakeContext();
  const watch = watchContext(gl);
  const waits = vi.fn();
  watch.onLost(waits);
  watch.stop();
  lose();
  expect(waits).not.toHaveBeenCalled();
});
