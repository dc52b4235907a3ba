import type { Plan } from "../model/plan.ts";
import type { Floats } from "../model/results.ts";
import { createStepper } from "../model/stepper.ts";
import type { Weights } from "../model/weights.ts";
import type { Forecast } from "../tasks/forecast.ts";
import { heldOutStretch } from "../tasks/held-out.ts";
import type { PreparedTask } from "../tasks/task.ts";
import type { FreeRun } from "./protocol.ts";

/** Multiply-adds between two breaths: some 25 ms on a busy core. */
const breathEvery = 1e6;

/** Lets other messages have their turn. @returns whether the forecast is still wanted. */
export type Breathe = () => Promise<boolean>;

/**
 * A forecast that feeds on itself. The first R steps are data; from step R on, a column that the output stands for is
 * what the network foretold for that step `lag` steps before, and the others go on being the data's. In float64 on the
 * processor, one step after the other, as text is written (see `sampleText`).
 *
 * Cost: R + steps − lag forward steps of one sequence, each of about one multiply-add a weight. An LSTM over 450 steps
 * took 60 ms at 32 units and 11 s at 512 on a core shared by many. So the loop asks for it only while somebody looks and
 * limits its share of the time, and it breathes.
 *
 * @param x [≥ R + steps − lag, D], as the network reads them.
 * @returns [steps, V], what was foretold for the steps behind those read, in the scale of the outputs; null if it was no
 * longer wanted.
 */
export async function runFreely(
  plan: Plan,
  weights: Weights<Floats>,
  { read, lag, feed }: Forecast,
  x: Floats,
  steps: number,
  breathe: Breathe,
): Promise<Float32Array | null> {
  const stepper = createStepper(plan, weights);
  const input = new Float64Array(feed.length);
  /** By step, what was foretold at it. */
  const said: Float64Array[] = [];
  const stride = Math.max(1, Math.floor(breathEvery / plan.parameterCount));
  for (let t = 0; t < read + steps - lag; t++) {
    if (t % stride === stride - 1 && !(await breathe())) return null;
    feed.forEach((from, column) => {
      const isData = t < read || from === null;
      input[column] = (isData ? x[t * feed.length + column] : said[t - lag]?.[from]) as number;
    });
    said.push(stepper.step(input).slice());
  }
  return Float32Array.from(said.slice(read - lag).flatMap((values) => [...values]));
}

/**
 * Free runs of all networks on the same held-out stretch.
 * @param networks by model of the race; null of one that counts, which has nothing to feed back.
 * @returns null where the task foretells no series, or no longer wanted.
 */
export async function freeRun(
  { forecast }: PreparedTask,
  networks: readonly ({ readonly plan: Plan; readonly weights: Weights } | null)[],
  { seed, probe, horizon }: { readonly seed: number; readonly probe: number; readonly horizon: number },
  breathe: Breathe,
): Promise<FreeRun | null> {
  if (!forecast) return null;
  const steps = Math.min(horizon, forecast.most);
  const { x, truth } = heldOutStretch(forecast, seed, probe, steps);
  const models: (Float32Array | null)[] = [];
  for (const network of networks) {
    const run = network && (await runFreely(network.plan, network.weights, forecast, x, steps, breathe));
    if (network && !run) return null;
    models.push(run);
  }
  return {
    probe,
    horizon: steps,
    // A copy: it is transferred, and a task may give the same array as its inputs.
    truth: truth.slice(),
    models,
  };
}
