/**
 * Version 1 of the link format: its defaults, in the order in which a link names them, and its words.
 *
 * Frozen, because links out in the world name only what differs from these. A new setting whose default keeps the old
 * behaviour is added here, new words at the end of `words`. A changed default, a renamed key or a changed generator
 * makes version 2 beside this one, with an `up()` from here.
 */

type Values = { readonly [name: string]: number | boolean | string };

export interface VersionDefaults {
  readonly task: string;
  readonly tasks: { readonly [kind: string]: Values };
  /** First-layer cells of the race. */
  readonly models: readonly string[];
  readonly layer: Values;
  readonly cells: { readonly [kind: string]: Values };
  readonly optimizer: string;
  readonly optimizers: { readonly [kind: string]: Values };
  readonly training: Values;
  readonly view: Values;
  /** Names and values that packed links write as their index here: add at the end only. */
  readonly words: readonly string[];
}

function freeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) freeze(part);
  return Object.freeze(value);
}

/** Gates that may be held. */
const clamps = ["clampI", "clampF", "clampO", "clampZ", "clampR", "clampU"];
/** Settings of a model that may change during a run. */
const changing = [...clamps, "updateGate"];
const places = [0, 1, 2, 3];

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
  },
  view: { probe: 0, temperature: 0.7, horizon: 50 },
  words: [
    // The most frequent first: the first 32 take one byte as a name, the others two.
    ...["units", "useBias", "kernelInitializer", "kernelStddev", "recurrentInitializer", "recurrentStddev"],
    ...["activation", "unitForgetBias", "resetAfter"],
    ...["optimizer.learningRate", "training.clipNorm", "training.speed", "view.probe", "view.temperature"],
    ...["training.updates", "training.stopWhenSolved"],
    ...["kind", "models", "layers", "changes"],
    ...["learningRate", "beta1", "beta2", "epsilon", "momentum"],
    ...[
      "batchSize",
      "clipNorm",
      "updates",
      "stopWhenSolved",
      "speed",
      "seed",
      "probe",
      "temperature",
      "length",
    ],
    ...["distractors", "delay", "remember", "alphabet", "season"],
    ...["simple", "lstm", "gru", "tanh", "relu", "sigmoid"],
    ...["uniform", "glorotUniform", "orthogonal", "normal"],
    ...["adam", "sgd", "max"],
    ...["temporal-order", "adding", "copy-memory", "hello", "sonnets"],
    ...["engine", "auto", "webgl", "wasm", "reference"],
    ...["rmsprop", "adagrad", "rho", "identity"],
    ...["sine", "co2", "moby-dick", "period", "noise", "randomPhase", "horizon", "relative"],
    "view.horizon",
    ...["recurrentBias", "updateGate", "old", "new", "skip", "order"],
    ...["peephole", "coupled", "ugrnn", "mgu", "state-skip", "higher-order"],
    ...["text", "table", "source", "rare", "inputs", "targets", "heldOut"],
    ...["lossSteps", "reduction", "task", "every", "last", "mean", "sum"],
    ...["initialState", "zero", "random", "learned", "dropout"],
    ...clamps,
    // As changes during a run: by model and layer, whose first layer is not named.
    ...places.flatMap((m) =>
      places.flatMap((l) =>
        changing.map((name) => (l === 0 ? `models.${m}.${name}` : `models.${m}.layers.${l}.${name}`)),
      ),
    ),
    ...["bidirectional", "shortest"],
  ],
});
