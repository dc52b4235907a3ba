import type { CellKind } from "../cells/index.ts";
import { cells } from "../cells/index.ts";
import { defaults } from "../lib/fields.ts";
import { layerFields } from "../spec/layer-fields.ts";
import { type CountConvention, countDense, countParams } from "./counts.ts";
import type { GoldenAnswersFile } from "./golden.ts";
import { type Deviation, deviation } from "./golden-compare.ts";
import { traceOracle } from "./oracle.ts";
import { type Plan, planModel } from "./plan.ts";

/** A network of one recurrent layer, one sequence at a time. */
function planOf(cell: CellKind, options: object, inputs: number, units: number, outputs: number): Plan {
  const values = { ...defaults({ ...layerFields, ...cells[cell].fields }), ...options, units };
  return planModel(
    { architecture: "stack", layers: [{ cell, values }] },
    { steps: 2, batch: 1, input: { kind: "floats", size: inputs }, outputs, loss: "mse" },
  );
}

const number = (of: unknown, ...path: readonly (string | number)[]): number => {
  let value = of;
  for (const key of path) value = (value as { readonly [key: string]: unknown } | undefined)?.[key];
  if (typeof value !== "number") throw new TypeError(`no number at ${path.join(".")}`);
  return value;
};

/** The quiz: a network of one unit over two inputs, by sigmoid as its answers have it, and by tanh as the lecture has it. */
function quiz(json: unknown): Deviation[] {
  const at = (...path: readonly (string | number)[]) => number(json, "quiz", ...path);
  const run = (activation: string) => {
    const weights = new Map(
      (
        [
          ["layers.0.kernel", at("Wxh")],
          ["layers.0.recurrentKernel", at("Whh")],
          ["layers.0.bias", at("hbias")],
          ["readout.kernel", at("Why")],
          ["readout.bias", at("ybias")],
        ] as const
      ).map(([path, value]) => [path, Float64Array.of(value)]),
    );
    const zeros = new Float32Array(2);
    const batch = { steps: 2, size: 1, x: Float32Array.of(at("x", 0), at("x", 1)), y: zeros, weight: zeros };
    const { records, outputs } = traceOracle(planOf("simple", { activation }, 1, 1, 1), weights, batch);
    return { h: [...(records[0]?.h ?? [])], y: [...outputs] };
  };
  const { h, y } = run("sigmoid");
  return [
    deviation("quiz h, sigmoid", h, [at("h0"), at("h1")]),
    deviation("quiz y, sigmoid", y, [at("y_first"), at("y_second")]),
    deviation("quiz h, tanh", run("tanh").h, [at("tanh_variant", "h0"), at("tanh_variant", "h1")]),
  ];
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

/** The exercises' answers, computed by the oracle and the counts. */
export const compareAnswers = ({ json }: GoldenAnswersFile): readonly Deviation[] => [
  ...quiz(json),
  ...counts(json),
  ...formulas(),
];
