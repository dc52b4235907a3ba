import type { NetworkState } from "../engine/engine.ts";
import type { Plan } from "../model/plan.ts";
import type { Floats } from "../model/results.ts";
import { createStepper } from "../model/stepper.ts";
import type { Weights } from "../model/weights.ts";
import type { Forecast } from "../tasks/forecast.ts";
import { heldOutStretch } from "../tasks/held-out.ts";
import type { PreparedTask } from "../tasks/task.ts";
import type { FreeRun } from "./protocol.ts";

/**
 * A forecast that feeds on itself. The first R steps are data; from step R on, a column that the output stands for is
 * what the network foretold for that step `lag` steps before, and the others go on being the data's. In float64 on the
 * processor, one step after the other, as text is written (see `sampleText`).
 *
 * Cost: R + steps − lag forward steps of one sequence, each of about one multiply-add a weight, some 300 million of
 * them a second: under 10 ms at 32 units and 450 steps, but seconds at 1,024 units, which is why the loop asks for it only
 * while somebody looks, and limits its share of the time.
 *
 * @param x [≥ R + steps − lag, D], as the network reads them.
 * @returns [steps, V], what was foretold for the steps behind those read, in the scale of the outputs.
 */
export function runFreely(
  plan: Plan,
  weights: Weights<Floats>,
  { read, lag, feed }: Forecast,
  x: Floats,
  steps: number,
): Float32Array {
  const stepper = createStepper(plan, weights);
  const input = new Float64Array(feed.length);
  /** By step, what was foretold at it. */
  const said: Float64Array[] = [];
  for (let t = 0; t < read + steps - lag; t++) {
    feed.forEach((from, column) => {
      const isData = t < read || from === null;
      input[column] = (isData ? x[t * feed.length + column] : said[t - lag]?.[from]) as number;
    });
    said.push(stepper.step(input).slice());
  }
  return Float32Array.from(said.slice(read - lag).flatMap((values) => [...values]));
}

/** Free runs of all models on the same held-out stretch; null where the task foretells no series. */
export function freeRun(
  { forecast }: PreparedTask,
  plans: readonly Plan[],
  states: readonly NetworkState[],
  { seed, probe, horizon }: { readonly seed: number; readonly probe: number; readonly horizon: number },
): FreeRun | null {
  if (!forecast) return null;
  const steps = Math.min(horizon, forecast.most);
  const { x, truth } = heldOutStretch(forecast, seed, probe, steps);
  return {
    probe,
    horizon: steps,
    // A copy: it is transferred, and a task may give the same array as its inputs.
    truth: truth.slice(),
    models: states.flatMap(({ weights }, m) => {
      const plan = plans[m];
      return plan ? [runFreely(plan, weights, forecast, x, steps)] : [];
    }),
  };
}
