/** Every rule on a run that shows what it is about, and on one that does not. */
import { expect, test } from "vitest";
import { decode } from "../../experiment/link.ts";
import { recordedRun } from "../../testing/recorded-run.ts";
import { diagnosis } from "../../text/en/diagnosis.ts";
import { wordsIn } from "../../text/language.ts";
import type { Facts, ModelFacts } from "../verdict/facts.ts";
import { diagnose, gateShares, rules } from "./index.ts";
import type { Evidence, GateShare } from "./rule.ts";

const words = wordsIn("en", diagnosis);
const spec = decode("#1/models=lstm&models.0.units=4").spec;
const chance = { name: "chance", loss: 1.386 };

/** A model that has nothing wrong with it: it learns, and has not solved the task yet. */
const well: ModelFacts = {
  ...{ name: "LSTM", solvedAt: null, isNearlySolved: false, at: null, heldOut: 0.5, metric: 80 },
  ...{ beats: chance, misses: null, best: { update: 400, loss: 0.5 }, training: 0.5 },
  fall: { share: 0.1, over: 100 },
  reach: { share: 0.3, step: 4 },
  norm: { median: 0.4, largest: 0.9 },
};
const facts: Facts = {
  ...{ ending: "paused", update: 400, evaluatedAt: 400, planned: 1000, solvable: true, hasBaselines: true },
  ...{ metric: { unit: "%", label: "accuracy" }, clipNorm: 1, diverged: null, models: [well] },
};

interface Case {
  readonly model?: Partial<ModelFacts>;
  readonly facts?: Partial<Facts>;
  readonly gates?: readonly GateShare[];
  readonly hash?: string;
}
const evidenceOf = ({ model, facts: more, gates = [], hash }: Case): Evidence => {
  const own = { ...well, ...model };
  return {
    facts: { ...facts, ...more, models: [own] },
    model: own,
    spec: hash ? decode(hash).spec : spec,
    gates,
  };
};
const seenBy = (one: Case) => rules.flatMap((rule) => rule.look(evidenceOf(one), words) ?? []);

test("a run that goes well has no finding", () => {
  expect(seenBy({})).toEqual([]);
});

test.each<[string, Case, string, RegExp, unknown]>([
  [
    ...(["exploding gradient", { model: { norm: { median: 0.5, largest: 6 } } }] as const),
    "exploding gradient",
    /reached 6.00, 12 times its median .*\(before clipping to 1.00\)/,
    { path: "training.clipNorm", value: 0.1 },
  ],
  [
    ...([
      "exploding, with clipping off",
      { model: { norm: { median: 0.5, largest: 6 } }, hash: "#1/models=lstm&training.clipNorm=0" },
    ] as const),
    "exploding gradient",
    /clipping is off/,
    { path: "training.clipNorm", value: 1 },
  ],
  [
    ...(["stuck at a baseline", { model: { at: chance, training: 1.387 } }] as const),
    "no memory in use",
    /1\.39\) stands at the baseline “chance” \(1\.39\)/,
    { path: "optimizer.learningRate", value: 0.009 },
  ],
  [
    ...(["vanishing", { model: { at: chance, reach: { share: 1e-9, step: 4 } } }] as const),
    "vanishing gradient",
    /10⁻⁹ arrives at step 4/,
    { path: "models.0.recurrentInitializer", value: "orthogonal" },
  ],
  [
    ...([
      "solved with little gradient",
      { model: { solvedAt: 80, reach: { share: 1e-9, step: 4 } } },
    ] as const),
    "false alarm",
    /but the task is solved/,
    null,
  ],
  [
    ...(["gates wide open", { gates: [{ gate: "f", word: "forget", shut: 0, open: 0.97 }] }] as const),
    "saturated gates",
    /^97 % of all values of the forget gate are above 0\.9/,
    { path: "optimizer.learningRate", value: 0.001 },
  ],
  [
    ...(["gates shut", { gates: [{ gate: "i", word: "input", shut: 0.99, open: 0 }] }] as const),
    "saturated gates",
    /^99 % of all values of the input gate are below 0\.1/,
    { path: "optimizer.learningRate", value: 0.001 },
  ],
  [
    ...([
      "held-out loss rises",
      { model: { heldOut: 0.9, training: 0.3, best: { update: 120, loss: 0.5 } } },
    ] as const),
    "overfitting",
    /is 0.900; its best was 0.500 at update 120/,
    { path: "models.0.dropout", value: 0.2 },
  ],
  [
    ...(["training loss rises", { model: { fall: { share: -0.2, over: 100 } } }] as const),
    "learning rate too high",
    /rose by 20 % over the last 100 updates/,
    { path: "optimizer.learningRate", value: 0.001 },
  ],
  [
    ...(["diverged", { facts: { diverged: { model: "LSTM", update: 31, gradientNorm: null } } }] as const),
    "learning rate too high",
    /broke at update 31/,
    { path: "optimizer.learningRate", value: 0.001 },
  ],
])("%s", (_, one, name, seen, remedy) => {
  const found = seenBy(one);
  expect(found.map((finding) => finding.name)).toEqual([name]);
  expect(found[0]?.seen).toMatch(seen);
  expect(found[0]?.remedy).toEqual(remedy);
});

test("a gate's shares are those of its values on the traced sequence", async () => {
  const record = await recordedRun(
    "#1/task.length=8&models=lstm,simple&models.*.units=3&training.batchSize=4&training.updates=20",
  );
  const say = (said: unknown) => String(typeof said === "string" ? said : (said as { key: string }).key);
  const shares = gateShares(record, 0, say as never);
  expect(shares.map(({ gate }) => gate).sort()).toEqual(["f", "i", "o"]);
  for (const { shut, open } of shares) {
    expect(shut + open).toBeLessThanOrEqual(1);
    expect(Math.min(shut, open)).toBeGreaterThanOrEqual(0);
  }
  expect(gateShares(record, 1, say as never)).toEqual([]);
});

test("a remedy that is in force is none, and only live settings are tried on a fork", async () => {
  const record = await recordedRun(
    "#1/task.length=8&models=lstm&models.0.units=3&training.batchSize=4&training.updates=20",
  );
  const say = (said: unknown) => String(said);
  const of = (hash: string, model: Partial<ModelFacts>) =>
    diagnose(words, say as never, evidenceOf({ model }).facts, record, decode(hash).spec);
  const starved = { reach: { share: 1e-9, step: 4 } };
  expect(of("#1/models=lstm", starved)).toMatchObject([{ rule: "vanishing", isFork: false, about: "LSTM" }]);
  expect(of("#1/models=lstm&models.0.recurrentInitializer=orthogonal", starved)).toMatchObject([
    { remedy: null },
  ]);
  const wild = { norm: { median: 0.5, largest: 6 } };
  expect(of("#1/models=lstm", wild)).toMatchObject([
    { rule: "exploding", isFork: true, remedy: { value: 0.1 } },
  ]);
});
