import type { CellKind } from "../cells/index.ts";
import { withTask, withValues } from "../experiment/describe.ts";
import { defaultModel, defaultSpec, type ExperimentSpec } from "../experiment/spec.ts";
import type { Facts, ModelFacts } from "../store/verdict/facts.ts";
import type { TaskKind } from "../tasks/index.ts";

/** The table that the verdict's test reads: facts, what is said of them, and what is offered. */

const chance = { name: "chance", loss: Math.log(4) };
export const model = (name: string, change: Partial<ModelFacts> = {}): ModelFacts => ({
  name,
  solvedAt: null,
  isNearlySolved: false,
  at: null,
  heldOut: 0.7,
  metric: 62.5,
  beats: chance,
  misses: null,
  best: { update: 980, loss: 0.7 },
  training: 0.7,
  fall: { share: 0.001, over: 100 },
  reach: null,
  norm: { median: 0.2, largest: 0.5 },
  ...change,
});
export const solved = (name: string, at: number, change: Partial<ModelFacts> = {}): ModelFacts =>
  model(name, { solvedAt: at, heldOut: 0.001, metric: 100, training: 0.001, ...change });
export const stuck = (name: string, change: Partial<ModelFacts> = {}): ModelFacts =>
  model(name, { at: chance, heldOut: 1.39, metric: 25, beats: null, misses: chance, ...change });

export const facts = (models: readonly ModelFacts[], change: Partial<Facts> = {}): Facts => ({
  ending: "finished",
  update: 1000,
  evaluatedAt: 1000,
  planned: 1000,
  solvable: true,
  hasBaselines: true,
  metric: { label: "accuracy", unit: "%" },
  clipNorm: 1,
  diverged: null,
  models,
  ...change,
});
export const specOf = (
  kinds: readonly CellKind[],
  task: TaskKind = "temporal-order",
  values: Parameters<typeof withValues>[1] = {},
): ExperimentSpec =>
  withValues(withTask({ ...defaultSpec(), models: kinds.map(defaultModel) }, task), values);
const race = ["simple", "lstm", "gru"] as const;

export const far = { reach: { share: 5.4e-12, step: 4 } };
export const near = { reach: { share: 0.447, step: 4 } };
const mean = { label: "mean absolute error", unit: "°C", better: "lower", of: () => 0 } as const;
export const none = { solvable: false, metric: mean };

interface Case {
  readonly what: string;
  readonly facts: Facts;
  readonly spec: ExperimentSpec;
  readonly says: readonly string[];
  readonly next: readonly string[];
}

export const cases: readonly Case[] = [
  {
    what: "two solved, the RNN is at chance and little gradient arrives",
    facts: facts([stuck("RNN", far), solved("LSTM", 161, near), solved("GRU", 447)]),
    spec: specOf(race),
    says: [
      "The task was solved by LSTM at update 161 and GRU at 447, and RNN is at the baseline “chance” (loss 1.39).",
      "Only 5.4·10⁻¹² of the gradient of RNN at the last step reaches step 4, the first that can matter, and 0.447 for LSTM.",
    ],
    next: ["RNN: orthogonal start", "Length 20", "Learning rate 0.01"],
  },
  {
    what: "all solved",
    facts: facts([solved("RNN", 447), solved("LSTM", 80, near), solved("GRU", 140)]),
    spec: specOf(race),
    says: [
      "All three models solved the task: LSTM at update 80, GRU at 140 and RNN at 447.",
      "0.447 of the gradient of LSTM at the last step reaches step 4, the first that can matter.",
    ],
    next: ["Length 80", "LSTM: units 16", "Seed 8"],
  },
  {
    what: "both solved, without a profile of the gradient",
    facts: facts([solved("LSTM", 80), solved("GRU", 140)]),
    spec: specOf(["lstm", "gru"]),
    says: [
      "Both models solved the task: LSTM at update 80 and GRU at 140.",
      "The training loss of LSTM changed by less than 1 % over the last 100 updates.",
    ],
    next: ["Length 80", "LSTM: units 16", "Seed 8"],
  },
  {
    what: "one model, solved",
    facts: facts([solved("GRU", 1440, near)], { planned: 3000, update: 3000, evaluatedAt: 3000 }),
    spec: specOf(["gru"]),
    says: [
      "GRU solved the task at update 1,440.",
      "0.447 of the gradient of GRU at the last step reaches step 4, the first that can matter.",
    ],
    next: ["Length 80", "GRU: units 16", "Seed 8"],
  },
  {
    what: "nobody solved it, and the loss still falls: train longer",
    facts: facts([model("RNN", { fall: { share: 0.12, over: 100 } }), stuck("LSTM")]),
    spec: specOf(["simple", "lstm"]),
    says: [
      "LSTM is at the baseline “chance” (loss 1.39), and RNN (62.5 % accuracy) has not solved it yet.",
      "The training loss of RNN fell by 12 % over the last 100 updates.",
    ],
    next: ["Length 20", "Updates 2,000", "Learning rate 0.01"],
  },
  {
    what: "the gradient explodes without clipping",
    facts: facts([stuck("RNN", { norm: { median: 0.2, largest: 28 }, reach: { share: 3, step: 3 } })], {
      clipNorm: 0,
    }),
    spec: specOf(["simple"], "temporal-order", { "training.clipNorm": 0 }),
    says: [
      "RNN is at the baseline “chance” (loss 1.39).",
      "The gradient norm of RNN peaks at 28.0 against a median of 0.200, with clipping off.",
    ],
    next: ["Clip norm 1", "Length 20", "Learning rate 0.01"],
  },
  {
    what: "the gradient grows on its way back",
    facts: facts([stuck("RNN", { reach: { share: 427, step: 3 } })]),
    spec: specOf(["simple"]),
    says: [
      "RNN is at the baseline “chance” (loss 1.39).",
      "The gradient of RNN grows 427-fold from the last step back to step 3.",
    ],
    next: ["Length 20", "Learning rate 0.01", "Updates 2,000"],
  },
  {
    what: "four models, two alike",
    facts: facts([stuck("RNN 1", far), stuck("RNN 2"), solved("LSTM", 161, near), model("GRU")]),
    spec: specOf(["simple", "simple", "lstm", "gru"]),
    says: [
      "LSTM solved the task at update 161; RNN 1 and RNN 2 are at the baseline “chance” (loss 1.39), and GRU (62.5 % accuracy) has not solved it yet.",
      "Only 5.4·10⁻¹² of the gradient of RNN 1 at the last step reaches step 4, the first that can matter, and 0.447 for LSTM.",
    ],
    next: ["RNN 1: orthogonal start", "Length 20", "Learning rate 0.01"],
  },
  {
    what: "one has met the criterion once, which is not yet twice in a row",
    facts: facts([model("RNN"), model("GRU", { heldOut: 0.01, metric: 100, isNearlySolved: true })]),
    spec: specOf(["simple", "gru"]),
    says: [
      "GRU (100.0 % accuracy) needs one more evaluation like the last to count as solved, and RNN (62.5 % accuracy) has not solved it yet.",
      "The training loss of RNN changed by less than 1 % over the last 100 updates.",
    ],
    next: ["Length 20", "Learning rate 0.01", "Updates 2,000"],
  },
  {
    what: "diverged",
    facts: facts([model("RNN"), model("LSTM")], {
      ending: "diverged",
      diverged: { model: "RNN", update: 37, gradientNorm: 1.2e5 },
      clipNorm: 0,
    }),
    spec: specOf(["simple", "lstm"], "temporal-order", { "training.clipNorm": 0 }),
    says: [
      "RNN diverged at update 37: its loss or gradient is no longer a finite number.",
      "Its gradient norm was 120,000 one update earlier, with clipping off.",
    ],
    next: ["Learning rate 0.001", "Clip norm 1", "Length 20"],
  },
  {
    what: "diverged at the first update, although it clips",
    facts: facts([model("RNN")], {
      ending: "diverged",
      update: 0,
      evaluatedAt: 0,
      diverged: { model: "RNN", update: 1, gradientNorm: null },
    }),
    spec: specOf(["simple"], "temporal-order", { "optimizer.learningRate": 1 }),
    says: [
      "RNN diverged at update 1: its loss or gradient is no longer a finite number.",
      "It was the first update: no earlier gradient norm was recorded.",
    ],
    next: ["Learning rate 0.3", "Clip norm 0.1", "Length 20"],
  },
  {
    what: "paused after one update",
    facts: facts([model("RNN", { training: 1.391 }), model("LSTM", { training: 1.38 })], {
      ending: "paused",
      update: 1,
      evaluatedAt: 0,
    }),
    spec: specOf(["simple", "lstm"]),
    says: [
      "After 1 update the training loss is 1.39 for RNN and 1.38 for LSTM.",
      "The held-out set has not been evaluated since training began: there is no result yet.",
    ],
    next: ["Seed 8", "Learning rate 0.01", "Length 20"],
  },
  {
    what: "paused between two evaluations",
    facts: facts([stuck("RNN", far)], { ending: "paused", update: 137, evaluatedAt: 120 }),
    spec: specOf(["simple"]),
    says: [
      "At update 120 RNN is at the baseline “chance” (loss 1.39).",
      "Only 5.4·10⁻¹² of the gradient of RNN at the last step reaches step 4, the first that can matter.",
    ],
    next: ["RNN: orthogonal start", "Length 20", "Learning rate 0.01"],
  },
  {
    what: "regression with a criterion (adding)",
    facts: facts([model("RNN", { metric: 12, fall: null }), solved("LSTM", 300)], {
      metric: { label: "sums within 0.04", unit: "%" },
    }),
    spec: specOf(["simple", "lstm"], "adding"),
    says: [
      "LSTM solved the task at update 300, and RNN (12.0 % sums within 0.04) has not solved it yet.",
      "The gradient norm of RNN is 0.200.",
    ],
    next: ["Length 25", "Learning rate 0.01", "Updates 2,000"],
  },
  {
    what: "three models that are not there yet: their numbers are a range",
    facts: facts(
      [model("RNN", { metric: 17.2 }), model("LSTM", { metric: 3.5 }), model("GRU", { metric: 85.9 })],
      { metric: { label: "sums within 0.08", unit: "%" } },
    ),
    spec: specOf(["simple", "lstm", "gru"], "adding"),
    says: [
      "RNN, LSTM and GRU have not solved it yet (3.5 to 85.9 % sums within 0.08).",
      "The training loss of RNN changed by less than 1 % over the last 100 updates.",
    ],
    next: ["Length 25", "Learning rate 0.01", "Updates 2,000"],
  },
  {
    what: "a forecast better than every baseline",
    facts: facts(
      [
        model("LSTM", { heldOut: 0.0123, beats: { name: "same as the last step", loss: 0.04 } }),
        model("GRU", { heldOut: 0.015, beats: { name: "same as the last step", loss: 0.04 } }),
      ],
      none,
    ),
    spec: specOf(["lstm", "gru"], "sine"),
    says: [
      "LSTM (held-out loss 0.0123) and GRU (0.0150) beat every baseline.",
      "The training loss of LSTM changed by less than 1 % over the last 100 updates.",
    ],
    next: ["Learning rate 0.01", "LSTM: units 64", "Updates 2,000"],
  },
  {
    what: "a table with memorized training data",
    facts: facts(
      [
        model("LSTM", {
          heldOut: 0.6,
          training: 0.1,
          best: { update: 340, loss: 0.41 },
          beats: { name: "training mean", loss: 1 },
          misses: { name: "same as the last step", loss: 0.5 },
          fall: { share: 0.2, over: 100 },
        }),
      ],
      none,
    ),
    spec: specOf(["lstm"], "table"),
    says: [
      "LSTM (held-out loss 0.600) beats the baseline “training mean” but not “same as the last step”.",
      "The held-out loss of LSTM rose from 0.410 at update 340 to 0.600, and its training loss fell to 0.100.",
    ],
    next: ["LSTM: dropout 20 %", "Updates 340", "LSTM: units 16"],
  },
  {
    what: "worse than every baseline",
    facts: facts(
      [
        model("RNN", {
          heldOut: 2,
          best: null,
          beats: null,
          misses: { name: "same as the last day", loss: 0.5 },
        }),
      ],
      none,
    ),
    spec: specOf(["simple"], "temperature"),
    says: [
      "RNN (held-out loss 2.00) beats no baseline.",
      "The training loss of RNN changed by less than 1 % over the last 100 updates.",
    ],
    next: ["Learning rate 0.01", "RNN: units 64", "Updates 2,000"],
  },
  {
    what: "text without end, paused while the loss falls",
    facts: facts(
      [
        model("LSTM", {
          heldOut: 2.1,
          best: { update: 980, loss: 2.09 },
          beats: { name: "frequencies of pairs", loss: 2.4 },
          fall: { share: 0.05, over: 100 },
        }),
      ],
      { ...none, ending: "paused", planned: 0 },
    ),
    spec: specOf(["lstm"], "sonnets", { "training.updates": 0 }),
    says: [
      "LSTM (held-out loss 2.10) beats every baseline.",
      "The training loss of LSTM fell by 5.0 % over the last 100 updates.",
    ],
    next: ["LSTM: units 64", "Learning rate 0.01", "Seed 8"],
  },
  {
    what: "a task without any baseline, rising",
    facts: facts([model("GRU", { beats: null, misses: null, fall: { share: -0.3, over: 50 } })], {
      ...none,
      hasBaselines: false,
    }),
    spec: specOf(["gru"], "text"),
    says: [
      "The result is GRU (held-out loss 0.700).",
      "The training loss of GRU rose by 30 % over the last 50 updates.",
    ],
    next: ["Learning rate 0.01", "GRU: units 64", "Updates 2,000"],
  },
];
