import type { CellKind } from "../cells/index.ts";
import type { ExperimentSpec, LayerSpec } from "../experiment/spec.ts";

type Deep<T> = T extends readonly (infer E)[]
  ? readonly Deep<E>[]
  : T extends object
    ? { readonly [K in keyof T]?: Deep<T[K]> }
    : T;

interface Means extends Omit<Deep<ExperimentSpec>, "models"> {
  readonly models?: readonly { readonly layers?: readonly Deep<LayerSpec>[] }[];
}

const cellsOf = (...cells: readonly CellKind[]) => cells.map((cell) => ({ layers: [{ cell }] }));

/** Links that are out in the world, and what they mean. Lines are only ever added. A stack is written as its layers. */
const links: readonly (readonly [hash: string, means: Means])[] = [
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
  // Packed, with words from the end of the list: their places must never move.
  [
    "#1/packed=BEMBNYUHFABHBClUKFMYlwMBaCiBBwE4pQMZSJcDAWcYswIBTq0CAAz7AgFi_wIBZBChAgw",
    {
      task: { kind: "adding", values: { shortest: 20 } },
      models: [
        {
          layers: [
            {
              cell: "gru",
              values: { initialState: "learned", updateGate: "new", recurrentBias: false },
            },
          ],
        },
        { layers: [{ cell: "mgu", values: { bidirectional: true } }] },
        { layers: [{ cell: "lstm", values: { dropout: 25 } }] },
        { layers: [{ cell: "ugrnn", values: { initialState: "random" } }] },
      ],
      training: { lossSteps: "last", reduction: "sum" },
      view: { horizon: 12 },
    },
  ],
  [
    "#1/packed=z.Y3FmdJrLxMDgzqIZFKjh4c2ioamuKbGVWW4nM4PGWmYbi5XMXB4bmaN8NjMx-oXsZGblcGa0a2JKA4N39gy-nFxnmY24trIwcC1iZQCDD_u5ZrKlcB1nY_Tl-srGyPWRjYnrPxujH9dKJhsA",
    {
      task: { kind: "sine", values: { randomPhase: false } },
      models: [
        { layers: [{ cell: "gru", values: { clampZ: 30, clampR: 0 } }] },
        { layers: [{ cell: "coupled", values: { clampF: 60 } }] },
        { layers: [{ cell: "peephole", values: { clampI: 10 } }] },
        {
          layers: [
            { cell: "lstm", values: { clampO: 90 } },
            { cell: "gru", values: { updateGate: "new" } },
            { cell: "simple" },
            { cell: "gru", values: { clampR: 5 } },
          ],
        },
      ],
      optimizer: { kind: "rmsprop", values: { rho: 0.95 } },
      changes: [
        { update: 10, field: "models.0.clampZ", value: 50 },
        { update: 20, field: "models.1.clampF", value: 0 },
        { update: 30, field: "models.2.clampI", value: -1 },
        { update: 40, field: "models.3.clampO", value: 100 },
        { update: 50, field: "models.3.layers.1.updateGate", value: "old" },
        { update: 60, field: "models.3.layers.3.clampR", value: 1 },
        { update: 70, field: "models.3.layers.3.clampZ", value: 2 },
        { update: 80, field: "models.3.layers.3.updateGate", value: "new" },
        { update: 90, field: "view.horizon", value: 60 },
      ],
    },
  ],
  [
    "#1/packed=z.c2fRAAIJbzCl4c0MJCyApKYmgy8X411mRsaHzEyMjSzMjDNZWBivsrAyvmRhYzzJys74kpWD8TMrox_jVDYuAA",
    {
      models: [
        ...cellsOf("lstm").map(({ layers }) => ({ layers: [...layers, ...layers, ...layers, ...layers] })),
        ...cellsOf("lstm").map(({ layers }) => ({ layers: [...layers, ...layers, ...layers] })),
        { layers: [{ cell: "lstm" }, { cell: "gru" }, { cell: "gru" }] },
        ...cellsOf("lstm"),
      ],
      changes: [
        { update: 1, field: "models.0.layers.1.clampI", value: 1 },
        { update: 2, field: "models.0.layers.1.clampF", value: 2 },
        { update: 3, field: "models.0.layers.2.clampO", value: 3 },
        { update: 4, field: "models.0.layers.3.clampF", value: 4 },
        { update: 5, field: "models.1.layers.1.clampO", value: 5 },
        { update: 6, field: "models.1.layers.2.clampI", value: 6 },
        { update: 7, field: "models.2.layers.1.clampZ", value: 7 },
        { update: 8, field: "models.2.layers.2.clampR", value: 8 },
        { update: 9, field: "models.2.layers.2.updateGate", value: "new" },
        { update: 10, field: "models.3.clampF", value: 10 },
      ],
    },
  ],
  [
    "#1/packed=BEMBWPUCHgBHACFzdGF0ZS1za2lwLGhpZ2hlci1vcmRlcixlbWJlZGRpbmcYvQIJKMECBBsBLAhDAT8M5wEBPQ",
    {
      task: { kind: "table", values: { heldOut: 30 } },
      models: [
        { layers: [{ cell: "state-skip", values: { skip: 9 } }] },
        { layers: [{ cell: "higher-order", values: { order: 4, activation: "sigmoid" } }] },
        { layers: [{ cell: "embedding" }] },
      ],
      optimizer: { kind: "adagrad" },
      training: { engine: "reference" },
    },
  ],
  // Packed, with names that the list had no word for: written out once, then by code; also whole keys and paths of changes.
  [
    "#1/packed=RwIpKBj9fwdkcm9wb3V0Cij5fx4MeQM",
    {
      models: [
        { layers: [{ cell: "gru", values: { dropout: 10 } }] },
        { layers: [{ cell: "lstm", values: { dropout: 30 } }] },
      ],
      training: { seed: 3 },
    },
  ],
  [
    "#1/packed=z.Y3FmNP1bz1GckV9UklpcIsLgzqSpIfK3nj2lKL8gv7SES-JvPWtpXmZJsYGGN5OG5sd6CZ2P9TwMK5kUfVlS_tYLlhQlZuZl5qXrJedkFvjlF-Uypaj9Wfnxkm9SgH3Ku3oGMHhgD1TKn5ufkppTrGcIVJqYW-BmBAA",
    {
      task: { kind: "adding", values: { shortest: 20 } },
      models: [
        { layers: [{ cell: "gru", values: { dropout: 10, units: 48 } }] },
        {
          layers: [
            { cell: "lstm", values: { dropout: 10, units: 24 } },
            { cell: "gru", values: { units: 12 } },
          ],
        },
      ],
      view: { horizon: 33 },
      changes: [
        { update: 100, field: "training.clipNorm", value: 2 },
        { update: 200, field: "optimizer.learningRate", value: 0.001 },
        { update: 300, field: "training.clipNorm", value: 0.5 },
        { update: 400, field: "models.1.clampF", value: 50 },
      ],
    },
  ],
];

export const goldenLinks: readonly (readonly [hash: string, means: Deep<ExperimentSpec>])[] = links.map(
  ([hash, { models, ...means }]) => [
    hash,
    {
      ...means,
      ...(models && {
        models: models.map(({ layers }) => ({
          architecture: "stack",
          ...(layers && { parts: { layers } }),
        })),
      }),
    },
  ],
);
