import { expect, test } from "vitest";
import { rowNorms } from "./probe-trace.ts";
import { buffersOf } from "./transport.ts";

test("a norm whose square underflows float32 is still right", () => {
  expect(rowNorms(Float32Array.of(3e-32, 4e-32, 0, 0), 2)).toEqual(Float32Array.of(5e-32, 0));
});

test("every buffer of a message is found once, however deep", () => {
  const shared = new Float32Array(4);
  const found = buffersOf({
    a: [shared, shared.subarray(1)],
    b: { c: new Int32Array(2) },
    d: "text",
    e: null,
  });
  expect(found.size).toBe(2);
});
