import { expect, test } from "vitest";
import { createPipeline } from "./pipeline.ts";
import { createPump, type PumpOptions } from "./pump.ts";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A pump over a real pipeline that is given `work`, two pieces at a time, and writes down what it does. */
function pumping(work: readonly (() => Promise<unknown>)[], options: Partial<PumpOptions> = {}) {
  const log: string[] = [];
  const pipeline = createPipeline(() => 0);
  const left = work.map((one, n) => ({ one, n }));
  const pump = createPump({
    pipeline,
    wait: (ms) => {
      if (ms > 0) log.push(`wait ${ms}`);
      return turn();
    },
    life: () => "open",
    submit: () => {
      for (let next = left[0]; next && pipeline.count() < 2; next = left[0]) {
        const { one, n } = next;
        left.shift();
        log.push(`submit ${n}`);
        pipeline.push("update", one(), () => log.push(`take ${n}`));
      }
    },
    dueIn: () => 0,
    after: () => null,
    rest: () => null,
    isWanted: () => false,
    crash: (error) => log.push(`crash ${error}`),
    ...options,
  });
  return { pump, log, pipeline };
}

const nothing = async () => undefined;

test("gives, takes in order, and stops once there is nothing left to do", async () => {
  const { pump, log } = pumping([turn, nothing, nothing]);
  expect(pump.going()).toBeNull();
  pump.go();
  pump.go();
  await pump.going();
  expect(log).toEqual(["submit 0", "submit 1", "take 0", "submit 2", "take 1", "take 2"]);
  expect(pump.going()).toBeNull();
});

test("rests as long as there is something to do at rest", async () => {
  let naps = 0;
  const { pump, log } = pumping([], {
    dueIn: () => 30,
    rest: (untilDue) => (naps++ < 2 ? untilDue() : null),
  });
  pump.go();
  await pump.going();
  expect(log).toEqual(["wait 30", "wait 30"]);
});

test("does not wait for a late result longer than until the next update is due, nor longer than 50 ms", async () => {
  let due = 200;
  let answer: () => void = () => undefined;
  const late = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { pump, log } = pumping([() => late], {
    dueIn: () => {
      const now = due;
      due = Math.max(0, due - 180);
      if (due === 0) answer();
      return now;
    },
  });
  pump.go();
  await pump.going();
  expect(log).toEqual(["submit 0", "wait 50", "wait 20", "take 0"]);
});

test("what has to be over after a result is waited for before anything else", async () => {
  let isFirst = true;
  const { pump, log } = pumping([nothing, nothing, nothing], {
    after: () => {
      if (!isFirst) return null;
      isFirst = false;
      return turn().then(() => void log.push("over"));
    },
  });
  pump.go();
  await pump.going();
  expect(log).toEqual(["submit 0", "submit 1", "take 0", "over", "submit 2", "take 1", "take 2"]);
});

test("begins anew for what came up while it was stopping, and not in a run that is closing", async () => {
  let wanted = true;
  let life: "open" | "closing" = "open";
  let rests = 0;
  const { pump } = pumping([], {
    life: () => life,
    rest: () => {
      rests++;
      return null;
    },
    isWanted: () => {
      const now = wanted;
      wanted = false;
      return now;
    },
  });
  pump.go();
  await pump.going();
  await pump.going();
  expect(rests).toBe(2);
  life = "closing";
  pump.go();
  expect([pump.going(), rests]).toEqual([null, 2]);
});

test("a rejection is a crash, after which nothing goes on; one that is drained is thrown", async () => {
  const broken = async () => {
    throw new Error("gone");
  };
  const { pump, log } = pumping([nothing, broken, nothing]);
  pump.go();
  await pump.going();
  expect(log).toEqual(["submit 0", "submit 1", "take 0", "submit 2", "crash Error: gone"]);
  const drained = pumping([]);
  drained.pipeline.push("evaluation", Promise.resolve(1), (value) => drained.log.push(`take ${value}`));
  drained.pipeline.push("evaluation", broken(), () => undefined);
  await expect(drained.pump.drain()).rejects.toThrow("gone");
  expect(drained.log).toEqual(["take 1"]);
});
