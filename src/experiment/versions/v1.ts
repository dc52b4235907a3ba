/**
 * Version 1 of the link format: its defaults, in the order in which a link names them, and its words.
 *
 * Frozen, because links out in the world name only what differs from these. A new setting whose default keeps the old
 * behaviour is added here, its word at the end of `v1-words.ts`. A changed default, a renamed key or a changed generator
 * makes version 2 beside this one, with an `up()` from here.
 */
import { prefixes, words } from "./v1-words.ts";

type Values = { readonly [name: string]: number | boolean | string };

export interface VersionDefaults {
  readonly task: string;
  readonly tasks: { readonly [kind: string]: Values };
  /** First-layer cells of the race. */
  readonly models: readonly string[];
  /** Of a model that the link gives no other. */
  readonly architecture: string;
  readonly architectures: { readonly [kind: string]: Values };
  readonly layer: Values;
  readonly cells: { readonly [kind: string]: Values };
  readonly optimizer: string;
  readonly optimizers: { readonly [kind: string]: Values };
  readonly training: Values;
  readonly view: Values;
  /** Names and values that packed links write as their place here. */
  readonly words: readonly string[];
  /** Groups of settings, likewise. */
  readonly prefixes: readonly string[];
}

function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) freeze(part);
  return Object.freeze(value);
}

export const v1: VersionDefaults = freeze({
  task: "temporal-order",
  tasks: {
    "temporal-order": { length: 40, shortest: 0, distractors: 4 },
    adding: { length: 50, shortest: 0 },
    "copy-memory": { delay: 10, remember: 5, alphabet: 8 },
    hello: { length: 10 },
    sonnets: { length: 40 },
    temperature: { length: 30, season: false },
  },
  models: ["simple", "lstm", "gru"],
  architecture: "stack",
  architectures: { stack: {} },
  layer: {
    units: 32,
    useBias: true,
    bidirectional: false,
    kernelInitializer: "glorotUniform",
    kernelStddev: 0.1,
    recurrentInitializer: "uniform",
    recurrentStddev: 0.1,
    initialState: "zero",
    dropout: 0,
  },
  cells: {
    simple: { activation: "tanh" },
    lstm: { unitForgetBias: true },
    gru: { resetAfter: true, recurrentBias: true, updateGate: "old" },
  },
  optimizer: "adam",
  optimizers: {
    adam: { learningRate: 0.003, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    sgd: { learningRate: 0.1, momentum: 0 },
  },
  training: {
    batchSize: 64,
    clipNorm: 1,
    lossSteps: "task",
    reduction: "mean",
    updates: 1000,
    stopWhenSolved: false,
    speed: "max",
    seed: 7,
    engine: "auto",
    typed: "",
  },
  view: { probe: 0, temperature: 0.7, horizon: 50 },
  words,
  prefixes,
});
