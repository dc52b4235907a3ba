import type { Batch } from "../lib/batch.ts";
import { type Deviation, deviation } from "../model/deviation.ts";
import { normOf } from "../model/matrix.ts";
import { clipByGlobalNorm, clipFactor, globalNorm, optimize, startTraining } from "../model/optimize.ts";
import { traceOracle } from "../model/oracle/run.ts";
import type { Plan } from "../model/plan.ts";
import type { Floats, InitialStates, Trace, UpdateSettings } from "../model/results.ts";
import type { Weights } from "../model/weights.ts";
import type { GoldenCase, GoldenLoss } from "./golden.ts";

export { type Deviation, deviation } from "../model/deviation.ts";

/** Whatever computes networks: the oracle, or an engine. */
export interface GoldenMachine {
  trace(
    plan: Plan,
    weights: Weights<Floats>,
    batch: Batch,
    initial: InitialStates,
  ): Trace<Floats> | Promise<Trace<Floats>>;
  /** Weights after so many updates on one and the same batch, from zero states and fresh slots. */
  train(
    plan: Plan,
    weights: Weights,
    batch: Batch,
    settings: UpdateSettings,
    updates: number,
  ): Weights<Floats> | Promise<Weights<Floats>>;
}

export const oracleMachine: GoldenMachine = {
  trace: traceOracle,
  train: (plan, weights, batch, settings, updates) => {
    let state = startTraining(weights, settings.optimizer.kind);
    for (let n = 0; n < updates; n++)
      state = optimize(state, traceOracle(plan, state.weights, batch).gradients, settings).state;
    return state.weights;
  },
};

export interface GoldenResults {
  /** By loss, in the case's order: its trace, and the weights after each of its updates. */
  readonly losses: readonly { readonly trace: Trace<Floats>; readonly updated: readonly Weights<Floats>[] }[];
}

/** Everything that a case asks for. Engines run one thing at a time, so this waits for each. */
export async function runGolden(golden: GoldenCase, machine: GoldenMachine): Promise<GoldenResults> {
  const losses = [];
  for (const { plan, batch, updates } of golden.losses) {
    const trace = await machine.trace(plan, golden.weights, batch, golden.initial);
    const updated = [];
    for (const { optimizer, values, clipNorm, updates: n } of updates) {
      const settings = { optimizer: { kind: optimizer, values }, clipNorm };
      updated.push(await machine.train(plan, golden.weights, batch, settings, n));
    }
    losses.push({ trace, updated });
  }
  return { losses };
}

/** Largest allowed `error` by kind. The oracle has no excuse for Adam either: see `breaches`. */
export const goldenBounds = { oracle: 1e-12, engine: 1e-5, engineAdam: 0.02 } as const;

/** Deviations beyond what the oracle or an engine may have. NaN and missing arrays (∞) are beyond. */
export function breaches(deviations: readonly Deviation[], who: "oracle" | "engine"): readonly Deviation[] {
  return deviations.filter(({ whatKind, error, relative }) => {
    if (who === "oracle") return !(relative <= goldenBounds.oracle);
    return !(error <= (whatKind === "adam" ? goldenBounds.engineAdam : goldenBounds.engine));
  });
}

/** ‖·‖ of each of `count` equal parts. */
const partNorms = (values: Floats | undefined, count: number): number[] | undefined =>
  values &&
  Array.from({ length: count }, (_, i) =>
    normOf(values.subarray((i * values.length) / count, ((i + 1) * values.length) / count)),
  );

function compareLoss(
  golden: GoldenLoss,
  trace: Trace<Floats>,
  updated: readonly Weights<Floats>[],
): Deviation[] {
  const { name, plan, batch } = golden;
  const all: Deviation[] = [];
  if (golden.value !== undefined) all.push(deviation(`${name}.loss`, [trace.loss], [golden.value]));
  if (golden.gradientNorm !== undefined)
    all.push(deviation(`${name}.gradient norm`, [globalNorm(trace.gradients)], [golden.gradientNorm]));
  for (const [path, expected] of golden.gradients)
    all.push(deviation(`${name}.gradient ${path}`, trace.gradients.get(path), expected));
  golden.stateGradients.forEach((states, layer) => {
    for (const [state, expected] of Object.entries(states))
      all.push(
        deviation(`${name}.dL/d${state} layer ${layer}`, trace.stateGradients[layer]?.[state], expected),
      );
  });
  for (const [which, layers, count] of [
    ["joint", golden.joint, plan.steps],
    ["per sample", golden.perSample, plan.steps * batch.size],
  ] as const)
    layers.forEach((states, layer) => {
      for (const [state, expected] of Object.entries(states)) {
        const norms = partNorms(trace.stateGradients[layer]?.[state], count);
        all.push(deviation(`${name}.|dL/d${state}| ${which} layer ${layer}`, norms, expected));
      }
    });
  if (golden.clipped) {
    const { clipNorm, factor } = golden.clipped;
    const clipped = clipByGlobalNorm(trace.gradients, clipNorm);
    all.push(deviation(`${name}.clip factor`, [clipFactor(globalNorm(trace.gradients), clipNorm)], [factor]));
    for (const [path, expected] of golden.clipped.gradients)
      all.push(deviation(`${name}.clipped gradient ${path}`, clipped.get(path), expected));
  }
  golden.updates.forEach(({ name: update, optimizer, values, weights }, i) => {
    const rate = optimizer === "adam" ? (values.learningRate as number) : undefined;
    for (const [path, expected] of weights)
      all.push(deviation(`${name}.${update} ${path}`, updated[i]?.get(path), expected, rate));
  });
  return all;
}

/** Every array of the file against the results. Forward values are compared once for each loss. */
export function compareGolden(golden: GoldenCase, results: GoldenResults): readonly Deviation[] {
  return golden.losses.flatMap((loss, i) => {
    const { trace, updated } = results.losses[i] ?? {};
    if (!trace || !updated) throw new RangeError(`${golden.name}: no results for ${loss.name}`);
    const forward = golden.trajectories.flatMap((byName, layer) =>
      Object.entries(byName).map(([name, expected]) =>
        deviation(`${loss.name}.forward ${name} layer ${layer}`, trace.trajectories[layer]?.[name], expected),
      ),
    );
    const outputs = golden.outputs ? [deviation(`${loss.name}.outputs`, trace.outputs, golden.outputs)] : [];
    return [...forward, ...outputs, ...compareLoss(loss, trace, updated)];
  });
}
