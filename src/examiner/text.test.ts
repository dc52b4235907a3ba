/** Text by a network at a moment, against the oracle and against direct sums. */
import { expect, test } from "vitest";
import { readAsset } from "../../scripts/data-assets.ts";
import { decode } from "../experiment/link.ts";
import { prepareTask } from "../experiment/spec.ts";
import { isFormed } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { planOf } from "../model/counted.ts";
import { traceOracle } from "../model/oracle/run.ts";
import { type Plan, scansOf } from "../model/plan.ts";
import { plansOf } from "../model/race-plans.ts";
import { correlationsOf, passagesOf, rankUnits, unitAt } from "../model/reading.ts";
import { createStepper } from "../model/stepper.ts";
import { initialWeights, type Weights } from "../model/weights.ts";
import { answerText, chooseSymbol, codeText } from "./text.ts";
import type { Reading, SymbolMap, TextAsk, Writing } from "./text-protocol.ts";

const ask: TextAsk = {
  ...{ model: 0, own: null, part: 0, marker: null, prompt: "" },
  decoding: { kind: "temperature", temperature: 1, k: 5 },
  held: null,
};

async function race(hash: string) {
  const { spec } = decode(hash);
  const task = await prepareTask(spec, async (name) => readAsset(name));
  const plans = plansOf(spec, task).map((model) => planOf(model) as Plan);
  /** After training, as far as this is about: other weights than at the start, and larger ones. */
  const weights = plans.map(
    (plan): Weights =>
      new Map(
        [...initialWeights(plan, rngFrom(99))].map(([path, values]) => [path, values.map((x) => 4 * x)]),
      ),
  );
  const momentOf = (update: number, own: readonly Weights[] = weights) => ({
    ...{ spec, update },
    models: own.map((all) => ({ updates: update, weights: all, slots: {} })),
  });
  const symbols = task.io.input.kind === "tokens" ? task.io.input.symbols : [];
  return { spec, task, plans, weights, momentOf, symbols };
}

type Race = Awaited<ReturnType<typeof race>>;
function answer<A>(
  { task, momentOf }: Race,
  need: "reading" | "writing" | "symbols",
  own: Partial<TextAsk> = {},
  moments = [momentOf(5)],
): A {
  const found = answerText(task, moments, need, { ...ask, ...own })?.answer;
  if (!found || isFormed(found)) throw new Error(`no ${need}: ${JSON.stringify(found)}`);
  return found as A;
}

test("states and probabilities are those of the oracle on the held-out text", async () => {
  const own = await race(
    "#1/task.kind=hello&task.length=100&models=lstm,gru&models.*.units=4&models.0.layers=lstm,simple",
  );
  for (const model of [0, 1]) {
    const reading = answer<Reading>(own, "reading", { model });
    expect(reading.tokens).toEqual(own.task.generate?.heldOut.subarray(0, 100));
    const [plan, weights] = [own.plans[model] as Plan, own.weights[model] as Weights];
    const batch = {
      ...{ steps: 100, size: 1, x: reading.tokens, y: new Int32Array(100) },
      weight: new Float32Array(100).fill(1),
    };
    const trace = traceOracle(plan, weights, batch);
    expect(reading.states.map(({ scan, state }) => [scan, state])).toEqual(
      scansOf(plan).flatMap(({ index, states }) => states.map((state) => [index, state])),
    );
    for (const { scan, state, values } of reading.states)
      for (const [i, value] of values.entries())
        expect(value).toBeCloseTo(trace.trajectories[scan]?.[state]?.[i] ?? Number.NaN, 12);
    for (let t = 0; t < 100; t++) {
      const logits = trace.outputs.subarray(4 * t, 4 * t + 4);
      const sum = logits.reduce((all, logit) => all + Math.exp(logit), 0);
      logits.forEach((logit, v) => {
        expect(reading.probabilities[4 * t + v]).toBeCloseTo(Math.exp(logit) / sum, 6);
      });
    }
  }
});

/** r from its definition, in four sums. */
function directR(a: readonly number[], b: readonly number[]): number {
  const n = a.length;
  const sum = (of: (i: number) => number) => a.reduce((all, _, i) => all + of(i), 0);
  const [x, y] = [(i: number) => a[i] ?? 0, (i: number) => b[i] ?? 0];
  return (
    (n * sum((i) => x(i) * y(i)) - sum(x) * sum(y)) /
    Math.sqrt((n * sum((i) => x(i) ** 2) - sum(x) ** 2) * (n * sum((i) => y(i) ** 2) - sum(y) ** 2))
  );
}

const isVowel = (symbol: string) => Number("aeiouAEIOU".includes(symbol));

test("correlations are those of a direct sum, beside the run's initial weights and on another part of the held-out text", async () => {
  const own = await race("#1/task.kind=sonnets&models=lstm&models.*.units=5");
  const reading = answer<Reading>(own, "reading", { part: 1 });
  const vowels = reading.correlations.find(({ kind }) => kind === "vowel");
  const [plan] = own.plans as [Plan];
  const heldOut = own.task.generate?.heldOut ?? new Int32Array(0);
  const size = Math.floor(heldOut.length / reading.parts);
  const direct = (weights: Weights, tokens: Int32Array) => {
    const stepper = createStepper(plan, weights);
    const values = Array.from(tokens, (token) => {
      stepper.step(token);
      return [...stepper.stateOf(0, "h"), ...stepper.stateOf(0, "c")];
    });
    const probe = Array.from(tokens, (token) => isVowel(own.symbols[token] ?? ""));
    return Array.from({ length: 10 }, (_, unit) =>
      directR(
        probe,
        values.map((row) => row[unit] ?? 0),
      ),
    );
  };
  expect(reading.parts).toBeGreaterThan(1);
  expect(reading.tokens).toEqual(heldOut.slice(size, 2 * size));
  const start = initialWeights(plan, rngFrom(own.spec.training.seed));
  const expected = {
    trained: direct(own.weights[0] as Weights, reading.tokens),
    untrained: direct(start, reading.tokens),
    other: direct(
      own.weights[0] as Weights,
      heldOut.slice((2 % reading.parts) * size, ((2 % reading.parts) + 1) * size),
    ),
  };
  for (const which of ["trained", "untrained", "other"] as const)
    expected[which].forEach((r, unit) => {
      expect(vowels?.[which][unit], which).toBeCloseTo(r, 9);
    });
  expect(vowels?.untrained).not.toEqual(vowels?.trained);
});

test("a planted unit is found first, and the untrained network does not have it", async () => {
  const own = await race("#1/task.kind=sonnets&models=simple&models.*.units=6");
  const planted = new Map(
    [...(own.weights[0] as Weights)].map(([path, values]) => [path, values.map((x) => x / 200)]),
  );
  own.symbols.forEach((symbol, token) => {
    planted.get("layers.0.kernel")?.set([isVowel(symbol) ? -2 : 2], 6 * token + 3);
  });
  for (let unit = 0; unit < 6; unit++) planted.get("layers.0.recurrentKernel")?.set([0], 6 * unit + 3);
  planted.get("layers.0.bias")?.set([0], 3);
  const reading = answer<Reading>(own, "reading", {}, [own.momentOf(5, [planted])]);
  const vowels = reading.correlations.find(({ kind }) => kind === "vowel");
  if (!vowels) throw new Error("no probe");
  const [first, second] = rankUnits(reading.states, vowels, 3);
  expect(first).toEqual({ at: 0, unit: 3, index: 3 });
  expect(vowels.trained[3]).toBeCloseTo(-1, 6);
  expect(vowels.other[3]).toBeCloseTo(-1, 6);
  expect(Math.abs(vowels.untrained[3] ?? 1)).toBeLessThan(0.9);
  expect(Math.abs(vowels.trained[second?.index ?? 0] ?? 1)).toBeLessThan(0.95);
  // Sonnets have no digits: no unit tracks what is not there.
  const digits = reading.correlations.find(({ kind }) => kind === "digit");
  expect(digits?.trained.every((r) => Number.isNaN(r))).toBe(true);
  expect(digits && rankUnits(reading.states, digits, 3)).toEqual([]);
});

test.each(["sonnets", "text", "source"])("%s: the text that probes read was not trained on", async (kind) => {
  const { task } = await race(`#1/task.kind=${kind}&task.length=40&models=simple&models.*.units=2`);
  const textOf = (tokens: ArrayLike<number>) => `,${Array.from(tokens).join()},`;
  const heldOut = textOf(task.generate?.heldOut ?? []);
  const rng = rngFrom(4);
  let common = 0;
  for (let n = 0; n < 300; n++) if (heldOut.includes(textOf(task.sample(rng, "train").x))) common++;
  // Source files begin alike and repeat lines, and sheep are counted in like words.
  expect(common).toBeLessThanOrEqual(kind === "sonnets" ? 0 : 6);
  expect(heldOut).toContain(textOf(task.sample(rng, "heldOut").x));
});

test("text of somebody is read in the alphabet of the task: what is not in it is left out and told", async () => {
  const own = await race("#1/task.kind=hello&models=simple&models.*.units=3");
  const reading = answer<Reading>(own, "reading", { own: "hé, hello!" });
  expect(Array.from(reading.tokens, (token) => own.symbols[token]).join("")).toBe("hhello");
  expect(reading.unknown).toEqual(["é", ",", " ", "!"]);
  expect(reading.leftOut).toBe(4);
  expect(reading.part).toBeNull();
  expect(reading.otherLength).toBe(100);
  expect(codeText(own.symbols, "hellohello", 4)).toMatchObject({ unknown: [], leftOut: 6 });
  // No comma in hello: the most frequent letter is the marker.
  expect(reading.marker).toBe("l");
  const empty = answer<Reading>(own, "reading", { own: "" });
  expect(empty.tokens).toHaveLength(0);
});

test("a held unit has its value at every step, and whatever reads it reads that", async () => {
  const { plans, weights } = await race("#1/task.kind=hello&models=lstm&models.*.units=3");
  const [plan, own] = [plans[0] as Plan, weights[0] as Weights];
  const stepper = createStepper(plan, own, { scan: 0, state: "c", unit: 1, value: 0.75 });
  const free = createStepper(plan, own);
  // c is held before h is computed: h = o · tanh(c), and o does not read c.
  for (const token of [0, 1]) {
    const held = [...stepper.step(token)];
    const loose = [...free.step(token)];
    expect(stepper.stateOf(0, "c")[1]).toBe(0.75);
    if (token === 0) {
      const o = (free.stateOf(0, "h")[1] ?? 0) / Math.tanh(free.stateOf(0, "c")[1] ?? 0);
      expect(stepper.stateOf(0, "h")[1]).toBeCloseTo(o * Math.tanh(0.75), 12);
      expect(stepper.stateOf(0, "h")[0]).toBe(free.stateOf(0, "h")[0]);
    } else expect(stepper.stateOf(0, "h")[0]).not.toBe(free.stateOf(0, "h")[0]);
    expect(held).not.toEqual(loose);
  }
});

test("text is written from the same random numbers at every moment, with and without the held unit", async () => {
  const own = await race("#1/task.kind=sonnets&models=gru&models.*.units=6");
  const start = initialWeights(own.plans[0] as Plan, rngFrom(own.spec.training.seed));
  const moments = [own.momentOf(0, [start]), own.momentOf(5), own.momentOf(9)];
  const held = { scan: 0, state: "h", unit: 2, value: 5 };
  const written = answer<Writing>(own, "writing", { held, prompt: "Shall ☃I" }, moments);
  expect(written.unknown).toEqual(["☃"]);
  expect(written.texts.map(({ update }) => update)).toEqual([0, 5, 9]);
  const [first, second, third] = written.texts.map(({ text }) => text);
  expect(first).not.toBe(second);
  // The same weights: the same text.
  expect(second).toBe(third);
  expect(written.held).toHaveLength(second?.length ?? 0);
  expect(written.held).not.toBe(third);
  expect(answer<Writing>(own, "writing", { prompt: "Shall I" }, moments)).toEqual({
    ...written,
    unknown: [],
    held: null,
  });
  // Of a unit that there is none of, nothing is held.
  expect(answer<Writing>(own, "writing", { held: { ...held, unit: 6 } }, moments).held).toBeNull();
  const other = answer<Writing>(own, "writing", { prompt: "Shall we" }, moments);
  expect(other.texts[1]?.text).not.toBe(second);
});

test("greedy takes the most probable symbol, top-k samples among the k most probable", () => {
  const logits = [0.5, 2, -1, 1.9, 2];
  const counts = (kind: "greedy" | "temperature" | "topK", temperature: number, k: number) => {
    const rng = rngFrom(3);
    const found = new Float64Array(5);
    for (let n = 0; n < 4000; n++) {
      const symbol = chooseSymbol(logits, { kind, temperature, k }, rng);
      found[symbol] = (found[symbol] ?? 0) + 1 / 4000;
    }
    return [...found];
  };
  expect(counts("greedy", 1, 3)).toEqual([0, expect.closeTo(1, 9), 0, 0, 0]);
  expect(counts("topK", 2, 1)).toEqual([0, expect.closeTo(1, 9), 0, 0, 0]);
  expect(counts("topK", 1, 5)).toEqual(counts("temperature", 1, 0));
  const weights = [Math.exp(2 / 0.7), Math.exp(1.9 / 0.7), Math.exp(2 / 0.7)];
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const three = counts("topK", 0.7, 3);
  [1, 3, 4].forEach((v, i) => {
    expect(three[v]).toBeCloseTo((weights[i] ?? 0) / sum, 1);
  });
  expect([three[0], three[2]]).toEqual([0, 0]);
});

test("symbols lie where the rows of the first layer's kernel are, an embedding's as well", async () => {
  for (const models of ["lstm", "embedding&models.0.layers=embedding,gru"]) {
    const own = await race(`#1/task.kind=hello&models=${models}&models.*.units=3`);
    const map = answer<SymbolMap>(own, "symbols");
    expect(map.path).toBe("layers.0.kernel");
    const rows = own.weights[0]?.get(map.path) ?? new Float32Array(0);
    const width = rows.length / 4;
    const distance = (a: number, b: number) =>
      Math.hypot(
        ...Array.from({ length: width }, (_, c) => (rows[a * width + c] ?? 0) - (rows[b * width + c] ?? 0)),
      );
    for (let symbol = 0; symbol < 4; symbol++) {
      const others = [0, 1, 2, 3]
        .filter((one) => one !== symbol)
        .sort((a, b) => distance(symbol, a) - distance(symbol, b));
      expect([...map.neighbours.rows.subarray(3 * symbol, 3 * symbol + 3)]).toEqual(others);
      expect(map.neighbours.distances[3 * symbol]).toBeCloseTo(distance(symbol, others[0] ?? 0), 12);
    }
    expect(map.shares[0]).toBeGreaterThanOrEqual(map.shares[1]);
  }
});

test("the passages where a unit is highest and lowest do not overlap, the best one first", () => {
  const values = [0, 0, 5, 5, 5, 0, 0, 4, 4, 4, 0, -9];
  const at = (t: number) => values[t] ?? 0;
  expect(passagesOf(12, at, { length: 3, most: 2, sign: 1 })).toEqual([
    { from: 2, to: 5, mean: 5 },
    { from: 7, to: 10, mean: 4 },
  ]);
  expect(passagesOf(12, at, { length: 3, most: 1, sign: -1 })[0]?.to).toBe(12);
  expect(passagesOf(2, at, { length: 3, most: 4, sign: 1 })).toEqual([{ from: 0, to: 2, mean: 0 }]);
  const states = [{ units: 2 }, { units: 3 }];
  expect(unitAt(states, 3)).toEqual({ at: 1, unit: 1, index: 3 });
  expect(() => unitAt(states, 5)).toThrow(RangeError);
  expect(
    correlationsOf(
      [{ scan: 0, layer: 0, state: "h", units: 1, values: Float64Array.from([1, 2, 4]) }],
      Float64Array.from([2, 4, 8]),
    )[0],
  ).toBeCloseTo(1, 12);
});
