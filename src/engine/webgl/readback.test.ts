import { expect, test } from "vitest";
import type { Device } from "./device.ts";
import { createReadback } from "./readback.ts";

test("a readback that is disposed waits for no loss: the device outlives it", () => {
  const waiting = new Set<unknown>();
  const device = {
    gl: {},
    onLost(tell: unknown) {
      waiting.add(tell);
      return () => waiting.delete(tell);
    },
  } as unknown as Device;
  const readbacks = Array.from({ length: 3 }, () => createReadback(device));
  expect(waiting.size).toBe(3);
  for (const readback of readbacks) readback.dispose();
  expect(waiting.size).toBe(0);
});
