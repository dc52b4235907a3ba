/** What a self-check asks of both sides, and how their answers are compared. */
import type { Batch } from "../lib/batch.ts";
import { type Deviation, deviation } from "../model/deviation.ts";
import { normOf } from "../model/matrix.ts";
import { globalNorm, optimize, startTraining } from "../model/optimize.ts";
import { traceOracle } from "../model/oracle/run.ts";
import { type Plan, scansOf } from "../model/plan.ts";
import type { Floats, InitialStates, NetworkState, Trace, UpdateSettings } from "../model/results.ts";
import type { Weights } from "../model/weights.ts";
import type { Engine } from "./engine.ts";

export interface Problem {
  readonly plan: Plan;
  readonly weights: Weights;
  readonly batch: Batch;
  /** Of the trace; an update starts from zeros. */
  readonly initial: InitialStates;
  readonly settings: UpdateSettings;
}

interface Answers {
  readonly trace: Trace<Floats>;
  readonly loss: number;
  readonly gradientNorm: number;
  readonly clippedNorm: number;
  readonly parameterNorms: ArrayLike<number>;
  readonly profiles: readonly {
    readonly scan: number;
    readonly state: string;
    readonly norms: ArrayLike<number>;
  }[];
  readonly after: NetworkState<Floats>;
}

/**
 * Adam with a large ε, so that a step still depends on the size of its gradient (with a small one it is ± the learning rate
 * whatever the gradient is), and a limit that clips: half of the gradient's norm.
 */
export function settingsOf({ plan, weights, batch }: Omit<Problem, "settings">): UpdateSettings {
  return {
    optimizer: { kind: "adam", values: { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 0.01 } },
    clipNorm: globalNorm(traceOracle(plan, weights, batch).gradients) / 2,
  };
}

export async function answersOfEngine(
  engine: Engine,
  { plan, weights, batch, initial, settings }: Problem,
): Promise<Answers> {
  const network = engine.createNetwork(plan, weights);
  try {
    const trace = await network.trace(batch, initial);
    const telemetry = await network.update(batch, settings, { profiles: true });
    return { ...telemetry, trace, after: await network.read() };
  } finally {
    network.dispose();
  }
}

const none = new Float64Array();

export function answersOfOracle({ plan, weights, batch, initial, settings }: Problem): Answers {
  const { loss, gradients, stateGradients } = traceOracle(plan, weights, batch);
  const { state, gradientNorm, clippedNorm } = optimize(
    startTraining(weights, settings.optimizer.kind),
    gradients,
    settings,
  );
  return {
    trace: traceOracle(plan, weights, batch, initial),
    loss,
    gradientNorm,
    clippedNorm,
    parameterNorms: plan.params.map(({ path }) => normOf(gradients.get(path) ?? none)),
    profiles: scansOf(plan).flatMap(({ index, states, units }) =>
      states.map((name) => ({
        scan: index,
        state: name,
        norms: Array.from({ length: plan.steps }, (_, t) => {
          const step = batch.size * units;
          return normOf(stateGradients[index]?.[name]?.subarray(t * step, (t + 1) * step) ?? none);
        }),
      })),
    ),
    after: state,
  };
}

/** How far each weight moved: the weights themselves would hide a wrong step behind their size. */
const moves = (after: Floats | undefined, before: Floats): number[] | undefined =>
  after && Array.from(after, (value, i) => value - (before[i] as number));

/** Every array of the expected answers, against the candidate's. */
export function compareAnswers(
  actual: Answers,
  expected: Answers,
  { weights }: Problem,
): readonly Deviation[] {
  const all: Deviation[] = [];
  const compare = (what: string, got: ArrayLike<number> | undefined, wanted: ArrayLike<number>) =>
    all.push(deviation(what, got, Array.from(wanted)));
  compare("loss", [actual.trace.loss], [expected.trace.loss]);
  compare("outputs", actual.trace.outputs, expected.trace.outputs);
  expected.trace.trajectories.forEach((byName, scan) => {
    for (const [name, values] of Object.entries(byName))
      compare(`trajectory of ${name}`, actual.trace.trajectories[scan]?.[name], values);
  });
  expected.trace.stateGradients.forEach((states, scan) => {
    for (const [name, values] of Object.entries(states))
      compare(`∂L/∂${name}`, actual.trace.stateGradients[scan]?.[name], values);
  });
  for (const [path, values] of expected.trace.gradients)
    compare(`gradient ${path}`, actual.trace.gradients.get(path), values);
  compare("loss of the update", [actual.loss], [expected.loss]);
  compare("gradient norm", [actual.gradientNorm], [expected.gradientNorm]);
  compare("clipped norm", [actual.clippedNorm], [expected.clippedNorm]);
  compare("parameter norms", actual.parameterNorms, expected.parameterNorms);
  for (const { scan, state, norms } of expected.profiles) {
    const found = actual.profiles.find((one) => one.scan === scan && one.state === state);
    compare(`profile ‖∂L/∂${state}‖`, found?.norms, norms);
  }
  compare("updates", [actual.after.updates], [expected.after.updates]);
  for (const [path, values] of expected.after.weights) {
    const before = weights.get(path) ?? new Float32Array(values.length);
    compare(`step of ${path}`, moves(actual.after.weights.get(path), before), moves(values, before) ?? []);
  }
  for (const [slot, slots] of Object.entries(expected.after.slots))
    for (const [path, values] of slots)
      compare(`slot ${slot} of ${path}`, actual.after.slots[slot]?.get(path), values);
  return all;
}
