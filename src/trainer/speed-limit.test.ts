import { expect, test } from "vitest";
import { createSpeedLimit } from "./speed-limit.ts";

test("five updates a second are 200 ms apart, and none is due where as many as can be are asked for", () => {
  let time = 1000;
  const { beat, dueIn } = createSpeedLimit(() => time);
  expect(dueIn("5")).toBe(0);
  beat("5");
  expect([dueIn("5"), dueIn("max")]).toEqual([200, 0]);
  time += 150;
  expect(dueIn("5")).toBe(50);
  // An update that begins early takes no time from the next.
  beat("5");
  expect(dueIn("5")).toBe(250);
  beat("max");
  expect(dueIn("5")).toBe(0);
});

test("what was missed in a pause is not caught up with", () => {
  let time = 0;
  const { beat, dueIn, restart } = createSpeedLimit(() => time);
  beat("1");
  time += 60_000;
  beat("1");
  expect(dueIn("1")).toBe(1000);
  restart();
  expect(dueIn("1")).toBe(0);
});
