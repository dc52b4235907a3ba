import type { Member } from "../engine/engine.ts";
import { isNetwork, type Racer } from "../engine/racers.ts";
import type { Batch } from "../lib/batch.ts";
import { traceOracle } from "../model/oracle/run.ts";
import { type Plan, scansOf } from "../model/plan.ts";
import type { Floats, Trace } from "../model/results.ts";
import type { termsOf } from "../model/terms.ts";
import type { Weights } from "../model/weights.ts";
import type { CountedTrace, NetworkTrace, ProbeTrace } from "./protocol.ts";

/**
 * A probe of up to this many multiply-adds is computed by the oracle from the network's weights, in float64. One
 * sequence costs a GPU as many draw calls as a whole batch, which would halve the speed of training; the oracle does it
 * in milliseconds, and more exactly.
 */
const oracleUpTo = 20e6;

/**
 * Euclidean length of each row. Scaled by the largest entry before squaring: 10⁻³² is a usual gradient of a tanh
 * network over a hundred steps, and its square is zero in float32.
 */
export function rowNorms(values: ArrayLike<number>, rows: number): Float32Array {
  const width = values.length / rows;
  return Float32Array.from({ length: rows }, (_, row) => {
    let largest = 0;
    for (let i = 0; i < width; i++) largest = Math.max(largest, Math.abs(values[row * width + i] as number));
    if (largest === 0) return 0;
    let sum = 0;
    for (let i = 0; i < width; i++) sum += ((values[row * width + i] as number) / largest) ** 2;
    return largest * Math.sqrt(sum);
  });
}

const single = (values: Floats): Float32Array =>
  values instanceof Float32Array ? values : Float32Array.from(values);

const stepsOf = ({ lengths, steps }: Batch): number => lengths?.[0] ?? steps;

/** Rows before the sequence's end, of [T, …]. */
const ownRows = <A extends Int32Array | Floats>(values: A, batch: Batch): A =>
  values.subarray(0, (values.length / batch.steps) * stepsOf(batch)) as A;

/**
 * A model on one probe sequence: of one that counts, only what it answers.
 * @param batch of one sequence.
 * @param withTerms what W·x, U·h and biases of a network add, too.
 */
export async function probeTrace(racer: Racer, batch: Batch, withTerms: boolean): Promise<ProbeTrace> {
  if (isNetwork(racer)) return networkTrace(racer, batch, withTerms);
  const { loss, outputs } = await racer.evaluate(batch);
  return { loss, outputs: ownRows(outputs, batch) } satisfies CountedTrace;
}

/** A network on one probe sequence: states, gates, outputs, and how much of the gradient reaches each step. */
async function networkTrace(network: Member, batch: Batch, withTerms: boolean): Promise<NetworkTrace> {
  const { plan } = network;
  const cheap = (plan.multiplyAdds / plan.batch) * batch.size <= oracleUpTo;
  const weights = cheap ? (await network.read()).weights : null;
  const trace: Trace<Floats> = weights ? traceOracle(plan, weights, batch) : await network.trace(batch);
  if (!withTerms || !weights) return shownTrace(plan, trace, batch);
  // Few look at them: they are no part of what a worker loads first.
  const { termsOf } = await import("../model/terms.ts");
  return shownTrace(plan, trace, batch, { weights, termsOf });
}

/**
 * What is shown of a trace of one sequence: without its padding, in float32, and gradients as norms.
 * @param batch of one sequence.
 * @param terms what W·x, U·h and biases add is said of these weights; left out, it is not.
 */
export function shownTrace(
  plan: Plan,
  trace: Trace<Floats>,
  batch: Batch,
  terms?: { readonly weights: Weights<Floats>; readonly termsOf: typeof termsOf },
): NetworkTrace {
  const steps = stepsOf(batch);
  const own = <A extends Int32Array | Floats>(values: A): A => ownRows(values, batch);
  const trajectories = trace.trajectories.map((byName) =>
    Object.fromEntries(Object.entries(byName).map(([name, values]) => [name, single(own(values))])),
  );
  return {
    loss: trace.loss,
    outputs: single(own(trace.outputs)),
    trajectories,
    gradientNorms: scansOf(plan).map(({ states, index }) =>
      Object.fromEntries(
        states.map((state) => [
          state,
          rowNorms(own(trace.stateGradients[index]?.[state] ?? new Float32Array()), steps),
        ]),
      ),
    ),
    terms: terms
      ? terms.termsOf(plan, terms.weights, { steps, size: batch.size, x: own(batch.x) }, { trajectories })
      : null,
  };
}
