/** For tests: the oracle's gradients against central differences of a loss. */
import { rngFrom } from "../lib/rng.ts";
import { randomBatch, randomWeights } from "../model/networks.ts";
import { traceOracle } from "../model/oracle/run.ts";
import { type Plan, scansOf } from "../model/plan.ts";
import type { Masks } from "../model/random.ts";
import type { Floats, InitialStates } from "../model/results.ts";
import type { Weights } from "../model/weights.ts";

type Moving = Weights<Float64Array>;

/** Half of what central differences move a weight by. */
const h = 1e-5;

/** Such slopes are right to about 1e-9 where nothing bends sharply. Also in docs/numerics.md. */
export const SLOPE = 1e-7;

/** Ways to go in, each of length 1, in the space of a parameter. */
type Moves = (path: string, size: number) => Iterable<Float64Array>;

/** Every entry by itself. */
const entries: Moves = (_path, size) =>
  Array.from({ length: size }, (_, i) => Float64Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)));

/** One random direction, in which a wrong entry does not hide but by chance. */
const oneDirection: Moves = (path, size) => {
  const move = Float64Array.from({ length: size }, rngFrom(1).fork(path).normal);
  const length = Math.hypot(...move);
  return [move.map((value) => value / length)];
};

/**
 * Worst difference between gradients and slopes of a loss, relative to the largest slope.
 * @param loss at `weights`, which are moved under it
 * @throws Error where the loss hardly depends on anything: then nothing was compared.
 */
function worstOf(plan: Plan, weights: Moving, gradients: Moving, loss: () => number, moves: Moves): number {
  let worst = 0;
  let largest = 0;
  for (const { path, size } of plan.params) {
    const values = weights.get(path);
    const gradient = gradients.get(path);
    if (!values || !gradient) throw new Error(`${path} has no gradient`);
    const at = values.slice();
    for (const move of moves(path, size)) {
      const lossAt = (by: number) => {
        values.set(at.map((value, i) => value + by * (move[i] as number)));
        return loss();
      };
      const slope = (lossAt(h) - lossAt(-h)) / (2 * h);
      values.set(at);
      const told = gradient.reduce((sum, value, i) => sum + value * (move[i] as number), 0);
      worst = Math.max(worst, Math.abs(slope - told));
      largest = Math.max(largest, Math.abs(slope));
    }
  }
  if (!(largest > 1e-3)) throw new Error(`the largest slope is ${largest}`);
  return worst / largest;
}

/** What the oracle takes beside plan, weights and batch. */
type Rest = [initial?: InitialStates<Floats>, masks?: Masks];

const problemOf = (plan: Plan, seed: number) => {
  const rng = rngFrom(seed);
  return {
    weights: randomWeights(plan, rng.fork("weights")),
    batch: randomBatch(plan, rng.fork("batch")),
  };
};

function traced(
  plan: Plan,
  { weights, batch }: ReturnType<typeof problemOf>,
  moves: Moves,
  rest: Rest,
): number {
  const trace = () => traceOracle(plan, weights, batch, ...rest);
  return worstOf(plan, weights, trace().gradients, () => trace().loss, moves);
}

/** Every entry of every gradient against its slope, in a random batch. */
export const worstSlope = (plan: Plan, seed: number, ...rest: Rest): number =>
  traced(plan, problemOf(plan, seed), entries, rest);

/**
 * Every gradient against the slope in one direction of its space: as sharp for a wrong equation as `worstSlope`, in a
 * fraction of the time.
 * @param weight of the loss at step t, in place of random ones
 */
export function worstDirection(
  plan: Plan,
  seed: number,
  weight: ((t: number) => number) | undefined,
  ...rest: Rest
): number {
  const problem = problemOf(plan, seed);
  const { batch } = problem;
  if (weight) batch.weight.set(batch.weight.map((_, i) => weight(Math.floor(i / batch.size))));
  return traced(plan, problem, oneDirection, rest);
}

/**
 * Likewise the gradients of a truncated plan, whose loss is a sum over steps. They are the slopes of what is left when the
 * states that come over a border are numbers: each chunk's loss from the states that the chunk before it left.
 */
export function worstTruncated(plan: Plan, seed: number): number {
  const { steps, truncation } = plan;
  const { weights, batch } = problemOf(plan, seed);
  const { gradients, trajectories } = traceOracle(plan, weights, batch);
  const size = (of: ArrayLike<number>) => of.length / steps;
  const cut = <A extends { subarray(from: number, to: number): A; length: number }>(
    a: A,
    from: number,
    to: number,
  ) => a.subarray(from * size(a), to * size(a));
  const chunks = Array.from({ length: Math.ceil(steps / truncation) }, (_, n) => {
    const [from, to] = [n * truncation, Math.min(steps, (n + 1) * truncation)];
    const initial = scansOf(plan).map(({ index, direction, states }) => {
      const before = direction === "forward" ? from - 1 : to;
      const isThere = before >= 0 && before < steps;
      const stateOf = (state: string) =>
        cut(trajectories[index]?.[state] ?? new Float64Array(0), before, before + 1).slice();
      return isThere ? Object.fromEntries(states.map((state) => [state, stateOf(state)])) : {};
    });
    const [x, y, weight] = [cut(batch.x, from, to), cut(batch.y, from, to), cut(batch.weight, from, to)];
    return {
      plan: { ...plan, steps: to - from, truncation: 0 },
      batch: { ...batch, steps: to - from, x, y, weight },
      initial,
    };
  });
  const loss = () =>
    chunks.reduce((sum, each) => sum + traceOracle(each.plan, weights, each.batch, each.initial).loss, 0);
  return worstOf(plan, weights, gradients, loss, oneDirection);
}
