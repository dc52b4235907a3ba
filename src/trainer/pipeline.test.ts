import { expect, test } from "vitest";
import { createInFlight } from "./in-flight.ts";
import { createPipeline } from "./pipeline.ts";

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("results are taken in the order of the calls, with the time that the device was at each", async () => {
  let clock = 0;
  const pipeline = createPipeline(() => clock);
  const [a, b, c] = [deferred<string>(), deferred<string>(), deferred<string>()];
  const taken: [string, number][] = [];
  const take = (value: string, ms: number) => taken.push([value, ms]);
  pipeline.push("update", a.promise, take);
  clock = 1;
  pipeline.push("update", b.promise, take);
  pipeline.push("mark", c.promise, take);
  expect([pipeline.count(), pipeline.count("mark")]).toEqual([2, 1]);
  clock = 5;
  b.resolve("b");
  await settled();
  expect(pipeline.takeReady()).toBe(false);
  clock = 4;
  a.resolve("a");
  await pipeline.ready();
  expect(pipeline.takeReady()).toBe(true);
  expect(pipeline.takeReady()).toBe(true);
  c.resolve("c");
  await pipeline.ready();
  expect(pipeline.takeReady()).toBe(true);
  expect(taken).toEqual([
    ["a", 4],
    ["b", 1],
    ["c", 0],
  ]);
  expect(pipeline.ready()).toBeNull();
});

test("a rejection is thrown when its turn comes; dropped work is waited for and taken by nobody", async () => {
  const pipeline = createPipeline(() => 0);
  const [a, b] = [deferred<string>(), deferred<string>()];
  const taken: string[] = [];
  pipeline.push("update", a.promise, (value) => taken.push(value));
  pipeline.push("update", b.promise, (value) => taken.push(value));
  b.reject(new Error("second"));
  await settled();
  a.resolve("first");
  await pipeline.ready();
  expect(pipeline.takeReady()).toBe(true);
  expect(() => pipeline.takeReady()).toThrow("second");
  const [c, d] = [deferred<string>(), deferred<string>()];
  pipeline.push("update", c.promise, (value) => taken.push(value));
  pipeline.push("update", d.promise, (value) => taken.push(value));
  let isDone = false;
  const dropped = pipeline.discard().finally(() => {
    isDone = true;
  });
  expect(pipeline.ready()).toBeNull();
  c.resolve("third");
  await settled();
  expect(isDone).toBe(false);
  d.reject(new Error("fourth"));
  await expect(dropped).rejects.toThrow("fourth");
  expect(taken).toEqual(["first"]);
});

test.each([
  [8, [], 2],
  [1, [], 1],
  [8, Array(9).fill(1), 8],
  [8, Array(9).fill(10), 5],
  [8, Array(9).fill(400), 2],
  [1, Array(9).fill(1), 1],
  // Four answers at once are four updates of a quarter of the time.
  [8, [0, 0, 0, 40, 0, 0, 0, 40], 5],
])("an engine of depth %i whose updates take %j ms gets %i at a time", (depth, times, expected) => {
  const inFlight = createInFlight(depth);
  // The first compiles.
  inFlight.note(3000);
  for (const ms of times) inFlight.note(ms);
  expect(inFlight.limit()).toBe(expected);
});
