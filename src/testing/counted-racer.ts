/** For tests: a real model that counts, on any task. The opponents of the page will be others. */
import type { Batch } from "../lib/batch.ts";
import type { PlanRequest } from "../model/build.ts";
import type { CountedModel, RaceModel } from "../model/counted.ts";

/** Classes: log of their share among all targets so far, each counted once more than it came. */
function logShares(counts: Float64Array): Float64Array {
  const all = counts.reduce((sum, count) => sum + count + 1, 0);
  return counts.map((count) => Math.log((count + 1) / all));
}

/** Values: the mean of all targets so far, 0 before the first. */
const means = (sums: Float64Array, weight: number): Float64Array =>
  sums.map((sum) => (weight > 0 ? sum / weight : 0));

/**
 * Answers the same at every step of every sequence, whatever it reads: how often each class has been the target, with add-one
 * smoothing, or the mean of all targets.
 */
export function constantAnswer({ outputs: width, loss: kind, reduction }: PlanRequest): CountedModel {
  const isClasses = kind === "crossEntropy";
  return {
    tables: [
      { path: "seen", rows: 1, columns: width },
      { path: "weight", rows: 1, columns: 1 },
    ],
    begin: () => {
      let updates = 0;
      let seen = new Float64Array(width);
      let weight = 0;
      const answer = () => (isClasses ? logShares(seen) : means(seen, weight));
      const lossOf = (batch: Batch): number => {
        const said = answer();
        const scale =
          reduction === "batch" ? batch.size : batch.weight.reduce((sum, own) => sum + own, 0) || 1;
        return batch.weight.reduce((sum, own, entry) => {
          if (own === 0) return sum;
          if (isClasses) return sum - (own / scale) * (said[batch.y[entry] as number] as number);
          const errors = said.map((value, v) => (value - (batch.y[entry * width + v] as number)) ** 2);
          return sum + (own / scale / width) * errors.reduce((all, error) => all + error, 0);
        }, 0);
      };
      return {
        update: (batch) => {
          const loss = lossOf(batch);
          updates++;
          batch.weight.forEach((own, entry) => {
            if (own === 0) return;
            weight += own;
            if (isClasses) seen[batch.y[entry] as number] = (seen[batch.y[entry] as number] as number) + own;
            else seen = seen.map((sum, v) => sum + own * (batch.y[entry * width + v] as number));
          });
          return loss;
        },
        evaluate: (batch) => {
          const said = answer();
          const outputs = Float32Array.from(
            { length: batch.weight.length * width },
            (_, i) => said[i % width] as number,
          );
          return { loss: lossOf(batch), outputs };
        },
        read: () => ({
          updates,
          tables: new Map([
            ["seen", seen.slice()],
            ["weight", Float64Array.of(weight)],
          ]),
        }),
        restore: (state) => {
          updates = state.updates;
          seen = (state.tables.get("seen") as Float64Array).slice();
          weight = state.tables.get("weight")?.[0] as number;
        },
      };
    },
  };
}

/** A race with such a model in some places, instead of the networks that the experiment has there. */
export const withCounters = (
  plans: readonly RaceModel[],
  places: readonly number[],
  request: PlanRequest,
): readonly RaceModel[] => plans.map((plan, m) => (places.includes(m) ? constantAnswer(request) : plan));
