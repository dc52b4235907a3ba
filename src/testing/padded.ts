/** For tests: the same sequences with more padding behind them, and what of their numbers must be the same. */
import type { CellKind } from "../cells/index.ts";
import type { Batch } from "../lib/batch.ts";
import type { AnyValues } from "../lib/fields.ts";
import type { Rng } from "../lib/rng.ts";
import type { PlanRequest } from "../model/build.ts";
import { randomBatch } from "../model/networks.ts";
import type { Plan } from "../model/plan.ts";
import type { Floats, Trace } from "../model/results.ts";

/** Numbers by the name of what they are. */
export type Numbers = ReadonlyMap<string, readonly number[]>;

/** A batch over the steps of another plan; what stands in the padding is random there, and means nothing. */
export function lengthened(plan: Plan, batch: Batch, rng: Rng): Batch {
  const noise = randomBatch(plan, rng, batch.size);
  const over = <A extends Int32Array | Float32Array>(values: A, rest: A): A => {
    const out = rest.slice() as A;
    out.set(values);
    return out;
  };
  return {
    steps: plan.steps,
    size: batch.size,
    x: over(batch.x, noise.x),
    y: over(batch.y, noise.y),
    weight: over(batch.weight, new Float32Array(noise.weight.length)),
    lengths: batch.lengths ?? new Int32Array(batch.size).fill(batch.steps),
  };
}

/** Entries [T, B, W] at the steps of the sequences, one sequence after the other. */
const within = (values: Floats, { steps, size, lengths }: Batch): number[] => {
  const width = values.length / (steps * size);
  return Array.from({ length: size }, (_, b) =>
    Array.from({ length: lengths?.[b] ?? steps }, (_step, t) => [
      ...values.subarray((t * size + b) * width, (t * size + b + 1) * width),
    ]),
  ).flat(2);
};

/** All that padding must not change. @throws Error where something is told of the padding */
export function numbersOf(trace: Trace<Floats>, batch: Batch): Numbers {
  const numbers = new Map<string, readonly number[]>([["loss", [trace.loss]]]);
  const put = (name: string, values: Floats) => {
    const own = within(values, batch);
    const told = (entries: Iterable<number>) => [...entries].filter((entry) => entry !== 0).length;
    if (told(values) !== told(own)) throw new Error(`${name}: the padding is not 0`);
    numbers.set(name, own);
  };
  put("outputs", trace.outputs);
  for (const what of ["trajectories", "stateGradients"] as const)
    trace[what].forEach((all, scan) => {
      for (const [name, values] of Object.entries(all)) put(`${what} ${name} of scan ${scan}`, values);
    });
  for (const [path, values] of trace.gradients) numbers.set(`∂L/∂${path}`, [...values]);
  return numbers;
}

/** Names of what is not the same to the last bit; a zero's sign says nothing. */
export const differences = (one: Numbers, other: Numbers): readonly string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((name) => {
    const [a, b] = [one.get(name), other.get(name)];
    return a?.length !== b?.length || !a?.every((value, i) => Object.is(value + 0, (b?.[i] as number) + 0));
  });

const learned = { initialState: "learned" };
const random = { initialState: "random" };
const both = { bidirectional: true };
const everything = { ...both, ...learned, dropout: 40 };
const tokens = { input: { kind: "tokens", size: 7 }, outputs: 5, loss: "crossEntropy" } as const;

/** Layers of several kinds: cells of one and two phases, those that look further back, and all that changes a layer around its cell. */
export const paddedLayers: readonly ({
  readonly name: string;
  readonly layers: readonly { readonly cell: CellKind; readonly options: AnyValues }[];
} & Partial<PlanRequest>)[] = [
  { name: "an LSTM", layers: [{ cell: "lstm", options: {} }], ...tokens },
  {
    name: "an LSTM under a GRU, both directions, learned first states, dropout",
    layers: [
      { cell: "lstm", options: everything },
      { cell: "gru", options: { ...everything, resetAfter: false } },
    ],
    ...tokens,
  },
  {
    name: "a GRU in both directions over a layer of one, random first states",
    layers: [
      { cell: "simple", options: { ...random, activation: "relu", dropout: 20 } },
      { cell: "gru", options: { ...both, ...random, resetAfter: true } },
    ],
    reduction: "batch",
  },
  {
    name: "three states back in both directions, learned",
    layers: [{ cell: "higher-order", options: { ...everything, order: 3 } }],
  },
  {
    name: "a skip of two steps in both directions, random, under a layer of one",
    layers: [
      { cell: "state-skip", options: { ...both, ...random, skip: 2 } },
      { cell: "ugrnn", options: learned },
    ],
    ...tokens,
    reduction: "batch",
  },
  {
    name: "an embedding, peepholes in both directions, gates held",
    layers: [
      { cell: "embedding", options: { dropout: 20 } },
      { cell: "peephole", options: { ...everything, clampI: 40 } },
      { cell: "coupled", options: { ...both, clampF: 60 } },
      { cell: "mgu", options: both },
    ],
    ...tokens,
  },
  {
    name: "an embedding in both directions between an LSTM in both and a GRU, learned first states",
    layers: [
      { cell: "lstm", options: { ...both, dropout: 30 } },
      { cell: "embedding", options: everything },
      { cell: "gru", options: learned },
    ],
    ...tokens,
  },
];
