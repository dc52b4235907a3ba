/** Networks that engines are compared with the oracle on, by name: each engine goes through them where it is cheapest to ask. */
import type { AnyValues } from "../src/lib/fields.ts";
import { paddedLayers } from "../src/testing/padded.ts";
import { clamped, floats, type Layer, nameOf, reaches, tokens, training, withLayer } from "./cases.ts";
import type { NetworkRequest, TrainRequest } from "./harness/requests.ts";

export type Case = readonly [name: string, request: NetworkRequest];

/** On software GL these shapes compile much and prove little of the reference. */
export const shapes: readonly Case[] = [
  [
    "primes everywhere",
    { ...tokens, layers: [{ cell: "gru", units: 13 }], steps: 11, batch: 7, inputs: 5, outputs: 3 },
  ],
  [
    "ones everywhere",
    { ...floats, layers: [{ cell: "lstm", units: 1 }], steps: 1, batch: 1, inputs: 1, outputs: 1 },
  ],
  ["one step", { ...tokens, steps: 1 }],
  ["one sequence", { ...tokens, batch: 1 }],
  ["seventy sequences of a network for thirty-two", { ...tokens, batch: 32, given: 70, weight: "random" }],
  ["one unit", { ...tokens, layers: [{ cell: "gru", units: 1 }] }],
  [
    "three layers of three cells",
    {
      ...tokens,
      initial: true,
      layers: [
        { cell: "lstm", units: 13 },
        { cell: "gru", units: 17 },
        { cell: "simple", units: 8 },
      ],
    },
  ],
  ["sixty steps", { ...tokens, layers: [{ cell: "lstm", units: 8 }], steps: 60, weight: "last" }],
];
export const settings: readonly Case[] = [
  // Padded to the training batch, or cut into pieces of it.
  ["one sequence of a network for eight", { ...tokens, given: 1, initial: true, reduction: "batch" }],
  ["random weights", { ...tokens, weight: "random" }],
  ["a sum over steps", { ...tokens, reduction: "batch", weight: "random" }],
  ["mean squared error at every step", { ...floats, weight: "every" }],
  ["initial states", { ...tokens, initial: true }],
  [
    "initial states of a GRU with the reset before",
    {
      ...tokens,
      layers: [{ cell: "gru", units: 24, options: { resetAfter: false } }],
      initial: true,
    },
  ],
];

export const far = reaches(8).map((request): Case => [request.layers.map(nameOf).join(), request]);
export const held = clamped(13).map((layer): Case => [`${nameOf(layer)}, held`, withLayer(tokens, layer)]);

const two = (options: AnyValues): NetworkRequest["layers"] => [
  { cell: "lstm", units: 13, options },
  { cell: "gru", units: 8, options: { ...options, resetAfter: false } },
];
const learned = { initialState: "learned" };
const random = { initialState: "random" };
const both = { bidirectional: true };
const everything = { ...both, ...learned, dropout: 40 };
export const structures: readonly Case[] = [
  ["learned first states of tokens", { ...tokens, layers: two(learned) }],
  ["learned first states of floats", { ...floats, layers: two(learned), weight: "random" }],
  ["learned first states of one sequence", { ...tokens, layers: two(learned), given: 1 }],
  ["random first states", { ...tokens, layers: two(random), batch: 7 }],
  [
    "a learned first state above a random one",
    {
      ...tokens,
      layers: [
        { cell: "simple", units: 12, options: random },
        { cell: "peephole", units: 9, options: learned },
      ],
    },
  ],
  ["dropout above both layers", { ...tokens, layers: two({ dropout: 40 }), batch: 7 }],
  [
    "dropout of floats, above the lower layer, beside learned first states",
    {
      ...floats,
      weight: "random",
      layers: [
        { cell: "gru", units: 12, options: { ...learned, dropout: 60 } },
        { cell: "lstm", units: 9, options: learned },
      ],
    },
  ],
  [
    "dropout between layers that look back differently far",
    {
      ...tokens,
      steps: 9,
      layers: [
        { cell: "state-skip", units: 9, options: { skip: 2, dropout: 50 } },
        { cell: "simple", units: 10, options: { dropout: 30 } },
        { cell: "higher-order", units: 8, options: { order: 3, dropout: 20 } },
      ],
    },
  ],
  ...(["tokens", "floats"] as const).map(
    (input): Case => [
      `an embedding of ${input} under an LSTM`,
      {
        ...(input === "tokens" ? tokens : floats),
        layers: [
          { cell: "embedding", units: 5, options: { useBias: false } },
          { cell: "lstm", units: 9 },
        ],
      },
    ],
  ),
  [
    "an embedding with dropout under two layers",
    { ...tokens, layers: [{ cell: "embedding", units: 6, options: { dropout: 30 } }, ...two(learned)] },
  ],
  [
    "an embedding whose learned first state nothing reads",
    { ...tokens, layers: [{ cell: "embedding", units: 7, options: everything }], weight: "random" },
  ],
  ...(
    [
      ["an embedding above three steps back", {}],
      ["both directions of an embedding above three steps back", both],
    ] as const
  ).map(
    ([name, options]): Case => [
      name,
      {
        ...tokens,
        steps: 9,
        layers: [
          { cell: "higher-order", units: 6, options: { ...options, order: 3, dropout: 20 } },
          { cell: "embedding", units: 7, options: { ...learned, ...options, dropout: 40 } },
          { cell: "embedding", units: 9, options },
          { cell: "lstm", units: 8, options },
        ],
      },
    ],
  ),
  ["an embedding alone", { ...tokens, layers: [{ cell: "embedding", units: 7 }], weight: "random" }],
  ["learned first states and dropout of both directions", { ...tokens, layers: two(everything), batch: 7 }],
  [
    "both directions over an embedding, under one, with gates held",
    {
      ...tokens,
      layers: [
        { cell: "embedding", units: 5, options: { dropout: 20 } },
        { cell: "lstm", units: 9, options: { ...both, ...random, dropout: 30, clampF: 60 } },
        { cell: "gru", units: 7, options: { ...everything, resetAfter: false, clampZ: 25 } },
        { cell: "coupled", units: 6, options: learned },
      ],
    },
  ],
  [
    "both directions of floats beside a lower layer that drops",
    {
      ...floats,
      weight: "random",
      layers: [
        { cell: "peephole", units: 12, options: { ...learned, dropout: 60 } },
        { cell: "peephole", units: 9, options: { ...everything, clampI: 40 } },
      ],
    },
  ],
  ...[1, 5].map(
    (truncation): Case => [
      `learned first states of both directions, the gradient stopping every ${truncation}`,
      { ...tokens, layers: two({ ...both, ...learned }), truncation },
    ],
  ),
  ...reaches(8).flatMap((request) =>
    [learned, everything].map((more): Case => {
      const layers = request.layers.map((layer) => ({ ...layer, options: { ...layer.options, ...more } }));
      return [JSON.stringify(layers[0]?.options), { ...request, layers }];
    }),
  ),
];

/** What draws, learns or drops beside the cells, in training. */
export const trainedStructures: readonly (readonly [name: string, request: TrainRequest])[] = [
  learned,
  random,
  { dropout: 50 },
  { ...everything, ...random },
].map((options) => [JSON.stringify(options), { ...training, layers: two(options), updates: 6 }]);

/** Sequences of unequal length, in every kind of network that treats their ends by itself. */
export const padded: readonly Case[] = paddedLayers.map(
  ({ name, layers, loss, reduction = "mean" }): Case => [
    name,
    {
      ...(loss === "crossEntropy" ? tokens : floats),
      ...{ steps: 7, batch: 6, weight: "every", initial: true, isPadded: true, reduction },
      layers: layers.map((layer, i) => ({ ...layer, units: 9 - i })),
    },
  ],
);

const wideTokens: NetworkRequest = {
  ...tokens,
  ...{ layers: [], steps: 20, batch: 6, inputs: 11, outputs: 7, weight: "random" },
};
/** Of the networks that look back: 11 symbols, or 3 floats. */
export const bothInputs: readonly NetworkRequest[] = [
  wideTokens,
  { ...wideTokens, input: "floats", inputs: 3, outputs: 2, loss: "mse" },
];
const [byTokens, byFloats] = bothInputs as [NetworkRequest, NetworkRequest];
const skip = (d: number): Layer => ({ cell: "state-skip", units: 13, options: { skip: d } });
const order = (n: number): Layer => ({ cell: "higher-order", units: 14, options: { order: n } });
const peephole: Layer = { cell: "peephole", units: 9 };

/** Cells that look further back than one step: skips for which the rings of textures are of every length that there is. */
export const lookingBack: readonly (readonly [name: string, requests: readonly NetworkRequest[]])[] = [
  ...[...[2, 3, 4, 6, 12, 16].map(skip), ...[2, 3, 4].map(order)].map(
    (layer) =>
      [
        `${layer.cell} ${JSON.stringify(layer.options)}`,
        [
          { ...byTokens, layers: [layer] },
          { ...byFloats, layers: [layer], initial: true },
        ],
      ] as const,
  ),
  [
    "layers that look back by different lengths and read each other",
    [
      { ...byFloats, layers: [skip(12), order(4), peephole] },
      { ...byTokens, layers: [order(4), skip(12), order(4)], initial: true },
    ],
  ],
  [
    "fewer steps than a cell looks back",
    [
      { ...byFloats, layers: [skip(16)], steps: 5 },
      { ...byTokens, layers: [order(4)], steps: 1 },
    ],
  ],
];
