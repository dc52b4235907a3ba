import type { CellKind } from "../cells/index.ts";
import type { FieldValue } from "../lib/fields.ts";
import type { OptimizerKind } from "../optimizers/index.ts";
import { free } from "./clamp-fields.ts";
import { withDepth, withModel, withOptimizer, withTask, withValues } from "./edit.ts";
import { defaultModel, defaultSpec, type ExperimentSpec } from "./spec.ts";

/** What a preset's step looks at to see whether it is done. */
export interface StepView {
  readonly phase: "preparing" | "ready" | "training" | "paused" | "finished" | "failed";
  /** Updates made. */
  readonly update: number;
  /** By model: the update at which it solved the task. */
  readonly solvedAt: readonly (number | null)[];
  /** A setting of the present run; undefined while it is not known. */
  value(path: string): FieldValue | undefined;
}

export interface PresetStep {
  /** One sentence: what to do, or what to look for. */
  readonly say: string;
  /** What “Do it” does. */
  readonly act:
    | { readonly kind: "train" | "pause" | "oneUpdate" | "reset" }
    | { readonly kind: "set"; readonly path: string; readonly value: FieldValue };
  /** Whether it is done; asked only once the steps before it are. */
  done(view: StepView): boolean;
}

export interface Preset {
  readonly id: string;
  readonly title: string;
  /** One sentence: what to press. */
  readonly press: string;
  /** One sentence: what to look for. */
  readonly look: string;
  /** In order; they stay on the page until the preset is left. */
  readonly steps: readonly PresetStep[];
  readonly spec: ExperimentSpec;
}

const trainTo = (update: number, say: string): PresetStep => ({
  say,
  act: { kind: "train" },
  done: (view) => view.update >= update || (view.phase === "finished" && view.update > 0),
});
const toTheEnd = (say: string): PresetStep => ({
  say,
  act: { kind: "train" },
  done: ({ phase, update }) => phase === "finished" && update > 0,
});
const setTo = (path: string, value: FieldValue, say: string): PresetStep => ({
  say,
  act: { kind: "set", path, value },
  done: (view) => view.value(path) === value,
});
const startOver = (say: string): PresetStep => ({
  say,
  act: { kind: "reset" },
  done: ({ phase, update }) => phase === "ready" && update === 0,
});

const raceOf = (cells: readonly CellKind[], optimizer: OptimizerKind = "adam"): ExperimentSpec =>
  withOptimizer({ ...defaultSpec(), models: cells.map(defaultModel) }, optimizer);

/** The race of three cells that the page opens with. */
const race: Preset = {
  id: "race",
  title: "Who remembers longest?",
  press: "Press Train.",
  look: "The gradient of the plain RNN vanishes before it reaches the first letter: the RNN stays at chance while LSTM and GRU learn.",
  steps: [
    toTheEnd("Train to the end: two models solve the task, the plain RNN does not."),
    setTo(
      "models.0.recurrentInitializer",
      "orthogonal",
      "Set the recurrent weights of the RNN to orthogonal.",
    ),
    toTheEnd("Train again and compare the RNN with its earlier, lighter curve."),
  ],
  spec: defaultSpec(),
};

/**
 * Pascanu, Mikolov & Bengio 2013, figure 7, at T = 30 with a rate of 0.1. The clip is off at first and is meant to be
 * switched on by hand, since all models of a race share it. In float64: without the clip two seeds of
 * two stayed at chance for 3,000 updates, with norms up to 28; with it both left chance by update 1,000, and this seed was
 * solved at about 1,400.
 */
const exploding: Preset = {
  id: "exploding",
  title: "Exploding gradient",
  press: "Press Train and watch the gradient norm; then set Clip norm to 1, press Reset and train again.",
  look: "Without clipping, the gradient norm jumps above 10 and the loss stays at chance; with clipping at 1, the loss of the same model falls.",
  steps: [
    trainTo(200, "Train and watch the gradient norm jump above 10."),
    setTo("training.clipNorm", 1, "Set Clip norm to 1."),
    startOver("Reset to the same untrained weights."),
    trainTo(1000, "Train for 1,000 updates: the loss now falls below chance."),
  ],
  spec: withValues(raceOf(["simple"], "sgd"), {
    "task.length": 30,
    "models.0.units": 50,
    "models.0.kernelInitializer": "normal",
    "models.0.kernelStddev": 0.1,
    "models.0.recurrentInitializer": "normal",
    "models.0.recurrentStddev": 0.1,
    "optimizer.learningRate": 0.1,
    "training.batchSize": 20,
    "training.clipNorm": 0,
    "training.updates": 3000,
    "training.stopWhenSolved": true,
  }),
};

/** Small enough to learn in seconds even when slowed down: only the letter after an l needs memory. */
const hello: Preset = {
  id: "hello",
  title: "Learning hello",
  press: "Press Train, or press One update repeatedly.",
  look: "The loss falls below the line “without memory” once the hidden state distinguishes the first l from the second.",
  steps: [
    { ...trainTo(3, "Make three single updates and watch the guesses."), act: { kind: "oneUpdate" } },
    toTheEnd("Train to the end: the loss falls below the baseline “without memory”."),
    setTo("models.0.units", 2, "Set Units to 2: a much smaller memory."),
    toTheEnd("Train again: can two units tell the first l from the second?"),
  ],
  spec: withValues(withTask(raceOf(["simple"]), "hello"), {
    "models.0.units": 12,
    "training.batchSize": 8,
    "training.updates": 200,
    "training.speed": "20",
  }),
};

/** Next character of a real text, by the two cells that can learn it. */
const sonnets: Preset = {
  id: "sonnets",
  title: "Shakespeare's sonnets",
  press: "Press Train and let it run for a few minutes.",
  look: "The loss falls below the lines for letter and pair frequencies, and the samples change from noise to word-like text.",
  steps: [
    trainTo(200, "Train for 200 updates and compare the loss with the letter frequencies."),
    {
      say: "Pause and read the samples.",
      act: { kind: "pause" },
      done: ({ phase }) => phase === "paused" || phase === "finished",
    },
    setTo("view.temperature", 0.3, "Set the temperature of the samples to 0.3: safer, more repetitive text."),
    trainTo(600, "Train to update 600 and compare the new samples with the old ones."),
  ],
  spec: withValues(withTask(raceOf(["lstm", "gru"]), "sonnets"), {
    "models.0.units": 64,
    "models.1.units": 64,
    "task.length": 40,
    "training.batchSize": 32,
    "training.updates": 0,
  }),
};

/**
 * With r = 1 and z = 0 a GRU of one bias a gate has the equations and the weights of a plain RNN. Held-out losses on SIMD at
 * update 1,000 from seeds 7, 1 and 2: RNN 1.36, 1.43, 1.39; held GRU 0.80 (it left chance, ln 4 = 1.386, only at about 800),
 * 1.39, 1.39; free GRU below 0.001 each, solved at 360, 260 and 240.
 */
const heldGru: Preset = {
  id: "held-gru",
  title: "A GRU that is a plain RNN",
  press: "Press Train, then set “Hold update” of GRU 1 to free during training.",
  look: "With its update gate closed, GRU 1 stays at chance like the plain RNN, while GRU 2 solves the task: gates make the difference.",
  steps: [
    {
      ...toTheEnd("Train until GRU 2 has solved the task."),
      done: ({ phase, update, solvedAt }) =>
        (solvedAt[2] ?? null) !== null || (phase === "finished" && update > 0),
    },
    setTo("models.1.clampZ", free, "Set “Hold update” of GRU 1 to free."),
    {
      ...trainTo(900, "Train on: does GRU 1 leave chance now that its update gate is free?"),
      done: ({ update, solvedAt }) => (solvedAt[1] ?? null) !== null || update >= 900,
    },
  ],
  spec: withValues(raceOf(["simple", "gru", "gru"]), {
    "models.1.recurrentBias": false,
    "models.2.recurrentBias": false,
    "models.1.clampZ": 0,
    "models.1.clampR": 100,
    "training.updates": 500,
  }),
};

/**
 * On paper: x = 12, then 8; Wxh = −0.1, Whh = 0.5, bh = 0.1, Why = 0.7, by = 0, logistic hidden unit, linear output. h₀ = 0.2497, y₀ = 0.1748,
 * h₁ = 0.3600, y₁ = 0.2520.
 */
const quiz: Preset = {
  id: "quiz",
  title: "One unit on paper",
  press: "Open Network, then Workbench.",
  look: "Every number that the unit computes from weights and inputs that are typed by hand; type others.",
  steps: [
    setTo("models.0.activation", "tanh", "Compare the states with your own, then set Activation to tanh."),
    setTo("models.0.units", 2, "Set Units to 2 and type the weights of the second unit."),
  ],
  spec: withValues(withTask(raceOf(["simple"], "sgd"), "by-hand"), {
    "task.targets": "?/?",
    "models.0.units": 1,
    "models.0.activation": "sigmoid",
    "training.batchSize": 1,
    "training.typed":
      "0:0/layers.0.bias@0.0:0.1,0:0/layers.0.kernel@0.0:-0.1,0:0/layers.0.recurrentKernel@0.0:0.5,0:0/readout.bias@0.0:0,0:0/readout.kernel@0.0:0.7",
  }),
};

/** 3 inputs, 4 recurrent units, 3 units without memory, 2 outputs: 32 + 15 + 8 = 55 weights. */
const layers: Preset = {
  id: "layers",
  title: "How many weights?",
  press: "Open Network, then Workbench, and count the weights.",
  look: "A network of 3 inputs, 4 recurrent units, 3 units without memory and 2 outputs has 32 + 15 + 8 = 55 weights.",
  steps: [
    setTo("models.0.units", 3, "Set Units of the recurrent layer to 3 and count again."),
    setTo("models.0.activation", "relu", "Set Activation to relu: the number of weights stays."),
  ],
  spec: withValues(
    withModel(withDepth(withTask(raceOf(["simple"], "sgd"), "by-hand"), 0, 2), 0, "embedding", { layer: 1 }),
    {
      "task.inputs": "1,0,0/0,1,0/0,0,1",
      "task.targets": "0,1/1,0/0,0",
      "models.0.units": 4,
      "models.0.layers.1.units": 3,
      "training.batchSize": 1,
    },
  ),
};

/** In menu order; the first is what the page opens with. */
export const presets: readonly Preset[] = [race, exploding, heldGru, hello, sonnets, quiz, layers];
