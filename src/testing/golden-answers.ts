import type { CellKind } from "../cells/index.ts";
import { cells } from "../cells/index.ts";
import { layerFields } from "../experiment/layer-fields.ts";
import { stackModel } from "../experiment/spec.ts";
import { defaults } from "../lib/fields.ts";
import { planModel } from "../model/build.ts";
import { type CountConvention, countDense } from "../model/count-terms.ts";
import { countParams } from "../model/counts.ts";
import type { Plan } from "../model/plan.ts";
import type { Golden, GoldenAnswersFile } from "./golden.ts";
import { compareGolden, type Deviation, deviation, type GoldenMachine, runGolden } from "./golden-compare.ts";
import { compareJacobians } from "./golden-compare-jacobians.ts";

/** What a file holds that a machine computes. */
type Comparable = Exclude<Golden, { readonly kind: "skipped" }>;

/** A network of one recurrent layer, one sequence at a time. */
function planOf(
  cell: CellKind,
  options: object,
  inputs: number,
  units: number,
  outputs: number,
  steps = 2,
): Plan {
  const values = { ...defaults({ ...layerFields, ...cells[cell].fields }), ...options, units };
  return planModel(stackModel([{ cell, values }]), {
    steps,
    batch: 1,
    input: { kind: "floats", size: inputs },
    outputs,
    loss: "mse",
  });
}

/** A plain network of one unit over sequences of one number. */
const oneUnit = (activation: string, steps: number): Plan => planOf("simple", { activation }, 1, 1, 1, steps);

/** Its weights in the order in which the quiz names them. */
const weightsOfUnit = (kernel: number, recurrent: number, bias: number, readout: number, shift: number) =>
  new Map([
    ["layers.0.kernel", Float64Array.of(kernel)],
    ["layers.0.recurrentKernel", Float64Array.of(recurrent)],
    ["layers.0.bias", Float64Array.of(bias)],
    ["readout.kernel", Float64Array.of(readout)],
    ["readout.bias", Float64Array.of(shift)],
  ]);

const number = (of: unknown, ...path: readonly (string | number)[]): number => {
  let value = of;
  for (const key of path) value = (value as { readonly [key: string]: unknown } | undefined)?.[key];
  if (typeof value !== "number") throw new TypeError(`no number at ${path.join(".")}`);
  return value;
};

/** The quiz: a network of one unit over two inputs, by sigmoid as its answers have it, and by tanh as the lecture has it. */
async function quiz(json: unknown, { trace }: GoldenMachine): Promise<Deviation[]> {
  const at = (...path: readonly (string | number)[]) => number(json, "quiz", ...path);
  const weights = weightsOfUnit(at("Wxh"), at("Whh"), at("hbias"), at("Why"), at("ybias"));
  const y = new Float32Array(2);
  const batch = {
    steps: 2,
    size: 1,
    x: Float32Array.of(at("x", 0), at("x", 1)),
    y,
    weight: Float32Array.of(1, 1),
  };
  const run = async (activation: string) => {
    const { trajectories, outputs } = await trace(oneUnit(activation, 2), weights, batch, []);
    return { h: [...(trajectories[0]?.h ?? [])], y: [...outputs] };
  };
  const sigmoid = await run("sigmoid");
  return [
    deviation("quiz h, sigmoid", sigmoid.h, [at("h0"), at("h1")]),
    deviation("quiz y, sigmoid", sigmoid.y, [at("y_first"), at("y_second")]),
    deviation("quiz h, tanh", (await run("tanh")).h, [at("tanh_variant", "h0"), at("tanh_variant", "h1")]),
  ];
}

/**
 * A gradient that is multiplied by 0.9 or 1.1 at each of 200 steps back, where the loss reads the last state alone. Compared as
 * logarithms: the rounding of a float32 factor counts 200 times in its power.
 */
async function powers(json: unknown, { trace }: GoldenMachine): Promise<Deviation[]> {
  const steps = 201;
  const batch = {
    steps,
    size: 1,
    x: new Float32Array(steps).fill(0.01),
    y: new Float32Array(steps),
    weight: Float32Array.from({ length: steps }, (_, t) => (t === steps - 1 ? 1 : 0)),
  };
  const all: Deviation[] = [];
  for (const [name, factor] of [
    ["p0_9_200", 0.9],
    ["p1_1_200", 1.1],
  ] as const) {
    // All states are above 0, where the slope of a relu is 1.
    const told = await trace(oneUnit("relu", steps), weightsOfUnit(1, factor, 0, 1, 0), batch, []);
    const h = told.stateGradients[0]?.h;
    const found = Math.log((h?.[0] ?? Number.NaN) / (h?.[steps - 1] ?? Number.NaN));
    all.push(deviation(`log of ${factor} to the 200th`, [found], [Math.log(number(json, "powers", name))]));
  }
  return all;
}

/** A layer's parameters without the readout. */
const recurrentCount = (plan: Plan, convention: CountConvention): number =>
  countParams(plan, convention).layers[0]?.count ?? 0;

/** Parameter counts: one bias a gate (Keras, the lectures) and two (PyTorch). */
function counts(json: unknown): Deviation[] {
  const at = (...path: readonly (string | number)[]) => number(json, ...path);
  // The exercise: 3 inputs, 4 recurrent units, dense layers of 3 and 2.
  const exercise = planOf("simple", {}, 3, 4, 3);
  const last = countDense(3, 2).count;
  const own = countParams(exercise);
  const all = [
    deviation("exercise layer 1", [own.layers[0]?.count ?? 0], [at("exercise", "layer1")]),
    deviation("exercise layer 2", [own.layers[1]?.count ?? 0], [at("exercise", "layer2")]),
    deviation("exercise layer 3", [last], [at("exercise", "layer3")]),
    deviation("exercise, one bias", [own.total + last], [at("exercise", "total")]),
    deviation(
      "exercise, two biases",
      [countParams(exercise, "pytorch").total + last],
      [at("exercise", "with_pytorch_two_biases")],
    ),
  ];
  const lstm = planOf("lstm", {}, 5, 2, 1);
  all.push(
    deviation(
      "LSTM 5 → 2, one bias",
      [recurrentCount(lstm, "own")],
      [at("pytorch_lstm_5_2", "seed_formula_4x_IH_HH_H")],
    ),
    deviation(
      "LSTM 5 → 2, two biases",
      [recurrentCount(lstm, "pytorch")],
      [at("pytorch_lstm_5_2", "params")],
    ),
  );
  return all;
}

/** The formulas of the file's `param_formulas`, which it gives as text, at a size where no two terms agree. */
function formulas(): Deviation[] {
  const [I, H] = [5, 3];
  const rows: readonly (readonly [string, CellKind, object, CountConvention, number])[] = [
    ["lstm", "lstm", {}, "own", 4 * (I * H + H * H + H)],
    ["lstm_pytorch", "lstm", {}, "pytorch", 4 * (I * H + H * H + 2 * H)],
    ["gru_slides", "gru", { resetAfter: false }, "own", 3 * (I * H + H * H + H)],
    ["gru_keras_reset_after", "gru", { resetAfter: true }, "own", 3 * (I * H + H * H + 2 * H)],
  ];
  return rows.map(([name, cell, options, convention, expected]) =>
    deviation(`formula ${name}`, [recurrentCount(planOf(cell, options, I, H, 1), convention)], [expected]),
  );
}

/** Answers of the exercises that a network computes. */
export const networkAnswers = async (
  { json }: GoldenAnswersFile,
  machine: GoldenMachine,
): Promise<readonly Deviation[]> => [...(await quiz(json, machine)), ...(await powers(json, machine))];

/** Answers that are counted: no machine has a part in them. */
export const countedAnswers = ({ json }: GoldenAnswersFile): readonly Deviation[] => [
  ...counts(json),
  ...formulas(),
];

/** A file of any kind through a machine. */
export async function compareFile(golden: Comparable, machine: GoldenMachine): Promise<readonly Deviation[]> {
  switch (golden.kind) {
    case "case":
      return compareGolden(golden, await runGolden(golden, machine));
    case "jacobians":
      return compareJacobians(golden, machine);
    case "answers":
      return networkAnswers(golden, machine);
    default:
      return golden satisfies never;
  }
}
