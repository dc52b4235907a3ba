import { type CellKind, cells } from "../cells/index.ts";
import { clampableGates, clampName } from "../experiment/clamp-fields.ts";
import { layerFields } from "../experiment/layer-fields.ts";
import { layerFieldsOf, stackModel } from "../experiment/spec.ts";
import type { Batch } from "../lib/batch.ts";
import { combinations } from "../lib/combinations.ts";
import { type Equation, walk } from "../lib/expr.ts";
import { type AnyValues, defaults } from "../lib/fields.ts";
import type { Rng } from "../lib/rng.ts";
import { type PlanRequest, planModel } from "./build.ts";
import { inForce } from "./layer-equations.ts";
import { losses } from "./losses.ts";
import { type HeldGate, type ParamSpec, type Plan, scansOf } from "./plan.ts";

/** Small networks for tests: of every cell and option, or of equations that no registry holds. */

/** Fields of every layer and of its cell, at their defaults but for `options`. */
export const layerValues = (cell: CellKind, options: AnyValues = {}): AnyValues => ({
  ...defaults(layerFieldsOf(cell)),
  ...options,
});

/** Every cell with every combination of its flags and choices, with and without bias. */
export const everyCell: readonly {
  readonly cell: CellKind;
  readonly options: AnyValues;
  readonly name: string;
}[] = (Object.keys(cells) as CellKind[]).flatMap((cell) =>
  combinations({ ...cells[cell].fields, useBias: layerFields.useBias }).map((options) => ({
    cell,
    options,
    name: `${cell} ${JSON.stringify(options)}`,
  })),
);

/** Subsets of a list, the empty one left out: a number for each, whose bits say which entries it has. */
const subsetsOf = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: 2 ** all.length - 1 }, (_, n) => all.filter((_entry, i) => ((n + 1) >> i) % 2 === 1));

/** Every cell of `everyCell` with one or more of its gates held, at values of their own. */
export const everyClamp: typeof everyCell = everyCell.flatMap(({ cell, options }) =>
  subsetsOf(clampableGates(cell)).map((gates) => {
    const held = Object.fromEntries(gates.map((gate, g) => [clampName(gate), 30 + 20 * g]));
    return {
      cell,
      options: { ...options, ...held },
      name: `${cell} ${JSON.stringify({ ...options, ...held })}`,
    };
  }),
);

/** Every cell with a whole number among its settings, at its least and its largest value: how far back it looks. */
export const everyReach: typeof everyCell = (Object.keys(cells) as CellKind[]).flatMap((cell) =>
  Object.entries(cells[cell].fields).flatMap(([name, field]) =>
    field.type === "int"
      ? [field.min, field.max].map((value) => ({
          cell,
          options: { [name]: value },
          name: `${cell} ${name} ${value}`,
        }))
      : [],
  ),
);

export const smallRequest: PlanRequest = {
  steps: 4,
  batch: 2,
  input: { kind: "floats", size: 3 },
  outputs: 2,
  loss: "mse",
};

/** A stack of layers of `units` each. */
export const stackOf = (
  layers: readonly { readonly cell: CellKind; readonly options: AnyValues }[],
  request: PlanRequest = smallRequest,
  units = 3,
): Plan =>
  planModel(
    stackModel(
      layers.map(({ cell, options }) => ({ cell, values: layerValues(cell, { ...options, units }) })),
    ),
    request,
  );

/** One layer of equations that need not belong to a known cell. @param held gates of it that are held */
export function planOfEquations(
  cellEquations: readonly Equation[],
  allGates: readonly string[],
  states: readonly string[],
  request: PlanRequest = smallRequest,
  units = 3,
  held: readonly HeldGate[] = [],
): Plan {
  const equations = inForce(cellEquations, held);
  const gates = allGates.filter((name) => held.every(({ gate }) => gate !== name));
  const plan = stackOf([{ cell: "simple", options: {} }], request, units);
  const [scan] = scansOf(plan);
  if (!scan) throw new Error("a stack of one layer has one scan");
  const columns = gates.length * units;
  const blocks = { kernel: gates, recurrentKernel: gates, bias: gates, recurrentBias: gates };
  const spec = (name: string, role: ParamSpec["role"], ...shape: number[]): ParamSpec => ({
    path: `layers.0.${name}`,
    role,
    shape,
    size: shape.reduce((a, b) => a * b, 1),
    node: scan.id,
    gates: role === "perUnit" ? [] : gates,
  });
  const perUnit = new Set<string>();
  for (const { expr } of equations)
    walk(expr, (node) => void (node.op === "param" && perUnit.add(node.name)));
  const params = [
    spec("kernel", "kernel", scan.inputs, columns),
    spec("recurrentKernel", "recurrentKernel", units, columns),
    spec("bias", "bias", columns),
    spec("recurrentBias", "recurrentBias", columns),
    ...[...perUnit].map((name) => spec(name, "perUnit", units)),
    ...plan.params.filter(({ node }) => node !== scan.id),
  ];
  const traced = equations.map(({ name }) => name.replace("'", ""));
  const nodes = plan.nodes.map((node) =>
    node === scan ? { ...scan, ...{ equations, cellEquations, held }, gates, blocks, states, traced } : node,
  );
  return { ...plan, nodes, params };
}

/** Weights around 0, spread enough for every activation to bend, in float64. */
export const randomWeights = (plan: Plan, rng: Rng): ReadonlyMap<string, Float64Array> =>
  new Map(
    plan.params.map(({ path, size }) => [
      path,
      Float64Array.from({ length: size }, () => rng.normal() * 0.7),
    ]),
  );

/**
 * A batch that fits the plan: random inputs, targets and weights, a few of the weights 0. In a plan that is padded, sequences
 * end anywhere, one of them at the last step; inputs and targets go on in the padding, where they mean nothing.
 */
export function randomBatch(plan: Plan, rng: Rng, size = plan.batch): Batch {
  const cellsOf = (width: number) => plan.steps * size * width;
  const floats = (width: number) => Float32Array.from({ length: cellsOf(width) }, rng.normal);
  const below = (limit: number) => Int32Array.from({ length: cellsOf(1) }, () => rng.below(limit));
  const loss = plan.nodes.find((node) => node.op === "loss");
  const batch: Batch = {
    steps: plan.steps,
    size,
    x: plan.input.kind === "tokens" ? below(plan.input.size) : floats(plan.input.size),
    y: loss && losses[loss.kind].targets === "classes" ? below(plan.outputs) : floats(plan.outputs),
    weight: Float32Array.from({ length: cellsOf(1) }, (_, i) => (i % 3 === 1 ? 0 : 0.5 + rng.uniform())),
  };
  if (!plan.isPadded) return batch;
  const lengths = Int32Array.from({ length: size }, (_, b) =>
    b === size - 1 ? plan.steps : 1 + rng.below(plan.steps),
  );
  const weight = batch.weight.map((own, i) =>
    Math.floor(i / size) < (lengths[i % size] as number) ? own : 0,
  );
  return { ...batch, weight, lengths };
}

/**
 * A GRU whose gates are held at r = 1 and z = 0, in layers of one direction, and the plain RNN that it then is, at the same random
 * weights: h = tanh(W x + b + U h + b′), where two biases of the candidate are one.
 * @param options of the GRU, for the other of its forms; they may hold z in its other sense
 */
export function heldGru(options: AnyValues, request: PlanRequest, rng: Rng) {
  const [gru, rnn] = [
    stackOf([{ cell: "gru", options: { clampZ: 0, clampR: 100, ...options } }], request, 5),
    stackOf([{ cell: "simple", options: {} }], request, 5),
  ];
  const weights = randomWeights(gru, rng);
  const second = weights.get("layers.0.recurrentBias");
  const plain = new Map(rnn.params.map(({ path }) => [path, weights.get(path) as Float64Array]));
  const bias = plain.get("layers.0.bias") as Float64Array;
  plain.set(
    "layers.0.bias",
    bias.map((b, i) => b + (second?.[i] ?? 0)),
  );
  return { gru: { plan: gru, weights }, rnn: { plan: rnn, weights: plain } };
}

/** Every form of a GRU that with its gates held is the plain RNN, and whether it has a second bias. */
export const plainGrus: readonly {
  readonly name: string;
  readonly options: AnyValues;
  readonly twoBiases: boolean;
}[] = [
  { name: "reset after, one bias", options: { recurrentBias: false }, twoBiases: false },
  { name: "reset after, two biases", options: {}, twoBiases: true },
  { name: "reset before", options: { resetAfter: false }, twoBiases: false },
  { name: "z in the other sense, held at 1", options: { updateGate: "new", clampZ: 100 }, twoBiases: true },
];
