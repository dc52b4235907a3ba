import type { ExperimentSpec } from "./spec.ts";

type Deep<T> = T extends readonly (infer E)[]
  ? readonly Deep<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: Deep<T[K]> }
    : T;

const cellsOf = (...cells: readonly ExperimentSpec["models"][number]["layers"][number]["cell"][]) =>
  cells.map((cell) => ({ layers: [{ cell }] }));

/** Links that are out in the world, and what they mean. Lines are only ever added. */
export const goldenLinks: readonly (readonly [hash: string, means: Deep<ExperimentSpec>])[] = [
  [
    "#1/",
    {
      task: { kind: "temporal-order", values: { length: 40, distractors: 4 } },
      models: cellsOf("simple", "lstm", "gru"),
      optimizer: { kind: "adam", values: { learningRate: 0.003, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
      training: {
        batchSize: 64,
        clipNorm: 1,
        updates: 1000,
        stopWhenSolved: false,
        speed: "max",
        seed: 7,
      },
      view: { probe: 0, temperature: 0.7 },
      changes: [],
    },
  ],
  [
    "#1/task.kind=adding&models=simple,lstm,gru&models.1.units=64",
    {
      task: { kind: "adding", values: { length: 50 } },
      models: [
        { layers: [{ cell: "simple", values: { units: 32, activation: "tanh" } }] },
        { layers: [{ cell: "lstm", values: { units: 64, unitForgetBias: true } }] },
        { layers: [{ cell: "gru", values: { units: 32, resetAfter: true } }] },
      ],
    },
  ],
  [
    "#1/task.length=30&models=simple&models.0.units=50&models.0.kernelInitializer=normal&models.0.recurrentInitializer=normal&optimizer.kind=sgd&training.batchSize=20&training.clipNorm=0&training.updates=3000&changes=600:training.clipNorm:1",
    {
      task: { kind: "temporal-order", values: { length: 30 } },
      models: [
        {
          layers: [
            {
              cell: "simple",
              values: {
                units: 50,
                kernelInitializer: "normal",
                kernelStddev: 0.1,
                recurrentInitializer: "normal",
                recurrentStddev: 0.1,
              },
            },
          ],
        },
      ],
      optimizer: { kind: "sgd", values: { learningRate: 0.1, momentum: 0 } },
      training: { batchSize: 20, clipNorm: 0, updates: 3000 },
      changes: [{ update: 600, field: "training.clipNorm", value: 1 }],
    },
  ],
  [
    "#1/models=lstm,gru&models.*.recurrentInitializer=orthogonal&models.1.layers=gru,lstm&models.1.layers.1.units=8",
    {
      models: [
        { layers: [{ cell: "lstm", values: { recurrentInitializer: "orthogonal" } }] },
        {
          layers: [
            { cell: "gru", values: { recurrentInitializer: "orthogonal", units: 32 } },
            { cell: "lstm", values: { recurrentInitializer: "uniform", units: 8 } },
          ],
        },
      ],
    },
  ],
  [
    "#1/packed=BEMBNQBHAigpFBMBLyhLAiknAWQsDrByaJHtfL8_CFLHuriNBvBGPwx1FABNAngm_Knx0k1iUD_8AikA",
    {
      task: { kind: "adding" },
      models: [
        { layers: [{ cell: "lstm", values: { units: 32, recurrentInitializer: "orthogonal" } }] },
        {
          layers: [
            { cell: "gru", values: { units: 100, recurrentInitializer: "orthogonal" } },
            { cell: "simple", values: { units: 32, kernelStddev: 0.123 } },
          ],
        },
      ],
      optimizer: { kind: "adam", values: { learningRate: 0.0007 } },
      training: { speed: "20" },
      changes: [
        { update: 120, field: "optimizer.learningRate", value: 0.001 },
        { update: 500, field: "training.clipNorm", value: 0 },
      ],
    },
  ],
  ["#1/models=lstm", { models: cellsOf("lstm"), training: { engine: "auto", seed: 7 } }],
  [
    "#1/task.length=12&training.seed=3&training.engine=reference",
    { task: { kind: "temporal-order", values: { length: 12 } }, training: { seed: 3, engine: "reference" } },
  ],
  ["#1/training.engine=wasm", { training: { engine: "wasm" } }],
  ["#1/training.engine=webgl", { training: { engine: "webgl" } }],
  [
    "#1/task.kind=sine&task.noise=0.2&models=simple&models.0.activation=relu&models.0.recurrentInitializer=identity&optimizer.kind=rmsprop&optimizer.rho=0.95",
    {
      task: { kind: "sine", values: { length: 50, period: 20, noise: 0.2, randomPhase: true } },
      models: [
        {
          layers: [{ cell: "simple", values: { activation: "relu", recurrentInitializer: "identity" } }],
        },
      ],
      optimizer: { kind: "rmsprop", values: { learningRate: 0.001, rho: 0.95, momentum: 0, epsilon: 1e-7 } },
    },
  ],
  [
    "#1/task.kind=co2&task.horizon=12&optimizer.kind=adagrad",
    {
      task: { kind: "co2", values: { length: 36, horizon: 12, relative: true } },
      optimizer: { kind: "adagrad", values: { learningRate: 0.01, epsilon: 1e-7 } },
    },
  ],
  [
    "#1/task.kind=hello&training.lossSteps=last&training.reduction=sum",
    { training: { lossSteps: "last", reduction: "sum", clipNorm: 1, updates: 1000 } },
  ],
  [
    "#1/models=lstm,gru&models.0.initialState=learned&models.1.initialState=random",
    {
      models: [
        { layers: [{ cell: "lstm", values: { initialState: "learned" } }] },
        { layers: [{ cell: "gru", values: { initialState: "random" } }] },
      ],
    },
  ],
  ["#1/models=gru", { models: [{ layers: [{ values: { initialState: "zero", dropout: 0 } }] }] }],
  [
    "#1/task.kind=hello&models=embedding&models.0.layers=embedding,lstm&models.0.units=8",
    { models: [{ layers: [{ cell: "embedding", values: { units: 8 } }, { cell: "lstm" }] }] },
  ],
  ["#1/models=gru&models.0.dropout=25", { models: [{ layers: [{ values: { dropout: 25 } }] }] }],
  ["#1/models=gru", { training: { lossSteps: "task", reduction: "mean" } }],
  ["#1/task.kind=moby-dick&models=lstm", { task: { kind: "moby-dick", values: { length: 60 } } }],
];
